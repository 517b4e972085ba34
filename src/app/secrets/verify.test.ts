import type { RequestListener } from 'node:http';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkout } from '../../../test/secret-repository.ts';
import { alnum, hex, jwt, SAMPLES } from '../../../test/secret-samples.ts';
import { authority, https, openWeb } from '../../../test/web.ts';
import type { FoundSecret } from '../../core/secret.ts';
import type { Answer } from '../../probes/net/http-client.ts';
import { FINDABLE } from '../../redact/kinds.ts';
import { sieve } from '../../redact/find/sieve.ts';
import { CALLS } from './calls.ts';
import { secretsScan } from './scan.ts';
import { judgeReply, planned } from './verify.ts';

const REF = 'abcdefghijklmnopqrst';
const STRIPE = ['sk', 'live', `51${alnum(70)}`].join('_');
const OLD_STRIPE = ['sk', 'live', `51${alnum(70, 9)}`].join('_');
const RESEND = ['re', alnum(8, 5), alnum(24, 9)].join('_');
const SUPABASE = jwt({ role: 'service_role', ref: REF });
const SLACK = ['xoxb', '739201846521', '8402918375620', alnum(24)].join('-');
const GITLAB = ['glpat', alnum(20)].join('-');
const NPM = ['npm', alnum(36)].join('_');
const SECRETS = [STRIPE, OLD_STRIPE, RESEND, SUPABASE, SLACK, GITLAB, NPM];
const HOSTS = ['api.stripe.com', 'api.resend.com', `${REF}.supabase.co`, 'slack.com', 'gitlab.com', 'registry.npmjs.org'];

