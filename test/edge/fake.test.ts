import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Cloudflare from 'cloudflare';
import { describe, expect, test } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { startLab } from '../../src/lab/index.ts';
import type { Scenario } from '../../src/lab/scenario.ts';
import { ORIGIN, shop } from './world.ts';

/** The official SDK against the lab's API on a port of its own. */
async function openSdk(scenario: Scenario = shop()): Promise<{ lab: Lab; sdk: Cloudflare; zone: string } & AsyncDisposable> {
  const lab = await startLab(scenario);
  const server = createServer(lab.cloudflare!.listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // as: a TCP server has no path
  const sdk = new Cloudflare({
    apiToken: lab.env['CLOUDFLARE_API_TOKEN']!,
    baseURL: `http://127.0.0.1:${port}/client/v4`,
    maxRetries: 0,
  });
  return {
    lab,
    sdk,
    zone: lab.cloudflare!.account.zones[0]!.id,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await lab.close();
    },
  };
}

/** A ruleset as the API gives it; the SDK calls it unknown. */
async function ruleset(
  answer: PromiseLike<unknown>,
): Promise<{ id: string; version: string; rules: { id: string; ref: string; version: string }[] }> {
  return (await answer) as Awaited<ReturnType<typeof ruleset>>; // as: the SDK's types are a union with unknown
}

const refused = (status: number, code: number): object => ({ status, errors: [expect.objectContaining({ code })] });

