import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { alnum } from '../../../test/secret-samples.ts';
import { seeded } from '../../../test/io.ts';
import { versions } from './versions.ts';

const NOW = ['gh', `p_${alnum(36, 4)}`].join('');
const WORDS = 'const value = await read(path); // the next line of code\n'.split(' ');

/** A text of many lines, the same for the same seed. */
function text(lines: number, seed: number): string[] {
  const random = seeded(seed);
  return Array.from({ length: lines }, () => Array.from({ length: 9 }, () => WORDS[Math.floor(random() * 8)]!).join(' '));
}

test('whatever a version brings stands in its changed parts, with what is around it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 900 }),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom('cut', 'new', 'move', 'secret')), { maxLength: 12 }),
      fc.nat(),
      (lines, edits, seed) => {
        const before = text(lines, seed);
        const after = [...before];
        for (const [where, edit] of edits) {
          const at = where % (after.length + 1);
          if (edit === 'cut') after.splice(at, 2);
          if (edit === 'new') after.splice(at, 0, ...text(2, where));
          if (edit === 'move') after.push(...after.splice(at, 3));
          if (edit === 'secret') after.splice(at, 1, `const key = "${NOW}";`);
        }
        const all = versions();
        all.keep('a.ts', Buffer.from(before.join('\n')));
        const bytes = Buffer.from(after.join('\n'));
        const parts = all.changed('a.ts', bytes);
        if (parts === null) return;
        const count = (part: Buffer): number => part.toString().split(`const key = "${NOW}";`).length - 1;
        expect(parts.reduce((sum, part) => sum + count(part), 0)).toBe(count(bytes));
        for (const part of parts) expect(bytes.includes(part)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

test('a small change of a large file is a small part, many are many, and what was lent may change', () => {
  const lines = text(2_000, 3);
  const all = versions();
  const first = Buffer.from(lines.join('\n'));
  all.keep('a.ts', first);
  first.fill(0);
  const after = lines.with(100, 'x').with(1_000, 'y').with(1_900, 'z');
  const parts = all.changed('a.ts', Buffer.from(after.join('\n')))!;
  expect(parts).toHaveLength(3);
  expect(parts.every(({ length }) => length < 2_000)).toBe(true);
  expect(all.changed('b.ts', Buffer.from(lines.join('\n')))).toBeNull();
});

test('a change inside a long key brings the whole key', () => {
  const line = (body: string) => `${'x'.repeat(4_000)}\nkey: ${body}\n${'y'.repeat(4_000)}`;
  const all = versions();
  all.keep('k', Buffer.from(line(`${'a'.repeat(30)}-${'b'.repeat(300)}`)));
  const parts = all.changed('k', Buffer.from(line(`${'a'.repeat(30)}+${'b'.repeat(300)}`)))!;
  expect(parts).toHaveLength(1);
  expect(parts[0]!.toString()).toContain(`key: ${'a'.repeat(30)}+${'b'.repeat(300)}`);
});

test('never throws on any bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 9_000 }), { maxLength: 5 }), (each) => {
      const all = versions();
      for (const bytes of each) {
        all.changed('p', Buffer.from(bytes));
        all.keep('p', Buffer.from(bytes));
      }
    }),
  );
});
