import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type ClientHttp2Session, connect as openHttp2, type IncomingHttpHeaders } from 'node:http2';
import { isIP } from 'node:net';
import { checkServerIdentity, connect as connectSecure, rootCertificates, type TLSSocket } from 'node:tls';
import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { deadline, within } from './deadline.ts';
import { answerTo, read, type Reply } from './dns-transport.ts';
import { failureOf } from './failure.ts';
import { perRun, type Shared, shared } from './shared.ts';

const MEDIA_TYPE = 'application/dns-message';
/** The end of a URI template that wants GET (RFC 8484 section 4.1). */
const BY_GET = /\{\?dns\}$/;
const MESSAGE_LIMIT = 65_535;
/** A connection that nobody used for this long is closed, ms. */
const IDLE = 2_000;

/** True for a resolver that is asked by DNS over HTTPS. */
export function isHttps(server: string): boolean {
  return server.startsWith('https://');
}

/**
 * Asks a resolver by DNS over HTTPS (RFC 8484) and HTTP/2, which that RFC recommends at least and BIND and unbound speak alone: by GET
 * where the URL ends in `{?dns}`, else by POST. A run has one connection to a resolver, whose certificate must be trusted and name it.
 * The name in the URL is looked up as the operating system does. Throws only when `io.signal` aborts.
 */
export async function exchangeHttps(io: Io, { url, query, timeout }: { url: string; query: Uint8Array; timeout: number }): Promise<Reply> {
  const target = new URL(url.replace(BY_GET, ''));
  using limit = deadline(io, timeout, target.hostname);
  try {
    const session = await sessionOf({ ...io, signal: limit.signal }, target);
    const get = BY_GET.test(url);
    if (get) target.searchParams.set('dns', Buffer.from(query).toString('base64url'));
    const { status, type, bytes } = await send(session, { target, body: get ? null : query, signal: limit.signal });
    if (status !== 200) return { is: 'unreachable', why: `it answers with HTTP status ${status}`, code: null };
    if (type !== MEDIA_TYPE) return { is: 'malformed', why: `it answers with ${type ?? 'nothing'} in place of DNS`, code: null };
    const answer = answerTo(query, bytes);
    return answer ? read(answer) : { is: 'malformed', why: 'it answered another question', code: null };
  } catch (error) {
    io.signal.throwIfAborted();
    const { code, message } = failureOf(limit.signal.aborted ? limit.signal.reason : error, target.hostname);
    return { is: code === 'timeout' ? 'timeout' : 'unreachable', why: message, code };
  }
}

interface Sent {
  status: number;
  type: string | undefined;
  bytes: Buffer;
}

async function send(
  session: ClientHttp2Session,
  { target, body, signal }: { target: URL; body: Uint8Array | null; signal: AbortSignal },
): Promise<Sent> {
  const stream = session.request({
    ':method': body ? 'POST' : 'GET',
    ':path': `${target.pathname}${target.search}`,
    accept: MEDIA_TYPE,
    ...(body ? { 'content-type': MEDIA_TYPE, 'content-length': body.length } : {}),
  });
  stream.on('error', () => undefined); // after the wait is over, nobody listens
  stream.end(body ?? undefined);
  try {
    const [headers] = (await once(stream, 'response', { signal })) as [IncomingHttpHeaders & { ':status'?: number }]; // as: node:http2 promises it
    const bytes = await within(signal, bodyOf(stream, target));
    return { status: headers[':status'] ?? 0, type: headers['content-type'], bytes };
  } finally {
    stream.close();
  }
}

async function bodyOf(stream: AsyncIterable<Buffer>, target: URL): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > MESSAGE_LIMIT) throw new ProbeError('too-large', `${target.hostname} answers with more than a DNS message can hold`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The connections of a run, by origin. */
const sessionsOf = perRun(() => new Map<string, Shared<ClientHttp2Session>>());

/** The run's connection to a resolver; opened by the first that asks, and again where it was closed meanwhile. */
async function sessionOf(io: Io, target: URL): Promise<ClientHttp2Session> {
  const sessions = sessionsOf(io);
  const key = target.origin;
  const join = (): Promise<ClientHttp2Session> =>
    shared(sessions, { key, signal: io.signal, work: (signal) => openSession({ ...io, signal }, target) });
  const session = await join();
  if (!session.closed && !session.destroyed) return session;
  sessions.delete(key);
  return join();
}

async function openSession(io: Io, target: URL): Promise<ClientHttp2Session> {
  const socket = await connect(io, target);
  const session = openHttp2(target.origin, { createConnection: () => socket });
  session.on('error', () => undefined); // each question hears of it by its own stream
  session.setTimeout(IDLE, () => session.close());
  session.unref(); // a question in flight has a timer of its own
  return session;
}

/** TLS to the first address that answers. */
async function connect(io: Io, target: URL): Promise<TLSSocket> {
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) > 0 ? [host] : (await within(io.signal, lookup(host, { all: true }))).map(({ address }) => address);
  let failure: unknown = new ProbeError('no-address', `${host} has no address`);
  for (const address of found) {
    try {
      return await connectTrusted(io, host, io.route(address, Number(target.port) || 443));
    } catch (error) {
      io.signal.throwIfAborted();
      failure = error;
    }
  }
  throw failure;
}

async function connectTrusted(io: Io, host: string, to: { host: string; port: number }): Promise<TLSSocket> {
  const socket = connectSecure({
    ...to,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ca: [...rootCertificates, ...io.ca],
    ALPNProtocols: ['h2'],
    checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
  });
  try {
    await once(socket, 'secureConnect', { signal: io.signal });
    if (socket.alpnProtocol === 'h2') return socket;
    throw new ProbeError('no-http2', `${host} does not speak HTTP/2, as DNS over HTTPS wants`);
  } catch (error) {
    socket.destroy();
    const { authorizationError: untrusted } = socket;
    throw untrusted ? new ProbeError('untrusted', `the certificate of ${host} is not trusted (${String(untrusted)})`) : error;
  }
}
