import type { X509Certificate } from 'node:crypto';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { connectTo, type Endpoint, secure } from '../net/connect.ts';
import { isUnreachable } from '../net/failure.ts';
import { type Certificate, describe } from './describe.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { type InClear, sentInClear } from './sent.ts';

/** What one address made of our handshake. */
export interface Handshake extends InClear {
  address: string;
  outcome: Outcome | 'handshake';
  error: string | null;
  protocol: string | null;
  alpn: string | null;
  ms: number;
  trusted: boolean;
  problem: string | null;
  chain: Certificate[];
}

/** Certificates of a chain that are kept. */
const CHAIN = 8;

/**
 * Shakes hands with one address in the host's turn. Refusals, resets, alerts and time-outs are values; null when the network here has no
 * route to the address (a machine without IPv6), which says nothing of the host. Throws on cancellation and bugs.
 */
export async function handshake(io: Io, to: Endpoint & { address: string }): Promise<Handshake | null> {
  const started = performance.now();
  const shaken = await io.turn(to.host, () => shake(io, to));
  if (shaken?.outcome !== 'handshake') return shaken;
  const clear = await sentInClear(io, { ...to, ms: Math.max(1, to.ms - (performance.now() - started)) });
  return { ...shaken, ...clear, marked: shaken.protocol === 'TLSv1.3' ? clear.marked : null };
}

async function shake(io: Io, to: Endpoint & { address: string }): Promise<Handshake | null> {
  const started = performance.now();
  const ms = (): number => Math.round((performance.now() - started) * 10) / 10;
  const nothing = { address: to.address, protocol: null, alpn: null, trusted: false, problem: null, chain: [], sent: null, marked: null };
  try {
    const { socket } = await connectTo(io, to);
    const tls = await secure(io, socket, { host: to.host, ms: Math.max(1, to.ms - ms()) });
    const took = ms();
    // Asked once: in Node 24 a second call finds the chain emptied by the first.
    const leaf = tls.getPeerX509Certificate();
    const problem: unknown = tls.authorizationError; // typed as Error, but OpenSSL's code as a string
    const protocol = tls.getProtocol();
    tls.destroy();
    return {
      ...nothing,
      outcome: 'handshake',
      error: null,
      protocol,
      alpn: typeof tls.alpnProtocol === 'string' ? tls.alpnProtocol : null,
      ms: took,
      trusted: tls.authorized,
      problem: tls.authorized ? null : codeIn(problem),
      chain: chainOf(leaf).map((each) => describe(each, to.host)),
    };
  } catch (error) {
    io.signal.throwIfAborted();
    if (!(error instanceof ProbeError)) throw error;
    if (isUnreachable(error.code)) return null;
    return { ...nothing, outcome: outcomeOf(error.code), error: error.message, ms: ms() };
  }
}

function codeIn(problem: unknown): string {
  if (typeof problem === 'string') return problem;
  return problem instanceof Error
    ? 'code' in problem && typeof problem.code === 'string'
      ? problem.code
      : problem.message
    : 'UNSPECIFIED';
}

/** The certificates in the order Node gives them, leaf first. A chain that repeats itself is cut. */
function chainOf(leaf: X509Certificate | undefined): X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let next = leaf; next !== undefined && chain.length < CHAIN; next = next.issuerCertificate) {
    const { fingerprint256 } = next;
    if (chain.some((each) => each.fingerprint256 === fingerprint256)) break;
    chain.push(next);
  }
  return chain;
}
