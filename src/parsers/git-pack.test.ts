import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyDelta, readPackEntry, readPackIndex } from './git-pack.ts';

const memory = (size: number): Buffer | null => (size > 1_000 ? null : Buffer.alloc(size));
/** A size as deltas write it. */
function size(of: number): number[] {
  const bytes: number[] = [];
  for (let left = of; ; left = Math.floor(left / 128)) {
    bytes.push((left & 0x7f) | (left >= 128 ? 0x80 : 0));
    if (left < 128) return bytes;
  }
}
const copy = (from: number, length: number): number[] => [0x80 | 0b0011_0011, from & 255, from >> 8, length & 255, length >> 8];
const insert = (text: string): number[] => [text.length, ...Buffer.from(text)];
const delta = (from: number, to: number, ...ops: number[][]): Uint8Array => Uint8Array.from([...size(from), ...size(to), ...ops.flat()]);

test('a delta puts a text together, and what is new in it is told: words, and seams where something went out', () => {
  const base = Buffer.from('const a = 1;\nconst b = 2;\nconst c = 3;\n');
  const made = applyDelta(base, delta(39, 30, copy(0, 13), insert('new;'), copy(26, 13)), memory);
  expect(made?.bytes.toString()).toBe('const a = 1;\nnew;const c = 3;\n');
  expect(made?.changes).toEqual([{ from: 13, to: 17 }]);
  expect(applyDelta(base, delta(39, 26, copy(0, 13), copy(26, 13)), memory)?.changes).toEqual([{ from: 13, to: 13 }]);
  expect(applyDelta(base, delta(39, 26, copy(13, 26)), memory)?.changes).toEqual([{ from: 0, to: 0 }]);
  expect(applyDelta(base, delta(39, 26, copy(0, 26)), memory)?.changes).toEqual([{ from: 26, to: 26 }]);
  expect(applyDelta(base, delta(39, 39, copy(0, 39)), memory)?.changes).toEqual([]);
});

test('whatever a delta does not copy in one piece is told as new', () => {
  const op = fc.oneof(
    fc.record({ from: fc.nat(199), length: fc.integer({ min: 1, max: 200 }) }),
    fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' }),
  );
  fc.assert(
    fc.property(fc.array(op, { maxLength: 12 }), (ops) => {
      const base = Buffer.from(Array.from({ length: 200 }, (_, at) => (at * 7) % 251));
      const parts = ops.map((each) => (typeof each === 'string' ? Buffer.from(each) : base.subarray(each.from, each.from + each.length)));
      const whole = Buffer.concat(parts);
      const written = ops.map((each, at) => (typeof each === 'string' ? insert(each) : copy(each.from, parts[at]!.length)));
      const made = applyDelta(base, delta(200, whole.length, ...written), (of) => Buffer.alloc(of));
      expect(made?.bytes.equals(whole)).toBe(true);
      const starts = parts.map((_, number) => Buffer.concat(parts.slice(0, number)).length);
      const untold = ops.filter((each, number) => {
        const [from, to] = [starts[number]!, starts[number]! + parts[number]!.length];
        return typeof each === 'string' && !made?.changes.some((change) => change.from <= from && to <= change.to);
      });
      expect(untold).toEqual([]);
    }),
  );
});

test('never throws, and makes nothing of what does not fit', () => {
  const base = Buffer.from('abcdef');
  for (const bad of [
    delta(6, 3, copy(5, 3)),
    delta(7, 3, copy(0, 3)),
    delta(6, 4, copy(0, 3)),
    delta(6, 2, insert('abc')),
    delta(6, 1, [0]),
    delta(6, 5_000),
  ])
    expect(applyDelta(base, bad, memory)).toBeNull();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(applyDelta(base, bytes, memory)?.bytes.length ?? 0).toBeLessThanOrEqual(1_000);
      expect(readPackEntry(Buffer.from(bytes), 0)?.head ?? 0).toBeLessThanOrEqual(41);
      expect(readPackIndex(Buffer.from(bytes))).toBeNull();
    }),
  );
});

test('an index whose tables do not fit is none', () => {
  const index = Buffer.alloc(8 + 1024 + 28 + 40);
  index.writeUInt32BE(0xff744f63, 0);
  index.writeUInt32BE(2, 4);
  index.writeUInt32BE(1, 8 + 1020);
  expect(readPackIndex(index)).toMatchObject({ count: 1 });
  expect(readPackIndex(index.subarray(0, -8))).toBeNull();
  index.writeUInt32BE(0x80000000, 8 + 1024 + 24);
  expect(readPackIndex(index)).toBeNull();
  index.writeUInt32BE(0xffffffff, 8 + 1020);
  expect(readPackIndex(index)).toBeNull();
});
