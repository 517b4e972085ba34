import type { UrlKind } from '../core/subject.ts';
import { type CacheControl, parseCacheControl } from '../parsers/cache-control.ts';
import { all, first, type Headers, joined } from '../parsers/headers.ts';

/** Headers for edges alone; one that understands them ignores Cache-Control (RFC 9213; Surrogate-Control is the older form). */
const FOR_EDGES = ['cdn-cache-control', 'cloudflare-cdn-cache-control', 'vercel-cdn-cache-control', 'surrogate-control'] as const;

/** Pages whose content is one visitor's own. */
export const PERSONAL: ReadonlySet<UrlKind> = new Set(['dashboard', 'checkout']);
/** Forms that carry a token of one visitor but show nothing of them. */
export const FORMS: ReadonlySet<UrlKind> = new Set(['login', 'signup']);

/** True for a page built before anybody asked: files have a Last-Modified, Next.js says so itself. Pages made on demand have neither. */
export function isFile(headers: Headers): boolean {
  return first(headers, 'last-modified') !== null || first(headers, 'x-nextjs-prerender') === '1';
}

/** The Cache-Control of an answer, or null where it sends none. */
export function cacheControl(headers: Headers): CacheControl | null {
  const value = joined(headers, 'cache-control');
  return value === null ? null : parseCacheControl(value);
}

/** Seconds a browser may use its copy without asking; 0 where it must ask, null where nothing is said (RFC 9111 §4.2.1). */
export function browserLife(headers: Headers, now: Date): number | null {
  const told = cacheControl(headers);
  if (told?.noStore || told?.noCache) return 0;
  return told?.maxAge ?? expiresIn(headers, now);
}

/**
 * The header that lets shared caches (an edge, a proxy) hand one visitor's answer to another, as `name: value`; null where none does.
 * `ignoring` names fields that would not be handed on, such as `private="Set-Cookie"`.
 */
export function sharedBy(headers: Headers, now: Date): { header: string; ignoring: string[] } | null {
  for (const name of [...FOR_EDGES, 'cache-control'] as const) {
    const value = joined(headers, name);
    if (value === null) continue;
    const told = parseCacheControl(value);
    if (told.noStore || told.noCache || told.private) continue;
    // Without any time `public` lets caches guess one (RFC 9111 §4.2.2).
    const fresh = told.sMaxAge ?? told.maxAge ?? (name === 'cache-control' ? expiresIn(headers, now) : null) ?? (told.public ? 1 : 0);
    const stale = told.mustRevalidate || told.proxyRevalidate ? 0 : (told.staleWhileRevalidate ?? 0);
    if (fresh + stale > 0) return { header: `${name}: ${value}`, ignoring: [...told.privateFields, ...told.noCacheFields] };
  }
  const expires = expiresIn(headers, now);
  return cacheControl(headers) === null && expires !== null && expires > 0
    ? { header: `expires: ${first(headers, 'expires') ?? ''}`, ignoring: [] }
    : null;
}

/** The header by which a shared cache says that this very answer came from its store, as `name: value`; null where none does. */
export function servedFromCache(headers: Headers): string | null {
  for (const name of ['cf-cache-status', 'x-vercel-cache', 'x-cache', 'x-cache-status', 'x-proxy-cache', 'cdn-cache', 'cache-status']) {
    const value = all(headers, name).join(', ');
    if (/(?:^|[\s,;])(?:tcp_)?(?:mem_)?hit\b/i.test(value)) return `${name}: ${value}`;
  }
  const age = first(headers, 'age');
  return age !== null && /^\d+$/.test(age) && Number(age) > 0 ? `age: ${age}` : null;
}

function expiresIn(headers: Headers, now: Date): number | null {
  const expires = first(headers, 'expires');
  if (expires === null) return null;
  const date = Date.parse(first(headers, 'date') ?? '');
  const until = Date.parse(expires);
  // A date nobody can read means "already expired" (RFC 9111 §5.3).
  if (Number.isNaN(until)) return 0;
  return Math.max(0, Math.round((until - (Number.isNaN(date) ? now.getTime() : date)) / 1000));
}
