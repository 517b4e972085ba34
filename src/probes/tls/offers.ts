import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { TLS_GROUPS, type TlsVersion } from '../../parsers/tls-hello.ts';
import { eraOf, SUITES, weaknessOf } from '../../parsers/tls-suites.ts';
import { publicAddressesOf } from '../net/connect.ts';
import { deadline } from '../net/deadline.ts';
import { spread } from './addresses.ts';
import { type Asking, askHello, type HelloReply } from './ask-hello.ts';

/** How long one address may take, and one hello, ms. */
const ADDRESS_MS = 10_000;
const HELLO_MS = 3_000;

/** Weak suites of one address that are told apart before we believe that there are more; each costs a connection. */
const WEAK_TOLD = 4;

/** Versions that RFC 8996 and RFC 7568 forbid, the newest first. */
const OLD = ['TLSv1.1', 'TLSv1', 'SSLv3'] as const satisfies readonly TlsVersion[];

const CODES = [...SUITES.keys()];
const GROUPS = Object.keys(TLS_GROUPS).map(Number);
const ALPN = ['h2', 'http/1.1'];
const nameOf = (suite: number): string => SUITES.get(suite) ?? `0x${suite.toString(16).padStart(4, '0')}`;
const codesOf = (fits: (suite: string) => boolean): number[] => CODES.filter((code) => fits(nameOf(code)));

const TLS13_SUITES = codesOf((suite) => eraOf(suite) === 'TLSv1.3');
const OLD_SUITES = codesOf((suite) => eraOf(suite) === 'any');
const BROKEN_SUITES = codesOf((suite) => ![null, 'unforgotten'].includes(weaknessOf(suite)));
const WEAK_SUITES = [...BROKEN_SUITES, ...codesOf((suite) => weaknessOf(suite) === 'unforgotten')];

const addressSchema = z.object({
  address: z.string(),
  /** Forbidden versions that are accepted; null when silence or a reset leaves it open. */
  old: z.array(z.enum(OLD)).nullable(),
  /** Weak suites that are accepted up to TLS 1.2, at most a few; null when it was left open. */
  weak: z.array(z.string()).nullable(),
  /** The TLS 1.3 group the server picks of all that browsers have, such as X25519MLKEM768; null without TLS 1.3. */
  group: z.string().nullable(),
});
type Offers = z.output<typeof addressSchema>;

/**
 * What a host still takes that it should not, and its TLS 1.3 group: three connections to each address of a careful host, by hellos of our
 * own, because no library of today speaks what is forbidden.
 */
export const tlsOffers = defineProbe({
  id: 'tls/offers',
  on: 'host',
  touch: 'passive',
  needs: 'web',
  asks: 'the host for outdated encryption',
  deadline: 15_000,
  sees: z.object({
    /** One entry per address where TLS is spoken, at most 4. */
    addresses: z.array(addressSchema),
  }),
  async collect({ host, port }, io) {
    using limit = deadline(io, ADDRESS_MS, 'the resolver');
    const addresses = spread(await publicAddressesOf(io, { host, port }, limit.signal));
    const asked = await Promise.all(addresses.map((address) => offersOf(io, { host, address, port })));
    const spoken = asked.filter((each) => each !== null);
    if (spoken.length > 0 && spoken.every(({ old, weak }) => old === null && weak === null))
      throw new ProbeError('timeout', `${host} did not tell in time which encryption it takes`);
    return { addresses: spoken };
  },
});

interface Place {
  host: string;
  address: string;
  port: number;
}

/** What one address takes; null where it speaks no TLS. */
async function offersOf(io: Io, place: Place): Promise<Offers | null> {
  using limit = deadline(io, ADDRESS_MS, place.host);
  const ask = (asking: Pick<Asking, 'version' | 'suites'>): Promise<HelloReply> =>
    askHello(io, { ...place, ms: Math.min(HELLO_MS, limit.left()) }, { ...asking, groups: GROUPS, alpn: ALPN });
  const modern = await ask({ version: 'TLSv1.3', suites: TLS13_SUITES });
  if (modern.is === 'absent') return null;
  if (modern.is === 'unknown') return { address: place.address, old: null, weak: null, group: null };
  const [old, weak] = await Promise.all([oldOf(ask), weakOf(ask)]);
  const code = modern.is === 'yes' ? modern.answer.group : null;
  return { address: place.address, old, weak, group: code === null ? null : groupName(code) };
}

type Ask = (asking: Pick<Asking, 'version' | 'suites'>) => Promise<HelloReply>;

/** The forbidden versions: a server answers with the newest it has up to the one that is asked, so that one refusal ends the search. */
async function oldOf(ask: Ask): Promise<Offers['old']> {
  const found: (typeof OLD)[number][] = [];
  for (let next = 0; next < OLD.length;) {
    const reply = await ask({ version: OLD[next] ?? 'SSLv3', suites: OLD_SUITES });
    if (reply.is !== 'yes') return reply.is === 'no' || found.length > 0 ? found : null;
    const at = OLD.findIndex((version) => version === reply.answer.hello.version);
    if (at < next) return found; // an answer to another question
    found.push(OLD[at] ?? 'SSLv3');
    next = at + 1;
  }
  return found;
}

/** The weak suites: what was chosen is left out of the next hello. Plain RSA is one kind, and asked for once. */
async function weakOf(ask: Ask): Promise<Offers['weak']> {
  const found: string[] = [];
  let suites: readonly number[] = WEAK_SUITES;
  while (found.length < WEAK_TOLD && suites.length > 0) {
    const reply = await ask({ version: 'TLSv1.2', suites });
    if (reply.is !== 'yes') return reply.is === 'no' || found.length > 0 ? found : null;
    const { suite } = reply.answer.hello;
    if (!suites.includes(suite)) return found;
    found.push(nameOf(suite));
    const rest = weaknessOf(nameOf(suite)) === 'unforgotten' ? BROKEN_SUITES : suites;
    suites = suites.filter((each) => each !== suite && rest.includes(each));
  }
  return found;
}

function groupName(code: number): string {
  return Object.hasOwn(TLS_GROUPS, code) ? TLS_GROUPS[code as keyof typeof TLS_GROUPS] : `0x${code.toString(16).padStart(4, '0')}`; // as: hasOwn has just said so
}
