import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHsts } from './hsts.ts';

describe('RFC 6797 §6.2 examples and their neighbours', () => {
  test.each([
    ['max-age=31536000', 31_536_000, false, false],
    ['max-age=15768000 ; includeSubDomains', 15_768_000, true, false],
    ['max-age="31536000"', 31_536_000, false, false],
    ['max-age=0', 0, false, false],
    ['max-age=0; includeSubDomains', 0, true, false],
    ['MAX-AGE=60; INCLUDESUBDOMAINS; Preload', 60, true, true],
    ['includeSubDomains; max-age=60', 60, true, false],
    ['; ; max-age=60 ;;', 60, false, false],
    ['max-age = 60', 60, false, false],
    ['max-age=60; unknown="a;b, \\"c\\""; another', 60, false, false],
  ])('%s is sound', (value, maxAge, includeSubDomains, preload) => {
    expect(parseHsts(value)).toEqual({ maxAge, includeSubDomains, preload, problems: [] });
  });

  test.each([
    ['', 'max-age is missing'],
    ['includeSubDomains', 'max-age is missing'],
    ['max-age', 'max-age has no value'],
    ['max-age=', 'max-age has an empty value'],
    ['max-age=abc', 'max-age is not a whole number of seconds'],
    ['max-age=-1', 'max-age is not a whole number of seconds'],
    ['max-age=1e3', 'max-age is not a whole number of seconds'],
    ['max-age=""', 'max-age is not a whole number of seconds'],
    ['max-age=60; max-age=70', 'max-age appears more than once'],
    ['max-age=60; preload; preload', 'preload appears more than once'],
    ['max-age=60, max-age=60', 'the value of max-age is not a word or a quoted text'],
    ['max-age="60', 'the value of max-age is not a word or a quoted text'],
    ['max-age=60; includeSubDomains=true', 'includeSubDomains takes no value'],
    ['max-age=60 includeSubDomains', 'the value of max-age is not a word or a quoted text'],
    ['max-age=60; max age', '"max age" is not a directive'],
  ])('%s is ignored by browsers', (value, problem) => {
    expect(parseHsts(value)).toEqual({ maxAge: null, includeSubDomains: false, preload: false, problems: [problem] });
  });

  test('a preload with a value does not spoil the header, and is no consent', () => {
    expect(parseHsts('max-age=60; preload=yes')).toEqual({
      maxAge: 60,
      includeSubDomains: false,
      preload: false,
      problems: ['preload takes no value'],
    });
  });

  test('a number beyond all sense stays a number', () => {
    expect(parseHsts(`max-age=${'9'.repeat(400)}`).maxAge).toBe(Number.MAX_SAFE_INTEGER);
  });
});

test('whatever the order, case and spaces, a sound header says the same', () => {
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean(), (maxAge, wide, preload, quoted, turned) => {
      const parts = [`max-age=${quoted ? `"${maxAge}"` : maxAge}`, ...(wide ? ['IncludeSubDomains'] : []), ...(preload ? ['preload'] : [])];
      const text = (turned ? parts.reverse() : parts).join(turned ? ' ;\t' : ';');
      expect(parseHsts(text)).toEqual({ maxAge, includeSubDomains: wide, preload, problems: [] });
    }),
  );
});

test('never throws, never hangs, and is either sound or explained, on any text', () => {
  const piece = fc.oneof(
    fc.constantFrom('max-age', '=', ';', '"', '\\', '60', ' ', 'preload', 'includeSubDomains', ','),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const hsts = parseHsts(pieces.join(''));
      expect(hsts.maxAge === null || Number.isSafeInteger(hsts.maxAge)).toBe(true);
      expect(hsts.maxAge !== null || hsts.problems.length > 0).toBe(true);
    }),
  );
  for (const text of [
    '"'.repeat(100_000),
    '\\"'.repeat(50_000),
    'a='.repeat(50_000),
    ';'.repeat(100_000),
    ' '.repeat(100_000),
    `max-age="${'\\'.repeat(99_999)}`,
  ]) {
    const started = performance.now();
    parseHsts(text);
    expect(performance.now() - started).toBeLessThan(2_000);
  }
});
