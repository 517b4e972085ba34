import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import type { FixStep } from '../../core/fix.ts';
import { httpPage } from '../../probes/http/page.ts';
import { promptOf } from '../fix.ts';
import { showHeader } from '../header-fix.ts';
import { notAnAnswer, type Page } from '../page.ts';
import { sampleCookie } from '../sample-cookie.ts';
import { samplePage } from '../sample-page.ts';
import { cookieStep, nameOf, type SessionCookie, sessionCookies, wantedCookie } from '../session-cookies.ts';

/**
 * Session cookies that their vendor's own browser library reads, so HttpOnly would log everybody out. `renews` is true where the cookie
 * holds what buys new sessions for weeks; a token that dies within a minute is sound as it is.
 */
const READ_BY_BROWSER = [
  // https://supabase.com/docs/guides/auth/server-side/advanced-guide: access and refresh token, read by the browser client; 2026-11
  { vendor: 'Supabase', name: /^sb-.+-auth-token(?:\.\d+)?$/, renews: true },
  // https://clerk.com/docs/guides/how-clerk-works/overview: a 60-second token written by script; the long-lived one is HttpOnly; 2026-11
  { vendor: 'Clerk', name: /^__session(?:_[\w-]+)?$/, renews: false },
  // The development browser's token: live keys of Clerk do not use it.
  { vendor: 'Clerk', name: /^__clerk_db_jwt(?:_[\w-]+)?$/, renews: true },
] as const;

const page = (...cookies: Page['cookies']): { page: Page } => ({ page: samplePage({ cookies }) });
const supabase = sampleCookie({ name: 'sb-abcdefgh-auth-token', shape: 'json', session: 'Supabase', httpOnly: false });
const clerk = sampleCookie({ name: '__session', shape: 'jwt', session: 'Clerk', httpOnly: false });

export default defineCheck({
  id: 'headers/cookie-httponly',
  requirements: ['EDG-9'],
  title: 'Scripts cannot read login cookies',
  failing: "One injected script can steal your users' logins",
  severity: 'high',
  hurts: ['login', 'data'],
  why: 'A script that reads the login cookie can send it away. Then somebody else is logged in as your customer.',
  learn: [
    'https://owasp.org/www-community/HttpOnly',
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Cookies',
    'https://supabase.com/docs/guides/auth/server-side/advanced-guide',
  ],
  on: 'url',
  perHost: true,
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'a login cookie with HttpOnly', saw: page(sampleCookie()), gives: 'pass' },
    { name: 'a login cookie without HttpOnly', saw: page(sampleCookie({ httpOnly: false })), gives: 'fail' },
    {
      name: 'a token cookie on an API answer',
      saw: page(sampleCookie({ name: 'access_token', shape: 'jwt', session: 'token', httpOnly: false })),
      subject: { kind: 'url', url: 'https://acme.com/api/me', for: 'api' },
      gives: 'fail',
    },
    { name: "Supabase's cookie, read by its browser client", saw: page(supabase), gives: { fail: 'medium' } },
    { name: 'the same cookie from a server-only set-up', saw: page({ ...supabase, httpOnly: true }), gives: 'pass' },
    { name: "Clerk's 60-second token", saw: page(clerk), gives: 'pass' },
    { name: "a cookie of Clerk's name that is not Clerk's", saw: page({ ...clerk, session: 'Firebase' }), gives: 'fail' },
    {
      name: 'a CSRF token that scripts must read',
      saw: page(sampleCookie({ name: 'XSRF-TOKEN', session: null, httpOnly: false })),
      gives: 'skip',
    },
    { name: 'a server error', saw: { page: samplePage({ status: 500, cookies: [sampleCookie({ httpOnly: false })] }) }, gives: 'skip' },
  ],
  judge({ page }, { subject, config }) {
    const because = notAnAnswer(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    const cookies = sessionCookies(page);
    if (cookies.length === 0) return { is: 'skip', because: 'This answer sets no login cookie.' };
    const faults = cookies.filter((cookie) => !cookie.httpOnly && byDesign(cookie)?.renews !== false);
    if (faults.length > 0) return faults.map((cookie) => fail(page, cookie));
    const readable = cookies.find((cookie) => !cookie.httpOnly);
    return readable
      ? { is: 'pass', found: `${nameOf(readable)} is read by ${readable.session}'s own script, as designed.` }
      : { is: 'pass' };
  },
});

function byDesign(cookie: SessionCookie): (typeof READ_BY_BROWSER)[number] | undefined {
  return READ_BY_BROWSER.find(
    ({ vendor, name }) => cookie.session.toLowerCase().startsWith(vendor.toLowerCase()) && name.test(cookie.name),
  );
}

function fail(page: Page, cookie: SessionCookie): Verdict {
  const vendor = byDesign(cookie)?.vendor;
  return {
    is: 'fail',
    ...(vendor ? { severity: 'medium' } : {}),
    found: vendor
      ? `${page.url} sets ${nameOf(cookie)} without HttpOnly. ${vendor}'s browser client reads it, so any injected script can too.`
      : `${page.url} sets ${nameOf(cookie)} (${cookie.session}) without HttpOnly.`,
    at: [{ at: nameOf(cookie) }],
    fix: {
      ...(vendor ? keep(vendor, cookie) : cookieStep(cookie)),
      prompt: promptOf({
        goal: 'Keep injected scripts from stealing the login of our users.',
        change: vendor
          ? `Send a strict Content-Security-Policy. If only our server talks to ${vendor}, also set httpOnly: true for ${nameOf(cookie)} in the server client's cookie options.`
          : `Set HttpOnly on the cookie ${nameOf(cookie)} where the server creates it, and read the user through an API route instead of document.cookie.`,
        not: vendor
          ? `set HttpOnly while code in the browser uses the ${vendor} client: everybody would be logged out.`
          : 'move the token to localStorage, which every script can read, or copy it into a second cookie.',
        see: 'you can log in and out, and document.cookie in the browser console does not show the token, or injected scripts are blocked.',
      }),
      verify: showHeader(page.url, vendor ? 'set-cookie|content-security-policy' : 'set-cookie'),
      minutes: vendor ? 60 : 30,
      ...(vendor ? {} : { wants: [wantedCookie(page.url, cookie)] }),
    },
  };
}

function keep(vendor: string, cookie: SessionCookie): FixStep {
  return {
    by: 'hand',
    steps: [
      `Search your browser code for the ${vendor} client (createBrowserClient).`,
      `If it is there, leave ${nameOf(cookie)} readable and send a strict Content-Security-Policy, which keeps injected scripts out.`,
      'If only your server uses it, set httpOnly: true in the cookie options of the server client.',
      'Log out everybody once after the change.',
    ],
  };
}
