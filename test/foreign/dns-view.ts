import { dig, digOne, plain, type Printed, type Reply, unquoted } from './dig.ts';

const OUTCOMES: Readonly<Record<string, string>> = { NXDOMAIN: 'nxdomain', SERVFAIL: 'servfail', REFUSED: 'refused' };

/** The name servers that a domain's own NS set names, with their addresses, as the resolver tells. */
export async function serversOf(domain: string): Promise<{ server: string; address: string }[]> {
  const { answers } = await digOne({ name: domain, type: 'NS' });
  return placesOf(dataOf(answers, 'NS').sort());
}

async function placesOf(names: readonly string[]): Promise<{ server: string; address: string }[]> {
  const all = await Promise.all(names.map(async (server) => (await addressesOf(server)).map((address) => ({ server, address }))));
  return all.flat();
}

/** The addresses of a name as the resolver tells them, IPv4 first. */
export async function addressesOf(name: string): Promise<string[]> {
  const replies = await dig(['A', 'AAAA'].map((type) => ({ name, type })));
  return sortAddresses(replies.flatMap((reply) => [...dataOf(reply?.answers ?? [], 'A'), ...dataOf(reply?.answers ?? [], 'AAAA')]));
}

/** What dig makes of dns/answers: the resolver, then every server asked for A, AAAA and CNAME, and for the other sets of the domain itself. */
export async function answersView(host: string, servers: readonly { server: string; address: string }[], domain: string): Promise<unknown> {
  const sets = host === domain ? (['MX', 'TXT', 'CAA'] as const) : [];
  const types = ['A', 'AAAA', 'CNAME', ...sets] as const;
  const [a, aaaa, ...said] = await dig([
    { name: host, type: 'A' },
    { name: host, type: 'AAAA' },
    ...servers.flatMap(({ address }) => types.map((type) => ({ at: address, name: host, type }))),
  ]);
  if (!a || !aaaa) throw new Error(`the resolver was silent about ${host}`);
  const addresses = sortAddresses([...dataOf(a.answers, 'A'), ...dataOf(aaaa.answers, 'AAAA')]);
  const cnames = dataOf(a.answers, 'CNAME');
  const target = cnames.at(-1);
  return {
    resolver: { outcome: addresses.length > 0 ? 'found' : (OUTCOMES[a.status] ?? 'nodata'), addresses, cnames },
    servers: servers.map(({ server, address }, i) => {
      const [ofA, ofAaaa, ofCname, ...ofSets] = said.slice(i * types.length, (i + 1) * types.length);
      const both = [...(ofA?.answers ?? []), ...(ofAaaa?.answers ?? [])];
      return {
        server,
        address,
        outcome: ofA ? (both.length > 0 ? 'answered' : (OUTCOMES[ofA.status] ?? 'nodata')) : 'timeout',
        a: sortAddresses(dataOf(both, 'A')),
        aaaa: sortAddresses(dataOf(both, 'AAAA')),
        cname: dataOf(ofCname?.answers ?? [], 'CNAME')[0] ?? null,
        ttl: both.length > 0 ? Math.min(...both.map(({ ttl }) => ttl)) : null,
        staleFor: staleFor([ofA, ofAaaa]),
        ...(sets.length > 0 ? { sets: sets.flatMap((type, at) => setView(type, ofSets[at])) } : {}),
      };
    }),
    alias: target === undefined ? null : { target, exists: (await digOne({ name: target, type: 'A' })).status !== 'NXDOMAIN' },
  };
}

function setView(type: 'MX' | 'TXT' | 'CAA', reply: Reply | null | undefined): object[] {
  if (!reply?.authoritative || reply.status !== 'NOERROR') return [];
  const data = dataOf(reply.answers, type);
  return [{ type, says: (type === 'TXT' ? data.map(unquoted) : data).sort(), staleFor: staleFor([reply]) }];
}

