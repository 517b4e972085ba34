import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addTo, decodeSketch, encodeSketch, mergeInto, quantile, type Sketch } from './sketch.ts';

const values = fc.array(fc.double({ min: 0.02, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 });

function sketchOf(all: readonly number[]): Sketch {
  const sketch: Sketch = new Map();
  for (const value of all) addTo(sketch, value);
  return sketch;
}

test('a quantile is within 1.1 % of the truth, also after merging and storing (OBS-4)', () => {
  fc.assert(
    fc.property(values, values, fc.constantFrom(0.5, 0.95, 0.99), (one, two, q) => {
      const merged = sketchOf(one);
      mergeInto(merged, sketchOf(two));
      const all = [...one, ...two].toSorted((a, b) => a - b);
      const truth = all[Math.ceil(q * all.length) - 1]!;
      const told = quantile(decodeSketch(encodeSketch(merged)), q)!;
      // Answers are given in tenths of a millisecond.
      expect(Math.abs(told - truth)).toBeLessThanOrEqual(truth * 0.011 + 0.051);
    }),
  );
});

test('it is stored and read back as it was, in whatever order it was filled', () => {
  fc.assert(
    fc.property(values, (all) => {
      const sketch = sketchOf(all);
      expect(decodeSketch(encodeSketch(sketch))).toEqual(sketch);
      expect(encodeSketch(sketchOf(all.toReversed()))).toEqual(encodeSketch(sketch));
    }),
  );
});

test('reading never throws, on any bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => decodeSketch(bytes) instanceof Map));
  expect(quantile(new Map(), 0.95)).toBeNull();
});
