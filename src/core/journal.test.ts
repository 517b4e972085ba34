import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { brokenAt, type Entry, type Line, nextLine } from './journal.ts';

const NOW = new Date('2026-11-22T00:00:00Z');
const entries = (count: number): Entry[] =>
  Array.from({ length: count }, (_, i): Entry => ({ is: 'deployed', release: `r${i}`, smoke: { passed: i } }));
const chain = (of: readonly Entry[]): Line[] => of.reduce<Line[]>((lines, entry) => [...lines, nextLine(lines.at(-1), entry, NOW)], []);

test('a whole chain is whole, an empty one too, and after a round trip through JSON (DEP-5, HND-9)', () => {
  expect(brokenAt([])).toBeUndefined();
  expect(brokenAt(JSON.parse(JSON.stringify(chain(entries(5)))) as Line[])).toBeUndefined();
});

test('a line that is altered, taken out or put in is named, wherever it stands', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(), fc.constantFrom('alter', 'remove', 'repeat'), (count, n, how) => {
      const lines = chain(entries(count));
      const at = n % (count - 1);
      const line = lines[at]!;
      const bad = {
        alter: lines.with(at, { ...line, entry: { is: 'deployed', release: 'other' } }),
        remove: lines.toSpliced(at, 1),
        repeat: lines.toSpliced(at, 0, line),
      }[how];
      expect(brokenAt(bad)).toBe(how === 'repeat' ? at + 2 : at + 1);
    }),
  );
});
