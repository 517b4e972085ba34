import { describe, expect, test } from 'vitest';
import type { UrlKind } from '../../core/subject.ts';
import { cookiesOf } from '../../probes/http/page.ts';
import { type Look, ruleFor, type Seen } from './cache-rule.ts';

const NOW = new Date('2026-11-22T00:00:00Z');
const SESSION = `connect.sid=${['s%3A', 'kQ7vN2xTtB4mZ8rL'].join('')}.${['f0Yc5WqJ', 'Hs1dPe9u'].join('')}; Path=/`;

const look = (headers: Record<string, string> = {}, more: Partial<Look> = {}): Look => ({
  status: 200,
  headers: Object.entries(headers),
  cookies: cookiesOf(Object.entries(headers), NOW),
  type: 'application/json',
  sha256: 'same',
  ...more,
});
const rule = (kind: UrlKind, stranger: Look, { slow = false, ...more }: Partial<Seen> & { slow?: boolean } = {}): unknown => {
  const path = kind === 'asset' ? '/assets/index-B7f2k9Qd.js' : `/${kind}`;
  const given = ruleFor({ url: `https://acme.test${path}`, kind, stranger, again: stranger, ...more }, { now: NOW, slow });
  return given.is === 'skip' ? given.why : [given.is, given.value];
};
const inside = (headers: Record<string, string> = {}, more: Partial<Look> = {}): { customer: Look } => ({ customer: look(headers, more) });

const PRIVATE = ['set', 'private, no-store'];
const PUBLIC = ['set', 'public, max-age=0, s-maxage=60'];
const KEEP = ['keep', undefined];

describe('the caching rule of an address (CACHE-2)', () => {
  test.each<[string, unknown, unknown]>([
    ['an API that strangers and customers get alike', rule('api', look(), inside()), PUBLIC],
    [
      'the same, and slow though browsers ask each time',
      rule('api', look({ 'cache-control': 'no-cache' }), { ...inside(), slow: true }),
      PUBLIC,
    ],
    ['the same, quick, and it says how long', rule('api', look({ 'cache-control': 'no-cache' }), inside()), KEEP],
    ['a page that is alike', rule('page', look({}, { type: 'text/html' }), inside({}, { type: 'text/html' })), PUBLIC],
    [
      'a file for ever',
      rule('asset', look({ 'cache-control': 'max-age=0' }, { type: 'text/javascript' })),
      ['set', 'public, max-age=31536000, immutable'],
    ],
    ['what the edge keeps already', rule('api', look({ 'cache-control': 'public, s-maxage=60' }), inside()), KEEP],
  ])('%s', (_, given, wanted) => {
    expect(given).toEqual(wanted);
  });

  test.each<[string, unknown, unknown]>([
    ['whose customers were not seen', rule('api', look()), PRIVATE],
    ['whose customers were not seen, a page', rule('home', look({}, { type: 'text/html' })), ['set', 'no-cache']],
    ['that gives customers another answer', rule('api', look(), inside({}, { sha256: 'other' })), PRIVATE],
    ['the same, kept by the edge', rule('api', look({ 'cache-control': 'public, max-age=60' }), inside({}, { sha256: 'other' })), PRIVATE],
    ['that sets a cookie', rule('api', look({ 'set-cookie': 'lang=de; Path=/' }), inside()), PRIVATE],
    ['that sets a cookie the second time', rule('api', look(), { again: look({ 'set-cookie': 'lang=de' }), ...inside() }), PRIVATE],
    ['that sets the login cookie', rule('page', look({ 'set-cookie': SESSION, 'cache-control': 'public, max-age=60' }), inside()), PRIVATE],
    ['that varies by origin', rule('api', look({ vary: 'Accept-Encoding, Origin' }), inside()), PRIVATE],
    ['that is read with cookies', rule('api', look({ 'access-control-allow-credentials': 'true' }), inside()), PRIVATE],
    ['that differs each time', rule('api', look(), { again: look({}, { sha256: 'other' }), ...inside() }), PRIVATE],
    ['that is a dashboard', rule('dashboard', look({ 'cache-control': 'public, s-maxage=600' }), inside()), PRIVATE],
    ['that is a login form', rule('login', look({}, { type: 'text/html' }), inside()), PRIVATE],
    ['that customers alone get', rule('dashboard', look({}, { status: 302 }), inside({ 'cache-control': 'max-age=600' })), PRIVATE],
    ['that refuses strangers yet may be kept', rule('api', look({ 'cache-control': 'public, max-age=60' }, { status: 401 })), PRIVATE],
    ['that refuses strangers', rule('api', look({}, { status: 401 })), KEEP],
    ['that says so itself', rule('dashboard', look({ 'cache-control': 'private, no-store' })), KEEP],
    ['of a health route', rule('health', look({ 'cache-control': 'public, max-age=60' }), inside()), ['set', 'no-store']],
  ])('nothing is advised to be kept %s', (_, given, wanted) => {
    expect(given).toEqual(wanted);
  });

  test('a slow address that is perhaps the same for everybody is for people to decide', () => {
    const decide = ['decide', 'public, max-age=0, s-maxage=60'];
    expect(rule('api', look({ 'cache-control': 'no-store' }), { ...inside(), slow: true })).toEqual(decide);
    expect(rule('api', look({ 'cache-control': 'no-cache' }), { slow: true })).toEqual(decide);
    expect(rule('api', look({ 'cache-control': 'no-cache', vary: 'Cookie' }), { slow: true })).toEqual(KEEP);
  });

  test('an answer that is not of the address is not judged', () => {
    expect(rule('api', look({}, { status: 404 }))).toBe('it answers 404');
    expect(rule('dashboard', look({}, { status: 302 }))).toBe('it answers 302');
  });
});
