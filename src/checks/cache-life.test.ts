import { expect, test } from 'vitest';
import { browserLife, servedFromCache, sharedBy } from './cache-life.ts';

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
  [['age', '12'], true],
  [['age', '0'], false],
  [['age', 'none'], false],
  [['x-cache', 'Miss from cloudfront'], false],
  [['cf-cache-status', 'DYNAMIC'], false],
  [['x-cache', 'WHITELIST'], false],
] as const)('%s tells of a shared cache: %s', (header, hit) => {
  expect(servedFromCache([header]) !== null).toBe(hit);
});
