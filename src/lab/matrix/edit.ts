import type { Route, Scenario, Site, Zone } from '../scenario.ts';

/** The same, to be changed. */
export type Draft<T> = T extends readonly (infer U)[] ? Draft<U>[] : T extends object ? { -readonly [K in keyof T]: Draft<T[K]> } : T;

/** The zone of the audited domain. */
export function ownZone(world: Draft<Scenario>): Draft<Zone> {
  return there(
    world.zones.find(({ name }) => name === world.domain),
    world.domain,
  );
}

/** The name of a host by its label; the empty label is the apex. */
export function hostName(world: Draft<Scenario>, label: string): string {
  return label === '' ? world.domain : `${label}.${world.domain}`;
}

/** The site of a host by its label; the empty label is the apex. */
export function site(world: Draft<Scenario>, label: string): Draft<Site> {
  const host = hostName(world, label);
  return there(
    world.sites.find(({ hosts }) => hosts.includes(host)),
    host,
  );
}

/** What a host answers on a path over https. */
export function route(world: Draft<Scenario>, label: string, path: string, method?: string): Draft<Route> {
  return there(
    (site(world, label).https ?? []).find((each) => each.path === path && each.method === method),
    `${label} ${path}`,
  );
}

/** Sets a header of one route; the empty text takes one away that its site sends. */
export function header(world: Draft<Scenario>, label: string, path: string, name: string, value: string): void {
  const each = route(world, label, path);
  each.headers = { ...each.headers, [name]: value };
}

/** Takes the records that match away and puts others in their place. */
export function records(world: Draft<Scenario>, drop: RegExp | null, ...add: string[]): void {
  const zone = ownZone(world);
  const kept = zone.records.filter((record) => !drop?.test(record));
  if (drop && kept.length === zone.records.length) throw new Error(`no record of ${world.domain} matches ${drop}`);
  zone.records = [...kept, ...add];
}

/** A further host with its site, careful in everything, and its record. */
export function addHost(world: Draft<Scenario>, label: string, change: Partial<Draft<Site>> = {}): Draft<Site> {
  const { headers, addresses } = site(world, '');
  const host = hostName(world, label);
  const added: Draft<Site> = {
    hosts: [host],
    addresses,
    headers: { ...headers },
    http: [{ path: '*', redirect: { to: `https://${host}`, status: 308 } }],
    https: [
      {
        path: '/',
        headers: { 'Cache-Control': 'public, max-age=0, must-revalidate' },
        body: `<!doctype html><title>${label}</title><h1>${label}</h1>`,
      },
      { path: '*', status: 404, body: '<!doctype html><title>Not found</title>' },
    ],
    ...change,
  };
  world.sites.push(added);
  records(world, null, ...added.addresses.map((address) => `${label} 300 ${address.includes(':') ? 'AAAA' : 'A'} ${address}`));
  return added;
}

/** Addresses of the pretend Cloudflare, inside its published networks, and of the server behind it. */
const EDGE = '104.21.9.4';
export const SERVER = '116.202.14.9';

/** Puts a host behind an edge: its record leads there, and its server, found under the name `origin`, lets nobody else in. */
export function behindEdge(world: Draft<Scenario>, label: string): void {
  const front = site(world, label);
  const { hosts, certificate } = front;
  front.addresses = [EDGE];
  front.headers = { ...front.headers, Server: 'cloudflare', 'CF-Ray': '8f1c2d3e4a5b6c7d-FRA' };
  world.sites.push({
    hosts,
    addresses: [SERVER],
    ...(certificate ? { certificate } : {}),
    https: [{ path: '*', status: 403, body: 'Not here.' }],
  });
  records(world, new RegExp(`^${label} `), `${label} 300 A ${EDGE}`, `origin 300 A ${SERVER}`);
}

/** The server behind the edge of a host. */
export function server(world: Draft<Scenario>, label: string): Draft<Site> {
  const host = hostName(world, label);
  return there(
    world.sites.find(({ hosts, addresses }) => hosts.includes(host) && addresses.includes(SERVER)),
    `${host} behind an edge`,
  );
}

function there<T>(found: T | undefined, name: string): T {
  if (found === undefined) throw new Error(`the world has no ${name}`);
  return found;
}

/** Puts files into the checkout, or others in their place. */
export const files =
  (given: Readonly<Record<string, string>>) =>
  (world: Draft<Scenario>): void => {
    Object.assign(world.repository!, given); // !: this domain is a checkout
  };

/** A route of the API that looks who asks before it does anything. */
export const guardedRoute = (body: string, method = 'POST'): string =>
  [
    "import { database } from '@/lib/server';",
    "import { requireUser } from '@/lib/session';",
    `export async function ${method}(request: Request) {`,
    '  const user = await requireUser(request);',
    ...body.split('\n').map((line) => `  ${line}`),
    '}',
    '',
  ].join('\n');
