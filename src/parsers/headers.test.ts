import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { all, first, joined, words } from './headers.ts';

const answer = [
  ['vary', 'Accept-Encoding'],
  ['set-cookie', 'a=***; Expires=Wed, 21 Oct 2026 07:28:00 GMT'],
  ['Set-Cookie', 'b=***'],
  ['vary', ' Origin , '],
] as const;

test('finds headers whatever their case, first and all, in order', () => {
  expect(first(answer, 'Vary')).toBe('Accept-Encoding');
  expect(first(answer, 'age')).toBeNull();
  expect(all(answer, 'set-cookie')).toEqual(['a=***; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=***']);
});

test('joins the values of a list header and splits them into words (RFC 9110 §5.3)', () => {
  expect(joined(answer, 'vary')).toBe('Accept-Encoding,  Origin , ');
  expect(joined(answer, 'age')).toBeNull();
  expect(words(answer, 'vary')).toEqual(['accept-encoding', 'origin']);
  expect(words(answer, 'age')).toEqual([]);
});

test('words of several headers are the words of one header with commas', () => {
  const word = fc.stringMatching(/^[a-z-]{1,8}$/);
  fc.assert(
    fc.property(fc.array(word), (list) => {
      expect(
        words(
          list.map((each) => ['x', each] as const),
          'X',
        ),
      ).toEqual(list);
      expect(words([['X', list.join(' ,')]], 'x')).toEqual(list);
    }),
  );
});

test('never throws, never hangs on any text', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))),
      fc.string({ unit: 'binary' }),
      (list, name) => {
        expect(words(list, name).every((word) => word !== '')).toBe(true);
        expect(all(list, name)[0] ?? null).toBe(first(list, name));
      },
    ),
  );
  const started = performance.now();
  words([['x', ', '.repeat(200_000)]], 'x');
  expect(performance.now() - started).toBeLessThan(2_000);
});
