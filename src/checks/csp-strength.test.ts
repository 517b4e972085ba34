import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCsp } from '../parsers/csp.ts';
import { scriptHoles } from './csp-strength.ts';

const holes = (...policies: string[]) => scriptHoles(parseCsp(policies));
const CLOSED = { unrestricted: false, inline: null, anywhere: null, publicHosts: [] };

test.each([
  ["script-src 'self'", CLOSED],
  ["default-src 'none'", CLOSED],
  ["script-src 'nonce-abc' 'strict-dynamic' https: 'unsafe-inline'", CLOSED],
  ["script-src 'self' https://js.stripe.com *.acme.com", CLOSED],
  ['sandbox allow-forms', CLOSED],
  ["script-src 'self' HTTPS:", { ...CLOSED, anywhere: 'script-src HTTPS:' }],
  ["default-src 'self' data:", { ...CLOSED, anywhere: 'default-src data:' }],
  ['script-src https://*', { ...CLOSED, anywhere: 'script-src https://*' }],
  ["script-src 'self' *.googleapis.com", { ...CLOSED, publicHosts: ['*.googleapis.com'] }],
  ["script-src 'self' https://unpkg.com/", { ...CLOSED, publicHosts: ['unpkg.com'] }],
  ["script-src 'self' https://unpkg.com/react@19/", CLOSED],
  ["script-src 'nonce-abc' cdn.jsdelivr.net", { ...CLOSED, publicHosts: ['cdn.jsdelivr.net'] }],
  ["script-src-attr 'none'", { unrestricted: false, inline: 'no script-src', anywhere: 'no script-src', publicHosts: [] }],
  ['img-src *', { unrestricted: true, inline: 'no script-src', anywhere: 'no script-src', publicHosts: [] }],
])('%s', (policy, wanted) => {
  expect(holes(policy)).toEqual(wanted);
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
      expect(Number(after.unrestricted)).toBeLessThanOrEqual(Number(before.unrestricted));
    }),
  );
});
