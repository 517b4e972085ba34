import { describe, expect, test } from 'vitest';
import { type Io, politeness } from '../../src/core/io.ts';
import type { ZoneState } from '../../src/lab/cloudflare/account.ts';
import { replaceAll } from '../../src/lab/cloudflare/rules.ts';
import { addressesOf } from '../../src/probes/net/dns-client.ts';
import { type Answer, request, type Silence } from '../../src/probes/net/http-client.ts';
import { openShop, ORIGIN, shop } from './world.ts';

const rules = (zone: ZoneState, phase: string, list: object[]): void =>
  void replaceAll(zone, phase, { body: { rules: list }, now: new Date(), dryRun: false });

async function ask(io: Io, url: string, headers: Record<string, string> = {}): Promise<Answer | Silence> {
  return request(io, { url, headers });
}

const header = (answer: Answer | Silence, name: string): string | undefined =>
  answer.is === 'answer' ? answer.headers.find(([held]) => held === name)?.[1] : undefined;
const status = (answer: Answer | Silence): number | string => (answer.is === 'answer' ? answer.status : answer.code);

describe('the pretend edge', () => {
  test('a pending zone changes nothing; delegated, its records are the answers', async () => {
    await using at = await openShop(shop({}, { delegated: false }));
    const addresses = async (host: string): Promise<string[]> =>
      (await addressesOf({ ...at.io, turn: politeness() }, host)).map((each) => each.address);
    expect(await addresses('shop.test')).toEqual([ORIGIN]);
    await at.lab.cloudflare!.byHand(({ zones }) => void (zones[0]!.records[2]!.proxied = false));
    expect(await addresses('app.shop.test')).toEqual([]);
    expect(
      await at.lab.founder({ is: 'name-servers', zone: 'shop.test', servers: ['dina.ns.cloudflare.com', 'hugh.ns.cloudflare.com'] }),
    ).toBe('done');
    expect((await addresses('shop.test')).sort()).toEqual(['104.21.60.5', '172.67.201.13']);
    expect(await addresses('app.shop.test')).toEqual([ORIGIN]);
    await at.lab.cloudflare!.byHand(({ zones }) => void (zones[0]!.records[2]!.content = '192.0.2.9'));
    expect(await addresses('app.shop.test')).toEqual(['192.0.2.9']);
  });

  test('the universal certificate covers the apex and one label, and nothing deeper', async () => {
    await using at = await openShop(
      shop({
        records: [
          { type: 'A', name: '@', content: ORIGIN, proxied: true },
          { type: 'A', name: 'a.b', content: ORIGIN, proxied: true },
        ],
      }),
    );
    expect(status(await request(at.io, { url: 'https://shop.test/', trusted: true }))).toBe(200);
    expect(status(await ask(at.io, 'https://a.b.shop.test/'))).toMatch(/ALERT|RESET/i);
  });

  test('flexible talks http to the origin, strict wants a valid certificate and answers 526', async () => {
    await using at = await openShop(
      shop(
        { settings: { ssl: 'flexible' } },
        {
          sites: [
            {
              hosts: ['shop.test'],
              addresses: [ORIGIN],
              http: [{ path: '*', body: 'over http' }],
              https: [{ path: '*', body: 'over https' }],
              certificate: { names: ['other.test'] },
            },
          ],
        },
      ),
    );
    const mode = (value: string): Promise<void> =>
      at.lab.cloudflare!.byHand(({ zones }) => void zones[0]!.settings.set('ssl', { value, modified_on: null }));
    const body = async (): Promise<string> => {
      const answer = await ask(at.io, 'https://shop.test/');
      return answer.is === 'answer' ? `${answer.status} ${answer.body.bytes.toString().trim()}` : answer.code;
    };
    expect(await body()).toBe('200 over http');
    await mode('full');
    expect(await body()).toBe('200 over https');
    await mode('strict');
    expect(await body()).toBe('526 error code: 526');
  });

  test('HSTS, redirects and always HTTPS', async () => {
    await using at = await openShop();
    await at.lab.cloudflare!.byHand(({ zones: [zone] }) => {
      zone!.settings.set('security_header', {
        value: { strict_transport_security: { enabled: true, max_age: 300, include_subdomains: true } },
        modified_on: null,
      });
      rules(zone!, 'http_request_dynamic_redirect', [
        {
          action: 'redirect',
          expression: '(http.host eq "www.shop.test")',
          action_parameters: {
            from_value: {
              status_code: 301,
              preserve_query_string: true,
              target_url: { expression: 'concat("https://shop.test", http.request.uri.path)' },
            },
          },
        },
      ]);
    });
    const https = await ask(at.io, 'https://shop.test/');
    expect([header(https, 'strict-transport-security'), header(https, 'server')]).toEqual(['max-age=300; includeSubDomains', 'cloudflare']);
    expect(header(https, 'cf-ray')).toMatch(/^[0-9a-f]{16}-/);
    expect(header(await ask(at.io, 'http://www.shop.test/a?b=c'), 'location')).toBe('https://shop.test/a?b=c');
    await at.lab.cloudflare!.byHand(({ zones: [zone] }) => void zone!.settings.set('always_use_https', { value: 'on', modified_on: null }));
    expect(header(await ask(at.io, 'http://www.shop.test/a?b=c'), 'location')).toBe('https://www.shop.test/a?b=c');
  });

  test('one rate limit counts per visitor, a custom rule shuts the admin out', async () => {
    await using at = await openShop();
    await at.lab.cloudflare!.byHand(({ zones: [zone] }) => {
      rules(zone!, 'http_ratelimit', [
        {
          action: 'block',
          expression: '(http.request.uri.path in {"/login"})',
          ratelimit: { characteristics: ['ip.src', 'cf.colo.id'], period: 10, requests_per_period: 3, mitigation_timeout: 10 },
        },
      ]);
      rules(zone!, 'http_request_firewall_custom', [
        { action: 'block', expression: '(starts_with(http.request.uri.path, "/admin") and not ip.src in {198.51.100.0/24})' },
      ]);
    });
    const codes = [];
    for (let i = 0; i < 5; i += 1) codes.push(status(await ask(at.io, 'https://app.shop.test/login')));
    expect(codes).toEqual([200, 200, 200, 429, 429]);
    expect(status(await ask(at.io, 'https://app.shop.test/login', { 'lab-client-ip': '198.51.100.9' }))).toBe(200);
    expect(status(await ask(at.io, 'https://app.shop.test/admin/users'))).toBe(403);
    expect(status(await ask(at.io, 'https://app.shop.test/admin/users', { 'lab-client-ip': '198.51.100.9' }))).toBe(200);
  });

  test('nothing is cached without a rule; an override would keep what sets cookies, armor keeps it out (EDG-6)', async () => {
    await using at = await openShop(shop({ settings: { ssl: 'full' } }));
    const cache = async (path: string): Promise<string | undefined> =>
      header(await ask(at.io, `https://shop.test${path}`), 'cf-cache-status');
    const rule = (action_parameters: object): Promise<void> =>
      at.lab.cloudflare!.byHand(({ zones: [zone] }) =>
        rules(zone!, 'http_request_cache_settings', [{ action: 'set_cache_settings', expression: 'true', action_parameters }]),
      );
    expect([await cache('/assets/a.js'), await cache('/assets/a.js')]).toEqual(['DYNAMIC', 'DYNAMIC']);
    await rule({ cache: true });
    expect([await cache('/assets/a.js'), await cache('/assets/a.js'), await cache('/account/b.js')]).toEqual(['MISS', 'HIT', 'BYPASS']);
    await rule({ cache: true, edge_ttl: { mode: 'override_origin', default: 7200 } });
    expect([await cache('/account/me'), await cache('/account/me')]).toEqual(['MISS', 'HIT']);
    await rule({ cache: true, edge_ttl: { mode: 'override_origin', default: 7200 }, cache_key: { cache_deception_armor: true } });
    expect([await cache('/account/x.css'), await cache('/account/x.css')]).toEqual(['BYPASS', 'BYPASS']);
  });
});
