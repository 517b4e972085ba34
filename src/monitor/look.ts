import { randomUUID } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { checkServerIdentity, TLSSocket } from 'node:tls';
import { ProbeError, UserError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { connectTo, publicAddressesOf, secure } from '../probes/net/connect.ts';
import { type Deadline, deadline, within } from '../probes/net/deadline.ts';
import { failureOf, isUnreachable } from '../probes/net/failure.ts';
import { readBody } from '../probes/net/http-body.ts';
import { USER_AGENT } from '../probes/net/http-client.ts';
import { redactText } from '../redact/redact.ts';
import { freshRun, withSecrets } from './environment.ts';
import type { Cause, Monitor, Phases, Sample } from './types.ts';

/** A look may take this long, ms, and never longer than most of its interval. */
const MOST_MS = 15_000;
/** Bytes of an answer that are read where its text matters. */
const BODY = 256 * 1024;
const DAY = 86_400_000;

/** A look without judgement of our own network: `fail` may still turn out to be our fault. */
export type Looked = Omit<Sample, 'monitor' | 'at'>;

/** What is known so far of a look that is under way. */
interface Progress extends Phases {
  /** Sent along, so that the request can be found in the logs of the target (LOG-3). */
  requestId: string;
  stage: 'dns' | 'connect' | 'tls' | 'answer';
  address: string | null;
  certDays: number | null;
}

/**
 * Looks at an address once: a fresh DNS question, a fresh connection, no redirects followed, at most 256 kB read. Whatever the world
 * does is an outcome. Throws only what ends the whole process: cancellation and bugs.
 */
export async function look(whole: Io, monitor: Monitor): Promise<Looked> {
  const io = freshRun(whole);
  const url = new URL(monitor.url);
  using limit = deadline(io, Math.min(MOST_MS, Math.max(1_000, monitor.intervalMs * 0.8)), url.hostname);
  const started = performance.now();
  const progress: Progress = {
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
  try {
    const socket = await reach(io, { url, limit, progress });
    try {
      const answer = await exchange(io, { monitor, url, socket, limit, progress });
      progress.totalMs = since(started);
      return judge(monitor, { ...answer, progress });
    } finally {
      socket.destroy();
    }
  } catch (error) {
    io.signal.throwIfAborted();
    if (error instanceof UserError)
      return { ...failed(progress, { cause: null, code: error.code, says: error.message, status: null }), outcome: 'unknown' };
    const { code, message } = failureOf(error, url.hostname);
    progress.totalMs = since(started);
    return failed(progress, { cause: causeOf(code, progress.stage), code, says: redactText(message), status: null });
  }
}

interface Reaching {
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

interface Exchanging extends Reaching {
  monitor: Monitor;
  socket: Socket;
}
interface Answered {
  status: number;
  text: string | null;
  retryAfter: boolean;
}

async function exchange(io: Io, { monitor, url, socket, limit, progress }: Exchanging): Promise<Answered> {
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
      ...Object.fromEntries(Object.entries(monitor.headers ?? {}).map(([name, value]) => [name, withSecrets(value, io.env)])),
    },
    insecureHTTPParser: true, // a site is not down because a header holds a stray byte
  });
  sent.once('response', resolve).on('error', reject).end();
  const answer = await within(limit.signal, promise);
  answer.on('error', () => undefined);
  progress.ttfbMs = since(began);
  const wanted = monitor.contains !== undefined;
  const body = wanted ? await within(limit.signal, readBody(answer, BODY)) : null;
  return {
    status: answer.statusCode ?? 0,
    text: body === null ? null : body.bytes.toString('utf8'),
    retryAfter: answer.headers['retry-after'] !== undefined,
  };
}

/** Whether an answer is well: its status, its text, and not a challenge or a maintenance page in the place of the product. */
function judge(monitor: Monitor, { status, text, retryAfter, progress }: Answered & { progress: Progress }): Looked {
  const well = monitor.statuses ? monitor.statuses.includes(status) : status >= 200 && status < 400;
  const host = new URL(monitor.url).hostname;
  if (!well) {
    const says = status === 503 && retryAfter ? `${host} says that it is under maintenance (503)` : `${host} answers ${status}`;
    return failed(progress, { cause: 'status', code: `http-${status}`, says, status });
  }
  if (monitor.contains !== undefined && !text?.includes(monitor.contains))
    return failed(progress, { cause: 'content', code: 'text-missing', says: `${host} answers without the text it should show`, status });
  const slow = (progress.ttfbMs ?? 0) > monitor.failureMs;
  return { ...shared(progress), outcome: 'ok', status, slow, ...paceOf(slow, progress, monitor) };
}

function paceOf(slow: boolean, { ttfbMs }: Progress, { failureMs }: Monitor): Pick<Looked, 'cause' | 'code' | 'says'> {
  if (!slow) return { cause: null, code: null, says: null };
  return { cause: 'slow', code: null, says: `the first byte takes ${Math.round(ttfbMs ?? 0)} ms, past ${failureMs} ms` };
}

function failed(progress: Progress, at: Pick<Looked, 'cause' | 'code' | 'says' | 'status'>): Looked {
  return { ...shared(progress), outcome: 'fail', slow: false, ...at };
}

function shared({ stage: _stage, ...rest }: Progress): Phases & Pick<Looked, 'address' | 'certDays' | 'requestId'> {
  return rest;
}

/** The part of the way that a failure belongs to. */
function causeOf(code: string, stage: Progress['stage']): Cause {
  if (stage === 'dns') return 'dns';
  if (stage === 'tls') return 'tls';
  return code === 'timeout' ? 'timeout' : 'connect';
}

function since(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10;
}
