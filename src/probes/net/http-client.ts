import { type Agent, type IncomingMessage, request as send } from 'node:http';
import type { Socket } from 'node:net';
import { checkServerIdentity, TLSSocket } from 'node:tls';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { type Connection, connectTcp, connectTls, connectTo, type Endpoint, secure } from './connect.ts';
import { type Deadline, deadline, within } from './deadline.ts';
import { type Failure, failureOf } from './failure.ts';
import { type Body, readBody } from './http-body.ts';

/** How we introduce ourselves, so that an operator who sees us in a log can find out who we are. */
export const USER_AGENT = 'LaunchReady/0.1 (+https://github.com/launch-ready/launch-ready)';

/** What a browser accepts; some servers only serve their pages to those who ask for HTML. */
const ACCEPT = 'text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8';

const HEADER_BYTES = 64 * 1024;

/** Limits of one request: the total time from the DNS question to the last byte, ms, and the bytes of body to read; 0 reads none, and of an event stream, which may have no end, none is read unless `streams` is set. */
export interface Limits {
  ms: number;
  bodyBytes: number;
}
export const LIMITS = { ms: 8_000, bodyBytes: 2 * 1024 * 1024 } as const satisfies Limits;

/** Limits for a file that pages load: a script may be large. */
export const FILE_LIMITS = { ...LIMITS, bodyBytes: 6_000_000 } as const satisfies Limits;

export interface Ask {
  url: string;
  method?: string;
  headers?: Readonly<Record<string, string>>;
  /** What is sent; none where left out. */
  body?: string | Buffer;
  /** True where a secret is sent: a connection whose certificate is not trusted, or that is not https, is refused before anything is said. */
  trusted?: boolean;
  limits?: Partial<Limits>;
  /** True where an event stream is awaited that ends: it is read to its end, within the limits. */
  streams?: boolean;
  /** Holds connections open between requests (see keepAlive); one connection per request where left out. */
  agent?: Agent;
  /** This address of the host is asked and no other; the first that answers where left out. */
  address?: string;
}

/** What came back. Header names are in lower case, in order, duplicates kept; control characters in values are replaced. */
export interface Answer {
  is: 'answer';
  url: string;
  status: number;
  headers: [string, string][];
  body: Body;
  /** ms since the request began: until the connection (TLS included) was there, the headers were read, and the body. */
  connectMs: number;
  firstByteMs: number;
  totalMs: number;
}

/** What is told when nobody answered. */
export type Silence = { is: 'silence'; ms: number } & Failure;

/**
 * One HTTP/1.1 request without redirects, at its host's pace and in its turn. Whatever the world does is a value: refusals, resets, TLS failures and
 * time-outs are `silence` with a code (`timeout`, `malformed`, `too-large`, `private-address`, `no-address`, `untrusted` or an errno).
 * Certificates are judged only for `trusted`. Throws only what stops the whole run: a resolver that does not answer (ProbeError), cancellation, and bugs.
 */
export async function request(io: Io, ask: Ask): Promise<Answer | Silence> {
  const url = new URL(ask.url);
  await io.pace(url.hostname, io.signal);
  return io.turn(url.hostname, async () => {
    const limits = { ...LIMITS, ...ask.limits };
    using limit = deadline(io, limits.ms, url.hostname);
    const started = performance.now();
    try {
      return await exchange(io, { ask, url, limits, limit, started });
    } catch (error) {
      io.signal.throwIfAborted();
      if (error instanceof ProbeError && error.code.startsWith('resolver-')) throw error;
      return { is: 'silence', ms: since(started), ...failureOf(error, url.hostname) };
    }
  });
}

/** Opens the connection a URL needs: TCP, and TLS for https. Throws ProbeError like connectTcp and connectTls. */
export async function open(io: Io, url: URL, ms: number): Promise<Connection> {
  const endpoint = endpointOf(url, ms);
  return url.protocol === 'https:' ? connectTls(io, endpoint) : connectTcp(io, endpoint);
}

