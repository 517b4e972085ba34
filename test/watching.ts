import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configSchema, type Config } from '../src/core/config.ts';
import type { Io } from '../src/core/io.ts';
import type { Engine, EngineOptions, Pace } from '../src/monitor/engine.ts';
import { startMonitor } from '../src/monitor/start.ts';
import { openStore } from '../src/monitor/store/open.ts';
import type { Store } from '../src/monitor/store/store.ts';
import { testIo } from './io.ts';

/** A real http server on a port of the system's choice. */
export interface Listening extends AsyncDisposable {
  url: string;
  server: Server;
}

export async function listen(handler: RequestListener, port = 0): Promise<Listening> {
  const server = createServer(handler);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // as: a TCP server has no path
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** The whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer); // as: no encoding was set
  return Buffer.concat(parts).toString('utf8');
}

/** Waits until `what` gives something other than undefined, null or false; fails after `ms`. */
export async function until<T>(what: () => Promise<T> | T, ms = 15_000): Promise<NonNullable<T>> {
  const end = performance.now() + ms;
  for (;;) {
    const found = await what();
    if (found !== undefined && found !== null && found !== false) return found;
    if (performance.now() > end) throw new Error(`nothing came within ${ms} ms: ${what.toString().slice(0, 120)}`);
    await new Promise((go) => setTimeout(go, 10));
  }
}

/** Fast enough for a test, the same otherwise. */
export const FAST = { tickMs: 10, againMs: 20, retryMs: 30, retryMostMs: 200, giveUpMs: 3_600_000, commitMs: 5 } as const satisfies Pace;

/** An Io with the real clock that may ask this machine. */
export function localIo(overrides: Partial<Io> = {}): Io {
  return testIo({ now: () => new Date(), allowPrivate: true, ...overrides });
}

export function configOf(parts: object): Config {
  return configSchema.parse(parts);
}

/** An engine on a store in memory. */
export async function watching(
  parts: object,
  options: Partial<EngineOptions> = {},
): Promise<{ engine: Engine; store: Store; troubles: unknown[] } & AsyncDisposable> {
  const store = options.store ?? (await openStore(':memory:'));
  const troubles: unknown[] = [];
  const engine = await startMonitor({
    store,
    config: configOf(parts),
    io: localIo(),
    profile: { name: 'test', title: 'Test', about: 'For tests', bars: {} },
    pace: FAST,
    onTrouble: (error) => void troubles.push(error),
    ...options,
  });
  return {
    engine,
    store,
    troubles,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      if (!options.store) await store[Symbol.asyncDispose]();
    },
  };
}

/** A server that hands everything on to an engine, as the real one does. */
export async function intake(engine: Pick<Engine, 'ingest'>, authorized = false): Promise<Listening> {
  return listen(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://intake');
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
    );
    const answer = await engine.ingest({
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers,
      body: request,
      authorized,
    });
    response.writeHead(answer.status, { ...answer.headers }).end(answer.body);
  });
}
