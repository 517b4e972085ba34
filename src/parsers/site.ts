import { getDomain, parse } from 'tldts';

/** The registrable domain of a host, platforms' own suffixes included (`shop.vercel.app` is one); an address or single label is its own. */
export function siteOf(host: string): string {
  return getDomain(host, { allowPrivateDomains: true }) ?? host;
}

/** True when the URL is http or https on a host of the site; never throws. */
export function isWithin(site: string, url: URL): boolean {
  return (url.protocol === 'http:' || url.protocol === 'https:') && siteOf(url.hostname) === site;
}

/** True for a name below a suffix of a company instead of a registry, such as `shop.vercel.app`: its DNS is not its owner's to change. */
export function isOnPlatform(host: string): boolean {
  return parse(host, { allowPrivateDomains: true }).isPrivate === true;
}
