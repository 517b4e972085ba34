import type { Saw } from '../core/check.ts';
import { servedFromCache } from '../parsers/cache-life.ts';
import { first, type Headers, words } from '../parsers/headers.ts';
import type { httpVisitors } from '../probes/http/visitors.ts';
import type { Page } from './page.ts';

/** How later visitors met an address. */
export type Visitors = Saw<{ visitors: typeof httpVisitors }>['visitors'];

/** The header by which a cache says that a visitor got what was made for another. */
export function hitOf(page: Page, { second }: Visitors): string | null {
  return servedFromCache(second?.headers ?? []) ?? servedFromCache(page.headers);
}

/** A header of `hitOf` as a proof. */
export function fromStore(hit: string): string {
  return `${hit} (already served from a shared cache)`;
}

/** True where caches are told to keep one answer per cookie. Cloudflare does not (its documentation on Vary, 2026-11). */
export function variesByCookie(headers: Headers): boolean {
  return words(headers, 'vary').includes('cookie') && first(headers, 'cf-ray') === null && first(headers, 'cf-cache-status') === null;
}
