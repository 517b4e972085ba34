import { getDomain, parse } from 'tldts';

/** Suffixes that companies lend to their customers count like those of registries: `shop.vercel.app` is a site of its own. */
const SUFFIXES = { allowPrivateDomains: true } as const;

/** The registrable domain of a host; an address, a single label or a bare suffix is its own. */
export function siteOf(host: string): string {
  return getDomain(host, SUFFIXES) ?? host;
}

/** True when the URL is http or https on a host of the site; never throws. */
export function isWithin(site: string, url: URL): boolean {
  return (url.protocol === 'http:' || url.protocol === 'https:') && siteOf(url.hostname) === site;
}

/** True for a name that a platform lends to a customer, such as `shop.vercel.app`: the founder cannot change its DNS. */
export function isPlatformName(host: string): boolean {
  return parse(host, SUFFIXES).isPrivate === true;
}

/** The domain that somebody registers at a registry, lent names aside: `vercel.app` of `shop.vercel.app`; null for an address or a single label. */
export function registeredOf(host: string): string | null {
  return getDomain(host);
}
