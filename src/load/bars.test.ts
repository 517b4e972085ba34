import { describe, expect, test } from 'vitest';
import { resolveProfile } from '../core/profile.ts';
import { profiles } from '../profiles/index.ts';
import { errorBar, isDecided, judgeRoute, type Lines, linesOf } from './bars.ts';
import type { Measured } from './measured.ts';

const lines: Lines = { bar: 'api_p95', targetMs: 300, failureMs: 500 };

function measured(low: number | null, ms: number | null, high: number | null, more: Partial<Measured> = {}): Measured {
  const none = { ms, low, high };
  return {
    requests: 100,
    p50: none,
    p95: { ms, low, high },
    p99: none,
    serverP95: ms,
    firstByteP50: ms,
    connectP50: 1,
    firstMs: ms,
    lagP95: 0,
    fates: { ok: 100, moved: 0, refused: 0, limited: 0, error: 0, timeout: 0 },
    errors: { share: 0, low: 0, high: 0.03 },
    bytes: 100,
    quantiles: [],
    ...more,
  };
}

describe('the two lines of a route (PERF-2)', () => {
  test.each([
    ['default', { name: 'bookings', kind: 'api' }, 'api_p95', 300, 500],
    ['default', { name: 'my page', kind: 'dashboard' }, 'core_page_p95', 500, 500],
    ['default', { name: 'pay', kind: 'checkout' }, 'write_p95', 800, 2000],
    ['default', { name: 'home feed', kind: 'api' }, 'feed_p95', 300, 2000],
    ['default', { name: 'slow report', kind: 'api', target_ms: 2000 }, 'api_p95', 2000, 2000],
    ['coach-first-customers', { name: 'login', kind: 'login' }, 'api_p95', 400, 400],
    // It has no bar for an API answer, so its bar for pages serves.
    ['ecommerce-prototype', { name: 'items', kind: 'api' }, 'core_page_p95', 500, 500],
  ] as const)('%s holds %j to %s', (name, route, bar, targetMs, failureMs) => {
    expect(linesOf(route, resolveProfile(profiles, name))).toEqual({ bar, targetMs, failureMs });
  });

  test('every profile has a line for every kind of route', () => {
    for (const { name } of profiles)
      for (const kind of ['home', 'login', 'dashboard', 'checkout', 'api', 'webhook'] as const)
        expect(linesOf({ name: 'x', kind }, resolveProfile(profiles, name)).targetMs).toBeGreaterThan(0);
  });
});

describe('the verdict goes by the interval of p95', () => {
  test.each([
    ['well below', measured(90, 100, 120), 'pass'],
    ['between the lines', measured(310, 350, 400), 'slow'],
    ['beyond for sure', measured(510, 520, 530), 'fail'],
    ['perhaps beyond', measured(450, 480, 510), 'uncertain'],
    ['beyond, but not surely', measured(490, 520, 560), 'uncertain'],
    ['never answered', measured(null, null, null), 'fail'],
    ['too few answers to tell', measured(90, 100, null), 'uncertain'],
    ['more failures than allowed', measured(90, 100, 120, { errors: { share: 0.1, low: 0.05, high: 0.2 } }), 'fail'],
    ['a run that measured this machine', measured(90, 100, 120, { void: 'too busy' }), 'void'],
  ] as const)('%s', (_, seen, verdict) => {
    expect(judgeRoute(seen, lines, 0.01)).toBe(verdict);
  });

  test('without a failure line nothing fails for being slow', () => {
    expect(judgeRoute(measured(900, 950, 990), { ...lines, failureMs: null }, 0.01)).toBe('slow');
  });

  test.each([
    [measured(90, 100, 120), true],
    [measured(290, 299, 320), false],
    [measured(310, 350, 400), true],
    [measured(450, 480, 510), false],
    [measured(510, 520, 530), true],
    [measured(90, 100, 120, { void: 'busy' }), false],
  ])('more requests would change nothing: case %#', (seen, decided) => {
    expect(isDecided(seen, lines, 0.01)).toBe(decided);
  });
});

test('the allowed share of failures is the profile’s (PERF-14)', () => {
  expect(errorBar(resolveProfile(profiles, 'default'))).toBe(0.01);
  expect(errorBar({ bars: {} })).toBe(0.01);
});
