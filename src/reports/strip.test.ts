import { assert, constant, double, integer, oneof, property } from 'fast-check';
import { expect, test } from 'vitest';
import { columns } from './columns.ts';
import { renderRoute, renderStrip, renderTimes } from './strip.ts';

const lines = { targetMs: 300, failureMs: 500 };

test.each([
  [{ p50: 100, p95: 200, p99: 260 }, '······├─────●───┤··┊············┃·······'],
  [{ p50: 5, p95: 6, p99: 7 }, '●··················┊············┃·······'],
  [{ p50: 520, p95: 540, p99: 560 }, '···················┊············┃├●┤····'],
  [{ p50: 100, p95: null, p99: null }, '······├────────────┊────────────┃──────▶'],
])('%j', (times, strip) => {
  expect(renderStrip({ ...times, ...lines }, 40)).toBe(strip);
});

test('times in words', () => {
  expect(renderTimes({ p50: 1.24, p95: 40.6, p99: null })).toBe('1.2 ─ 41 ─ never ms');
});

test('a strip has the width it was given, whatever the numbers are', () => {
  const ms = oneof(constant(null), double({ min: 0, max: 1e9, noNaN: true }));
  assert(
    property(
      ms,
      ms,
      ms,
      integer({ min: 8, max: 200 }),
      (p50, p95, p99, width) => columns(renderStrip({ p50, p95, p99, ...lines }, width)) === width,
    ),
  );
});

test('a name and its address fit on one line', () => {
  expect(renderRoute('feed', 'https://api.acme.com/feed', 60)).toBe('feed  api.acme.com/feed');
  expect(columns(renderRoute('n'.repeat(90), `https://${'a'.repeat(90)}.com/`, 72))).toBeLessThanOrEqual(72);
});
