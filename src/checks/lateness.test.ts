import { array, assert, double, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { lateness, percentile, sampleLatency, timesOf } from './lateness.ts';

test('nearest rank: the 95th of 100 values, the largest of seven', () => {
  expect(
    percentile(
      Array.from({ length: 100 }, (_, i) => i + 1),
      0.95,
    ),
  ).toBe(95);
  expect(percentile([1, 2, 3, 4, 5, 6, 7], 0.95)).toBe(7);
  expect(percentile([5], 0.5)).toBe(5);
});

test('a percentile is always one of the values', () => {
  const values = array(integer({ min: 0, max: 1e6 }), { minLength: 1 });
  assert(
    property(values, double({ min: 0, max: 1, noNaN: true }), (all, share) => {
      expect(all).toContain(
        percentile(
          all.toSorted((a, b) => a - b),
          share,
        ),
      );
    }),
  );
});

test('requests that failed or were turned away do not count', () => {
  expect(
    timesOf({
      url: 'https://acme.com/',
      connectMs: 1,
      samples: [...sampleLatency([30, 20]).samples, ...sampleLatency([1], { status: 429 }).samples],
    }),
  ).toEqual([20, 30]);
  expect(timesOf(sampleLatency([1, 2], { status: 502 }))).toBeUndefined();
});

test('the way there is not the fault of the server', () => {
  const bar = { connectMs: 250, targetMs: 300, failureMs: 500 };
  expect([300, 301, 560, 751].map((ms) => lateness(ms, bar))).toEqual(['in-time', 'network', 'late', 'too-late']);
});
