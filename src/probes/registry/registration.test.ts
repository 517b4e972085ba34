import { describe, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { map } from '../../app/map.ts';
import { checks } from '../../checks/index.ts';
import { assess } from '../../core/assess.ts';
import { collect } from '../../core/collect.ts';
import { defaultConfig } from '../../core/config.ts';
import { politeness } from '../../core/io.ts';
import { resolveProfile } from '../../core/profile.ts';
import { startLab } from '../../lab/index.ts';
import type { Route } from '../../lab/scenario.ts';
import healthy from '../../lab/scenarios/healthy.ts';
import { profiles } from '../../profiles/index.ts';
import { renderMapText } from '../../reports/map.ts';
import { registration } from './registration.ts';

const site = (domain: string) => ({ kind: 'site', domain }) as const;
const ioOf = (lab: Awaited<ReturnType<typeof startLab>>) => testIo({ ...lab, now: () => new Date(), turn: politeness() });

/** The address of the strange registry. */
const STRANGE = '203.0.113.43';

/** Puts a registry in the place of the one of .test, which answers with `routes`. */
async function replaceRegistry({ live }: Awaited<ReturnType<typeof startLab>>, routes: readonly Route[]): Promise<void> {
  await live.change({
    zones: live.zones.map((zone) => (zone.name === 'nic.test' ? { ...zone, records: [`rdap A ${STRANGE}`] } : zone)),
    sites: [...live.sites, { hosts: ['rdap.nic.test'], addresses: [STRANGE], http: routes, https: routes }],
  });
}

describe('registry/registration (AUD-9)', () => {
  test('asks IANA which registry it is and the registry about the domain: two requests', async () => {
    await using lab = await startLab(healthy);
    const saw = await registration.collect(site('acme.test'), ioOf(lab));
    expect(registration.sees.parse(saw)).toEqual(saw);
    expect(saw).toMatchObject({
      service: 'rdap.nic.test',
      registrar: { name: 'Porkbun LLC', ianaId: '1861' },
      status: ['client delete prohibited', 'client transfer prohibited'],
      nameServers: ['kate.ns.cloudflare.com', 'rob.ns.cloudflare.com'],
      signed: false,
    });
    expect(Date.parse(saw.expires ?? '')).toBeGreaterThan(Date.now() + 300 * 86_400_000);
    expect(lab.counts.requests).toBe(2);
  });

  test.each([
    ['an ending without RDAP', 'acme.dev', 'registry-silent'],
    ['a domain that nobody bought', 'nobody.test', 'registry-unknown'],
    ['a name lent by a platform', 'acme.vercel.app', 'registry-platform'],
  ])('%s is told apart', async (_what, domain, code) => {
    await using lab = await startLab(healthy);
    await expect(registration.collect(site(domain), ioOf(lab))).rejects.toMatchObject({ code });
  });

  test.each([
    ['sends round in circles', [{ path: '*', redirect: { to: 'https://rdap.nic.test' } }], 'registry-loop'],
    ['sends to plain http', [{ path: '*', redirect: { to: 'http://rdap.nic.test/', keepPath: false } }], 'untrusted'],
    ['sends to a private address', [{ path: '*', redirect: { to: 'https://127.0.0.1/', keepPath: false } }], 'private-address'],
    ['answers with too much', [{ path: '*', body: 'x'.repeat(300_000) }], 'registry-too-large'],
    ['answers with a page', [{ path: '*', body: '<html>' }], 'registry-malformed'],
    ['refuses', [{ path: '*', status: 429 }], 'registry-refused'],
  ] as const)('a registry that %s is not believed', async (_what, routes, code) => {
    await using lab = await startLab(healthy);
    await replaceRegistry(lab, routes);
    await expect(registration.collect(site('acme.test'), ioOf(lab))).rejects.toMatchObject({ code });
  });

  test('a registry that cannot be reached is unknown, and decides nothing', async () => {
    await using lab = await startLab(healthy);
    await lab.live.change({ zones: lab.live.zones.filter(({ name }) => name !== 'iana.org') });
    const profile = resolveProfile(profiles, 'default');
    const only = checks.filter(({ id }) => id === 'dns/registration' || id === 'dns/delegation');
    const bundle = await collect({
      target: 'acme.test',
      config: defaultConfig(),
      profile,
      checks: only,
      io: ioOf(lab),
      redact: (value) => value,
      discover: async (_see, add) => add(site('acme.test')),
    });
    const report = assess(bundle, only, profile);
    expect(report.findings.find(({ check }) => check === 'dns/registration')).toMatchObject({ state: 'unknown', severity: 'low' });
    expect(report.decision).toBe('go');
  });
});

test('the map shows the registrar, and asks what only the founder can say; the configuration answers (AUD-8, AUD-9)', async () => {
  await using lab = await startLab(healthy);
  const gave = await map.run({ target: 'acme.test', format: 'text' }, ioOf(lab), () => undefined);
  expect(gave.registration).toMatchObject({ registrar: 'Porkbun LLC', registry: 'rdap.nic.test', locked: true });
  expect(gave.questions?.map(({ about }) => about)).toEqual(['registrar', 'renewal', 'dns', 'hosting', 'hosting', 'mail', 'code']);
  expect(renderMapText(gave)).toContain('? Who can sign in at the DNS host (Cloudflare)?');
});
