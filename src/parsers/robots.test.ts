import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crawlOf, hidesPage } from './robots.ts';

const google = (text: string, path = '/'): boolean => crawlOf(text, { agent: 'Googlebot', path }).allowed;

describe('robots.txt (RFC 9309)', () => {
  test.each([
    ['', '/', true],
    ['User-agent: *\nDisallow: /', '/', false],
    ['user-agent:*\r\ndisallow:/ # all', '/pricing', false],
    ['User-agent: *\nDisallow:', '/', true],
    ['User-agent: *\nDisallow: /admin', '/', true],
    ['User-agent: BadBot\nDisallow: /', '/', true],
    ['User-agent: *\nDisallow: /\n\nUser-agent: Googlebot\nAllow: /', '/', true],
    ['User-agent: Googlebot\nUser-agent: Bingbot\nDisallow: /', '/', false],
    ['User-agent: *\nDisallow: /\nAllow: /$', '/', true],
    ['User-agent: *\nDisallow: /\nAllow: /$', '/pricing', false],
    ['User-agent: *\nDisallow: /\nAllow: /', '/', true],
    ['User-agent: *\nDisallow: /*.pdf$', '/a/b.pdf', false],
    ['User-agent: *\nDisallow: /*.pdf$', '/a/b.pdf?x', true],
    ['User-agent: *\nDisallow: *', '/', false],
    ['Disallow: /', '/', true],
    ['User-agent: *\nSitemap: https://acme.com/sitemap.xml\nDisallow: /', '/', false],
    ['\uFEFFUser-agent: *\nDisallow: /', '/', false],
    ['<!doctype html><p style="color: red">User-agent: *</p>', '/', true],
  ])('%j: %s may be asked: %s', (text, path, allowed) => {
    expect(google(text, path)).toBe(allowed);
  });

  test('names the line that decides', () => {
    expect(crawlOf('User-agent: *\nDisallow: /', { agent: 'Googlebot', path: '/' }).rule).toBe('Disallow: /');
  });
});

describe('X-Robots-Tag and its meta tag', () => {
  test.each([
    [['noindex'], true],
    [['NoIndex, nofollow'], true],
    [['none'], true],
    [['index, follow'], false],
    [['nofollow', 'noindex'], true],
    [['googlebot: noindex'], true],
    [['otherbot: noindex, nofollow'], false],
    [['unavailable_after: 25 Jun 2027 15:00:00 PST'], false],
    [['max-snippet:20, noindexing'], false],
    [[], false],
  ])('%j hides the page: %s', (values, hidden) => {
    expect(hidesPage(values, 'Googlebot')).toBe(hidden);
  });
});

test('a closed site stays closed whatever other crawlers are told', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,8}$/)), (names) => {
      const others = names.filter((name) => name !== 'googlebot').map((name) => `User-agent: ${name}\nAllow: /\n`);
      expect(google(`${others.join('\n')}\nUser-agent: *\nDisallow: /\n`)).toBe(false);
    }),
  );
});

test('never throws, never hangs on any text', () => {
  const piece = fc.oneof(
    fc.constantFrom('User-agent', ': ', '*', '\n', '$', '/', 'Disallow', 'Allow', '#', 'noindex'),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      expect(typeof google(text)).toBe('boolean');
      expect(typeof hidesPage([text], 'Googlebot')).toBe('boolean');
    }),
  );
  for (const text of [`User-agent: *\nDisallow: /${'*a'.repeat(100_000)}$`, 'User-agent: *\n'.repeat(100_000), ':'.repeat(500_000)]) {
    const started = performance.now();
    google(text, `/${'a'.repeat(2_000)}`);
    hidesPage([text], 'Googlebot');
    expect(performance.now() - started).toBeLessThan(2_000);
  }
});
