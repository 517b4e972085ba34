import { type CacheControl, parseCacheControl } from './cache-control.ts';
import { all, first, type Headers, joined, words } from './headers.ts';

/** Headers for edges alone; one that understands them ignores Cache-Control (RFC 9213; Surrogate-Control is the older form). */
const FOR_EDGES = ['CDN-Cache-Control', 'Cloudflare-CDN-Cache-Control', 'Vercel-CDN-Cache-Control', 'Surrogate-Control'] as const;

/** How caches say that an answer comes from their store: fresh, stale, or after they asked the server whether it still holds. */
const FROM_STORE = /(?:^|[\s,;])(?:(?:tcp_)?(?:mem_)?(?:refresh)?_?hit|stale|updating|revalidated)\b/i;

/** True for a page built before anybody asked: files have a Last-Modified, Next.js says so itself. Pages made on demand have neither. */
export function isFile(headers: Headers): boolean {
  return first(headers, 'last-modified') !== null || first(headers, 'x-nextjs-prerender') === '1';
}

/** The headers for edges alone that an answer carries. */
export function edgeHeaders(headers: Headers): string[] {
  return FOR_EDGES.filter((name) => first(headers, name) !== null);
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
  // Nothing matches `Vary: *`, so what is kept is not handed out (RFC 9111 §4.1); edges with a header of their own ignore it.
  const never = words(headers, 'vary').includes('*');
  for (const name of [...FOR_EDGES, 'cache-control'] as const) {
    const value = joined(headers, name);
    if (value === null) continue;
    const told = parseCacheControl(value);
    if (told.noStore || told.noCache || told.private || (name === 'cache-control' && never)) continue;
    // Without any time `public` lets caches guess one (RFC 9111 §4.2.2).
    const fresh = told.sMaxAge ?? told.maxAge ?? (name === 'cache-control' ? expiresIn(headers, now) : null) ?? (told.public ? 1 : 0);
    const stale = told.mustRevalidate || told.proxyRevalidate ? 0 : (told.staleWhileRevalidate ?? 0);
    if (fresh + stale > 0) return { header: `${name.toLowerCase()}: ${value}`, ignoring: [...told.privateFields, ...told.noCacheFields] };
  }
  const expires = expiresIn(headers, now);
  return cacheControl(headers) === null && expires !== null && expires > 0 && !never
    ? { header: `expires: ${first(headers, 'expires') ?? ''}`, ignoring: [] }
    : null;
}

/**
 * How long caches may guess that an answer is fresh where it says nothing of it: a tenth of its age at the time it was sent
 * (RFC 9111 §4.2.2), seconds. Null where it tells a time, forbids to keep it, or gives nothing to guess from.
 */
export function guessedLife(headers: Headers, now: Date): number | null {
  const told = cacheControl(headers);
  if (told?.noStore || told?.noCache || told?.private || words(headers, 'vary').includes('*')) return null;
  if ((told?.sMaxAge ?? told?.maxAge ?? expiresIn(headers, now)) !== null) return null;
  const modified = Date.parse(first(headers, 'last-modified') ?? '');
  const sent = Date.parse(first(headers, 'date') ?? '');
  const life = Math.floor(((Number.isNaN(sent) ? now.getTime() : sent) - modified) / 10_000);
  return life > 0 ? life : null;
}

/** The header by which a shared cache says that this very answer came from its store, as `name: value`; null where none does. */
export function servedFromCache(headers: Headers): string | null {
  for (const name of ['cf-cache-status', 'x-vercel-cache', 'x-cache', 'x-cache-status', 'x-proxy-cache', 'cdn-cache', 'cache-status']) {
    const value = all(headers, name).join(', ');
    if (FROM_STORE.test(value)) return `${name}: ${value}`;
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
