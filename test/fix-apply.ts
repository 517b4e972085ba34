import type { DnsRecord, Fix, Wanted } from '../src/core/fix.ts';
import type { Draft } from '../src/lab/matrix/edit.ts';
import type { Route, Scenario, Site, Zone } from '../src/lab/scenario.ts';

type World = Draft<Scenario>;

/** Whether a fix says as data what to do; the others need a person who knows more than the audit. */
export function isData(fix: Fix | undefined): fix is Fix {
  return fix !== undefined && (fix.by === 'dns' || (fix.wants?.length ?? 0) > 0);
}

/** Does to a pretend internet exactly what a fix says, and nothing that it does not say. Throws where it says what cannot be done. */
export function applyFix(fix: Fix, world: World): void {
  if (fix.by === 'dns') {
    const zone = zoneOf(world, fix.zone);
    for (const record of fix.remove ?? []) removeRecord(record, zone);
    for (const record of fix.add ?? []) addRecord(record, zone);
  }
  for (const wanted of fix.wants ?? []) apply(wanted, world);
}

function removeRecord(record: DnsRecord, zone: Draft<Zone>): void {
  const kept = zone.records.filter((line) => keyOf(line, zone.name) !== keyOf(lineOf(record), zone.name));
  if (kept.length === zone.records.length) throw new Error(`${zone.name} has no record ${lineOf(record)}`);
  zone.records = kept;
}

/** A record that is there already is not added again, as panels refuse it: several findings may ask for the same one. */
function addRecord(record: DnsRecord, zone: Draft<Zone>): void {
  const key = keyOf(lineOf(record), zone.name);
  if (!zone.records.some((line) => keyOf(line, zone.name) === key)) zone.records.push(lineOf(record));
}

/** The record as a line of a master file, with an absolute name. */
function lineOf({ name, type, data }: DnsRecord): string {
  const told =
    { TXT: `"${data.replace(/^"|"$/g, '').replace(/[\\"]/g, '\\$&')}"`, CNAME: `${data}.`, MX: `${data}.`, NS: `${data}.` }[type] ?? data;
  return `${name}. ${type} ${told.replace(/\.\.$/, '.')}`;
}

/** What tells records apart: name, type and data without case, quotes, dots at the end, and life. */
function keyOf(line: string, zone: string): string {
  const [name = '', ...rest] = line.split(/\s+/);
  const absolute = name === '@' ? zone : name.endsWith('.') ? name.slice(0, -1) : `${name}.${zone}`;
  const data = rest.filter((word, at) => at > 0 || !/^\d+$/.test(word)).join(' ');
  return `${absolute} ${data}`.replaceAll(/"/g, '').replace(/\.$/, '').toLowerCase();
}

function apply(wanted: Wanted, world: World): void {
  switch (wanted.is) {
    case 'header':
      return setHeader(wanted, world);
    case 'cookie':
      for (const route of routesAt(wanted.at, world).filter(({ cookies }) => cookies))
        route.cookies = route.cookies!.map((cookie) => (cookie.startsWith(`${wanted.name}=`) ? changeCookie(cookie, wanted) : cookie));
      return;
    case 'redirect': {
      const { protocol, hostname } = new URL(wanted.at);
      const site = siteOf(world, hostname);
      site[protocol === 'https:' ? 'https' : 'http'] = [{ path: '*', redirect: { to: wanted.to, status: wanted.status } }];
      return;
    }
    case 'cors':
      for (const route of routesAt(wanted.at, world)) route.cors = { origins: wanted.origins, credentials: true };
      return;
    case 'answer': {
      const { hostname, pathname } = new URL(wanted.at);
      const routes = siteOf(world, hostname).https ?? [];
      const before = routes.find(({ path }) => path === pathname);
      const after = { ...before, path: pathname, status: wanted.status, json: wanted.json };
      siteOf(world, hostname).https = [after, ...routes.filter((route) => route !== before)];
      return;
    }
    case 'compression':
      delete siteOf(world, wanted.host).compress;
      return;
    case 'certificate':
      for (const site of world.sites.filter(({ hosts }) => hosts.includes(wanted.host))) site.certificate = { names: [wanted.host] };
      return;
    case 'tls':
      siteOf(world, wanted.host).tls = { min: 'TLSv1.2' };
      return;
    case 'name-servers':
      zoneOf(world, wanted.zone).parentNames = wanted.servers;
      return;
    case 'soa': {
      const zone = zoneOf(world, wanted.zone);
      zone.soa = { ...zone.soa, [wanted.field]: wanted.value };
      return;
    }
    default:
      wanted satisfies never;
  }
}

/** Sets a header on a whole host, where routes no longer say otherwise, or on the addresses told. */
function setHeader({ at, name, value, directive }: Extract<Wanted, { is: 'header' }>, world: World): void {
  const { hostname, pathname } = new URL(at);
  const site = siteOf(world, hostname);
  if (directive !== undefined) {
    for (const holder of [site, ...(site.https ?? [])]) {
      const now = holder.headers?.[name];
      if (now) holder.headers = { ...holder.headers, [name]: withDirective(now, directive, value ?? '') };
    }
    return;
  }
  const sent = value ?? '';
  if (pathname === '/*') {
    site.headers = { ...without(site.headers, name), [name]: sent };
    for (const route of site.https ?? []) route.headers = without(route.headers, name);
    return;
  }
  for (const route of routesAt(at, world)) route.headers = { ...without(route.headers, name), [name]: sent };
}

function withDirective(header: string, directive: string, value: string): string {
  const others = header.split(/;\s*/).filter((each) => !each.toLowerCase().startsWith(directive));
  return [...others, `${directive} ${value}`].join('; ');
}

function without(headers: Readonly<Record<string, string>> | undefined, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).filter(([each]) => each.toLowerCase() !== name.toLowerCase()));
}

function changeCookie(cookie: string, { has, lacks }: Extract<Wanted, { is: 'cookie' }>): string {
  const [pair = '', ...attributes] = cookie.split(/;\s*/);
  const nameIn = (attribute: string): string => attribute.replace(/=.*/, '').toLowerCase();
  const gone = new Set([...has, ...lacks].map(nameIn));
  return [pair, ...attributes.filter((attribute) => !gone.has(nameIn(attribute))), ...has].join('; ');
}

/** The https routes of an address, or of all that begin like it. */
function routesAt(at: string, world: World): Draft<Route>[] {
  const { hostname, pathname } = new URL(at);
  const routes = (siteOf(world, hostname).https ?? []).filter(({ path }) =>
    pathname.endsWith('*') ? path.startsWith(pathname.slice(0, -1)) : path === pathname,
  );
  if (routes.length === 0) throw new Error(`nothing answers at ${at}`);
  return routes;
}

function siteOf(world: World, host: string): Draft<Site> {
  const found = world.sites.find(({ hosts }) => hosts.includes(host));
  if (!found) throw new Error(`there is no site ${host}`);
  return found;
}

function zoneOf(world: World, name: string): Draft<Zone> {
  const found = world.zones.find((zone) => zone.name === name);
  if (!found) throw new Error(`there is no zone ${name}`);
  return found;
}
