import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { RecordState, RuleState, ZoneState } from './account.ts';
import { readFilter, readText, type Seen } from './expression.ts';
import { EdgeCache } from './edge-cache.ts';
import { type Around, fetchOrigin, type Origin } from './origin.ts';

const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/**
 * Opens the edge of a zone on its addresses, ports 80 and 443. Its universal certificate covers the apex and one label below it; other
 * names end in a TLS alert. In order: always HTTPS, redirects, custom rules, rate limit, cache, origin.
 */
export async function openEdge(zone: ZoneState, around: Around): Promise<void> {
  const { authority, listeners } = around;
  const issued = await authority.issue({ names: [zone.name, `*.${zone.name}`] });
  const context: SecureContext = createSecureContext({ ...issued, ciphers: 'DEFAULT:@SECLEVEL=0' });
  const visits = new Map<string, { from: number; count: number; blockedUntil: number }>();
  const cache = new EdgeCache();
  const serve =
    (secure: boolean): RequestListener =>
    (request, response) => {
      listeners.counts.requests += 1;
      void handle({ zone, around, visits, cache, request, response, secure });
    };
  await Promise.all(
    zone.edge.flatMap((address) => {
      const secure = createSecureServer(
        {
          ...issued,
          minVersion: 'TLSv1',
          ciphers: 'DEFAULT:@SECLEVEL=0',
          SNICallback: (name, done) => (isCovered(zone, name) ? done(null, context) : done(new Error(`no certificate covers ${name}`))),
        },
        serve(true),
      );
      secure.on('tlsClientError', (_error, socket) => socket.destroy());
      secure.on('secureConnection', (socket) => {
        const least = `TLSv${String(zone.settings.get('min_tls_version')?.value)}`.replace(/\.0$/, '');
        if (VERSIONS.indexOf(socket.getProtocol() ?? '') < VERSIONS.indexOf(least)) socket.destroy();
      });
      return [listeners.tcp({ host: address, port: 80 }, createServer(serve(false))), listeners.tcp({ host: address, port: 443 }, secure)];
    }),
  );
}

function isCovered(zone: ZoneState, name: string): boolean {
  const host = name.toLowerCase();
  return host === zone.name || (host.endsWith(`.${zone.name}`) && !host.slice(0, -zone.name.length - 1).includes('.'));
}

interface Handling {
  zone: ZoneState;
  around: Around;
  visits: Map<string, { from: number; count: number; blockedUntil: number }>;
  cache: EdgeCache;
  request: IncomingMessage;
  response: ServerResponse;
  secure: boolean;
}

async function handle(at: Handling): Promise<void> {
  const { zone, request, response, secure, cache } = at;
  const url = new URL(request.url?.startsWith('/') ? request.url : '/', 'http://edge');
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  response.setHeader('Server', 'cloudflare');
  response.setHeader('CF-Ray', `${randomBytes(8).toString('hex')}-FRA`);
  const setting = (id: string): unknown => zone.settings.get(id)?.value;
  const hsts = (setting('security_header') as { strict_transport_security: Record<string, unknown> }).strict_transport_security; // as: settings.ts keeps its shape
  if (secure && hsts['enabled'] === true) {
    const parts = [
      `max-age=${String(hsts['max_age'])}`,
      ...(hsts['include_subdomains'] ? ['includeSubDomains'] : []),
      ...(hsts['preload'] ? ['preload'] : []),
    ];
    response.setHeader('Strict-Transport-Security', parts.join('; '));
  }
  // A record that leads back to the edge would ask it for ever (RFC 8586).
  if (/\bcloudflare\b/.test(String(request.headers['cdn-loop'] ?? ''))) return end(response, 403, 'error code: 1000');
  const record = recordFor(zone, host);
  if (!record) return end(response, 409, 'error code: 1001');
  const seen: Seen = {
    host,
    path: url.pathname,
    query: url.search.slice(1),
    method: request.method ?? 'GET',
    // Everybody in the lab comes from one machine; a visitor may say which address it has in this pretend internet.
    ip: String(request.headers['lab-client-ip'] ?? '203.0.113.77'),
    ssl: secure,
    verifiedBot: false,
  };
  if (setting('always_use_https') === 'on' && !secure) return redirect(response, 301, `https://${host}${request.url ?? '/'}`);
  const rule = firstOf(zone, 'http_request_dynamic_redirect', seen);
  if (rule) return follow(response, rule, { seen, search: url.search });
  const custom = firstOf(zone, 'http_request_firewall_custom', seen);
  if (custom && custom.action !== 'skip') {
    if (custom.action !== 'block') response.setHeader('CF-Mitigated', 'challenge');
    return end(response, 403, 'error code: 1020');
  }
  const limit = firstOf(zone, 'http_ratelimit', seen);
  if (limit && isTooMany(at.visits, limit, seen.ip)) return end(response, 429, 'error code: 1015');
  const settings = rulesOf(zone, 'http_request_cache_settings', seen).reduce<Record<string, unknown>>(
    (all, each) => ({ ...all, ...each.action_parameters }),
    {},
  );
  const key = `${host} ${url.pathname}${url.search}`;
  const held = seen.method === 'GET' && settings['cache'] === true ? cache.get(key, Date.now()) : undefined;
  if (held) return pass(response, held, 'HIT');
  const got = await fetchOrigin({ record, host, mode: String(setting('ssl')), around: at.around, request, seen });
  if (typeof got === 'number') return end(response, got, `error code: ${got}`);
  if (seen.method !== 'GET' || settings['cache'] !== true) return pass(response, got, settings['cache'] === false ? 'BYPASS' : 'DYNAMIC');
  return pass(response, got, cache.offer(key, got, { settings, path: url.pathname, nowMs: Date.now() }) ? 'MISS' : 'BYPASS');
}

