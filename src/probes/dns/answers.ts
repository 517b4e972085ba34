import { z } from 'zod';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { type Message, ofType } from '../../parsers/dns-message.ts';
import { type ResourceRecord, txtText } from '../../parsers/dns-message-record.ts';
import { plainName } from '../../parsers/dns-message-name.ts';
import { type Answer, ask, serverAt } from '../net/dns-ask.ts';
import { ADDRESSES, followAliases, orNull, type Resolved, resolve } from '../net/dns-client.ts';
import { compareAddresses } from '../../parsers/ip-address.ts';
import { AUTHORITY_TIMEOUT, failureOf, lacksFamily, serverAddresses, zoneOf } from './zone.ts';

/** Server addresses asked at most. */
const SERVERS = 16;

/** What else is asked of the zone's own name: where its mail goes, who may send it, who may issue its certificates. */
const SETS = ['MX', 'TXT', 'CAA'] as const;

/** What the resolver and every authoritative server answer for one host name. */
export const dnsAnswers = defineProbe({
  id: 'dns/answers',
  on: 'host',
  touch: 'passive',
  asks: 'every name server for the host',
  deadline: 8_000,
  sees: z.object({
    /** What a visitor's resolver says. `cnames` is the alias chain in order, without the host itself. Addresses sorted, IPv4 first. */
    resolver: z.object({
      outcome: z.enum(['found', 'nodata', 'nxdomain', 'servfail']),
      addresses: z.array(z.string()),
      cnames: z.array(z.string()),
    }),
    /** One entry per authoritative server address of the zone. */
    servers: z.array(
      z.object({
        server: z.string(),
        address: z.string(),
        outcome: z.enum(['answered', 'nodata', 'nxdomain', 'refused', 'servfail', 'timeout', 'unreachable', 'malformed']),
        a: z.array(z.string()),
        aaaa: z.array(z.string()),
        cname: z.string().nullable(),
        /** Seconds; the lowest TTL of the answer. */
        ttl: z.number().nullable(),
        /** Seconds a cache may keep the answer, the longest TTL in it; for "does not exist" the negative TTL (RFC 2308 section 5). */
        staleFor: z.number().nullable(),
        /** For the zone's own name: its other record sets that the server answered for, each sorted; `staleFor` as above. */
        sets: z.array(z.object({ type: z.enum(SETS), says: z.array(z.string()), staleFor: z.number().nullable() })).optional(),
      }),
    ),
    /** The last name of the alias chain and whether it exists; null when the host is no alias. */
    alias: z.object({ target: z.string(), exists: z.boolean() }).nullable(),
  }),
  async collect({ host }, io) {
    // Some servers never answer AAAA; that must not hide their IPv4 answer.
    const [a, aaaa, zone] = await Promise.all([resolve(io, host, 'A'), orNull(resolve(io, host, 'AAAA')), zoneOf(io, host)]);
    const addresses = [a, aaaa]
      .flatMap((each) => (each?.records ?? []).map(({ address }) => address))
      .sort(compareAddresses)
      .slice(0, ADDRESSES);
    const named = await Promise.all((zone?.names ?? []).map(async (server) => ({ server, addresses: await serverAddresses(io, server) })));
    const places = named.flatMap(({ server, addresses: list }) => list.map((address) => ({ server, address }))).slice(0, SERVERS);
    const asked = await Promise.all(
      places.map((place) => askServer(io, { ...place, host: plainName(host), zone: zone?.zone ?? '', aliased: a.cnames.length > 0 })),
    );
    const heard = asked.filter(({ deaf }) => !deaf);
    const servers = (heard.length > 0 ? heard : asked).map(({ saw }) => saw);
    const cnames = a.cnames.length > 0 ? a.cnames : (aaaa?.cnames ?? []);
    const target = cnames.at(-1) ?? servers.find((server) => server.cname !== null)?.cname ?? null;
    return {
      resolver: { outcome: addresses.length > 0 ? ('found' as const) : worse(a, aaaa), addresses, cnames },
      servers,
      alias: target === null ? null : { target, exists: await exists(io, target) },
    };
  },
});

type Outcome = Pick<Resolved, 'outcome'>;

function worse(a: Outcome, aaaa: Outcome | null): Resolved['outcome'] {
  return a.outcome === 'nodata' && aaaa?.outcome === 'servfail' ? 'servfail' : a.outcome;
}

