import { expect, test } from 'vitest';
import { browserLife, guessedLife, servedFromCache, sharedBy } from './cache-life.ts';

const NOW = new Date('2026-11-22T00:00:00Z');
const control = (value: string): [string, string][] => [['cache-control', value]];

test.each([
  ['public, max-age=60', true],
  ['max-age=60', true],
  ['s-maxage=60, max-age=0', true],
  ['public', true],
  ['public, max-age=abc', true],
  ['max-age=0, stale-while-revalidate=30', true],
  ['public, max-age=0, must-revalidate', false],
  ['max-age=0, stale-while-revalidate=30, must-revalidate', false],
  ['max-age=600, s-maxage=0', false],
  ['public, no-cache', false],
  ['private, max-age=60', false],
  ['no-store, max-age=60', false],
  ['must-revalidate', false],
  ['', false],
])('a shared cache may hand out an answer with "%s": %s (CACHE-1)', (value, shared) => {
  expect(sharedBy(control(value), NOW) !== null).toBe(shared);
});

test('a header for edges counts beside a private Cache-Control, and Expires counts alone', () => {
  expect(sharedBy([...control('private'), ['cdn-cache-control', 'max-age=60']], NOW)?.header).toBe('cdn-cache-control: max-age=60');
  expect(sharedBy([['expires', 'Mon, 23 Nov 2026 00:00:00 GMT']], NOW)?.header).toBe('expires: Mon, 23 Nov 2026 00:00:00 GMT');
  expect(sharedBy([['expires', 'Mon, 23 Nov 2026 00:00:00 GMT'], ...control('private')], NOW)).toBeNull();
  expect(sharedBy([['expires', '0']], NOW)).toBeNull();
});

test('an Expires is measured from the Date of its answer', () => {
  const headers: [string, string][] = [
    ['date', 'Sun, 22 Nov 2026 00:00:00 GMT'],
    ['expires', 'Sun, 22 Nov 2026 00:01:00 GMT'],
  ];
  expect(browserLife(headers, new Date('2030-01-01T00:00:00Z'))).toBe(60);
  expect(browserLife([...headers, ...control('max-age=5')], NOW)).toBe(5);
  expect(browserLife(control('no-cache, max-age=5'), NOW)).toBe(0);
  expect(browserLife([], NOW)).toBeNull();
});

test.each([
  [['cf-cache-status', 'HIT'], true],
  [['x-cache', 'Hit from cloudfront'], true],
  [['x-cache', 'MISS, HIT'], true],
  [['x-cache', 'TCP_MEM_HIT from a23-45'], true],
  [['cache-status', 'ExampleCache; hit; ttl=30'], true],
  [['cf-cache-status', 'STALE'], true],
  [['cf-cache-status', 'REVALIDATED'], true],
  [['x-cache', 'RefreshHit from cloudfront'], true],
  [['x-cache', 'TCP_REFRESH_HIT from a23-45'], true],
  [['cf-cache-status', 'BYPASS'], false],
  [['x-vercel-cache', 'MISS'], false],
  [['age', '12'], true],
  [['age', '0'], false],
  [['age', 'none'], false],
  [['x-cache', 'Miss from cloudfront'], false],
  [['cf-cache-status', 'DYNAMIC'], false],
  [['x-cache', 'WHITELIST'], false],
] as const)('%s tells of a shared cache: %s', (header, hit) => {
  expect(servedFromCache([header]) !== null).toBe(hit);
});

test('nothing that varies by everything is handed out again, but an edge may not care (RFC 9111 section 4.1)', () => {
  const vary: [string, string] = ['vary', 'Cookie, *'];
  expect(sharedBy([...control('public, max-age=60'), vary], NOW)).toBeNull();
  expect(sharedBy([['expires', 'Mon, 23 Nov 2026 00:00:00 GMT'], vary], NOW)).toBeNull();
  expect(sharedBy([...control('private'), ['cdn-cache-control', 'max-age=60'], vary], NOW)).not.toBeNull();
});

test.each([
  ['a tenth of ten hours', [], 3_600],
  ['a Cache-Control that says nothing of time', control('no-transform'), 3_600],
  ['a time that is told', control('max-age=5'), null],
  ['an end that is told', [['expires', '0']], null],
  ['private', control('private'), null],
  ['no-store', control('no-store'), null],
  ['varies by everything', [['vary', '*']], null],
  ['made just now', [['last-modified', 'Sun, 22 Nov 2026 00:00:00 GMT']], null],
] as [string, [string, string][], number | null][])('caches guess for %s (RFC 9111 section 4.2.2)', (_name, headers, life) => {
  const dated: [string, string][] = [
    ['date', 'Sun, 22 Nov 2026 00:00:00 GMT'],
    ['last-modified', 'Sat, 21 Nov 2026 14:00:00 GMT'],
  ];
  expect(guessedLife([...headers, ...dated], new Date('2030-01-01T00:00:00Z'))).toBe(life);
});

test('without Last-Modified nothing is guessed', () => expect(guessedLife([['etag', '"5a"']], NOW)).toBeNull());
