import type { Context, Saw } from '../core/check.ts';
import type { Subject, UrlKind } from '../core/subject.ts';
import type { httpPage } from '../probes/http/page.ts';
import { pageKind } from '../probes/http/route-kind.ts';
import { zoneOf } from './host.ts';
import { shortUrl } from './plain.ts';

export type Page = Saw<{ page: typeof httpPage }>['page'];

/**
 * Pages whose site-wide headers are judged. Hosts set these headers once for all pages, so a fault would repeat on every page of a host:
 * the home page and the pages where people type or see something of value stand for the rest.
 */
const STANDS_FOR_SITE: ReadonlySet<UrlKind> = new Set(['home', 'login', 'signup', 'dashboard', 'checkout']);

type Asked = Pick<Context<'url'>, 'subject' | 'config'>;

/** Why this answer says nothing about the headers of the site's pages, or null when it is a page to judge. */
export function notAPage(page: Page, { subject, config }: Asked): string | null {
  if (subject.for === 'page') return 'This header is set for the whole site; your home page and login page speak for this page.';
  if (!STANDS_FOR_SITE.has(subject.for)) return 'Only pages that people open need this.';
  const because = notAnAnswer(page, { subject, config });
  if (because !== null) return because;
  if (page.body.type !== 'text/html')
    return `The answer is not an HTML page but ${page.body.type === '' ? 'of no stated type' : page.body.type}.`;
  return elsewhere(page, subject);
}

/** Why this answer is not the address's own (an error, a redirect), or null. An API may refuse strangers: 401 and 403 are its answers. */
export function notAnAnswer(page: Page, { subject, config }: Asked): string | null {
  const { status } = page;
  const moved = judgedThere(page, { subject, config });
  if (moved !== null) return moved;
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `It answers with a redirect (${status}) that leaves your site.`;
  if ((status === 401 || status === 403) && subject.for === 'api') return null;
  return `It answers ${status}, which says nothing about your working pages.`;
}

/**
 * Why a page is judged at the address where its redirects end, or null. An audit looks at every such address, if it lies on https below
 * the same domain and its path tells what it is for, so that a fault is told once and where it lies.
 */
export function judgedThere(page: Page, { subject, config }: Asked): string | null {
  if (page.redirects === 0) return null;
  const [asked, ended] = [new URL(subject.url), urlOf(page, subject)];
  if (asked.host === ended.host && place(asked) === place(ended)) return null;
  if (ended.protocol !== 'https:' || pageKind(ended.pathname) === 'page') return null;
  if (asked.hostname !== ended.hostname && zoneOf(asked.hostname, config) !== zoneOf(ended.hostname, config)) return null;
  return `It answers with a redirect to ${shortUrl(ended.origin + ended.pathname)}, and is judged there.`;
}

/**
 * Why a page that leads to an address no audit looks at says nothing of the one that was asked: each host has a home page of its own, and
 * a dashboard that sends strangers away shows only that. A login page may lie anywhere.
 */
export function elsewhere(page: Page, subject: Subject<'url'>): string | null {
  const [asked, ended] = [new URL(subject.url), urlOf(page, subject)];
  if (page.redirects === 0) return null;
  if (subject.for === 'home')
    return asked.hostname === ended.hostname ? null : `It leads to ${ended.hostname}, so no home page was seen here.`;
  if (subject.for !== 'dashboard' && subject.for !== 'checkout') return null;
  return place(asked) === place(ended) ? null : `It sends strangers to ${ended.pathname}, so the page itself was not seen.`;
}

/** Where the answer came from; a URL that a saved bundle spoiled counts as the one that was asked. */
export function urlOf(page: Page, subject: Subject<'url'>): URL {
  return URL.parse(page.url) ?? new URL(subject.url);
}

function place(url: URL): string {
  return url.pathname.replace(/\/$/, '');
}
