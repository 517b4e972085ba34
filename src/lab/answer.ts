import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Cors, Route, Site } from './scenario.ts';

const NOT_FOUND: Route = { path: '*', status: 404, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: 'Not found\n' };
/** Bodies below this many bytes are not worth compressing. */
const COMPRESS_FROM = 512;

/** What a site does for one request: its first fitting route, after the thinking time. */
export function answer(
  site: Site,
  routes: readonly Route[],
  { request, response, secure }: { request: IncomingMessage; response: ServerResponse; secure: boolean },
): void {
  const url = new URL(request.url?.startsWith('/') ? request.url : '/', 'http://lab');
  const found = routes.find((route) => fits(route.path, url.pathname) && (route.method ?? request.method) === request.method) ?? NOT_FOUND;
  const route: Omit<Route, 'path'> = isSpent(found)
    ? tooMany(found)
    : found.requires && !hasCookie(request, found.requires.cookie)
      ? { ...found, ...found.requires.otherwise }
      : found;
  const wait = route.delayMs ?? site.delayMs ?? 0;
  const send = (): void => {
    if (!response.destroyed) respond(route, { site, url, request, response, secure });
  };
  if (wait === 0) return send();
  if (!found.oneAtATime) return void setTimeout(send, wait).unref();
  const turn = (thinking.get(found) ?? Promise.resolve()).then(() => new Promise<void>((go) => void setTimeout(go, wait).unref()));
  thinking.set(found, turn);
  void turn.then(send);
}

/** When each limited route was asked, within its time. */
const asked = new WeakMap<Route, number[]>();

/** Counts a request to a limited route; true where it is one too many. */
function isSpent(route: Route): boolean {
  if (!route.limit) return false;
  const now = performance.now();
  const { requests, seconds } = route.limit;
  const recent = [...(asked.get(route) ?? []).filter((at) => at > now - seconds * 1_000), now];
  asked.set(route, recent);
  return recent.length > requests;
}

function tooMany({ limit }: Route): Omit<Route, 'path'> {
  return { status: 429, headers: { 'Retry-After': String(limit?.seconds) }, body: '<!doctype html><title>Too many requests</title>' };
}

/** Routes that think about one request at a time, with the end of the last that waits. */
const thinking = new WeakMap<Route, Promise<void>>();

interface Asked {
  site: Site;
  url: URL;
  request: IncomingMessage;
  response: ServerResponse;
  secure: boolean;
}

function respond(route: Omit<Route, 'path'>, { site, url, request, response, secure }: Asked): void {
  const nonce = randomBytes(16).toString('base64');
  const headers = { ...(secure ? site.headers : {}), ...route.headers };
  for (const [name, value] of Object.entries(headers)) if (value !== '') response.setHeader(name, value.replaceAll('{{nonce}}', nonce));
  if (route.cookies)
    response.setHeader(
      'Set-Cookie',
      route.cookies.map((cookie) => cookie.replaceAll('{{nonce}}', nonce)),
    );
  if (route.cors) allow(route.cors, { site, request, response });
  if (route.redirect) {
    const { to, status = 301, keepPath = true, keepQuery = true } = route.redirect;
    const target = new URL(keepPath ? url.pathname : '', to);
    response.setHeader('Location', `${keepPath ? target.origin + target.pathname : to}${keepQuery ? url.search : ''}`);
    response.writeHead(status, { 'Content-Length': 0 }).end();
    return;
  }
  if (request.method === 'OPTIONS' && route.cors) {
    response.writeHead(204).end();
    return;
  }
  if (route.json !== undefined && !response.hasHeader('Content-Type'))
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
  const text = route.json === undefined ? (route.body ?? '') : JSON.stringify(route.json);
  if (text !== '' && !response.hasHeader('Content-Type')) response.setHeader('Content-Type', 'text/html; charset=utf-8');
  const filled = text.replaceAll('{{nonce}}', nonce);
  const body = site.compress === false ? Buffer.from(filled) : compressed(filled, { request, response });
  response.setHeader('Content-Length', body.length);
  response.writeHead(route.status ?? 200).end(body);
}

function compressed(text: string, { request, response }: Pick<Asked, 'request' | 'response'>): Buffer {
  const accepted = request.headers['accept-encoding'] ?? '';
  if (text.length < COMPRESS_FROM) return Buffer.from(text);
  response.appendHeader('Vary', 'Accept-Encoding');
  if (/\bbr\b/.test(accepted)) {
    response.setHeader('Content-Encoding', 'br');
    return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
  }
  if (!/\bgzip\b/.test(accepted)) return Buffer.from(text);
  response.setHeader('Content-Encoding', 'gzip');
  return gzipSync(text);
}

function allow(cors: Cors, { site, request, response }: Pick<Asked, 'site' | 'request' | 'response'>): void {
  if (cors.origins === 'any') {
    response.setHeader('Access-Control-Allow-Origin', '*');
    return;
  }
  const origin = request.headers.origin;
  if (cors.vary !== false) response.appendHeader('Vary', 'Origin');
  if (origin === undefined || !letsIn(cors.origins, origin, site)) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  if (cors.credentials) response.setHeader('Access-Control-Allow-Credentials', 'true');
  if (request.method !== 'OPTIONS') return;
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE');
  response.setHeader('Access-Control-Allow-Headers', 'authorization, content-type');
}

/** Whether a rule lets an origin in. The careless ones compare only the beginning or the end of the domain, as real code does. */
function letsIn(origins: Exclude<Cors['origins'], 'any'>, origin: string, site: Site): boolean {
  const domain = (site.hosts[0] ?? '').split('.').slice(-2).join('.');
  switch (origins) {
    case 'reflect':
      return true;
    case 'null':
      return origin === 'null';
    case 'prefix':
      return (
        origin === `https://app.${domain}` ||
        site.hosts.some((host) => origin.startsWith(`https://${host}`)) ||
        origin.startsWith(`https://${domain}`)
      );
    case 'suffix':
      return origin.startsWith('https://') && origin.endsWith(domain);
    case 'subdomains':
      return origin === `https://${domain}` || (origin.startsWith('https://') && origin.endsWith(`.${domain}`));
    case 'http':
      return new RegExp(`^https?://([a-z0-9-]+\\.)?${domain.replaceAll('.', '\\.')}$`).test(origin);
    default:
      return origins.includes(origin);
  }
}

function fits(pattern: string, path: string): boolean {
  if (pattern === '*') return true;
  return pattern.endsWith('/*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

function hasCookie(request: IncomingMessage, name: string): boolean {
  return (request.headers.cookie ?? '').split(/;\s*/).some((pair) => pair.startsWith(`${name}=`));
}
