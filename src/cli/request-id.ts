import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** The header that carries the id from service to service. */
const HEADER = 'x-request-id';
/** What an id from outside may look like: anything else could break a log line, a header or a terminal. */
const WELL_FORMED = /^[A-Za-z0-9._-]{8,64}$/;
/** `traceparent` (w3.org/TR/trace-context/#traceparent-header): version 00 has 55 characters, later ones may have more. */
const TRACEPARENT = /^(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;

const storage = new AsyncLocalStorage<string>();
/** Ids made for requests that brought none, by their headers: a logger and a middleware that both ask must hear the same. */
const made = new WeakMap<RequestHeaders, string>();

/** Headers as node:http has them, or as the Fetch API has them (Hono, Next.js, Deno, Bun, workers). */
export type RequestHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The id a request came with: its `x-request-id`, else the trace id of its `traceparent`. It is untrusted data and taken only when it has 8
 * to 64 letters, digits, dots, dashes and underscores; otherwise the answer is a new random id, the same whenever these headers are asked about.
 */
export function takeRequestId(headers: RequestHeaders): string {
  const given = header(headers, HEADER);
  if (given !== undefined && WELL_FORMED.test(given)) return given;
  const trace = TRACEPARENT.exec(header(headers, 'traceparent') ?? '')?.[1];
  if (trace !== undefined) return trace;
  const id = made.get(headers) ?? crypto.randomUUID();
  made.set(headers, id);
  return id;
}

function header(headers: RequestHeaders, name: string): string | undefined {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Runs what answers a request, with everything it starts, under an id: `requestId()` is that id in all of it. */
export function runWithRequestId<T>(id: string, run: () => T): T {
  return storage.run(id, run);
}

/** The id of the request that is being answered; undefined outside of one. */
export function requestId(): string | undefined {
  return storage.getStore();
}

/** The headers that hand the id on to the next service: `fetch(url, { headers: { ...requestIdHeaders() } })`. Empty outside of a request. */
export function requestIdHeaders(): Record<string, string> {
  const id = requestId();
  return id === undefined ? {} : { [HEADER]: id };
}

/** For pino: `pino({ mixin: requestIdMixin })` writes `requestId` into every line that belongs to a request. */
export function requestIdMixin(): { requestId?: string } {
  const id = requestId();
  return id === undefined ? {} : { requestId: id };
}

/**
 * Gives a request of node:http its id, puts it on the answer as `x-request-id`, and goes on under it. It is a middleware of Express and
 * Connect as it stands (`app.use(withRequestId)`); in plain node:http the third argument is your handler, in Fastify the `done` of an
 * `onRequest` hook, with `request.raw` and `reply.raw` before it.
 */
export function withRequestId<T>(request: IncomingMessage, response: ServerResponse, next: () => T): T {
  const id = takeRequestId(request.headers);
  response.setHeader(HEADER, id);
  // Node tells of bodies and of ends from outside of the request: whoever listens there must find the id as well.
  keepId(request, id);
  keepId(response, id);
  return runWithRequestId(id, next);
}

function keepId(emitter: EventEmitter, id: string): void {
  const emit = emitter.emit.bind(emitter);
  emitter.emit = (...told: Parameters<EventEmitter['emit']>) => storage.run(id, emit, ...told);
}
