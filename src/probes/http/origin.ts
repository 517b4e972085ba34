import { isIP } from 'node:net';
import { z } from 'zod';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { edgeOf } from '../../parsers/edge.ts';
import { NETWORKS_OF } from '../../parsers/edge-networks.ts';
import { isPrivate } from '../../parsers/ip-address.ts';
import { plainName } from '../../parsers/dns-message-name.ts';
import { siteOf } from '../../parsers/site.ts';
import { isSpf, parseSpf } from '../../parsers/spf.ts';
import { txtOf } from '../mail/txt.ts';
import { orNull, resolve } from '../net/dns-client.ts';
import { type Answer, LIMITS, request } from '../net/http-client.ts';
import { walk } from '../net/http-walk.ts';
import { unchallenged } from './unchallenged.ts';
import { share, wordsOf } from './words.ts';

/** Names below a domain that often lead straight to its server; most of them other probes ask for anyway. */
const SIBLINGS = ['www', 'app', 'api', 'admin', 'mail', 'staging', 'dev', 'origin', 'direct', 'ftp'] as const;
/** Addresses asked at most. */
const TRIED = 3;
const ASK_MS = 4_000;
const BODY = 256 * 1024;
/** The share of words by which two answers are one page, and the fewest words that tell. */
const ALIKE = 0.9;
const FEWEST = 5;

const tried = z.object({
  address: z.string(),
  /** Where the address was read: a name, `the SPF record`, or `launch-ready.yaml`. */
  from: z.string(),
  /** `same`: the host's own page, asked with its name (SNI and Host). `differs`: another answer. `silent`: nobody answers. */
  is: z.enum(['same', 'differs', 'silent']),
  over: z.enum(['https', 'http']),
  status: z.int().nullable(),
});
type Tried = z.output<typeof tried>;

/** Whether the server of a host behind an edge answers at an address that its own domain gives away; other hosts are asked nothing. */
export const httpOrigin = defineProbe({
  id: 'http/origin',
  on: 'host',
  touch: 'passive',
  needs: 'web',
  asks: 'addresses that the domain gives away for the page behind its edge',
  deadline: 20_000,
  sees: z.object({
    /** The proxying edge in front, known by the host's alias or addresses; null where there is none, and nothing was asked. */
    edge: z.string().nullable(),
    /** When the table of edges was compiled, `YYYY-MM-DD`. */
    asOf: z.string(),
    /** False where the host's own answer is no page that could be compared; then nothing else was asked. */
    comparable: z.boolean(),
    tried: z.array(tried),
  }),
  async collect({ host, port, servers = [] }, io) {
    const nothing = { edge: null, asOf: NETWORKS_OF, comparable: false, tried: [] };
    const own = await lookUp(io, host);
    const edge = edgeOf({ ...own, headers: [] });
    if (edge?.stands !== 'proxy' || port !== 443) return nothing;
    let page: Answer | undefined;
    await walk(io, `https://${host}/`, { site: siteOf(host), limits: LIMITS, see: (answer) => (page = unchallenged(answer)) });
    const url = page && new URL(page.url);
    const words = page && wordsOf(page);
    if (!words || !url || page?.status !== 200 || url.host !== host || url.protocol !== 'https:' || words.size < FEWEST)
      return { ...nothing, edge: edge.name };
    const asked: Tried[] = [];
    for (const candidate of await candidatesFor(io, { host, own: own.addresses, servers })) {
      const found = await ask(io, url, { ...candidate, words });
      if (found) asked.push(found);
    }
    return { edge: edge.name, asOf: NETWORKS_OF, comparable: true, tried: asked };
  },
});

interface Place {
  addresses: string[];
  cnames: string[];
}

async function lookUp(io: Io, host: string): Promise<Place> {
  const [four, six] = await Promise.all([resolve(io, host, 'A'), orNull(resolve(io, host, 'AAAA'))]);
  const addresses = [four, six].flatMap((each) => (each?.records ?? []).map(({ address }) => address));
  return { addresses, cnames: four.cnames };
}

interface Candidate {
  address: string;
  from: string;
}

interface Behind {
  host: string;
  /** The addresses it has in public. */
  own: readonly string[];
  /** What the configuration names. */
  servers: readonly string[];
}

/**
 * Addresses of servers: those that the configuration names, and those that the domain's records give away, of sibling names, of its own
 * mail hosts and of its SPF record. No edge's and no platform's.
 */
async function candidatesFor(io: Io, { host, own, servers }: Behind): Promise<Candidate[]> {
  const site = siteOf(host);
  const [exchangers, texts] = await Promise.all([orNull(resolve(io, site, 'MX')), orNull(txtOf(io, site))]);
  const mail = (exchangers?.records ?? [])
    .map(({ exchange }) => plainName(exchange))
    .filter((name) => name === site || name.endsWith(`.${site}`));
  const told = servers.filter((server) => isIP(server) !== 0).map((address) => ({ address, from: 'launch-ready.yaml' }));
  const named = servers.filter((server) => isIP(server) === 0);
  const names = [...new Set([...named, site, ...SIBLINGS.map((label) => `${label}.${site}`), ...mail])].filter((name) => name !== host);
  const places = await Promise.all(
    names.map(async (name) => {
      const place = await orNull(lookUp(io, name));
      // Where a platform serves a sibling, its addresses are the platform's and no server of the founder's.
      return place === null || edgeOf({ ...place, headers: [] }) ? [] : place.addresses.map((address) => ({ address, from: name }));
    }),
  );
  const sent = (texts?.texts ?? [])
    .filter(isSpf)
    .flatMap((record) => addressesIn(record).map((address) => ({ address, from: 'the SPF record' })));
  const open = [...told, ...places.flat(), ...sent].filter(
    ({ address }) => !own.includes(address) && !isPrivate(address) && edgeOf({ addresses: [address], cnames: [], headers: [] }) === null,
  );
  return [...new Map(open.toReversed().map((each) => [each.address, each])).values()].toReversed().slice(0, TRIED);
}

/** Single addresses that an SPF record names; networks are those of mail providers. */
function addressesIn(record: string): string[] {
  return parseSpf(record).terms.flatMap((term) => {
    if (term.is !== 'mechanism' || term.value === null) return [];
    const single = (term.mechanism === 'ip4' && term.cidr4 === 32) || (term.mechanism === 'ip6' && term.cidr6 === 128);
    return single ? [term.value] : [];
  });
}

/** What an address answers for the name of the host: over https, and over http where nobody listens there. Null where it proves to be a platform's. */
async function ask(
  io: Io,
  { host, pathname }: URL,
  { address, from, words }: Candidate & { words: ReadonlySet<string> },
): Promise<Tried | null> {
  for (const over of ['https', 'http'] as const) {
    const reply = await request(io, { url: `${over}://${host}${pathname}`, address, limits: { ms: ASK_MS, bodyBytes: BODY } });
    if (reply.is === 'silence') {
      if (reply.code === 'timeout') break; // a firewall drops what comes to any port
      continue;
    }
    if (edgeOf({ addresses: [], cnames: [], headers: reply.headers })?.stands === 'platform') return null;
    return { address, from, over, is: isSame(reply, words) ? 'same' : 'differs', status: reply.status };
  }
  return { address, from, is: 'silent', over: 'https', status: null };
}

function isSame(answer: Answer, words: ReadonlySet<string>): boolean {
  return answer.status === 200 && share(wordsOf(answer), words) >= ALIKE;
}
