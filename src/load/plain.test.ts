import { describe, expect, test } from 'vitest';
import type { Measured } from './measured.ts';
import { comparePlain, confirm, noiseOf } from './plain.ts';

const lines = { bar: 'api_p95', targetMs: 300, failureMs: 500 };
const base = (ms: number, noise = 0.05) => ({ p95: { ms, low: ms * 0.9, high: ms * 1.1 }, noise, errors: 0.01, lines });

function now(ms: number | null, more: Partial<Measured> = {}): Measured {
  const span = { ms, low: ms === null ? null : ms * 0.95, high: ms === null ? null : ms * 1.05 };
  const fates = { ok: 100, moved: 0, refused: 0, limited: 0, error: 0, timeout: 0 };
  const rest = { serverP95: ms, firstByteP50: ms, connectP50: 1, firstMs: ms, lagP95: 0, fates, errors: { share: 0, low: 0, high: 0.03 } };
  return { requests: 100, p50: span, p95: span, p99: span, ...rest, bytes: 10, quantiles: [], ...more };
}

describe('a comparison with another day (PERF-3, PERF-4)', () => {
  test.each([
    ['as before', base(100), now(104), undefined, 'pass'],
    ['faster', base(100), now(60), undefined, 'pass'],
    ['a third slower', base(100), now(133), undefined, 'warn'],
    ['twice as slow', base(100), now(200), undefined, 'regression'],
    [
      'twice as slow, but the baseline was not sure of itself',
      { ...base(100), p95: { ms: 100, low: 80, high: 195 } },
      now(200),
      undefined,
      'warn',
    ],
    ['a third slower, as is the control route', base(100), now(133), { before: 20, now: 27 }, 'pass'],
    ['as before, the control route is faster', base(94), now(93), { before: 3, now: 1.9 }, 'pass'],
    ['as before, the control route is much faster', base(94), now(93), { before: 60, now: 30 }, 'pass'],
    ['twice as slow, the control route took 2 ms and takes 4', base(100), now(200), { before: 2, now: 4 }, 'regression'],
    ['twice as slow, the control route is not', base(100), now(200), { before: 20, now: 20 }, 'regression'],
    ['twice as slow, but 8 ms', base(8), now(16), undefined, 'pass'],
    ['a third slower, but so noisy that it says nothing', base(100, 0.15), now(133), undefined, 'pass'],
    ['beyond the failure line it was within', base(420), now(560), undefined, 'regression'],
    ['beyond the failure line as before', base(560), now(570), undefined, 'pass'],
    ['never', base(100), now(null), undefined, 'regression'],
    ['failing', base(100), now(100, { errors: { share: 0.2, low: 0.1, high: 0.3 } }), undefined, 'regression'],
    ['not measured', base(100), now(100, { void: 'too busy' }), undefined, 'void'],
  ] as const)('%s', (_, before, measured, control, verdict) => {
    expect(comparePlain(before, measured, control).verdict).toBe(verdict);
  });
});

test('a warning becomes a regression when a run two minutes later sees it too, and not at once or days later', () => {
  const warn = comparePlain(base(100), now(133));
  const at = (minutes: number): Date => new Date(Date.UTC(2026, 10, 22, 0, minutes));
  const first = confirm(warn, undefined, at(0));
  expect(first).toEqual({ found: warn, warnedAt: '2026-11-22T00:00:00.000Z' });
  expect(confirm(warn, first.warnedAt, at(1))).toEqual(first);
  const second = confirm(warn, first.warnedAt, at(3));
  expect(second.found).toMatchObject({ verdict: 'regression' });
  expect(second.found.why).toContain('An earlier run saw it too.');
  expect(confirm(warn, first.warnedAt, at(60 * 25)).found.verdict).toBe('warn');
  expect(confirm(comparePlain(base(100), now(100)), first.warnedAt, at(3))).not.toHaveProperty('warnedAt');
});

test('noise is the spread between runs of the same release, as a share', () => {
  expect(noiseOf([100])).toBe(0);
  expect(noiseOf([100, 100, 100])).toBe(0);
  expect(noiseOf([100, 110, 121])).toBeCloseTo(Math.log(1.1), 5);
});
