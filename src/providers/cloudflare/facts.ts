import { isIP } from 'node:net';
import type { Io } from '../../core/io.ts';
import { parseHsts } from '../../parsers/hsts.ts';
import { addressesOf, orNull } from '../../probes/net/dns-client.ts';
import { dial } from '../../probes/net/dial.ts';
import { request } from '../../probes/net/http-client.ts';
import { type Handshake, handshake } from '../../probes/tls/handshake.ts';
import type { DnsRow, ZoneState } from './state.ts';

const ADDRESS_MS = 6_000;
const HOSTS = 60;
const HOST_TYPES = new Set(['A', 'AAAA', 'CNAME']);

/** What TLS says of the servers behind the zone's hosts: null where a handshake with their name is valid, else why not. */
export async function probeOrigins(
  io: Io,
  state: ZoneState,
): Promise<{ origins: Record<string, string | null>; others: Record<string, string | null> }> {
  const hosts = state.records.filter(
    (row) => HOST_TYPES.has(row.type) && !row.name.startsWith('*') && !row.name.startsWith('_') && !/\b_/.test(row.name),
  );
  const looked = await Promise.all(hosts.slice(0, HOSTS).map(async (row) => ({ row, why: await probeOrigin(io, state, row) })));
  const pick = (proxied: boolean): Record<string, string | null> => {
    const picked: Record<string, string | null> = {};
    // A host with several servers is only as good as the worst of them.
    for (const { row, why } of looked) if (row.proxied === proxied) picked[row.name] ??= why;
    return picked;
  };
  return { origins: pick(true), others: pick(false) };
}

/** Seconds of HSTS that hosts which are or shall be behind the edge send today; hosts without it are left out. */
export async function probeHsts(io: Io, state: ZoneState): Promise<Record<string, number>> {
  const hosts = [...new Set(state.records.filter((row) => row.proxied && !row.name.startsWith('*')).map((row) => row.name))].slice(
    0,
    HOSTS,
  );
  const asked = await Promise.all(
    hosts.map(async (host): Promise<[string, number]> => {
      const answer = await orNull(request(io, { url: `https://${host}/`, limits: { ms: ADDRESS_MS, bodyBytes: 0 } }));
      const header = answer?.is === 'answer' ? answer.headers.find(([name]) => name === 'strict-transport-security')?.[1] : undefined;
      return [host, header === undefined ? 0 : (parseHsts(header).maxAge ?? 0)];
    }),
  );
  return Object.fromEntries(asked.filter(([, seconds]) => seconds > 0));
}

/** Shakes hands with the server behind one record: its own name in SNI, chain, name and dates as SSL strict would judge them. */
async function probeOrigin(io: Io, state: ZoneState, row: DnsRow): Promise<string | null> {
  const target = behind(state, row, new Set());
  const address = target === undefined ? undefined : isIP(target) === 0 ? (await orNull(addressesOf(io, target)))?.[0]?.address : target;
  if (address === undefined) return `${target ?? row.content} leads nowhere`;
  if (dial(io, address, 443) === null) return `${address} is a private address`;
  const shaken = await handshake(io, { host: row.name, address, port: 443, ms: ADDRESS_MS });
  return shaken === null ? `this network has no route to ${address}` : judge(shaken, row.name, io.now());
}

/** Where a record leads inside the zone: an alias of an orange host would otherwise lead to the edge itself. */
function behind(state: ZoneState, row: DnsRow, seen: Set<string>): string | undefined {
  if (row.type !== 'CNAME') return row.content;
  if (seen.has(row.name)) return undefined;
  seen.add(row.name);
  const next = state.records.find((each) => each.name === row.content && HOST_TYPES.has(each.type));
  return next ? behind(state, next, seen) : row.content;
}

function judge({ outcome, error, trusted, problem, chain }: Handshake, host: string, now: Date): string | null {
  const leaf = chain[0];
  if (outcome !== 'handshake' || !leaf) return error ?? 'it does not speak TLS';
  const parent = `*${host.slice(host.indexOf('.'))}`;
  if (!leaf.names.some((name) => name === host || name === parent)) return `its certificate is for ${leaf.names[0] ?? leaf.subject}`;
  if (Date.parse(leaf.until) < now.getTime()) return `its certificate ended on ${leaf.until.slice(0, 10)}`;
  return trusted ? null : `its certificate is not trusted (${problem ?? 'no reason given'})`;
}
