import type { Io } from '../../core/io.ts';
import { BROWSER_GROUPS, TLS_GROUPS, TLS_VERSIONS, type TlsVersion } from '../../parsers/tls-hello.ts';
import { eraOf, SUITES } from '../../parsers/tls-suites.ts';
import type { Endpoint } from '../net/connect.ts';
import { type Asking, askHello, type HelloReply } from './ask-hello.ts';

/** Everything that one address takes. */
export interface Enumerated {
  /** Suites by their IANA codes and the version they are taken with. */
  suites: readonly { version: TlsVersion; suite: number }[];
  /** Groups that are taken with TLS 1.3, by code, in the order in which the server picks them. */
  groups: readonly number[];
  /** Bits of the smallest finite-field prime below TLS 1.3; null where none is used. */
  dheBits: number | null;
  /** What the server picks of HTTP/2 and HTTP/1.1, and whether it staples a revocation answer; below TLS 1.3. */
  alpn: string | null;
  stapled: boolean;
  /** Whether a second try with an older version is refused, as RFC 7507 asks; null where there is only one version. */
  refusesFallback: boolean | null;
  /** Hellos that silence or resets left open: what they asked may be taken all the same. */
  open: number;
}

const VERSIONS = Object.keys(TLS_VERSIONS) as TlsVersion[]; // as: Object.keys widens
const ALPN = ['h2', 'http/1.1'];

/** A list is halved this often after an acceptance, so that long ones are worked off side by side; each half costs at most one refusal. */
const HALVINGS = 3;
const WORTH_HALVING = 8;

/**
 * Finds out every version, suite and TLS 1.3 group of one address: what the server chose is left out of the next hello, until it refuses.
 * Connections: one per suite and group that is taken, and a few refusals per version.
 */
export async function enumerate(io: Io, to: Endpoint & { address: string }): Promise<Enumerated> {
  let open = 0;
  let dheBits = Infinity;
  const ask = async (asking: Omit<Asking, 'alpn' | 'groups'> & { groups?: readonly number[] }): Promise<HelloReply> => {
    const reply = await askHello(io, to, { groups: BROWSER_GROUPS, alpn: ALPN, ...asking });
    if (reply.is === 'unknown' || reply.is === 'absent') open += 1;
    return reply;
  };
  const chain = async (version: TlsVersion, suites: readonly number[], halvings: number): Promise<number[]> => {
    if (suites.length === 0) return [];
    const reply = await ask({ version, suites, wants: 'all' });
    if (reply.is !== 'yes' || reply.answer.hello.version !== version || !suites.includes(reply.answer.hello.suite)) return [];
    const { suite } = reply.answer.hello;
    dheBits = Math.min(dheBits, reply.answer.primeBits ?? Infinity);
    const rest = suites.filter((each) => each !== suite);
    if (halvings === 0 || rest.length < WORTH_HALVING) return [suite, ...(await chain(version, rest, halvings))];
    const middle = Math.ceil(rest.length / 2);
    const halves = await Promise.all([rest.slice(0, middle), rest.slice(middle)].map((half) => chain(version, half, halvings - 1)));
    return [suite, ...halves.flat()];
  };
  const groupsFrom = async (groups: readonly number[]): Promise<number[]> => {
    if (groups.length === 0) return [];
    const reply = await ask({ version: 'TLSv1.3', suites: suitesFor('TLSv1.3'), groups });
    const group = reply.is === 'yes' ? reply.answer.group : null;
    if (group === null || !groups.includes(group)) return [];
    return [group, ...(await groupsFrom(groups.filter((each) => each !== group)))];
  };
  const [groups, all, ...found] = await Promise.all([
    groupsFrom([...TLS_GROUPS.keys()]),
    ask({ version: 'TLSv1.2', suites: suitesFor('TLSv1.2'), wants: 'all' }),
    ...VERSIONS.map(async (version) => (await chain(version, suitesFor(version), HALVINGS)).map((suite) => ({ version, suite }))),
  ]);
  const suites = found.flat();
  const seen = all.is === 'yes' ? all.answer : null;
  return {
    suites,
    groups,
    dheBits: dheBits === Infinity ? null : dheBits,
    alpn: seen?.hello.alpn ?? null,
    stapled: seen?.stapled ?? false,
    refusesFallback: await refusesFallback(),
    open,
  };

  async function refusesFallback(): Promise<boolean | null> {
    const [, second] = VERSIONS.filter((version) => suites.some((each) => each.version === version));
    return second === undefined ? null : (await ask({ version: second, suites: suitesFor(second), fallback: true })).is === 'no';
  }
}

/** The suites that a version can carry. */
function suitesFor(version: TlsVersion): number[] {
  return [...SUITES].flatMap(([code, name]) => {
    const era = eraOf(name);
    const fits = version === 'TLSv1.3' ? era === 'TLSv1.3' : era === 'any' || (era === 'TLSv1.2' && version === 'TLSv1.2');
    return fits ? [code] : [];
  });
}