/** The connection of one request: to the address it names, else to the first that answers. */
async function connection(io: Io, { ask: { address }, url, limit }: Exchange): Promise<Connection> {
  if (address === undefined) return open(io, url, limit.left());
  const plain = await connectTo(io, { ...endpointOf(url, limit.left()), address });
  if (url.protocol !== 'https:') return plain;
  return { ...plain, socket: await secure(io, plain.socket, { host: url.hostname, ms: limit.left() }) };
}

function endpointOf(url: URL, ms: number): Endpoint {
  return { host: url.hostname, port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80), ms };
}

interface Exchange {
  ask: Ask;
  url: URL;
  limits: Limits;
  limit: Deadline;
  started: number;
}

async function exchange(io: Io, asking: Exchange): Promise<Answer> {
  const { ask, url, limits, limit, started } = asking;
  if (ask.trusted === true && url.protocol !== 'https:') throw new ProbeError('untrusted', `${url.hostname} is not asked over https`);
  const socket = ask.agent ? null : (await connection(io, asking)).socket;
  if (ask.trusted === true) mustTrust(socket, url.hostname);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const ready = Promise.withResolvers<number>();
  const sent = send({
    ...(socket ? { createConnection: () => socket } : { agent: ask.agent }),
    host: url.hostname,
    path: `${url.pathname}${url.search}`,
    method: ask.method ?? 'GET',
    headers: {
      ...(ask.body === undefined ? {} : { 'Content-Length': Buffer.byteLength(ask.body) }),
      Host: url.host,
      'User-Agent': USER_AGENT,
      Accept: ACCEPT,
      'Accept-Encoding': 'gzip, deflate, br, zstd',
      ...ask.headers,
    },
    maxHeaderSize: HEADER_BYTES,
    // Browsers forgive odd headers, so must we: a site is not down because a header holds a stray byte.
    insecureHTTPParser: true,
  });
  sent.once('socket', () => ready.resolve(since(started)));
  sent.once('response', resolve);
  sent.on('error', reject);
  sent.once('upgrade', (_answer, upgraded) => {
    upgraded.destroy();
    reject(new ProbeError('malformed', `${url.hostname} switches protocols unasked`));
  });
  sent.end(ask.body);
  try {
    const answer = await within(limit.signal, promise);
    answer.on('error', () => undefined); // after the body is read or given up, nobody listens
    const firstByteMs = since(started);
    const streams = (answer.headers['content-type'] ?? '').startsWith('text/event-stream');
    const unread = limits.bodyBytes === 0 || (streams && ask.streams !== true);
    const body = unread
      ? { wireBytes: 0, bytes: Buffer.alloc(0), truncated: true }
      : await within(limit.signal, readBody(answer, limits.bodyBytes));
    if (unread) answer.destroy(); // or it would hold the line that an agent keeps open
    return {
      is: 'answer',
      url: url.href,
      status: answer.statusCode ?? 0,
      headers: pairs(answer.rawHeaders),
      body,
      connectMs: await ready.promise,
      firstByteMs,
      totalMs: since(started),
    };
  } catch (error) {
    sent.destroy();
    throw error;
  } finally {
    socket?.destroy();
  }
}

/** Refuses a connection that is not to whom it should be: a chain nobody trusts, or another name (RFC 9110 section 4.3.4). */
function mustTrust(socket: Socket | null, host: string): void {
  const error =
    socket instanceof TLSSocket && socket.authorized
      ? checkServerIdentity(host, socket.getPeerCertificate())
      : new Error('its certificate is not trusted');
  if (error === undefined) return;
  socket?.destroy();
  throw new ProbeError('untrusted', `${host} does not prove who it is: ${error.message}`);
}

function pairs(raw: readonly string[]): [string, string][] {
  const list: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) list.push([clean(raw[i] ?? '').toLowerCase(), clean(raw[i + 1] ?? '')]);
  return list;
}

/** Header text as data: no control character reaches a terminal or a report. */
function clean(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what must go
  return text.replaceAll(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, '\ufffd');
}

function since(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10;
}
