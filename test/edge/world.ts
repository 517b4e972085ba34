import type { Io } from '../../src/core/io.ts';
import type { ScenarioAccount, ScenarioZone } from '../../src/lab/cloudflare/account.ts';
import { type Lab, startLab } from '../../src/lab/index.ts';
import { defineScenario, type Scenario, type Site } from '../../src/lab/scenario.ts';
import { testIo } from '../io.ts';

const SERVERS = [
  { name: 'dina.ns.cloudflare.com', address: '173.245.58.108' },
  { name: 'hugh.ns.cloudflare.com', address: '173.245.59.118' },
] as const;

export const ORIGIN = '216.24.57.251';

const origin = (host: string, more: Partial<Site> = {}): Site => ({
  hosts: [host],
  addresses: [ORIGIN],
  compress: false,
  http: [{ path: '*', body: `<h1>${host} over http</h1>` }],
  https: [
    {
      path: '/assets/*',
      headers: { 'Content-Type': 'text/javascript', 'Cache-Control': 'public, max-age=31536000, immutable' },
      body: 'let a=1;',
    },
    { path: '/account/*', headers: { 'Cache-Control': 'private, no-store' }, cookies: ['session=1; Path=/'], body: '<h1>Ada</h1>' },
    { path: '*', body: `<h1>${host}</h1>` },
  ],
  ...more,
});

/** A shop whose zone is active at the pretend Cloudflare: apex, www and app orange, mail grey. */
export function shop(
  zone: Partial<ScenarioZone> = {},
  more: { account?: Partial<ScenarioAccount>; sites?: Site[]; delegated?: boolean } = {},
): Scenario {
  const servers = more.delegated === false ? [{ name: 'ns1.old.test', address: '45.90.28.99' }] : SERVERS;
  return defineScenario({
    name: 'shop',
    title: 'A shop behind Cloudflare',
    about: 'A shop.',
    domain: 'shop.test',
    zones: [
      { name: 'cloudflare.com', servers: [{ name: 'ns3.cloudflare.com', address: '162.159.0.33' }], records: ['api A 104.19.193.29'] },
      { name: 'ns.cloudflare.com', servers: SERVERS, records: [] },
      { name: 'shop.test', servers, records: [`@ A ${ORIGIN}`] },
    ],
    sites: more.sites ?? [origin('shop.test'), origin('www.shop.test'), origin('app.shop.test')],
    cloudflare: {
      zones: [
        {
          name: 'shop.test',
          nameServers: SERVERS,
          edge: ['104.21.60.5', '172.67.201.13'],
          records: [
            { type: 'A', name: '@', content: ORIGIN, proxied: true },
            { type: 'CNAME', name: 'www', content: 'shop.test', proxied: true },
            { type: 'A', name: 'app', content: ORIGIN, proxied: true },
            { type: 'A', name: 'mail', content: '217.70.184.38' },
            { type: 'MX', name: '@', content: 'mail.shop.test', priority: 10 },
            { type: 'TXT', name: '@', content: 'v=spf1 include:_spf.google.com ~all' },
            { type: 'TXT', name: '@', content: 'site-verification=4b0f62ac' },
          ],
          settings: { ssl: 'flexible' },
          rules: {
            http_request_cache_settings: [
              {
                ref: 'by-hand',
                action: 'set_cache_settings',
                description: 'Made in the dashboard',
                expression: 'starts_with(http.request.uri.path, "/downloads/")',
                action_parameters: { cache: true },
              },
            ],
          },
          ...zone,
        },
      ],
      ...more.account,
    },
    faults: [],
    expect: { decision: 'go' },
  });
}

/** A lab with this scenario and an Io that lives in it; the clock is the real one. */
export async function openShop(scenario: Scenario = shop(), overrides: Partial<Io> = {}): Promise<{ lab: Lab; io: Io } & AsyncDisposable> {
  const lab = await startLab(scenario);
  const { resolver, roots, ca, route, env } = lab;
  const io = testIo({ now: () => new Date(), resolver, roots, ca, route, env, ...overrides });
  return { lab, io, [Symbol.asyncDispose]: () => lab.close() };
}
