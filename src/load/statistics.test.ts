import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../test/io.ts';
import { binomialAtMost, blockInterval, estimateQuantile, estimateShare, quantile, rankInterval } from './statistics.ts';

describe('the interval of a quantile', () => {
  // Ranks computed with exact fractions; the first two are in every table of order statistics.
  test.each([
    [10, 0.5, 2, 9],
    [100, 0.5, 40, 61],
    [59, 0.95, 52, 60],
    [72, 0.95, 64, 72],
    [73, 0.95, 65, 73],
    [100, 0.95, 90, 100],
    [200, 0.95, 184, 197],
    [1000, 0.95, 936, 964],
  ])('of %i samples at %d lies between ranks %i and %i', (n, share, low, high) => {
    expect(rankInterval(n, share)).toEqual({ low, high });
  });

  test('has no upper end where p95 has too few samples for one', () => {
    expect(estimateQuantile([10, 20, 30], 0.95)).toEqual({ value: 30, low: 20, high: Infinity });
  });

  test('covers the truth about as often as it says', () => {
    const random = seeded(3);
    let covers = 0;
    for (let i = 0; i < 400; i += 1) {
      const drawn = Float64Array.from({ length: 200 }, () => -Math.log(1 - random())).sort();
      const { low, high } = estimateQuantile(drawn, 0.95);
      if (low <= -Math.log(0.05) && -Math.log(0.05) <= high) covers += 1;
    }
    expect(covers / 400).toBeGreaterThan(0.92);
  });

  test('is wider from blocks when slowness comes in bursts', () => {
    const random = seeded(4);
    const bursts = Array.from({ length: 400 }, (_, i) => (Math.floor(i / 20) % 5 === 0 ? 300 : 30) + random());
    const blocks = blockInterval(bursts, { share: 0.8, block: 20, random });
    const ranks = estimateQuantile(
      [...bursts].sort((a, b) => a - b),
      0.8,
    );
    expect(blocks.high - blocks.low).toBeGreaterThanOrEqual(ranks.high - ranks.low);
  });

  test('always holds the value itself, and grows with the confidence', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (values, share) => {
          const sorted = Float64Array.from(values).sort();
          const [narrow, wide] = [estimateQuantile(sorted, share, 0.8), estimateQuantile(sorted, share, 0.99)];
          return narrow.low <= narrow.value && narrow.value <= narrow.high && wide.low <= narrow.low && narrow.high <= wide.high;
        },
      ),
    );
  });
});

test.each([
  [0, 10, 0.5, 0.0009765625],
  [5, 10, 0.5, 0.623046875],
  [9, 10, 0.95, 0.4012630607616213],
  [-1, 10, 0.5, 0],
  [10, 10, 0.5, 1],
])('at most %i of %i at %d has the chance %d', (k, n, p, chance) => {
  expect(binomialAtMost(k, n, p)).toBeCloseTo(chance, 10);
});

// Clopper and Pearson's interval; 3/n is the known rule for none of n.
test.each([
  [0, 100, 0, 0.0362],
  [1, 100, 0.0003, 0.0545],
  [10, 100, 0.049, 0.1762],
  [100, 100, 0.9638, 1],
])('%i failures of %i are a share between %d and %d', (k, n, low, high) => {
  const share = estimateShare(k, n);
  expect(share.low).toBeCloseTo(low, 3);
  expect(share.high).toBeCloseTo(high, 3);
});

test('a quantile is a value that was seen', () => {
  expect([0, 0.5, 0.95, 1].map((share) => quantile([1, 2, 3, 4], share))).toEqual([1, 2, 4, 4]);
  expect(quantile([], 0.5)).toBeNaN();
});
