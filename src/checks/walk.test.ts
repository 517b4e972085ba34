import { describe, expect, test } from 'vitest';
import { chainOf, crosses, drops, leapsOf } from './walk.ts';
import { sampleWalk } from './sample-walk.ts';

describe('a walk as one line', () => {
  test.each([
    [
      sampleWalk(['http://acme.com/ 302', 'http://www.acme.com/ 301', 'https://www.acme.com/ 200']),
      'http://acme.com → 302 http://www.acme.com → 301 https://www.acme.com (200)',
    ],
    [sampleWalk(['https://acme.com/ 301', 'https://acme.com/'], 'loop'), 'https://acme.com → 301 https://acme.com → and round again'],
    [sampleWalk(['https://acme.com/ 301', 'https://acme.io/'], 'left'), 'https://acme.com → 301 https://acme.io (another domain)'],
    [sampleWalk(['https://acme.com/ ECONNREFUSED'], 'error'), 'https://acme.com (no answer: ECONNREFUSED)'],
    [
      { start: 'https://acme.com/', hops: [], ends: 'error' as const, final: 'https://acme.com/', status: null },
      'https://acme.com (no answer)',
    ],
  ])('%#', (walk, line) => expect(chainOf(walk)).toBe(line));

  test('a location that is no URL is no redirect', () => {
    const walk = sampleWalk(['https://acme.com/ 301']);
    expect(leapsOf({ ...walk, hops: walk.hops.map((hop) => ({ ...hop, location: 'http://[' })) })).toEqual([]);
  });
});

describe('what a redirect drops', () => {
  const leap = (from: string, to: string) => ({ from: new URL(from), to: new URL(to), status: 301 });

  test('a path inside an encoded parameter is kept', () => {
    expect(drops(leap('https://acme.com/a/b', 'https://acme.com/login?next=%2Fa%2Fb'), '/a/b')).toBe(false);
  });
  test('what was not there cannot be dropped', () => {
    expect(drops(leap('https://acme.com/', 'https://www.acme.com/'), '/a/b')).toBe(false);
  });
  test('a stray percent sign is legal', () => {
    expect(drops(leap('https://acme.com/a/b', 'https://acme.com/100%'), '/a/b')).toBe(true);
  });
  test('a change of scheme or host crosses, a change of path does not', () => {
    expect([
      crosses(leap('http://a.com/', 'https://a.com/')),
      crosses(leap('https://a.com/', 'https://b.a.com/')),
      crosses(leap('https://a.com/', 'https://a.com/en')),
    ]).toEqual([true, true, false]);
  });
});
