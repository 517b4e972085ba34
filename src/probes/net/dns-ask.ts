import { isIPv6 } from 'node:net';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { encodeQuery, RCODES } from '../../parsers/dns-message.ts';
import type { RecordType } from '../../parsers/dns-message-record.ts';
import { dial } from './dial.ts';
import { exchangeHttps, isHttps } from './dns-https.ts';
import { exchangeTcp, exchangeUdp, type Reply } from './dns-transport.ts';

export interface Question {
  /** `address:port`, IPv6 in brackets; a resolver may be an `https://` URL. */
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
 * Asks one server one question: UDP, TCP when the answer is cut or spells the name otherwise than we did, one more try after silence, and
 * again without EDNS for servers too old for it; a resolver given as `https://…` by DNS over HTTPS. Private servers are refused unless
 * the user named them (`io.resolver`, `io.roots`), routed them, or allowed them. Throws only when `io.signal` aborts or the name cannot
 * be asked.
 */
export async function ask(io: Io, question: Question): Promise<Answer> {
  const to = isHttps(question.server) ? question.server : placeOf(io, question.server);
  if (typeof to !== 'string' && 'is' in to) return { ...to, ms: 0 };
  let edns = true;
  for (let attempt = 1; ; attempt += 1) {
    const started = performance.now();
    const reply = await (typeof to === 'string' ? overHttps(io, { ...question, edns }, to) : overPort53(io, { ...question, edns }, to));
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

type Attempt = Question & { edns: boolean };

/** An id of 0, so that caches on the way may keep the answer (RFC 8484 section 4.1); nobody can forge it within TLS. */
function overHttps(io: Io, question: Attempt, url: string): Promise<Reply> {
  return exchangeHttps(io, { url, query: encoded(question, { id: 0, name: question.name }), timeout: question.timeout ?? TIMEOUT });
}

/** The name goes out in letters of either case by chance; a packet that does not repeat them may be forged (draft-vixie-dnsext-dns0x20). */
async function overPort53(io: Io, question: Attempt, to: { host: string; port: number }): Promise<Reply> {
  const name = question.name.replaceAll(/[a-z]/gi, (letter) => (io.random() < 0.5 ? letter.toLowerCase() : letter.toUpperCase()));
  const query = encoded(question, { id: Math.floor(io.random() * 65_536), name });
  const sending = { to, query, timeout: question.timeout ?? TIMEOUT, signal: io.signal };
  const reply = await exchangeUdp(sending);
  if (reply.is !== 'message') return reply;
  if (reply.message.truncated) return exchangeTcp(sending);
  const said = reply.message.questions[0]?.name;
  if (said === undefined || said === name.replace(/\.$/, '')) return reply;
  // Some honest servers do not keep the case; a server that takes no TCP is believed as it is.
  const sure = await exchangeTcp(sending);
  return sure.is === 'message' ? sure : reply;
}

function encoded({ name, type, recursion, edns, dnssec = false }: Attempt, sent: { id: number; name: string }): Uint8Array {
  const query = encodeQuery({ ...sent, type, recursion, edns, dnssec });
  if (query.ok) return query.value;
  throw new ProbeError('name-invalid', `"${name}" is not a name that DNS can look up: ${query.problem}.`);
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
