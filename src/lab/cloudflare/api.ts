import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AccountState, ZoneState } from './account.ts';
import type { Faults } from './faults.ts';
import { Quota } from './quota.ts';
import { Refusal } from './refusal.ts';
import { serve } from './routes.ts';

const BASE = '/client/v4/';
const BODY_BYTES = 1024 * 1024;

export interface Api {
  account: AccountState;
  faults: Faults;
  isActive: (zone: ZoneState) => boolean;
  /** Called after every write and awaited before it is answered. */
  wrote(): Promise<void>;
  /** Requests so far, `GET` and others. */
  counts: { reads: number; writes: number };
}

/** Answers as api.cloudflare.com does: token, quota, permissions, one envelope, and whatever trouble was ordered. */
export function apiListener(api: Api): RequestListener {
  const quota = new Quota(api.account.quota);
  return (request, response) => {
    void (async () => {
      const method = request.method ?? 'GET';
      const url = new URL(request.url ?? '/', 'https://api.cloudflare.com');
      const allowed = quota.take(Date.now());
      for (const [name, value] of Object.entries(allowed.headers)) response.setHeader(name, value);
      try {
        const body = await bodyOf(request);
        const path = url.pathname.startsWith(BASE) ? url.pathname.slice(BASE.length).replace(/\/$/, '') : '';
        mustKnow(request, api.account.token);
        if (!allowed.allowed) throw new Refusal(429, 971, 'Please wait and consider throttling your request speed');
        const trouble = api.faults.take(method, path);
        if (trouble === 'busy') {
          response.setHeader('Retry-After', '0');
          throw new Refusal(429, 971, 'Please wait and consider throttling your request speed');
        }
        if (trouble === 'error') throw new Refusal(500, 10_001, 'Internal error');
        api.counts[method === 'GET' ? 'reads' : 'writes'] += 1;
        const { account, isActive } = api;
        const answer = serve(method, path, { account, isActive, query: url.searchParams, body, now: new Date() });
        if (method !== 'GET') await api.wrote();
        if (trouble === 'lost') request.socket.destroy();
        else send(response, 200, { success: true, errors: [], messages: [], ...answer });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { status, code, message, pointer } = error;
        const errors = [{ code, message, ...(pointer === undefined ? {} : { source: { pointer } }) }];
        send(response, status, { success: false, errors, messages: [], result: null });
      }
    })();
  };
}

function mustKnow(request: IncomingMessage, token: string): void {
  const given = request.headers.authorization ?? '';
  if (given === '') throw new Refusal(400, 9106, 'Missing X-Auth-Key, X-Auth-Email or Authorization headers');
  if (!/^Bearer \S+$/.test(given)) throw new Refusal(400, 6003, 'Invalid request headers');
  if (given !== `Bearer ${token}`) throw new Refusal(403, 9109, 'Invalid access token');
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) throw new Refusal(413, 6003, 'Request body is too large');
    chunks.push(chunk);
  }
  if (bytes === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refusal(400, 6007, 'Malformed JSON in request body');
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
      'Cf-Auditlog-Id': '0',
      'Api-Version': '2026-11-01',
    })
    .end(text);
}
