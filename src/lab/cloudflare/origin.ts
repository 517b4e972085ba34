import { type IncomingMessage, request as send } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls';
import { once } from 'node:events';
import type { Authority } from '../ca.ts';
import type { Listeners } from '../listeners.ts';
import type { Live } from '../live.ts';
import type { RecordState } from './account.ts';
import type { Seen } from './expression.ts';
import { flattened } from './publish.ts';

/** What the edge needs of the world around it. */
export interface Around {
  live: Live;
  authority: Authority;
  listeners: Listeners;
}

/** What the origin answered. */
export interface Origin {
  status: number;
  /** Names in lower case. */
  headers: [string, string[]][];
  body: Buffer;
}

const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'server', 'host', 'lab-client-ip']);

interface Fetch {
  record: RecordState;
  host: string;
  mode: string;
  around: Around;
  request: IncomingMessage;
  seen: Seen;
}

/**
 * Asks the server behind an orange record in the zone's SSL mode: `off` and `flexible` over http, `full` over https with any
 * certificate, `strict` with one that is valid. A number is Cloudflare's error: 521 refused, 525 no handshake, 526 invalid certificate,
 * 530 no such name.
 */
export async function fetchOrigin(from: Fetch): Promise<Origin | number> {
  const { record, around } = from;
  const address = isIP(record.content) === 0 ? flattened(around.live, record.content)[0] : record.content;
  if (address === undefined) return 530;
  const socket = await open(address, from);
  if (typeof socket === 'number') return socket;
  try {
    return await exchange(socket, from);
  } catch {
    return 520;
  } finally {
    socket.destroy();
  }
}

async function open(address: string, { mode, host, around, seen }: Fetch): Promise<Socket | number> {
  const secure = mode === 'full' || mode === 'strict' ? seen.ssl || mode === 'strict' : false;
  const place = around.listeners.route(address, secure ? 443 : 80);
  const plain = connectTcp(place.port, place.host);
  plain.on('error', () => undefined);
  try {
    await once(plain, 'connect');
  } catch {
    return 521;
  }
  if (!secure) return plain;
  const tls = connectTls({
    socket: plain,
    servername: host,
    secureContext: trustOf(around.authority),
    rejectUnauthorized: mode === 'strict',
  });
  tls.on('error', () => undefined);
  try {
    await once(tls, 'secureConnect');
    return tls;
  } catch (error) {
    plain.destroy();
    const code = String((error as NodeJS.ErrnoException).code);
    return /CERT|SELF_SIGNED|ALTNAME|UNABLE/.test(code) ? 526 : 525;
  }
}

const trusts = new WeakMap<Authority, SecureContext>();

/** Whom the edge trusts: the lab's public root. Kept, because every request needs it. */
function trustOf(authority: Authority): SecureContext {
  const known = trusts.get(authority) ?? createSecureContext({ ca: [authority.root] });
  trusts.set(authority, known);
  return known;
}

async function exchange(socket: Socket, { host, request, seen }: Fetch): Promise<Origin> {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name)));
  const asked = send({
    createConnection: () => socket,
    method: seen.method,
    path: request.url ?? '/',
    headers: {
      ...headers,
      Host: host,
      'CDN-Loop': 'cloudflare',
      'CF-Connecting-IP': seen.ip,
      'X-Forwarded-For': seen.ip,
      'X-Forwarded-Proto': seen.ssl ? 'https' : 'http',
      'CF-Visitor': JSON.stringify({ scheme: seen.ssl ? 'https' : 'http' }),
    },
  });
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>; // as: what `response` gives
  request.pipe(asked);
  const [answer] = await answered;
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  const names = [...new Set(answer.rawHeaders.filter((_each, at) => at % 2 === 0).map((name) => name.toLowerCase()))];
  return {
    status: answer.statusCode ?? 502,
    headers: names.filter((name) => !HOP_BY_HOP.has(name)).map((name) => [name, answer.headersDistinct[name] ?? []]),
    body: Buffer.concat(chunks),
  };
}