/** The orange record of a host, or of the wildcard above it. */
function recordFor(zone: ZoneState, host: string): RecordState | undefined {
  const at = (name: string): RecordState[] =>
    zone.records.filter((record) => record.name === name && ['A', 'AAAA', 'CNAME'].includes(record.type));
  const own = at(host);
  return (own.length > 0 ? own : at(`*.${host.slice(host.indexOf('.') + 1)}`)).find((record) => record.proxied);
}

function rulesOf(zone: ZoneState, phase: string, seen: Seen): RuleState[] {
  const set = [...zone.rulesets.values()].map((versions) => versions.at(-1)).find((each) => each?.phase === phase);
  return (set?.rules ?? []).filter((rule) => rule.enabled && (rule.expression === 'true' || readFilter(rule.expression).test(seen)));
}

function firstOf(zone: ZoneState, phase: string, seen: Seen): RuleState | undefined {
  return rulesOf(zone, phase, seen)[0];
}

function follow(response: ServerResponse, rule: RuleState, { seen, search }: { seen: Seen; search: string }): void {
  const value = rule.action_parameters?.['from_value'] as {
    status_code: number;
    preserve_query_string?: boolean;
    target_url: Record<string, string>;
  }; // as: rules.ts has held it
  const { value: fixed, expression = '""' } = value.target_url;
  redirect(response, value.status_code, `${fixed ?? readText(expression)(seen)}${value.preserve_query_string ? search : ''}`);
}

/** Counts a visit in its window, as one data centre does. */
function isTooMany(visits: Handling['visits'], rule: RuleState, ip: string): boolean {
  const limit = rule.ratelimit as { period: number; requests_per_period: number; mitigation_timeout: number }; // as: rules.ts has held it
  const key = `${rule.id} ${ip}`;
  const now = Date.now();
  const held = visits.get(key);
  if (held && now < held.blockedUntil) return true;
  const visit = held && now - held.from < limit.period * 1_000 ? held : { from: now, count: 0, blockedUntil: 0 };
  visits.set(key, visit);
  visit.count += 1;
  if (visit.count <= limit.requests_per_period) return false;
  visit.blockedUntil = now + limit.mitigation_timeout * 1_000;
  return true;
}

function pass(response: ServerResponse, origin: Origin, status: string): void {
  for (const [name, values] of origin.headers) if (!response.hasHeader(name)) response.setHeader(name, values);
  response.setHeader('CF-Cache-Status', status);
  response.writeHead(origin.status).end(origin.body);
}

function redirect(response: ServerResponse, status: number, location: string): void {
  response.writeHead(status, { Location: location, 'Content-Length': 0 }).end();
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
