import { getDomain } from 'tldts';

/** The registrable domain of a host, platforms' own suffixes included (`shop.vercel.app` is one); an address or single label is its own. */
export function siteOf(host: string): string {
  return getDomain(host, { allowPrivateDomains: true }) ?? host;
}

/** True when the URL is http or https on a host of the site; never throws. */
export function isWithin(site: string, url: URL): boolean {
  return (url.protocol === 'http:' || url.protocol === 'https:') && siteOf(url.hostname) === site;
}