/** The longest TTL of the answers; without any, what the SOA record says of that (RFC 2308 section 5). */
function staleFor(replies: readonly (Reply | null | undefined)[]): number | null {
  const ttls = replies.flatMap((reply) => reply?.answers.map(({ ttl }) => ttl) ?? []);
  if (ttls.length > 0) return Math.max(...ttls);
  const soa = replies.flatMap((reply) => reply?.authority ?? []).find(({ type }) => type === 'SOA');
  return soa ? Math.min(soa.ttl, Number(soa.data.split(' ').at(-1))) : null;
}

/** What dig makes of dns/delegation, for a domain right below a top-level domain. */
export async function delegationView(domain: string): Promise<unknown> {
  const zone = domain.slice(domain.indexOf('.') + 1);
  const [server = ''] = dataOf((await digOne({ name: zone, type: 'NS' })).answers, 'NS').sort();
  const [at = ''] = await addressesOf(server);
  const referral = await digOne({ at, name: domain, type: 'NS' });
  const names = dataOf(referral.authority, 'NS').sort();
  const own = (await serversOf(domain)).map((each) => each.server);
  const all = [...new Set([...names, ...own])].sort();
  return {
    exists: referral.status !== 'NXDOMAIN',
    parent: { zone, server, names },
    servers: await Promise.all(
      all.map(async (name) => ({
        name,
        answers: await Promise.all((await addressesOf(name)).map(async (address) => serverView(domain, address))),
      })),
    ),
  };
}

async function serverView(domain: string, address: string): Promise<unknown> {
  const [ns, soa] = await dig(['NS', 'SOA'].map((type) => ({ at: address, name: domain, type })));
  if (!ns || !soa) return { address, outcome: 'timeout', authoritative: false, names: [], soa: null };
  const record = soa.answers.find(({ type }) => type === 'SOA');
  const [primary = '', , ...numbers] = record?.data.split(' ') ?? [];
  const [serial, refresh, retry, expire, minimum] = numbers.map(Number);
  return {
    address,
    outcome: OUTCOMES[ns.status] ?? 'answered',
    authoritative: ns.authoritative && soa.authoritative,
    names: dataOf(ns.answers, 'NS').sort(),
    soa: record ? { primary: plain(primary), serial, refresh, retry, expire, minimum, ttl: record.ttl } : null,
  };
}

/** What dig makes of dns/caa: the first set of records on the way up. */
export async function caaView(host: string): Promise<unknown> {
  const labels = host.split('.');
  const names = labels.map((_, i) => labels.slice(i).join('.'));
  const replies = await dig(names.map((name) => ({ name, type: 'CAA' })));
  const at = replies.findIndex((reply) => dataOf(reply?.answers ?? [], 'CAA').length > 0);
  if (at === -1) return { found: null };
  const records = dataOf(replies[at]?.answers ?? [], 'CAA').map((data) => {
    const [flags = '', tag = ''] = data.split(' ');
    return { critical: Number(flags) >= 128, tag, value: unquoted(data) };
  });
  return { found: { at: names[at], records: records.sort((a, b) => (`${a.tag} ${a.value}` < `${b.tag} ${b.value}` ? -1 : 1)) } };
}

/** The data of the records of one type, in the order of the answer. */
export function dataOf(answers: readonly Printed[], type: string): string[] {
  return answers.filter((record) => record.type === type).map(({ data }) => data);
}

/** `found`, `nodata`, `nxdomain` or `servfail`: what a reply says of a type. */
export function outcomeOf(reply: Reply, type: string): string {
  return dataOf(reply.answers, type).length > 0 ? 'found' : (OUTCOMES[reply.status] ?? 'nodata');
}

function sortAddresses(addresses: readonly string[]): string[] {
  const family = (address: string): number => (address.includes(':') ? 6 : 4);
  return [...addresses].sort((a, b) => family(a) - family(b) || a.localeCompare(b, 'en', { numeric: true }));
}
