import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSetCookie } from './set-cookie.ts';
import { parseCookieDate } from './set-cookie-date.ts';

const NOW = new Date('2026-11-22T00:00:00Z');
const read = (line: string): ReturnType<typeof parseSetCookie> => parseSetCookie(line, NOW);

test('the example of RFC 6265 section 3.1', () => {
  expect(read('SID=31d4d96e407aad42; Path=/; Secure; HttpOnly')).toEqual({
    name: 'SID',
    value: '31d4d96e407aad42',
    secure: true,
    httpOnly: true,
    sameSite: 'absent',
    domain: null,
    path: '/',
    maxAge: null,
    partitioned: false,
  });
});

test.each([
  ['lang=en-US; Expires=Sun, 22 Nov 2026 01:00:00 GMT', { maxAge: 3600 }],
  ['lang=; Expires=Sun, 06 Nov 1994 08:49:37 GMT', { value: '', maxAge: 0 }],
  ['a=1; Max-Age=60; Expires=Sun, 22 Nov 2026 01:00:00 GMT', { maxAge: 60 }],
  ['a=1; Max-Age=-1', { maxAge: 0 }],
  ['a=1; Max-Age=60; Max-Age=soon', { maxAge: 60 }],
  ['a=1; Max-Age=99999999999999999999', { maxAge: Number.MAX_SAFE_INTEGER }],
  ['a=1; SameSite=NONE; secure', { sameSite: 'none', secure: true }],
  ['a=1; SameSite=sometimes', { sameSite: 'invalid' }],
  ['a=1; SameSite', { sameSite: 'invalid' }],
  ['a=1; samesite=Lax; SAMESITE=Strict', { sameSite: 'strict' }],
  ['a=1; Domain=.Acme.COM; Path=app', { domain: 'acme.com', path: null }],
  ['a=1; Domain=; Path=/x', { domain: null, path: '/x' }],
  ['  a  =  b c  ;HttpOnly', { name: 'a', value: 'b c', httpOnly: true }],
  ['a="x=y"', { value: '"x=y"' }],
  ['novalue', { name: '', value: 'novalue' }],
  ['a=1; Secure=false', { secure: true }],
  ['a=1; Partitioned', { partitioned: true }],
])('%s', (line, expected) => {
  expect(read(line)).toMatchObject(expected);
});

test.each(['', '=', ' ; Secure', 'a=b\u0000c', `a=${'x'.repeat(5000)}`])('browsers ignore %j', (line) => {
  expect(read(line)).toBeNull();
});

describe('cookie dates (RFC 6265 section 5.1.1)', () => {
  test.each([
    ['Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37.000Z'],
    ['06 November 69 8:4:7', '2069-11-06T08:04:07.000Z'],
  ])('%s', (text, iso) => {
    expect(new Date(parseCookieDate(text) ?? Number.NaN).toISOString()).toBe(iso);
  });

  test.each(['', 'tomorrow', 'Sun, 31 Feb 2026 00:00:00 GMT', 'Sun, 06 Nov 1600 00:00:00', 'Sun, 06 Nov 1994 24:00:00', '06 Nov 1994'])(
    '%j is no date',
    (text) => {
      expect(parseCookieDate(text)).toBeNull();
    },
  );
});

test('any text is read without a crash, and what is read has a sane lifetime', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('a', '=', ';', ' ', '-', '9', ':', 'E', 'expires=', 'max-age=', 'Nov') })),
      (line) => {
        const cookie = read(line);
        const seconds = cookie?.maxAge ?? 0;
        expect(Number.isInteger(seconds) && seconds >= 0).toBe(true);
      },
    ),
  );
});
