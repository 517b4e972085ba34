import { Agent, type IncomingMessage, request as send } from 'node:http';
import { ProbeError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { open, USER_AGENT } from '../probes/net/http-client.ts';

/** One request to send. */
export interface Shot {
  url: string;
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** The statuses that are right; any success where left out. */
  statuses?: readonly number[];
}

/**
 * What became of a request. `moved` is a redirect, `refused` a 401 or 403, `limited` a 429: their times say nothing of the route.
 * `timeout` and `error` (a 4xx or 5xx, or nobody answered) were infinitely slow for whoever waited.
 */
export type Fate = 'ok' | 'moved' | 'refused' | 'limited' | 'error' | 'timeout';

/** How one request went; times are performance.now() of this process, ms. */
export interface Flight {
  fate: Fate;
  status: number | null;
  /** When the request was written to an open connection; when it was given up where there never was one. */
  wroteAt: number;
  endedAt: number;
  firstByteAt: number | null;
  /** Time spent on opening connections, which is not the route's, ms. */
  connectMs: number;
  bytes: number;
  location?: string;
  cookies: readonly string[];
  /** The errno or code of a failure. */
  code?: string;
}

/** Sends requests over as many connections as are needed at once; those that are free are used again. */
export interface Sender extends Disposable {
  send(shot: Shot): Promise<Flight>;
}

/** A body beyond this many bytes is read no further. */
const MOST_BYTES = 20 * 1024 * 1024;

/**
 * A sender without a limit on connections: a limit would make requests wait in the client for one another and count that as the app's
 * time. It is no part of the politeness limit per host for the same reason; whoever sends keeps the rate low. Addresses are those that
 * `io` allows. `global fetch` is never used: it is 28 % too slow at 1,000 requests per second.
 */
export function openSender(io: Io, { timeoutMs }: { timeoutMs: number }): Sender {
  const agents = new Map<string, Agent>();
  let closed = false;
  const connect = async (url: URL, done: Parameters<Agent['createConnection']>[1]): Promise<void> => {
    try {
      const { socket } = await open(io, url, timeoutMs);
      if (closed) socket.destroy();
      done?.(null, socket);
    } catch (error) {
      done?.(error instanceof Error ? error : new ProbeError('cancelled', 'the run was stopped'), null as never); // as: Node looks at the error alone
    }
  };
  const agentOf = (url: URL): Agent => {
    const known = agents.get(url.origin);
    if (known) return known;
    const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 256, scheduling: 'lifo' });
    agent.createConnection = (_options, done) => {
      void connect(url, done);
      return undefined;
    };
    agents.set(url.origin, agent);
    return agent;
  };
  const fly = async (shot: Shot): Promise<Flight> => {
    const url = new URL(shot.url);
    const began = performance.now();
    let flight = await once({ shot, url, agent: agentOf(url), timeoutMs });
    // The server closed a connection that it had kept open while we wrote to it: no fault of the app (RFC 9112 section 9.3.1).
    if (flight.stale) {
      const left = timeoutMs - (performance.now() - began);
      const again = await once({ shot, url, agent: agentOf(url), timeoutMs: Math.max(1, left) });
      flight = { ...again, connectMs: again.connectMs + (flight.endedAt - began) };
    }
    const { stale: _, ...rest } = flight;
    return rest;
  };
  return {
    send: fly,
    [Symbol.dispose]() {
      closed = true;
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

interface Once {
  shot: Shot;
  url: URL;
  agent: Agent;
  timeoutMs: number;
}

function once({ shot, url, agent, timeoutMs }: Once): Promise<Flight & { stale: boolean }> {
  const began = performance.now();
  return new Promise((resolve) => {
    let wroteAt: number | null = null;
    let connectMs = 0;
    let firstByteAt: number | null = null;
    let bytes = 0;
    let over = false;
    const method = shot.method ?? 'GET';
    const sent = send({
      agent,
      host: url.hostname,
      path: `${url.pathname}${url.search}`,
      method,
      headers: {
        ...(shot.body === undefined ? {} : { 'Content-Length': Buffer.byteLength(shot.body) }),
        Host: url.host,
        'User-Agent': USER_AGENT,
        Accept: '*/*',
        'Accept-Encoding': 'gzip, br',
        ...shot.headers,
      },
      insecureHTTPParser: true,
    });
    const end = (fate: Fate, answer: IncomingMessage | null, code?: string): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      const endedAt = performance.now();
      resolve({
        fate,
        status: answer?.statusCode ?? null,
        wroteAt: wroteAt ?? endedAt,
        endedAt,
        firstByteAt,
        connectMs: wroteAt === null ? 0 : connectMs,
        bytes,
        ...(answer?.headers.location === undefined ? {} : { location: answer.headers.location }),
        cookies: answer?.headers['set-cookie'] ?? [],
        ...(code === undefined ? {} : { code }),
        stale: fate === 'error' && answer === null && sent.reusedSocket && (method === 'GET' || method === 'HEAD'),
      });
    };
    const timer = setTimeout(() => {
      end('timeout', null, 'timeout');
      sent.destroy();
    }, timeoutMs);
    sent.once('socket', () => {
      wroteAt = performance.now();
      if (!sent.reusedSocket) connectMs = wroteAt - began;
    });
    sent.on('error', (error: NodeJS.ErrnoException) => end('error', null, error.code ?? 'error'));
    sent.once('response', (answer) => {
      firstByteAt = performance.now();
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_BYTES) answer.destroy(new Error('too large'));
      });
      answer.once('end', () => end(fateOf(answer.statusCode ?? 0, shot.statuses), answer));
      answer.once('error', () => end('error', answer, bytes > MOST_BYTES ? 'too-large' : 'cut-short'));
      answer.once('close', () => end('error', answer, 'cut-short'));
    });
    sent.end(shot.body);
  });
}

/** What an answer counts as; where statuses are told, another success is none. */
function fateOf(status: number, statuses: Shot['statuses']): Fate {
  if (statuses?.includes(status)) return 'ok';
  if (status === 429) return 'limited';
  if (status === 401 || status === 403) return 'refused';
  if (status >= 400) return 'error';
  if (status >= 300 && status !== 304) return 'moved';
  return statuses === undefined ? 'ok' : 'error';
}
