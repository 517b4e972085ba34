import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columns, fit, pad, wrap } from './columns.ts';
import { line } from './text.ts';

describe('columns', () => {
  test.each([
    ['abc', 3],
    ['日本', 4],
    ['😀', 2],
    ['👩‍👩‍👧‍👦', 2],
    ['e\u0301', 1],
    ['■▲●○✓?', 6],
    ['…→·', 3],
    ['ｆｕｌｌ', 8],
  ])('counts %s as %i', (text, wanted) => {
    expect(columns(text)).toBe(wanted);
  });
});

describe('wrap', () => {
  test('breaks at spaces, and inside words that are too long', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij kl', 4)).toEqual(['abcd', 'efgh', 'ij', 'kl']);
    expect(wrap('', 10)).toEqual(['']);
  });

  test('never exceeds the width and never loses a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).map((text) => line(text)),
        fc.integer({ min: 2, max: 40 }),
        (text, width) => {
          const lines = wrap(text, width);
          for (const each of lines) expect(columns(each)).toBeLessThanOrEqual(width);
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('fit and pad keep to the width', () => {
  expect(fit('abcdef', 4)).toBe('abc…');
  expect(pad('日本語', 5)).toBe('日本…');
  expect(pad('ab', 4)).toBe('ab  ');
});
