import { randomUUID } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { checkServerIdentity, TLSSocket } from 'node:tls';
import { ProbeError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { connectTo, publicAddressesOf, secure } from '../probes/net/connect.ts';
import { type Deadline, within } from '../probes/net/deadline.ts';
import { isUnreachable } from '../probes/net/failure.ts';
import { readBody } from '../probes/net/http-body.ts';
import { USER_AGENT } from '../probes/net/http-client.ts';
import type { Phases } from './types.ts';

/** Bytes of an answer that are read where its text matters, and of one that failed, which may say why. */
const BODY = 256 * 1024;
const WHY = 16 * 1024;
/** An answer that failed may take this long to say why, ms. */
const PATIENCE_MS = 1_000;
const DAY = 86_400_000;

/** What is known so far of one request of a look. */
export interface Progress extends Phases {
  /** Sent along, so that the request can be found in the logs of the target (LOG-3). */
  requestId: string;
  stage: 'dns' | 'connect' | 'tls' | 'answer';
  address: string | null;
  certDays: number | null;
  /** Whether it asks the host that is watched, and not one that this leads to. */
  isOwn: boolean;
}

/** A request that has not begun. */
export function begin(isOwn: boolean): Progress {
  return {
    isOwn,
    dnsMs: null,
    tcpMs: null,
    tlsMs: null,
    ttfbMs: null,
    totalMs: 0,
    stage: 'dns',
    address: null,
    certDays: null,
    requestId: randomUUID(),
  };
}

/** Where to, by when, and how far it came. */
export interface Reaching {
  url: URL;
  limit: Deadline;
  progress: Progress;
}

/** An open connection, certificate trusted, with the time of each phase. The first address that accepts is taken. */
async function reach(io: Io, { url, limit, progress }: Reaching): Promise<Socket> {
  const isSecure = url.protocol === 'https:';
  const port = Number(url.port) || (isSecure ? 443 : 80);
  const host = url.hostname;
  const asked = performance.now();
  const addresses = await publicAddressesOf(io, { host, port }, limit.signal);
  progress.dnsMs = since(asked);
  if (addresses.length === 0) throw new ProbeError('no-address', `${host} has no address`);
  progress.stage = 'connect';
  let failure: unknown;
  for (const address of addresses.slice(0, 4)) {
    progress.address = address;
    try {
      const { socket, tcpMs } = await connectTo(io, { host, address, port, ms: Math.min(limit.left(), 5_000) });
      progress.tcpMs = tcpMs;
      return isSecure ? await secured(io, socket, { url, limit, progress }) : socket;
    } catch (error) {
      io.signal.throwIfAborted();
      if (progress.tcpMs !== null || !(error instanceof ProbeError)) throw error; // what answers TCP is there: its TLS decides
      if (failure === undefined || (failure instanceof ProbeError && isUnreachable(failure.code))) failure = error;
    }
  }
  throw failure;
}

async function secured(io: Io, plain: Socket, { url, limit, progress }: Reaching): Promise<TLSSocket> {
  progress.stage = 'tls';
  const began = performance.now();
  const socket = await secure(io, plain, { host: url.hostname, ms: limit.left() });
  progress.tlsMs = since(began);
  const certificate = socket.getPeerCertificate();
  const until = Date.parse(certificate.valid_to);
  progress.certDays = Number.isNaN(until) ? null : Math.floor((until - io.now().getTime()) / DAY);
  const problem = socket.authorized ? checkServerIdentity(url.hostname, certificate)?.message : String(socket.authorizationError);
  if (problem === undefined) return socket;
  socket.destroy();
  throw new ProbeError('untrusted', `browsers refuse the certificate of ${url.hostname}: ${problem}`);
}

/** What is asked, beside the way to it. */
export interface Asking extends Reaching {
  headers: Readonly<Record<string, string>>;
  /** Whether the text of an answer that is well is needed. */
  wantsText: boolean;
}

export interface Answered {
  status: number;
  /** As far as it was read; null where nobody needs it. */
  text: string | null;
  retryAfter: boolean;
  location: string | null;
  /** `name=value` of each cookie that was set. */
  cookies: readonly string[];
}

/** One request on a fresh connection, over which nothing else is sent. `progress` tells how far it came, also when it throws. */
export async function ask(io: Io, asking: Asking): Promise<Answered> {
  const began = performance.now();
  try {
    const socket = await reach(io, asking);
    try {
      return await exchange({ ...asking, socket });
    } finally {
      socket.destroy();
    }
  } finally {
    asking.progress.totalMs = since(began);
  }
}

async function exchange({ url, socket, limit, progress, headers, wantsText }: Asking & { socket: Socket }): Promise<Answered> {
  progress.stage = 'answer';
  const began = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sent = request({
    createConnection: () => socket,
    host: url.hostname,
    path: `${url.pathname}${url.search}`,
    headers: {
      Host: url.host,
      'User-Agent': USER_AGENT,
      Accept: '*/*',
      'Accept-Encoding': 'gzip, br',
      Connection: 'close',
      'X-Request-Id': progress.requestId,
      ...headers,
    },
    insecureHTTPParser: true, // a site is not down because a header holds a stray byte
  });
  sent.once('response', resolve).on('error', reject).end();
  const answer = await within(limit.signal, promise);
  answer.on('error', () => undefined);
  progress.ttfbMs = since(began);
  const status = answer.statusCode ?? 0;
  return {
    status,
    text: wantsText ? await textOf(answer, BODY, limit.signal) : status >= 500 ? await reasonIn(answer, limit.signal) : null,
    retryAfter: answer.headers['retry-after'] !== undefined,
    location: answer.headers.location ?? null,
    cookies: (answer.headers['set-cookie'] ?? [])
      .map((cookie) => cookie.split(';', 1)[0]?.trim() ?? '')
      .filter((pair) => pair.includes('=')),
  };
}

async function textOf(answer: IncomingMessage, most: number, signal: AbortSignal): Promise<string> {
  return (await within(signal, readBody(answer, most))).bytes.toString('utf8');
}

/** What an answer that failed says of itself. The status stands whether or not it goes on. */
async function reasonIn(answer: IncomingMessage, signal: AbortSignal): Promise<string | null> {
  try {
    return await textOf(answer, WHY, AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]));
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

function since(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10;
}
