import { resolverOver } from '../resolver.ts';
import type { Live } from '../live.ts';
import type { Zone } from '../scenario.ts';
import { arrange } from '../zone.ts';
import type { RecordState, ScenarioRecord, ZoneState } from './account.ts';

/** Seconds that `ttl: 1` stands for. */
const AUTOMATIC = 300;

/** True when the registry delegates the zone to the name servers that were assigned to it, and to no others. */
export function isDelegated(live: Live, zone: ZoneState): boolean {
  const held = live.zones.find((each) => each.name === zone.name);
  const names = held && (held.parentNames ?? held.servers.map((server) => server.name));
  return names !== undefined && names.length > 0 && names.every((name) => zone.nameServers.some((server) => server.name === name));
}

/** Lets the name servers of every active zone answer what the account holds. Pending zones change nothing. */
export async function publish(live: Live, zones: readonly ZoneState[]): Promise<void> {
  const active = new Map(zones.filter((zone) => isDelegated(live, zone)).map((zone) => [zone.name, zone]));
  const next = live.zones.map((held) => {
    const zone = active.get(held.name);
    return zone ? { name: held.name, servers: zone.nameServers, records: linesOf(live, zone), ttl: AUTOMATIC } : held;
  });
  const moved = next.some((zone, at) => JSON.stringify(zone) !== JSON.stringify(live.zones[at]));
  if (moved) await live.change({ zones: next });
}

function linesOf(live: Live, zone: ZoneState): string[] {
  return [...new Set(zone.records.flatMap((record) => linesFor(live, zone, record)))];
}

function linesFor(live: Live, zone: ZoneState, record: RecordState): string[] {
  const head = `${record.name}. ${record.ttl === 1 ? AUTOMATIC : record.ttl}`;
  if (record.proxied) return zone.edge.map((address) => `${head} ${address.includes(':') ? 'AAAA' : 'A'} ${address}`);
  if (record.type === 'CNAME' && record.name === zone.name) return flattened(live, record.content).map((address) => `${head} A ${address}`);
  switch (record.type) {
    case 'MX':
      return [`${head} MX ${record.priority} ${record.content}.`];
    case 'CNAME':
    case 'NS':
      return [`${head} ${record.type} ${record.content}.`];
    case 'TXT':
      return [`${head} TXT "${stringsIn(record.content).join('').replace(/[\\"]/g, '\\$&')}"`];
    case 'SRV':
      return [`${head} SRV ${record.content}.`];
    default:
      return [`${head} ${record.type} ${record.content}`];
  }
}

/** The strings of a quoted TXT content. */
function stringsIn(content: string): string[] {
  return [...content.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map((match) => (match[1] ?? '').replace(/\\(.)/gs, '$1'));
}

/** The IPv4 addresses a name leads to in the pretend internet. */
export function flattened(live: Live, name: string): string[] {
  return resolverOver(live.tree)({ name, type: 'A' }).answers.flatMap((record) => (record.type === 'A' ? record.words.slice(0, 1) : []));
}

/** What a zone answers today, as records to take over. */
export function recordsToImport(zone: Zone, proxied: readonly string[]): ScenarioRecord[] {
  return [...arrange(zone).nodes.values()].flatMap((sets) =>
    [...sets.values()].flat().flatMap(({ name, type, ttl, words }): ScenarioRecord[] => {
      if (type === 'SOA' || (type === 'NS' && name === zone.name)) return [];
      const label = name === zone.name ? '@' : name.slice(0, -zone.name.length - 1);
      const base = { type, name, ttl: Math.max(60, ttl), proxied: ['A', 'AAAA', 'CNAME'].includes(type) && proxied.includes(label) };
      if (type === 'MX') return [{ ...base, content: words[1] ?? '', priority: Number(words[0]) }];
      if (type === 'TXT') return [{ ...base, content: words.join('') }];
      return [{ ...base, content: words.join(' ') }];
    }),
  );
}
