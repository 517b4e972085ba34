import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCsp } from '../parsers/csp.ts';
import { scriptHoles } from './csp-strength.ts';

const holes = (...policies: string[]) => scriptHoles(parseCsp(policies));
const CLOSED = { unrestricted: false, inline: null, anywhere: null, publicHosts: [], base: false };
/** The object-src of these policies is judged below. */
const scripts = (policy: string) => {
  const { objects: _, ...rest } = holes(policy);
  return rest;
};

test.each([
  ["script-src 'self'", CLOSED],
  ["default-src 'none'", CLOSED],
  ["script-src 'nonce-abc' 'strict-dynamic' https: 'unsafe-inline'", { ...CLOSED, base: true }],
  ["script-src 'nonce-abc' 'strict-dynamic'; base-uri 'none'", CLOSED],
  ["script-src 'self' https://js.stripe.com *.acme.com", CLOSED],
  ['sandbox allow-forms', CLOSED],
  ["script-src 'self' HTTPS:", { ...CLOSED, anywhere: 'script-src HTTPS:' }],
  ["default-src 'self' data:", { ...CLOSED, anywhere: 'default-src data:' }],
  ['script-src https://*', { ...CLOSED, anywhere: 'script-src https://*' }],
  ["script-src 'self' *.googleapis.com", { ...CLOSED, publicHosts: ['*.googleapis.com'] }],
  ["script-src 'self' https://unpkg.com/", { ...CLOSED, publicHosts: ['unpkg.com'] }],
  ["script-src 'self' https://unpkg.com/react@19/", CLOSED],
  ["script-src 'nonce-abc' cdn.jsdelivr.net", { ...CLOSED, base: true, publicHosts: ['cdn.jsdelivr.net'] }],
  ["script-src 'self' https://www.googletagmanager.com", { ...CLOSED, publicHosts: ['www.googletagmanager.com'] }],
  ["script-src-attr 'none'", { ...CLOSED, inline: 'no script-src', anywhere: 'no script-src' }],
  ['img-src *', { ...CLOSED, unrestricted: true, inline: 'no script-src', anywhere: 'no script-src' }],
])('%s', (policy, wanted) => {
  expect(scripts(policy)).toEqual(wanted);
});

test.each([
  [["script-src 'nonce-abc'"], true],
  [["script-src 'nonce-abc'; base-uri 'self'"], false],
  [["script-src 'nonce-abc'; base-uri *"], true],
  [["script-src 'nonce-abc'", "base-uri 'none'"], false],
  [["script-src 'nonce-abc'", "script-src 'self' 'unsafe-inline'"], false],
  [["script-src 'self'"], false],
])('an injected <base> moves the scripts of %j: %s', (policies, open) => {
  expect(holes(...policies).base).toBe(open);
});

test.each([
  [["script-src 'self'"], true],
  [["default-src 'self'"], false],
  [["script-src 'self'; object-src 'none'"], false],
  [["script-src 'self'; object-src *"], true],
  [["script-src 'self'", "object-src 'none'"], false],
])('objects load from anywhere under %j: %s', (policies, open) => {
  expect(holes(...policies).objects).toBe(open);
});

test('a host stays open when one policy names it and the other allows everything', () => {
  expect(holes('script-src unpkg.com', 'script-src https:').publicHosts).toEqual(['unpkg.com']);
  expect(holes('script-src unpkg.com', "script-src 'self'").publicHosts).toEqual([]);
});

test('one more policy never opens a hole', () => {
  const source = fc.constantFrom(
    "'self'",
    "'unsafe-inline'",
    "'nonce-abc'",
    "'strict-dynamic'",
    '*',
    'https:',
    'data:',
    'unpkg.com',
    'a.com',
  );
  const policy = fc
    .tuple(fc.constantFrom('script-src', 'default-src', 'script-src-elem', 'img-src'), fc.array(source, { maxLength: 4 }))
    .map(([name, sources]) => [name, ...sources].join(' '));
  fc.assert(
    fc.property(fc.array(policy, { minLength: 1, maxLength: 3 }), policy, (policies, more) => {
      const [before, after] = [holes(...policies), holes(...policies, more)];
      expect(Number(after.inline !== null)).toBeLessThanOrEqual(Number(before.inline !== null));
      expect(Number(after.anywhere !== null)).toBeLessThanOrEqual(Number(before.anywhere !== null));
      expect(Number(after.objects)).toBeLessThanOrEqual(Number(before.objects));
      expect(Number(after.unrestricted)).toBeLessThanOrEqual(Number(before.unrestricted));
    }),
  );
});
