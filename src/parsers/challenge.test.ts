import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { challengeIn } from './challenge.ts';
import type { Headers } from './headers.ts';

const answer = (status: number, headers: Headers = [], text = '') => ({ status, headers, text });

test.each([
  ['Cloudflare', answer(403, [['cf-mitigated', 'challenge']])],
  ['Cloudflare', answer(503, [['server', 'cloudflare']], '<title>Just a moment...</title><script>window._cf_chl_opt={}</script>')],
  ['Vercel', answer(429, [['x-vercel-mitigated', 'challenge']])],
  ['Vercel', answer(429, [['server', 'Vercel']], '<title>Vercel Security Checkpoint</title>')],
  ['AWS WAF', answer(202, [['x-amzn-waf-action', 'challenge']])],
  ['AWS WAF', answer(405, [['x-amzn-waf-action', 'captcha']])],
  ['DataDome', answer(403, [], '<script src="https://ct.captcha-delivery.com/c.js"></script>')],
  ['Imperva', answer(200, [['x-iinfo', '9-1-0']], '<html><script src="/_Incapsula_Resource?SWJIYLWA=1"></script></html>')],
  ['Akamai', answer(403, [['server', 'AkamaiGHost']], 'Access Denied')],
])('a wall of %s is a challenge', (by, seen) => {
  expect(challengeIn(seen)?.by).toBe(by);
  expect(challengeIn(seen)?.admit).not.toBe('');
});

test.each([
  [
    'a page behind Cloudflare with its beacon',
    answer(200, [['cf-ray', '8f-FRA']], '<script src="/cdn-cgi/challenge-platform/x.js"></script>'),
  ],
  ['an article that quotes the challenge', answer(200, [], '<h1>What is _cf_chl_opt?</h1> Just a moment...')],
  ['a policy that names captcha hosts', answer(200, [['content-security-policy', 'script-src https://geo.captcha-delivery.com']])],
  ['an app that refuses strangers', answer(403, [['server', 'cloudflare']], 'Forbidden')],
  ['a limit on requests', answer(429, [['server', 'Vercel']], 'Too many requests')],
  ['a page behind Imperva', answer(200, [], `<h1>Shop</h1>${'x'.repeat(9_000)}<script src="/_Incapsula_Resource?SWJ=1"></script>`)],
  ['a missing page behind Akamai', answer(404, [['server', 'AkamaiGHost']])],
])('%s is none', (_what, seen) => {
  expect(challengeIn(seen)).toBeNull();
});

test('any answer is read', () => {
  const headers = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 5 });
  fc.assert(
    fc.property(fc.nat(999), headers, fc.string(), (status, seen, text) => {
      expect([null, 'object']).toContain(challengeIn({ status, headers: seen, text }) === null ? null : 'object');
    }),
  );
});
