import { describe, expect, test } from 'vitest';
import { localIo, until, watching } from '../../test/watching.ts';
import { type Lab, startLab } from '../lab/index.ts';
import type { Scenario } from '../lab/scenario.ts';
import { scenarios } from '../lab/scenarios/index.ts';
import type { Store } from './store/store.ts';

// Records are changed where they lie, not at an edge.
const { cloudflare: _edge, ...healthy } = scenarios.find(({ name }) => name === 'healthy')!;

/** Changes the site of acme.test, and nothing else. */
const withSite = (change: (site: Scenario['sites'][number]) => Scenario['sites'][number]) => (lab: Lab) =>
  lab.live.change({ sites: lab.live.sites.map((site) => (site.hosts.includes('acme.test') ? change(site) : site)) });
const mend = (lab: Lab) => lab.live.change({ sites: healthy.sites, zones: healthy.zones });

/** What somebody breaks in a pretend internet, and what the incident must say. */
const FAULTS: readonly [string, string, string, (lab: Lab) => Promise<void>][] = [
  [
    'the record of the domain',
    'dns',
    'DNS: the name acme.test cannot be looked up',
    (lab) =>
      lab.live.change({
        zones: lab.live.zones.map((zone) =>
          zone.name === 'acme.test'
            ? { ...zone, records: zone.records.filter((record) => !/^(@|acme\.test\.?)\s+(\d+\s+)?(A|AAAA)\s/.test(record)) }
            : zone,
        ),
      }),
  ],
  [
    'the app',
    'http',
    'The app: acme.test answers, but with an error',
    withSite((site) => ({ ...site, https: [{ path: '*', status: 502, body: 'Bad gateway' }] })),
  ],
  [
    'the certificate',
    'tls',
    'TLS: browsers refuse the certificate or handshake of acme.test',
    withSite((site) => ({ ...site, certificate: { names: ['other.test'] } })),
  ],
];

async function shown(store: Store): Promise<string | undefined> {
  return (await store.monitors()).find(({ monitor }) => monitor.url === 'https://acme.test/')?.shown;
}

describe('in a pretend internet', () => {
  test('a domain is watched without being told what, certificates included, and each fault is named for what it is (OBS-1, OBS-8, TLS-5)', async () => {
    await using lab = await startLab(healthy);
    const { resolver, roots, ca, route } = lab;
    await using watch = await watching(
      { domain: 'acme.test', hosts: [{ host: 'app.acme.test', role: 'app' }], monitor: { interval_s: 1, daily_audit: false } },
      { io: localIo({ resolver, roots, ca, route, allowPrivate: false }) },
    );
    const { store, engine } = watch;
    expect(engine.wanted.map(({ url }) => url)).toEqual(['https://acme.test/', 'https://app.acme.test/']);
    await until(async () => (await store.monitors()).every((each) => each.shown === 'up'), 30_000);
    const [first] = await store.monitors();
    expect(first?.last).toMatchObject({ certDays: expect.any(Number), dnsMs: expect.any(Number), tlsMs: expect.any(Number) });
    for (const [what, kind, says, breakIt] of FAULTS) {
      await breakIt(lab);
      await until(async () => (await shown(store)) === 'down', 30_000);
      const open = await store.incidents({ open: true });
      expect([what, open.map(({ cause }) => [cause.kind, cause.says.startsWith(says)])]).toEqual([what, [[kind, true]]]);
      await mend(lab);
      await until(async () => (await store.incidents({ open: true })).length === 0, 30_000);
    }
    // The canaries of the lab are its root name servers: they answered, so the failures counted.
    expect((await engine.status()).network).toBe('ok');
    expect(watch.troubles).toEqual([]);
  }, 120_000);
});
