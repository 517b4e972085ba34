import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lanesOf } from './map-lanes.ts';

test('puts the short arrow inside the long one', () => {
  const lanes = lanesOf([
    { from: 0, to: 5, label: '301' },
    { from: 1, to: 2, label: '307' },
    { from: 3, to: 4, label: '308' },
  ]);
  expect(lanes.map(({ label, lane }) => [label, lane])).toEqual([
    ['307', 1],
    ['308', 1],
    ['301', 2],
  ]);
});

test('no two arrows of one lane touch, and there are at most five lanes', () => {
  const row = fc.integer({ min: 0, max: 12 });
  fc.assert(
    fc.property(fc.array(fc.record({ from: row, to: row, label: fc.constant('301') })), (edges) => {
      const lanes = lanesOf(edges);
      for (const a of lanes) {
        expect(a.lane).toBeLessThanOrEqual(5);
        for (const b of lanes) {
          if (a === b || a.lane !== b.lane) continue;
          expect(Math.max(a.from, a.to) < Math.min(b.from, b.to) || Math.max(b.from, b.to) < Math.min(a.from, a.to)).toBe(true);
        }
      }
    }),
  );
});