/** Only a plain NXDOMAIN is proof that a name does not exist. */
async function exists(io: Io, name: string): Promise<boolean> {
  const answer = await orNull(resolve(io, name, 'A'));
  return answer === null || answer.outcome !== 'nxdomain';
}

type Place = { server: string; address: string; host: string; zone: string; aliased: boolean };

async function askServer(io: Io, { server, address, host, zone, aliased }: Place) {
  const question = { server: serverAt(address), name: host, recursion: false, timeout: AUTHORITY_TIMEOUT };
  const asking: Asking = (type) => ask(io, { ...question, type });
  const [both, sets] = await Promise.all([askAddresses(asking, { host, zone, aliased }), host === zone ? askSets(asking) : undefined]);
  const messages = both.flatMap((answer) => (answer.is === 'message' ? [answer.message] : []));
  const answers = messages.flatMap((message) => message.answers);
  const { end, cnames } = followAliases(answers, host, 'A');
  // Addresses of an alias target count inside the zone alone: whether a server also tells those of other zones is chance.
  const counts = isWithin(end, { host, zone });
  const [a, aaaa] = (['A', 'AAAA'] as const).map((type) =>
    counts
      ? ofType(answers, type)
          .filter((record) => plainName(record.name) === end)
          .map((record) => record.address)
          .sort(compareAddresses)
          .slice(0, ADDRESSES)
      : [],
  );
  const ttls = answers.map((record) => record.ttl);
  const saw = {
    server,
    address,
    outcome: outcomeOf(both, answers.length > 0),
    a: a ?? [],
    aaaa: aaaa ?? [],
    cname: cnames[0] ?? null,
    ttl: ttls.length > 0 ? Math.min(...ttls) : null,
    staleFor: staleFor(messages),
    ...(sets ? { sets } : {}),
  };
  return { saw, deaf: both.some((answer) => lacksFamily(address, answer)) };
}

/** A and AAAA; A alone where it shows an alias out of the zone, which stands for every type. */
async function askAddresses(asking: Asking, { host, zone, aliased }: Pick<Place, 'host' | 'zone' | 'aliased'>): Promise<Answer[]> {
  const a = asking('A');
  if (!aliased) return Promise.all([a, asking('AAAA')]);
  const first = await a;
  const answers = first.is === 'message' ? first.message.answers : [];
  return isWithin(followAliases(answers, host, 'A').end, { host, zone }) ? [first, await asking('AAAA')] : [first];
}

type Asking = (type: 'A' | 'AAAA' | (typeof SETS)[number]) => Promise<Answer>;

function isWithin(name: string, { host, zone }: Pick<Place, 'host' | 'zone'>): boolean {
  return name === host || name === zone || name.endsWith(`.${zone}`);
}

async function askSets(asking: Asking) {
  const sets = await Promise.all(
    SETS.map(async (type) => {
      const answer = await asking(type);
      if (answer.is !== 'message' || !answer.message.authoritative || failureOf(answer) !== null) return [];
      return [{ type, says: ofType(answer.message.answers, type).map(textOf).sort(), staleFor: staleFor([answer.message]) }];
    }),
  );
  return sets.flat();
}

function textOf(record: Extract<ResourceRecord, { type: (typeof SETS)[number] }>): string {
  if (record.type === 'MX') return `${record.preference} ${plainName(record.exchange) || '.'}`;
  return record.type === 'TXT' ? txtText(record) : `${record.flags} ${record.tag} "${record.value}"`;
}

/** The longest TTL of the answers; without any, that of "there is none" (RFC 2308 section 5). */
function staleFor(messages: readonly Message[]): number | null {
  const ttls = messages.flatMap((message) => message.answers.map((record) => record.ttl));
  if (ttls.length > 0) return Math.max(...ttls);
  const soa = messages.flatMap((message) => ofType(message.authorities, 'SOA'))[0];
  return soa ? Math.min(soa.ttl, soa.minimum) : null;
}

function outcomeOf(both: readonly Answer[], found: boolean) {
  if (found) return 'answered' as const;
  const failure = both.map(failureOf).find((each) => each !== null);
  if (failure) return failure;
  const authoritative = both.every((answer) => answer.is === 'message' && answer.message.authoritative);
  return authoritative ? ('nodata' as const) : ('refused' as const); // a referral elsewhere: the server does not serve this zone
}
