import type { RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Authority } from '../ca.ts';
import type { Listeners } from '../listeners.ts';
import type { Live } from '../live.ts';
import type { Zone } from '../scenario.ts';
import { type PackageState, type Registration, WELL } from './data.ts';
import { PACKAGE_HOSTS, PACKAGE_ZONES, serveNpm, servePypi } from './packages.ts';

/** Where IANA says which registry answers for which ending (RFC 9224), and the registry of .test. */
const HOSTS = { iana: 'data.iana.org', rdap: 'rdap.nic.test' } as const;
const ADDRESSES = { iana: '192.0.46.8', rdap: '192.5.6.43' } as const;
/** The pretend addresses of both. */
const DAY = 86_400_000;

/** The zones of IANA, of the registry's RDAP server, and of the registries of packages. */
export const REGISTRY_ZONES: readonly Zone[] = [
  { name: 'iana.org', servers: [{ name: 'ns.icann.org', address: '199.4.138.53' }], records: [`data A ${ADDRESSES.iana}`], ttl: 3600 },
  { name: 'icann.org', servers: [{ name: 'ns.icann.org', address: '199.4.138.53' }], records: [], ttl: 3600 },
  { name: 'nic.test', servers: [{ name: 'ns1.nic.test', address: '192.5.6.31' }], records: [`rdap A ${ADDRESSES.rdap}`], ttl: 3600 },
  ...PACKAGE_ZONES,
];

/** The registry of .test as it is now: who holds what until when. */
export interface Registry {
  readonly registrations: Map<string, Registration>;
}

/**
 * Opens IANA's bootstrap file and the RDAP server of .test (RFC 9082, RFC 9083). Every domain that a zone of the world has is registered
 * well, unless the scenario says how it is; name servers are those of the parent zone as they are by then. The registries of packages
 * are opened beside them.
 */
export async function openRegistry(
  live: Live,
  {
    registrations = {},
    packages = {},
  }: { registrations?: Readonly<Record<string, Registration>>; packages?: Readonly<Record<string, PackageState>> },
  { authority, listeners }: { authority: Authority; listeners: Listeners },
): Promise<Registry> {
  const registry: Registry = { registrations: new Map(Object.entries(registrations)) };
  const open = async (host: string, address: string, serve: RequestListener): Promise<void> => {
    const counted: RequestListener = (request, response) => {
      listeners.counts.requests += 1;
      serve(request, response);
    };
    await listeners.tcp({ host: address, port: 443 }, createServer(await authority.issue({ names: [host] }), counted));
  };
  const { npm, pypi } = PACKAGE_HOSTS;
  await Promise.all([
    open(npm.host, npm.address, serveNpm(packages)),
    open(pypi.host, pypi.address, servePypi(packages)),
    open(HOSTS.iana, ADDRESSES.iana, ({ url }, response) =>
      url === '/rdap/dns.json' ? say(response, 200, BOOTSTRAP) : say(response, 404, { error: 'There is no such file.' }),
    ),
    open(HOSTS.rdap, ADDRESSES.rdap, ({ url = '' }, response) => {
      const name = /^\/domain\/([a-z0-9.-]{1,253})$/i.exec(url)?.[1]?.toLowerCase();
      const zone = live.zones.find((each) => each.name === name && name.endsWith('.test'));
      if (!zone) return say(response, 404, { rdapConformance: ['rdap_level_0'], errorCode: 404, title: 'Object not found' });
      return say(response, 200, domainOf(zone, registry.registrations.get(zone.name) ?? WELL));
    }),
  ]);
  return registry;
}

const BOOTSTRAP = {
  version: '1.0',
  publication: '2026-11-18T20:00:02Z',
  description: 'RDAP bootstrap file for Domain Name System registrations',
  services: [
    [['com', 'net'], ['https://rdap.verisign.com/com/v1/']],
    [['test'], [`http://${HOSTS.rdap}/`, `https://${HOSTS.rdap}/`]],
  ],
};

function domainOf(zone: Zone, { registrar, bought, ends, status }: Registration): object {
  const day = (days: number): string => new Date(Math.floor(Date.now() / 1000) * 1000 + days * DAY).toISOString().replace('.000', '');
  const names = zone.parentNames ?? zone.servers.map((server) => server.name);
  return {
    rdapConformance: ['rdap_level_0', 'icann_rdap_response_profile_1', 'icann_rdap_technical_implementation_guide_1'],
    objectClassName: 'domain',
    handle: `${zone.name.length}0421_DOMAIN_TEST`,
    ldhName: zone.name.toUpperCase(),
    links: [{ rel: 'self', href: `https://${HOSTS.rdap}/domain/${zone.name}`, type: 'application/rdap+json' }],
    status: status.length === 0 ? ['active'] : status,
    entities: [
      {
        objectClassName: 'entity',
        handle: String(registrar.id),
        roles: ['registrar'],
        publicIds: [{ type: 'IANA Registrar ID', identifier: String(registrar.id) }],
        vcardArray: [
          'vcard',
          [
            ['version', {}, 'text', '4.0'],
            ['fn', {}, 'text', registrar.name],
          ],
        ],
      },
      {
        objectClassName: 'entity',
        roles: ['registrant'],
        vcardArray: [
          'vcard',
          [
            ['version', {}, 'text', '4.0'],
            ['fn', {}, 'text', ''],
          ],
        ],
      },
    ],
    events: [
      { eventAction: 'registration', eventDate: day(bought) },
      { eventAction: 'expiration', eventDate: day(ends + 0.5) },
      { eventAction: 'last changed', eventDate: day(Math.min(bought + 3, 0)) },
      { eventAction: 'last update of RDAP database', eventDate: day(0) },
    ],
    secureDNS: { delegationSigned: false },
    nameservers: names.map((name) => ({ objectClassName: 'nameserver', ldhName: name.toUpperCase() })),
  };
}

function say(response: ServerResponse, status: number, json: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/rdap+json' }).end(JSON.stringify(json));
}
