import { getDomain } from 'tldts';
import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import { siteOf } from '../../parsers/site.ts';
import { httpPage } from '../../probes/http/page.ts';
import { promptOf } from '../fix.ts';
import { showHeader } from '../header-fix.ts';
import { plain } from '../plain.ts';
import { notAnAnswer, type Page, urlOf } from '../page.ts';
import { sampleCookie } from '../sample-cookie.ts';
import { samplePage } from '../sample-page.ts';
import { nameOf, type SessionCookie, sessionCookies } from '../session-cookies.ts';

const DAY = 86_400;
/** Browsers cut longer lives to this (RFC 6265bis §5.5). */
const LONGEST_DAYS = 400;

const page = (cookie: Page['cookies'][number], url = 'https://app.acme.com/login'): { page: Page } => ({
  page: samplePage({ url, cookies: [cookie] }),
});
const login = { kind: 'url', url: 'https://app.acme.com/login', for: 'login' } as const;

export default defineCheck({
  id: 'headers/cookie-scope',
  requirements: ['DNS-10', 'EDG-9'],
  title: 'Login cookies stay on their own host',
  failing: 'Login cookies are refused, or go to hosts that do not need them',
  severity: 'high',
  hurts: ['login', 'data'],
  why: 'A cookie for the wrong domain never arrives, so nobody stays logged in. One for every subdomain also reaches your blog and old test hosts.',
  learn: [
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Cookies',
    'https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-5.6.3',
  ],
  on: 'url',
  perHost: true,
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'a cookie of its host alone', saw: page(sampleCookie()), subject: login, gives: 'pass' },
    { name: 'a Domain that is the host itself', saw: page(sampleCookie({ domain: 'app.acme.com' })), subject: login, gives: 'pass' },
    { name: 'a cookie for every subdomain', saw: page(sampleCookie({ domain: '.acme.com' })), subject: login, gives: { fail: 'low' } },
    {
      name: 'the apex sharing with every subdomain',
      saw: page(sampleCookie({ domain: 'acme.com' }), 'https://acme.com/'),
      gives: { fail: 'low' },
    },
    { name: 'a cookie for another domain', saw: page(sampleCookie({ domain: 'acme-old.com' })), subject: login, gives: 'fail' },
    { name: 'a cookie left at localhost', saw: page(sampleCookie({ domain: 'localhost' })), subject: login, gives: 'fail' },
    {
      name: 'a cookie for all customers of a platform',
      saw: page(sampleCookie({ domain: 'vercel.app' }), 'https://acme.vercel.app/login'),
      subject: { kind: 'url', url: 'https://acme.vercel.app/login', for: 'login' },
      gives: 'fail',
    },
    { name: 'a login of ten years', saw: page(sampleCookie({ maxAge: 3_650 * DAY })), subject: login, gives: { fail: 'low' } },
    { name: 'a login of a year', saw: page(sampleCookie({ maxAge: 365 * DAY })), subject: login, gives: 'pass' },
    { name: 'no login cookie', saw: page(sampleCookie({ session: null, domain: 'acme.com' })), subject: login, gives: 'skip' },
  ],
  judge({ page }, { subject, config }) {
    const because = notAnAnswer(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    const cookies = sessionCookies(page);
    if (cookies.length === 0) return { is: 'skip', because: 'This answer sets no login cookie.' };
    const host = urlOf(page, subject).hostname;
    const failures = cookies.flatMap((cookie) => {
      const what = fault(cookie, host);
      return what === null ? [] : [fail(page, cookie, what)];
    });
    return failures.length > 0 ? failures : { is: 'pass' };
  },
});

const NO_DOMAIN = { has: [], lacks: ['Domain'] };

interface Fault {
  says: string;
  change: string;
  low: boolean;
  wants: { has: string[]; lacks: string[] };
}

function fault(cookie: SessionCookie, host: string): Fault | null {
  const domain = cookie.domain?.replace(/^\./, '').toLowerCase() ?? null;
  // Redirects stay inside the site, so a cookie of an earlier host still fits the site's domain. A public suffix has no domain of its own.
  if (domain !== null && domain !== host && (getDomain(domain, { allowPrivateDomains: true }) ?? '') !== siteOf(host)) {
    return {
      says: `for Domain=${plain(domain, 60)}, which ${host} may not set, so browsers refuse it`,
      change: 'Remove the Domain attribute, or set it from an environment variable that names the production domain.',
      low: false,
      wants: NO_DOMAIN,
    };
  }
  if (domain !== null && (domain === siteOf(host) || host.endsWith(`.${domain}`))) {
    return {
      says: `for Domain=${plain(domain, 60)}, so every subdomain receives it`,
      change: 'Remove the Domain attribute, unless two of our subdomains really share one login.',
      low: true,
      wants: NO_DOMAIN,
    };
  }
  if (cookie.maxAge === null || cookie.maxAge <= LONGEST_DAYS * DAY) return null;
  return {
    says: `for ${Math.round(cookie.maxAge / DAY)} days, and browsers cut it at ${LONGEST_DAYS}`,
    change: 'Set Max-Age to 30 days and renew it while people use the app.',
    low: true,
    wants: { has: ['Max-Age=2592000'], lacks: ['Expires'] },
  };
}

function fail(page: Page, cookie: SessionCookie, { says, change, low, wants }: Fault): Verdict {
  return {
    is: 'fail',
    ...(low ? { severity: 'low' } : {}),
    found: `${page.url} sets ${nameOf(cookie)} (${cookie.session}) ${says}.`,
    at: [{ at: nameOf(cookie) }],
    fix: {
      by: 'hand',
      steps: [`Find where your server sets the cookie ${nameOf(cookie)}.`, change, 'Deploy, log out, and log in again.'],
      prompt: promptOf({
        goal: 'Give our login cookie exactly the hosts and the life it needs.',
        change: `Cookie ${nameOf(cookie)}: ${change}`,
        not: 'touch cookies of other hosts, or shorten a login so far that people are thrown out while they work.',
        see: 'login works on the production address, survives a reload, and the Set-Cookie header shows the new attributes.',
      }),
      verify: showHeader(page.url, 'set-cookie'),
      minutes: 20,
      wants: [{ is: 'cookie', at: page.url, name: nameOf(cookie), ...wants }],
    },
  };
}
