import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCacheControl } from './cache-control.ts';

describe('RFC 9111 §5.2, RFC 5861 and RFC 8246', () => {
  test.each([
    ['max-age=3600', { maxAge: 3600 }],
    ['Public, Max-Age=31536000, IMMUTABLE', { public: true, maxAge: 31_536_000, immutable: true }],
    ['max-age="3600"', { maxAge: 3600 }],
    ['s-maxage=600, max-age=0', { sMaxAge: 600, maxAge: 0 }],
    ['max-age=600, stale-while-revalidate=30', { maxAge: 600, staleWhileRevalidate: 30 }],
    ['max-age=600, stale-if-error=1200', { maxAge: 600, staleIfError: 1200 }],
    ['private, no-store', { private: true, noStore: true }],
    ['no-cache', { noCache: true, noCacheFields: [] }],
    ['private="Set-Cookie, X-User"', { private: false, privateFields: ['set-cookie', 'x-user'] }],
    ['no-cache=Set-Cookie', { noCache: false, noCacheFields: ['set-cookie'] }],
    [
      'must-revalidate, proxy-revalidate, must-understand, no-transform',
      { mustRevalidate: true, proxyRevalidate: true, mustUnderstand: true, noTransform: true },
    ],
    ['private, community="UCI", a=b', { private: true }],
    [',, max-age=1 ,', { maxAge: 1 }],
    ['max-age=99999999999', { maxAge: 2_147_483_648 }],
    ['', {}],
  ])('%s', (value, wanted) => {
    expect(parseCacheControl(value)).toMatchObject({ ...wanted, problems: [] });
  });

  test.each([
    ['max-age=abc', 'max-age is not a whole number of seconds'],
    ['max-age=-1', 'max-age is not a whole number of seconds'],
    ['max-age', 'max-age is not a whole number of seconds'],
    ['s-maxage=1.5', 's-maxage is not a whole number of seconds'],
    ['max-age="6', 'the value of max-age is not a word or a quoted text'],
    ['max age=60', '"max age=60" is not a directive'],
    ['public, private', 'public and private contradict each other'],
  ])('%s is a problem', (value, problem) => {
    const told = parseCacheControl(value);
    expect(told.problems).toEqual([problem]);
    expect([told.maxAge, told.sMaxAge]).toEqual([null, null]);
  });

  test('of a time that comes twice the first counts', () => {
    expect(parseCacheControl('max-age=1, max-age=2')).toMatchObject({ maxAge: 1, problems: ['max-age appears more than once'] });
  });

  test('a name that objects inherit is an unknown directive', () => {
    expect(parseCacheControl('constructor, __proto__=1, toString').problems).toEqual([]);
  });
});

test('the order of sound directives does not matter', () => {
  const parts = ['public', 'no-transform', 'max-age=60', 's-maxage="10"', 'must-revalidate', 'no-cache="a,b"'];
  fc.assert(
    fc.property(fc.shuffledSubarray(parts, { minLength: parts.length }), (order) => {
      expect(parseCacheControl(order.join(','))).toEqual(parseCacheControl(parts.join(', ')));
    }),
  );
});

test('never throws, never hangs on any text', () => {
  const piece = fc.oneof(fc.constantFrom('max-age', '=', ',', '"', '\\', '60', 'private', 'no-cache', ' '), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const { maxAge, sMaxAge } = parseCacheControl(pieces.join(''));
      for (const time of [maxAge, sMaxAge]) expect(time === null || (Number.isInteger(time) && time >= 0)).toBe(true);
    }),
  );
  for (const text of ['private='.repeat(20_000), 'no-cache="a,'.repeat(20_000), ','.repeat(200_000), 'max-age=1,'.repeat(20_000)]) {
    const started = performance.now();
    parseCacheControl(text);
    expect(performance.now() - started).toBeLessThan(2_000);
  }
});
