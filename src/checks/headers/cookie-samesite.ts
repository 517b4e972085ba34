import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpPage } from '../../probes/http/page.ts';
import { promptOf } from '../fix.ts';
import { showHeader } from '../header-fix.ts';
import { notAnAnswer, type Page } from '../page.ts';
import { sampleCookie } from '../sample-cookie.ts';
import { samplePage } from '../sample-page.ts';
import { cookieStep, nameOf, sessionCookies, wantedCookie } from '../session-cookies.ts';

const page = (...cookies: Page['cookies']): { page: Page } => ({ page: samplePage({ cookies }) });

export default defineCheck({
  id: 'headers/cookie-samesite',
  requirements: ['EDG-9', 'DNS-10'],
  title: 'Login cookies say where they may be sent from',
  failing: 'Other websites may act in the name of your logged-in users',
  severity: 'medium',
  hurts: ['login', 'data'],
  why: 'Without SameSite each browser decides by itself. Some send the login cookie along with forms on hostile sites, others drop it after a payment redirect.',
  learn: [
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Cookies',
    'https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html',
    'https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-5.6.7',
  ],
  on: 'url',
  perHost: true,
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'SameSite=Lax', saw: page(sampleCookie()), gives: 'pass' },
    { name: 'SameSite=Strict', saw: page(sampleCookie({ sameSite: 'strict' })), gives: 'pass' },
    { name: 'SameSite=None with Secure, for an embedded app', saw: page(sampleCookie({ sameSite: 'none' })), gives: 'pass' },
    {
      name: 'SameSite=None without Secure is judged by headers/cookie-secure',
      saw: page(sampleCookie({ sameSite: 'none', secure: false })),
      gives: 'pass',
    },
    { name: 'no SameSite', saw: page(sampleCookie({ sameSite: 'absent' })), gives: 'fail' },
    { name: 'a SameSite no browser knows', saw: page(sampleCookie({ sameSite: 'invalid' })), gives: 'fail' },
    {
      name: 'a preference without SameSite',
      saw: page(sampleCookie({ name: 'lang', shape: 'word', session: null, sameSite: 'absent' })),
      gives: 'skip',
    },
    { name: 'a missing page', saw: { page: samplePage({ status: 404, cookies: [sampleCookie({ sameSite: 'absent' })] }) }, gives: 'skip' },
  ],
  judge({ page }, { subject, config }) {
    const because = notAnAnswer(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    const cookies = sessionCookies(page);
    if (cookies.length === 0) return { is: 'skip', because: 'This answer sets no login cookie.' };
    const faults = cookies.filter(({ sameSite }) => sameSite === 'absent' || sameSite === 'invalid');
    if (faults.length > 0) {
      return faults.map((cookie) => ({
        is: 'fail',
        found: `${page.url} sets ${nameOf(cookie)} (${cookie.session}) ${cookie.sameSite === 'absent' ? 'without SameSite' : 'with a SameSite value browsers do not know'}.`,
        at: [{ at: nameOf(cookie) }],
        fix: {
          ...cookieStep(cookie),
          prompt: promptOf({
            goal: 'Keep other websites from acting as our logged-in users, without breaking the way back from Stripe or Google.',
            change: `Set SameSite=Lax on the cookie ${nameOf(cookie)} where the server creates it.`,
            not: 'use Strict, which logs people out on the way back from a payment, or None, unless our app runs inside other sites.',
            see: 'Set-Cookie reads "SameSite=Lax", and login, social login and a test payment still end logged in.',
          }),
          verify: showHeader(page.url, 'set-cookie'),
          minutes: 15,
          wants: [wantedCookie(page.url, cookie)],
        },
      }));
    }
    const strict = cookies.find(({ sameSite }) => sameSite === 'strict');
    if (!strict) return { is: 'pass' };
    return { is: 'pass', found: `${nameOf(strict)} is Strict: people who return from a payment or social login arrive logged out once.` };
  },
});
