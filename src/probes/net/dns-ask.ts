import { isIPv6 } from 'node:net';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { encodeQuery, RCODES } from '../../parsers/dns-message.ts';
import type { RecordType } from '../../parsers/dns-message-record.ts';
import { dial } from './dial.ts';
import { exchangeTcp, exchangeUdp, type Reply } from './dns-transport.ts';

export interface Question {
  /** `address:port`; IPv6 in brackets. */
  server: string;
  name: string;
  type: RecordType;
  /** The RD flag: true for a resolver, false for an authoritative server. */
  recursion: boolean;
  /** The DO flag: signatures wanted. */
  dnssec?: boolean;
  /** Per try, ms; 2000 where left out. */
  timeout?: number;
}

/** What a server answered, or why nothing could be heard. `ms` is the time of the last try. */
export type Answer = Reply & { ms: number };

const TIMEOUT = 2_000;
const TRIES = 2;

/**
 * Asks one server one question: UDP, TCP when the answer is cut, one more try after silence, and again without EDNS for servers too
 * old for it. Private servers are refused unless the user named them (`io.resolver`, `io.roots`), routed them, or allowed them.
 * Throws only when `io.signal` aborts or the name cannot be asked.
 */
export async function ask(io: Io, question: Question): Promise<Answer> {
  const to = placeOf(io, question.server);
  if ('is' in to) return { ...to, ms: 0 };
  let edns = true;
  for (let attempt = 1; ; attempt += 1) {
    const started = performance.now();
    const reply = await attemptOnce(io, { ...question, edns }, to);
    const answer = { ...reply, ms: Math.round((performance.now() - started) * 10) / 10 };
    if (answer.is === 'timeout' && attempt < TRIES) continue;
    if (edns && answer.is === 'message' && isTooOld(answer.message.rcode)) edns = false;
    else return answer;
  }
}

/** Where a server is called, or why it is not. */
export function placeOf(io: Io, server: string): { host: string; port: number } | Reply {
  const { address, port } = splitServer(server);
  const named = io.resolver.includes(server) || io.roots.includes(server);
  const to = named ? io.route(address, port) : dial(io, address, port);
  return to ?? { is: 'unreachable', why: `${address} is a private address`, code: 'private-address' };
}

function isTooOld(rcode: number): boolean {
  return rcode === RCODES.formatError || rcode === RCODES.notImplemented;
}

async function attemptOnce(io: Io, question: Question & { edns: boolean }, to: { host: string; port: number }): Promise<Reply> {
  const { name, type, recursion, edns, dnssec = false, timeout = TIMEOUT } = question;
  const encoded = encodeQuery({ id: Math.floor(io.random() * 65_536), name, type, recursion, edns, dnssec });
  if (!encoded.ok) throw new ProbeError('name-invalid', `"${name}" is not a name that DNS can look up: ${encoded.problem}.`);
  const sending = { to, query: encoded.value, timeout, signal: io.signal };
  const reply = await exchangeUdp(sending);
  return reply.is === 'message' && reply.message.truncated ? exchangeTcp(sending) : reply;
}

/** `address:port` in its parts; port 53 where none is given. */
export function splitServer(server: string): { address: string; port: number } {
  if (isIPv6(server)) return { address: server, port: 53 };
  const [, address = server, port = '53'] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(server) ?? [];
  return { address, port: Number(port) };
}

/** An address and port as `ask` takes them. */
export function serverAt(address: string, port = 53): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}
