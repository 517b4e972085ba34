import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpPage } from '../../probes/http/page.ts';
import { promptOf } from '../fix.ts';
import { showHeader } from '../header-fix.ts';
import { notAnAnswer, type Page } from '../page.ts';
import { sampleCookie } from '../sample-cookie.ts';
import { samplePage } from '../sample-page.ts';
import { cookieStep, nameOf, type SessionCookie, sessionCookies, wantedCookie } from '../session-cookies.ts';

const page = (...cookies: Page['cookies']): { page: Page } => ({ page: samplePage({ cookies }) });

export default defineCheck({
  id: 'headers/cookie-secure',
  requirements: ['EDG-9', 'DNS-10'],
  title: 'Login cookies travel encrypted and browsers accept them',
  failing: 'Login cookies can be read on the way, or browsers refuse them',
  severity: 'high',
  hurts: ['login', 'data'],
  why: 'Without Secure, one plain http request on a café network shows the login cookie to everybody near. Some combinations make browsers drop it, and nobody stays logged in.',
  learn: [
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie',
    'https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html',
    'https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1.3',
  ],
  on: 'url',
  perHost: true,
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'a login cookie with Secure', saw: page(sampleCookie()), gives: 'pass' },
    { name: 'a login cookie without Secure', saw: page(sampleCookie({ secure: false })), gives: 'fail' },
    { name: 'SameSite=None without Secure', saw: page(sampleCookie({ secure: false, sameSite: 'none' })), gives: 'fail' },
    {
      name: 'a __Host- name with a Domain',
      saw: page(sampleCookie({ name: '__Host-authjs.session-token', session: 'Auth.js', domain: 'acme.com' })),
      gives: 'fail',
    },
    { name: 'a __Host- name on a path', saw: page(sampleCookie({ name: '__Host-sid', path: '/app' })), gives: 'fail' },
    { name: 'a sound __Host- name', saw: page(sampleCookie({ name: '__Host-sid' })), gives: 'pass' },
    { name: 'a __Secure- name with a Domain', saw: page(sampleCookie({ name: '__Secure-sid', domain: 'acme.com' })), gives: 'pass' },
    {
      name: 'a preference without Secure',
      saw: page(sampleCookie({ name: 'theme', shape: 'word', session: null, secure: false })),
      gives: 'skip',
    },
    { name: 'a login cookie being deleted', saw: page(sampleCookie({ shape: 'empty', secure: false, maxAge: 0 })), gives: 'skip' },
    { name: 'no cookies', saw: page(), gives: 'skip' },
    {
      name: 'an API that refuses strangers and sets a session all the same',
      saw: { page: samplePage({ status: 401, cookies: [sampleCookie({ secure: false })] }) },
      subject: { kind: 'url', url: 'https://acme.com/api/me', for: 'api' },
      gives: 'fail',
    },
    { name: 'a missing page', saw: { page: samplePage({ status: 404, cookies: [sampleCookie({ secure: false })] }) }, gives: 'skip' },
  ],
  judge({ page }, { subject, config }) {
    const because = notAnAnswer(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    const cookies = sessionCookies(page);
    if (cookies.length === 0) return { is: 'skip', because: 'This answer sets no login cookie.' };
    const faults = cookies.flatMap((cookie) => {
      const says = fault(cookie);
      return says === null ? [] : [{ cookie, says }];
    });
    if (faults.length === 0) return { is: 'pass' };
    return faults.map(({ cookie, says }) => ({
      is: 'fail',
      found: `${page.url} sets ${nameOf(cookie)} (${cookie.session}) ${says}.`,
      at: [{ at: nameOf(cookie) }],
      fix: {
        ...cookieStep(cookie),
        prompt: promptOf({
          goal: 'Send our login cookie over https only, in a form every browser accepts.',
          change: `Set Secure on the cookie ${nameOf(cookie)}. A name with __Host- also needs Path=/ and no Domain. Behind a proxy, trust its X-Forwarded-Proto.`,
          not: 'rename the cookie, weaken HttpOnly or SameSite, or break local development: there, set Secure by environment.',
          see: 'the Set-Cookie header reads "Secure", you can log in, and you stay logged in after a reload.',
        }),
        verify: showHeader(page.url, 'set-cookie'),
        minutes: 20,
        wants: [wantedCookie(page.url, cookie)],
      },
    }));
  },
});

/** What is wrong, or null. Prefixes and SameSite=None are rules browsers enforce by dropping the cookie (RFC 6265bis §5.7). */
function fault(cookie: SessionCookie): string | null {
  const name = cookie.name.toLowerCase();
  if (!cookie.secure && cookie.sameSite === 'none') return 'with SameSite=None but without Secure, so browsers refuse it';
  if (!cookie.secure && /^__(?:host|secure)-/.test(name)) return 'without the Secure its name promises, so browsers refuse it';
  if (!cookie.secure) return 'without Secure, so it also travels over plain http';
  if (!name.startsWith('__host-')) return null;
  if (cookie.domain !== null) return 'with a Domain although its name begins with __Host-, so browsers refuse it';
  return cookie.path === '/' ? null : 'without Path=/ although its name begins with __Host-, so browsers refuse it';
}
