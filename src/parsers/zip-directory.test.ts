import * as fc from 'fast-check';
import { zipSync } from 'fflate';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { zipEntries, type ZipEntry } from './zip-directory.ts';

const text = (entry: ZipEntry): string => (entry.method === 'stored' ? Buffer.from(entry.packed) : inflateRawSync(entry.packed)).toString();

describe('a zip', () => {
  test('gives back the files that went in, stored and deflated', () => {
    const name = fc.stringMatching(/^[a-z]{1,8}\.xml$/);
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.string({ maxLength: 200 }), { minKeys: 1, maxKeys: 5, noNullPrototype: true }),
        fc.constantFrom(0, 6),
        (files, level) => {
          const zip = zipSync(Object.fromEntries(Object.entries(files).map(([key, value]) => [key, Buffer.from(value)])), {
            level,
          });
          const entries = zipEntries(zip);
          if (typeof entries === 'string') throw new Error(entries);
          expect(Object.fromEntries(entries.map((entry) => [entry.name, text(entry)]))).toEqual(
            Object.fromEntries(Object.entries(files).map(([key, value]) => [key, Buffer.from(value).toString()])),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  const whole = zipSync({ 'a.xml': Buffer.from('<feedback/>'.repeat(50)) });
  const changed = (at: number, value: number): Uint8Array => {
    const copy = new Uint8Array(whole);
    copy[at] = value;
    return copy;
  };
  const list = Buffer.from(whole).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));

  test.each([
    ['cut short', whole.subarray(0, whole.length - 30), 'the zip has no end'],
    ['locked', changed(list + 8, 1), 'the zip is locked with a password'],
    ['packed by another method', changed(list + 10, 99), 'the zip is packed in an unusual way'],
    ['with a list that leads past the end', changed(list + 45, 0x7f), 'the list of the zip leads nowhere'],
    ['with a size that lies', changed(list + 22, 0x7f), 'the zip stops in the middle'],
  ])('%s says so', (_what, bytes, problem) => {
    expect(zipEntries(bytes)).toBe(problem);
  });

  test('never throws, on any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void zipEntries(bytes)));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: whole.length - 1 }),
        fc.integer({ min: 0, max: 255 }),
        (at, value) => void zipEntries(changed(at, value)),
      ),
      { numRuns: 2_000 },
    );
  });
});