/** Providers as their documentation says they answer; what they were sent is kept. */
function providers(seen: string[]): RequestListener {
  return ({ method, url, headers }, response) => {
    const host = headers.host ?? '';
    const token = headers.authorization?.replace(/^Bearer /, '') ?? headers['private-token'];
    seen.push(`${method} ${host}${url} ${SECRETS.indexOf(String(token))}`);
    const answer = (status: number, body: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (host === 'api.stripe.com') answer(token === STRIPE ? 200 : 401, { object: token === STRIPE ? 'balance' : 'error', echo: token });
    else if (host === 'api.resend.com')
      answer(401, { name: 'restricted_api_key', message: 'This API key is restricted to only send emails' });
    else if (host === 'slack.com') answer(200, { ok: false, error: 'token_revoked' });
    else if (host === 'gitlab.com') answer(401, { message: '401 Unauthorized' });
    else if (host === 'registry.npmjs.org') response.writeHead(302, { location: 'https://evil.test/' }).end();
    else answer(headers['apikey'] === SUPABASE ? 200 : 401, {});
  };
}

test('each secret is shown once to its own provider, and live, refused and could not check are told apart (SEC-1)', async () => {
  const seen: string[] = [];
  const said: string[] = [];
  await using repo = await checkout({
    'a.ts': SECRETS.map((each) => `const k = "${each}";`).join('\n'),
    'b.ts': `again("${STRIPE}"); const aws = "${['AK', 'IA', 'Z7Q2W5E3R4T6Y7U2'].join('')}";\n`,
  });
  await using web = await openWeb(
    { '192.0.2.1:443': await https(HOSTS, providers(seen)) },
    HOSTS.map((host) => `${host} A 192.0.2.1`),
    { ca: [(await authority()).root] },
  );
  const scan = (input: object) =>
    secretsScan.run({ repo: repo.root, tree: false, staged: false, history: false, build: false, ...input }, web.io, (event) => {
      if (event.is === 'done') said.push(`${seen.length} ${event.text}`);
    });
  await scan({});
  expect([seen, said]).toEqual([[], []]);
  const gave = await scan({ verify: true });
  const byTail = (value: string) => gave.verified?.find(({ masked }) => masked === `…${value.slice(-4)}`);
  expect(byTail(STRIPE)).toMatchObject({ is: 'live', call: { method: 'GET', url: 'https://api.stripe.com/v1/balance', status: 200 } });
  expect(byTail(OLD_STRIPE)).toMatchObject({ is: 'refused', call: { status: 401 } });
  expect(byTail(RESEND)).toMatchObject({ is: 'live' });
  expect(byTail(SUPABASE)).toMatchObject({ is: 'live', call: { url: `https://${REF}.supabase.co/auth/v1/settings` } });
  expect(byTail(SLACK)).toMatchObject({ is: 'refused' });
  expect(byTail(GITLAB)).toMatchObject({ is: 'unchecked', because: expect.stringContaining('a GitLab of your own') });
  expect(byTail(NPM)).toMatchObject({ is: 'unchecked', call: { status: 302 } });
  expect(gave.verified?.find(({ kind }) => kind.startsWith('AWS'))).toMatchObject({ is: 'unchecked', call: null });
  expect(seen.toSorted()).toHaveLength(SECRETS.length);
  expect(seen.every((line) => /^(?:GET|POST slack\.com)/.test(line))).toBe(true);
  // Everything is said before the first call.
  expect(said.length).toBe(SECRETS.length + 1);
  expect(said.every((line) => line.startsWith('0 '))).toBe(true);

  const shown = secretsScan.shows(gave, { width: 90, colour: false }, {} as never);
  expect(shown).toContain('3 live, 2 refused, 3 could not be checked.');
  for (const text of [JSON.stringify(gave), shown, said.join('\n')])
    for (const value of SECRETS) expect(text).not.toContain(value.slice(-20, -5));
});

test('a provider that cannot be reached, or whose certificate nobody trusts, leaves a secret unchecked, never refused', async () => {
  const seen: string[] = [];
  await using repo = await checkout({ 'a.ts': `"${STRIPE}"; "${RESEND}"\n` });
  await using web = await openWeb({ '192.0.2.1:443': await https(['api.stripe.com'], providers(seen)) }, ['api.stripe.com A 192.0.2.1']);
  const run = { repo: repo.root, tree: true, staged: false, history: false, build: false, verify: true };
  const { verified } = await secretsScan.run(run, web.io, () => undefined);
  expect(verified?.map(({ is, call }) => [is, call?.status])).toEqual([
    ['unchecked', null],
    ['unchecked', null],
  ]);
  expect(seen).toEqual([]);
});

test('each question goes to a fixed host of its provider over https, is for a kind that exists, and reads', () => {
  const rules = new Set(FINDABLE.map(({ id }) => id));
  for (const call of CALLS) {
    expect([call.provider, call.rules.filter((rule) => !rules.has(rule))]).toEqual([call.provider, []]);
    expect(new URL(call.url.replace('{host}', 'x')).protocol).toBe('https:');
    expect(call.method === undefined || call.url.startsWith('https://slack.com/')).toBe(true);
    expect(call.refused.every((status) => status === 401)).toBe(true);
    expect(call.refused.length > 0 || call.refusedBody !== undefined).toBe(true);
  }
  expect(new Set(CALLS.map(({ provider }) => provider)).size).toBeGreaterThanOrEqual(35);
});

test('a sample of each kind is planned for its own provider, and the secret is in no address', () => {
  const pot = sieve(new Date('2026-11-22'));
  for (const { id, real } of SAMPLES) pot.pour({ bytes: Buffer.from(real), at: id, exposure: 'head' });
  const { found, valueOf } = pot.told('00');
  const plans = found.map((secret) => ({ ...planned(secret, valueOf(secret.id)), value: valueOf(secret.id) ?? '' }));
  const asked = plans.filter(({ call }) => call !== null);
  expect(new Set(asked.map(({ secret }) => secret.provider)).size).toBeGreaterThanOrEqual(32);
  for (const plan of asked) {
    if (!('url' in plan)) continue;
    expect(plan.call.provider).toBe(plan.secret.provider);
    expect(plan.url).not.toContain(plan.value);
  }
});

test('a key that may be of two providers is shown to neither, and no host comes from a token that a stranger wrote', () => {
  const secret = { rule: 'stripe-secret', provider: 'Stripe or Clerk' } as FoundSecret;
  expect(planned(secret, STRIPE)).toMatchObject({ call: null });
  const token = { rule: 'json-web-token', provider: 'Supabase' } as FoundSecret;
  for (const ref of ['evil.test/', 'evil.test#aaaaaaaaaa', `${REF}.evil`, REF.toUpperCase(), ''])
    expect(planned(token, jwt({ role: 'service_role', ref }))).toMatchObject({ call: null });
  const mail = { rule: 'mailchimp-key', provider: 'Mailchimp' } as FoundSecret;
  expect(planned(mail, `${hex(32)}-us14`)).toMatchObject({ url: 'https://us14.api.mailchimp.com/3.0/ping' });
  expect(planned(mail, `${hex(32)}-evil.test/`)).toMatchObject({ call: null });
});

test('no answer beside the documented ones is a refusal', () => {
  const answer = fc.record({
    status: fc.constantFrom(100, 200, 204, 301, 302, 307, 400, 402, 403, 404, 405, 407, 408, 418, 429, 451, 500, 502, 503, 504),
    body: fc.oneof(fc.string(), fc.json(), fc.constant('<html>Attention Required! Cloudflare</html>')),
  });
  fc.assert(
    fc.property(fc.constantFrom(...CALLS), answer, (call, { status, body }) => {
      const bytes = Buffer.from(body);
      const reply: Answer = {
        is: 'answer',
        url: call.url,
        status,
        headers: [],
        body: { bytes, wireBytes: bytes.length, truncated: false },
        connectMs: 1,
        firstByteMs: 1,
        totalMs: 1,
      };
      const { is } = judgeReply(call, reply);
      expect(is === 'live' ? status : 200).toBe(200);
      expect(is).not.toBe('refused');
    }),
    { numRuns: 300 },
  );
});
