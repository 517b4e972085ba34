import type { UrlKind } from '../../core/subject.ts';
import type { Page } from '../../parsers/html.ts';
import { isWithin } from '../../parsers/site.ts';
import { redactText } from '../../redact/redact.ts';
import { hasHash, isFile, mayAsk, PAGE_ORDER, pageKind } from './route-kind.ts';

/** A URL and what it is for. */
export interface Found {
  url: string;
  for: UrlKind;
}

const PAGES = 6;
const APIS = 4;
const ASSETS = 3;

/** Where the addresses of a page point: http(s) on the same site, without fragments, each once, in order. */
function resolve(addresses: readonly string[], base: URL, site: string): URL[] {
  const urls = new Map<string, URL>();
  for (const address of addresses) {
    const url = URL.parse(address, base.href);
    if (!url || !isWithin(site, url) || url.username !== '') continue;
    url.hash = '';
    urls.set(url.href, url);
  }
  return [...urls.values()];
}

/** The base that a page's addresses are relative to. */
export function baseOf(page: Page, url: string): URL {
  return URL.parse(page.base ?? '', url) ?? new URL(url);
}

/** At most 6 pages that a home page links to, those that matter most first; queries are dropped, `home` itself is left out. */
export function pagesIn(page: Page, { home, site }: { home: URL; site: string }): Found[] {
  const found = new Map<string, UrlKind>();
  for (const url of resolve([...page.links, ...page.forms], baseOf(page, home.href), site)) {
    url.search = '';
    if (url.href === home.href || !mayAsk(url.pathname) || isFile(url.pathname) || isApi(url) || !isOpen(url)) continue;
    found.set(url.href, pageKind(url.pathname));
  }
  const order = (kind: UrlKind): number => PAGE_ORDER.findIndex((each) => each === kind);
  return [...found]
    .map(([url, kind]) => ({ url, for: kind }))
    .sort((a, b) => order(a.for) - order(b.for))
    .slice(0, PAGES);
}

/** The scripts of the site itself that a page loads, in order. */
export function ownScripts(page: Page, { home, site }: { home: URL; site: string }): URL[] {
  return resolve(page.scripts, baseOf(page, home.href), site);
}

/** At most 3 scripts and styles whose names hold a hash. */
export function assetsIn(page: Page, { home, site }: { home: URL; site: string }): Found[] {
  const urls = resolve([...page.scripts, ...page.styles], baseOf(page, home.href), site).filter(
    (url) => hasHash(url.pathname) && isOpen(url),
  );
  return urls.slice(0, ASSETS).map((url) => ({ url: url.href, for: 'asset' }));
}

/** String literals of paths below /api/ or of whole addresses; a template hole or a final slash (something is appended) spoils one. */
const LITERAL = /(["'`])(\/api\/[\w./-]{1,200}|https?:\/\/[\w.-]{1,253}(?::\d{1,5})?\/[\w./-]{1,200})\1/g;

/** An address or a path, and constants that hold the address of an API: `const api="https://api.acme.com/v1"`. */
const PLACE = String.raw`(https?:\/\/[\w.-]{1,253}(?::\d{1,5})?(?:\/[\w./-]{0,100})?|\/api(?:\/[\w./-]{0,100})?)`;
const CONSTANT = new RegExp(String.raw`(?<![\w$.])([\w$]{1,40})\s*=\s*(["'\`])${PLACE}\2`, 'g');

/** What is put behind such a constant: `${api}/me` and api+"/me". */
const JOINED = /`\$\{([\w$]{1,40})\}(\/[\w./-]{1,200})`|(?<![\w$.])([\w$]{1,40})\s*\+\s*(["'])(\/[\w./-]{1,200})\4/g;

/** The address before all that a client such as axios asks for, and what it asks for. */
const BASE_URL = new RegExp(String.raw`\bbaseURL\s*:\s*(["'\`])${PLACE}\1`, 'g');
const GOTTEN = /\.get\((["'`])(\/[\w./-]{1,200})\1/g;

/** The addresses a script names: whole ones, those behind a constant, and what its only client asks for. What others begin with is none. */
function addressesIn(script: string): string[] {
  const constants = new Map([...script.matchAll(CONSTANT)].map(([, name = '', , base = '']) => [name, base]));
  const clients = new Set([...script.matchAll(BASE_URL)].map(([, , base = '']) => base));
  const parts = [...script.matchAll(JOINED)].map(([, name, path, added, , tail]) => ({
    base: constants.get(name ?? added ?? ''),
    path: path ?? tail,
  }));
  const gotten = clients.size === 1 ? [...script.matchAll(GOTTEN)].map(([, , path]) => ({ base: [...clients][0], path })) : [];
  const begins = new Set<string | undefined>([...clients, ...parts.map(({ base }) => base)]);
  const literals = [...script.matchAll(LITERAL)].map(([, , address = '']) => address).filter((each) => !begins.has(each));
  const joined = [...parts, ...gotten].flatMap(({ base, path }) =>
    base === undefined || path === undefined ? [] : [base.replace(/\/$/, '') + path],
  );
  return [...literals, ...joined];
}

/** At most 4 API routes that scripts name and that a GET may ask. */
export function apisIn(scripts: readonly string[], { home, site }: { home: URL; site: string }): Found[] {
  const found = new Map<string, Found>();
  for (const script of scripts) {
    for (const address of addressesIn(script)) {
      if (found.size >= APIS) return [...found.values()];
      const [url] = resolve([address], home, site);
      if (!url || !isApi(url) || address.endsWith('/') || isFile(url.pathname) || !mayAsk(url.pathname) || !isOpen(url)) continue;
      found.set(url.href, { url: url.href, for: /\/(health|healthz|status)$/.test(url.pathname) ? 'health' : 'api' });
    }
  }
  return [...found.values()];
}

/** False for an address with a secret in it: it may work only once, and the name of what we ask stands in every report. */
function isOpen(url: URL): boolean {
  return redactText(url.href) === url.href;
}

function isApi(url: URL): boolean {
  return url.pathname.startsWith('/api/') || (url.hostname.startsWith('api.') && url.pathname !== '/');
}