describe('the pretend Cloudflare answers the official SDK', () => {
  test('zones with plan, name servers and permissions, and the token itself', async () => {
    await using at = await openSdk();
    const zones = (await at.sdk.zones.list({ name: 'shop.test' })).result;
    expect(zones[0]).toMatchObject({
      status: 'active',
      plan: { legacy_id: 'free' },
      name_servers: ['dina.ns.cloudflare.com', 'hugh.ns.cloudflare.com'],
    });
    expect(zones[0]!.permissions).toContain('#dns_records:edit');
    expect(await at.sdk.user.tokens.verify()).toMatchObject({ status: 'active' });
  });

  test('records: pages, identical ones, CNAME alone, dots and quotes, ttl of orange records', async () => {
    await using at = await openSdk();
    const { sdk, zone: zone_id } = at;
    for (let i = 0; i < 30; i += 1) await sdk.dns.records.create({ zone_id, type: 'A', name: `h${i}`, ttl: 300, content: '192.0.2.1' });
    const all = [];
    for await (const record of sdk.dns.records.list({ zone_id, per_page: 10 })) all.push(record.id);
    expect(new Set(all).size).toBe(37);
    await expect(
      sdk.dns.records.create({ zone_id, type: 'A', name: 'h1.shop.test', ttl: 300, content: '192.0.2.1' }),
    ).rejects.toMatchObject(refused(400, 81058));
    await expect(sdk.dns.records.create({ zone_id, type: 'CNAME', name: 'h1', ttl: 1, content: 'x.test' })).rejects.toMatchObject(
      refused(400, 81053),
    );
    await expect(sdk.dns.records.create({ zone_id, type: 'A', name: 'www', ttl: 1, content: '192.0.2.1' })).rejects.toMatchObject(
      refused(400, 81054),
    );
    expect(
      await sdk.dns.records.create({ zone_id, type: 'CNAME', name: 'x', ttl: 300, content: 'Else.Example.com.', proxied: true }),
    ).toMatchObject({ content: 'else.example.com', ttl: 1 });
    const txt = await sdk.dns.records.create({ zone_id, type: 'TXT', name: 'x', ttl: 300, content: 'v=DMARC1; p=none' });
    expect(txt).toMatchObject({ content: '"v=DMARC1; p=none"', name: 'x.shop.test' });
    expect(await sdk.dns.records.edit(txt.id, { zone_id, type: 'TXT', name: 'x', ttl: 600, comment: 'why' })).toMatchObject({
      content: '"v=DMARC1; p=none"',
      ttl: 600,
      comment: 'why',
    });
    await sdk.dns.records.delete(txt.id, { zone_id });
    await expect(sdk.dns.records.delete(txt.id, { zone_id })).rejects.toMatchObject(refused(404, 81044));
    await expect(
      sdk.dns.records.create({ zone_id, type: 'A', name: 'y', ttl: 1, content: '192.0.2.1', comment: 'x'.repeat(101) }),
    ).rejects.toMatchObject({ status: 400 });
  });

  test('a batch deletes before it adds, and does all or nothing', async () => {
    await using at = await openSdk();
    const { sdk, zone: zone_id } = at;
    const www = (await sdk.dns.records.list({ zone_id, name: { exact: 'www.shop.test' } })).result[0]!;
    const done = await sdk.dns.records.batch({
      zone_id,
      deletes: [{ id: www.id }],
      posts: [{ type: 'A', name: 'www', ttl: 1, content: ORIGIN }],
    });
    expect(done.posts?.[0]).toMatchObject({ type: 'A', name: 'www.shop.test' });
    const before = (await sdk.dns.records.list({ zone_id })).result;
    const twice = { type: 'A', name: 'z', ttl: 1, content: ORIGIN } as const;
    await expect(sdk.dns.records.batch({ zone_id, deletes: [{ id: before[0]!.id }], posts: [twice, twice] })).rejects.toMatchObject(
      refused(400, 81058),
    );
    expect((await sdk.dns.records.list({ zone_id })).result).toEqual(before);
  });

  test('200 records on the free plan and no more', async () => {
    const records = Array.from({ length: 200 }, (_, i) => ({ type: 'A', name: `h${i}`, content: '192.0.2.1' }));
    await using at = await openSdk(shop({ records }));
    await expect(
      at.sdk.dns.records.create({ zone_id: at.zone, type: 'A', name: 'one-more', ttl: 1, content: '192.0.2.1' }),
    ).rejects.toMatchObject(refused(400, 81045));
  });

  test('rulesets: nothing at first, one per phase, replaced as a whole, with versions and refs', async () => {
    await using at = await openSdk();
    const { sdk, zone: zone_id } = at;
    const phase = 'http_request_firewall_custom';
    await expect(sdk.rulesets.phases.get(phase, { zone_id })).rejects.toMatchObject({ status: 404 });
    const rule = { action: 'block', expression: '(http.request.uri.path eq "/admin")', ref: 'ours' } as const;
    const made = await ruleset(sdk.rulesets.phases.update(phase, { zone_id, rules: [rule] }));
    expect(made.rules[0]).toMatchObject({ ref: 'ours', version: '1' });
    await expect(sdk.rulesets.create({ zone_id, kind: 'zone', name: 'again', phase, rules: [] })).rejects.toMatchObject(
      refused(400, 20217),
    );
    const again = await ruleset(sdk.rulesets.phases.update(phase, { zone_id, rules: [rule] }));
    expect({ id: again.rules[0]!.id, version: again.version }).toEqual({ id: made.rules[0]!.id, version: '2' });
    const without = await ruleset(
      sdk.rulesets.phases.update(phase, { zone_id, rules: [{ action: 'block', expression: rule.expression }] }),
    );
    expect(without.rules[0]!.id).not.toBe(made.rules[0]!.id);
    const edited = await ruleset(
      sdk.rulesets.rules.edit(without.rules[0]!.id, {
        ruleset_id: made.id,
        zone_id,
        action: 'block',
        expression: '(http.host eq "a.test")',
      } as never),
    ); // as: the SDK asks for more than the API does
    expect(edited.version).toBe('4');
    expect((await sdk.rulesets.versions.list(made.id, { zone_id })).result).toHaveLength(4);
    expect(await sdk.rulesets.versions.get('1', { ruleset_id: made.id, zone_id })).toMatchObject({ rules: [{ ref: 'ours' }] });
    await sdk.rulesets.rules.delete(without.rules[0]!.id, { ruleset_id: made.id, zone_id });
    expect((await ruleset(sdk.rulesets.phases.get(phase, { zone_id }))).rules).toEqual([]);
  });

  test.each([
    ['http_request_firewall_custom', { action: 'block', expression: '(http.request.uri.path matches "^/a")' }],
    ['http_request_firewall_custom', { action: 'log', expression: '(http.host eq "a")' }],
    ['http_request_firewall_custom', { action: 'block', expression: '(http.no.such eq "a")' }],
    ['http_request_firewall_custom', { action: 'block', expression: '(http.host eq "a"' }],
    ['http_request_dynamic_redirect', { action: 'block', expression: 'ssl' }],
    [
      'http_ratelimit',
      {
        action: 'block',
        expression: '(http.host eq "a")',
        ratelimit: { characteristics: ['ip.src', 'cf.colo.id'], period: 10, requests_per_period: 5, mitigation_timeout: 10 },
      },
    ],
    [
      'http_ratelimit',
      {
        action: 'block',
        expression: '(http.request.uri.path eq "/a")',
        ratelimit: { characteristics: ['ip.src', 'cf.colo.id'], period: 60, requests_per_period: 5, mitigation_timeout: 10 },
      },
    ],
    [
      'http_request_cache_settings',
      {
        action: 'set_cache_settings',
        expression: 'ssl',
        action_parameters: { cache: true, edge_ttl: { mode: 'override_origin', default: 60 } },
      },
    ],
  ] as const)('a rule that the free plan or the phase does not allow is refused: %s %j', async (phase, rule) => {
    await using at = await openSdk();
    await expect(at.sdk.rulesets.phases.update(phase, { zone_id: at.zone, rules: [rule as never] })).rejects.toMatchObject({ status: 400 }); // as: wrong on purpose
  });

  test('settings: values that exist, those the plan cannot change, HSTS as an object', async () => {
    await using at = await openSdk();
    const { sdk, zone: zone_id } = at;
    expect(await sdk.zones.settings.get('advanced_ddos', { zone_id })).toMatchObject({ editable: false });
    await expect(sdk.zones.settings.edit('ssl', { zone_id, value: 'stricter' })).rejects.toMatchObject({ status: 400 }); // as: wrong on purpose
    const value = { strict_transport_security: { enabled: true, max_age: 300, include_subdomains: false, nosniff: false, preload: false } };
    expect(await sdk.zones.settings.edit('security_header', { zone_id, value })).toMatchObject({ value, editable: true }); // as: the SDK types one setting at a time
  });

  test('permissions and the request limit', async () => {
    await using at = await openSdk(shop({}, { account: { grants: ['Zone Read', 'DNS Read'], quota: 6 } }));
    const { sdk, zone: zone_id } = at;
    await expect(sdk.dns.records.create({ zone_id, type: 'A', name: 'a', ttl: 1, content: '192.0.2.1' })).rejects.toMatchObject(
      refused(403, 10_000),
    );
    const stranger = new Cloudflare({ apiToken: 'x'.repeat(40), baseURL: sdk.baseURL, maxRetries: 0 });
    await expect(stranger.zones.list()).rejects.toMatchObject(refused(403, 9109));
    const asked = await sdk.dns.records.list({ zone_id }).asResponse();
    expect(asked.headers.get('ratelimit')).toMatch(/^"default";r=3;t=\d+$/);
    for (let i = 0; i < 3; i += 1) await sdk.dns.records.list({ zone_id });
    const busy = await sdk.dns.records.list({ zone_id }).catch((error: unknown) => error);
    expect(busy).toMatchObject({ status: 429 });
    expect((busy as { headers: Headers }).headers.get('retry-after')).toMatch(/^\d+$/); // as: what the SDK throws
  });

  test('trouble on order: an error, an answer that is lost after the work is done, a busy moment', async () => {
    await using at = await openSdk();
    const { sdk, zone: zone_id, lab } = at;
    const add = (name: string): Promise<unknown> => sdk.dns.records.create({ zone_id, type: 'A', name, ttl: 1, content: '192.0.2.1' });
    const has = (name: string): boolean => lab.cloudflare!.account.zones[0]!.records.some((record) => record.name === `${name}.shop.test`);
    lab.cloudflare!.fail({ method: 'POST', does: 'error' });
    await expect(add('a')).rejects.toMatchObject({ status: 500 });
    lab.cloudflare!.fail({ method: 'POST', does: 'lost', after: 1 });
    await add('b');
    await expect(add('c')).rejects.toThrow(/[Cc]onnection/);
    lab.cloudflare!.fail({ method: 'POST', does: 'busy' });
    await expect(add('d')).rejects.toMatchObject({ status: 429 });
    expect(['a', 'b', 'c', 'd'].map(has)).toEqual([false, true, true, false]);
  });
});
