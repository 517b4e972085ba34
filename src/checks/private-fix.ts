import type { Fix } from '../core/fix.ts';
import { cacheControl, edgeHeaders } from '../parsers/cache-life.ts';
import { edgesOf, stepsAt } from './edge.ts';
import { byHand, type Around } from './fix.ts';
import { headerFix, showHeader, wantedAt } from './header-fix.ts';
import type { Page } from './page.ts';

const VALUE = 'private, no-store';

/** How shared caches are kept from an answer: by its headers, or where those say so already by hand, at the edge that does not heed them. */
export function privateFix(page: Page, path: string): Fix {
  const told = cacheControl(page.headers);
  const forEdges = edgeHeaders(page.headers);
  const around: Around = {
    prompt: {
      goal: 'Keep every shared cache from storing pages and answers that belong to one user.',
      change: `Send Cache-Control: ${VALUE} with every answer that sets or reads a login, this address first. Remove s-maxage, public and CDN-Cache-Control there, and any edge rule that caches everything.`,
      not: 'switch caching off for hashed assets, pictures and public pages: they should stay cached.',
      see: 'this answer says private, no-store, has no Age header and no HIT, and two users in two browsers each see their own account.',
    },
    verify: showHeader(page.url, 'cache-control|cdn-cache-control|age|x-cache|cf-cache-status|x-vercel-cache|set-cookie'),
    minutes: 45,
  };
  if (forEdges.length === 0 && (told?.private || told?.noStore)) return byHand(atEdge(page, path), around);
  const wants = [
    wantedAt(page.url, { name: 'Cache-Control', value: VALUE, path }),
    ...forEdges.map((name) => wantedAt(page.url, { name, value: null, path })),
  ];
  return headerFix(page, { name: 'Cache-Control', value: VALUE, path }, { ...around, wants });
}

function atEdge({ headers }: Page, path: string): string[] {
  return [
    ...stepsAt(edgesOf({ edge: {} }, headers), {
      cloudflare: `Cloudflare: Caching › Cache Rules: in each rule that matches ${path}, choose Bypass cache, or Edge TTL: use cache-control header.`,
      netlify: `Netlify: remove Netlify-CDN-Cache-Control for ${path} in _headers and functions.`,
      nginx: `nginx: in the location of ${path}: \`proxy_no_cache 1; proxy_cache_bypass 1;\`, and no proxy_ignore_headers.`,
      apache: `Apache: \`CacheDisable ${path}\`, and no CacheIgnoreCacheControl.`,
    }),
    'Then purge the cache: what it kept holds logins of customers.',
    'End the sessions that were open meanwhile, since others may hold them.',
  ];
}
