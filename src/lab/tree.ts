import type { NameServer, Scenario, Zone } from './scenario.ts';
import { dsLine } from './sign.ts';
import { arrange, isWithin, type ZoneData } from './zone.ts';

/** The pretend root servers and the registry that serves every top-level domain. */
export const ROOTS: readonly NameServer[] = [
  { name: 'a.root-servers.net', address: '198.41.0.4' },
  { name: 'k.root-servers.net', address: '193.0.14.129' },
];
const REGISTRY = '192.5.6.30';

/** Every zone of a scenario with the root and the top-level zones above them; delegations, glue and name server addresses written in. */
export function treeOf(scenario: Pick<Scenario, 'zones'>): Zone[] {
  const tops = [...new Set(['test', ...scenario.zones.map((zone) => zone.name.split('.').at(-1) ?? '')])];
  const registries = tops.map((name): Zone => ({
    name,
    servers: [{ name: `a.nic.${name}`, address: REGISTRY }],
    records: [],
    ttl: 172_800,
  }));
  const root: Zone = { name: '', servers: ROOTS, records: [], ttl: 518_400 };
  const zones = [root, ...registries, ...scenario.zones];
  const servers = zones.flatMap((zone) => zone.servers);
  const above = (name: string, besides?: Zone): Zone =>
    zones
      .filter((zone) => zone !== besides && isWithin(name, zone.name))
      .reduce((deepest, zone) => (zone.name.length > deepest.name.length ? zone : deepest), root);

  return zones.map((zone) => {
    const children = zones.filter((child) => child !== root && above(child.name, child) === zone);
    const delegations = children.flatMap((child) => [
      ...namesAtParent(child).map((name) => `${child.name}. NS ${name}.`),
      ...(child.signed ? [dsLine(child.name, child.signed)] : []),
    ]);
    const here = servers.filter(
      (server) =>
        above(server.name) === zone ||
        children.some((child) => namesAtParent(child).includes(server.name) && isWithin(server.name, zone.name)),
    );
    return { ...zone, records: [...new Set([...zone.records, ...delegations, ...here.map(addressOf)])] };
  });
}

function namesAtParent(zone: Zone): string[] {
  return [...new Set(zone.parentNames ?? zone.servers.map((server) => server.name))];
}

function addressOf(server: NameServer): string {
  return `${server.name}. ${server.address.includes(':') ? 'AAAA' : 'A'} ${server.address}`;
}

/** What one name server does, and the zones it holds, longest name first. */
interface Held {
  does: NonNullable<NameServer['does']>;
  transfers: boolean;
  zones: ZoneData[];
}

/** The records of a tree by server address: what each pretend name server knows and how it behaves. */
export function serversOf(tree: readonly Zone[]): Map<string, Held> {
  const servers = new Map<string, Held>();
  for (const zone of tree) {
    for (const server of zone.servers) {
      const known = servers.get(server.address) ?? { does: server.does ?? 'answer', transfers: server.transfers === true, zones: [] };
      servers.set(server.address, known);
      known.zones.push(arrange(zone, server));
    }
  }
  for (const server of servers.values()) server.zones.sort((a, b) => b.name.length - a.name.length);
  return servers;
}
