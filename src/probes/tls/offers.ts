import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { defineProbe } from '../../core/probe.ts';
import { BROWSER_GROUPS, TLS_GROUPS, TLS_VERSIONS, type TlsVersion } from '../../parsers/tls-hello.ts';
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
const ALPN = ['h2', 'http/1.1'];
const nameOf = (suite: number): string => SUITES.get(suite) ?? `0x${suite.toString(16).padStart(4, '0')}`;
const codesOf = (fits: (suite: string) => boolean): number[] => CODES.filter((code) => fits(nameOf(code)));

const TLS13_SUITES = codesOf((suite) => eraOf(suite) === 'TLSv1.3');
const OLD_SUITES = codesOf((suite) => eraOf(suite) === 'any');
const BROKEN_SUITES = codesOf((suite) => ![null, 'unforgotten'].includes(weaknessOf(suite)));
const DHE_SUITES = codesOf((suite) => suite.startsWith('TLS_DHE_') && weaknessOf(suite) === null);
const WEAK_SUITES = [...BROKEN_SUITES, ...codesOf((suite) => weaknessOf(suite) === 'unforgotten')];

const addressSchema = z.object({
  address: z.string(),
  /** Forbidden versions that are accepted; null when silence or a reset leaves it open. */
  old: z.array(z.enum(OLD)).nullable(),
  /** Weak suites that are accepted up to TLS 1.2, at most a few; null when it was left open. */
  weak: z.array(z.string()).nullable(),
  /** The TLS 1.3 group the server picks of all that browsers have, such as X25519MLKEM768; null without TLS 1.3. */
  group: z.string().nullable(),
  /** Bits of the prime of the finite-field key exchange (DHE); null without one, or where `weak` was left open. */
  dheBits: z.int().nullable(),
  /** Whether a second try with an old version is refused, as RFC 7507 asks; null where nothing old is accepted beside what is new. */
  refusesFallback: z.boolean().nullable(),
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
  const ask = (asking: Parameters<Ask>[0]): Promise<HelloReply> =>
    askHello(io, { ...place, ms: Math.min(HELLO_MS, limit.left()) }, { ...asking, groups: BROWSER_GROUPS, alpn: ALPN });
  const modern = await ask({ version: 'TLSv1.3', suites: TLS13_SUITES });
  if (modern.is === 'absent') return null;
  if (modern.is === 'unknown') return { address: place.address, old: null, weak: null, group: null, dheBits: null, refusesFallback: null };
  const [old, { weak, dheBits, version }] = await Promise.all([oldOf(ask), weakOf(ask)]);
  const code = modern.is === 'yes' ? modern.answer.group : null;
  const refusesFallback = await fallbackOf(ask, modern.is === 'yes' ? 'TLSv1.3' : version, old?.[0]);
  return { address: place.address, old, weak, group: code === null ? null : groupName(code), dheBits, refusesFallback };
}

type Ask = (asking: Pick<Asking, 'version' | 'suites' | 'wants' | 'fallback'>) => Promise<HelloReply>;

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

/** What the hellos of weak and finite-field suites tell. */
interface Weak extends Pick<Offers, 'weak' | 'dheBits'> {
  /** The version that was answered, at most TLS 1.2; null where none was. */
  version: TlsVersion | null;
}

/**
 * The weak suites, and how strong the finite-field key exchange is: what was chosen is left out of the next hello. Plain RSA is one kind
 * and asked for once, and so is a sound suite with DHE: all of them share one prime.
 */
async function weakOf(ask: Ask): Promise<Weak> {
  const found: string[] = [];
  let [dheBits, version]: [number | null, TlsVersion | null] = [null, null];
  let suites: readonly number[] = [...DHE_SUITES, ...WEAK_SUITES];
  while (suites.length > 0) {
    const reply = await ask({ version: 'TLSv1.2', suites, wants: 'all' });
    if (reply.is !== 'yes') return { weak: reply.is === 'no' || version !== null ? found : null, dheBits, version };
    const { hello, primeBits } = reply.answer;
    const kind = weaknessOf(nameOf(hello.suite));
    if (!suites.includes(hello.suite)) break;
    version = hello.version;
    if (primeBits !== null) dheBits = Math.min(dheBits ?? primeBits, primeBits);
    if (kind !== null) found.push(nameOf(hello.suite));
    const left = found.length === WEAK_TOLD ? [] : kind === 'unforgotten' ? BROKEN_SUITES : WEAK_SUITES;
    const sound = kind === null || dheBits !== null ? [] : DHE_SUITES;
    suites = suites.filter((each) => each !== hello.suite && (left.includes(each) || sound.includes(each)));
  }
  return { weak: found, dheBits, version };
}

/** Whether a hello of the newest old version that says it is a second try is refused; null where it would be no step back. */
async function fallbackOf(ask: Ask, best: TlsVersion | null, old: TlsVersion | undefined): Promise<boolean | null> {
  if (old === undefined || best === null || TLS_VERSIONS[best] <= TLS_VERSIONS[old]) return null;
  const reply = await ask({ version: old, suites: OLD_SUITES, fallback: true });
  return reply.is === 'yes' || reply.is === 'no' ? reply.is === 'no' : null;
}

function groupName(code: number): string {
  return TLS_GROUPS.get(code) ?? `0x${code.toString(16).padStart(4, '0')}`;
}
