import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import type { Subject, UrlKind } from '../../core/subject.ts';
import { httpPage } from '../../probes/http/page.ts';
import { FORMS, isFile, PERSONAL, servedFromCache, sharedBy } from '../cache-life.ts';
import { headerFix, showHeader } from '../header-fix.ts';
import { list, plain } from '../plain.ts';
import { elsewhere, notAnAnswer, type Page, urlOf } from '../page.ts';
import { sampleCookie } from '../sample-cookie.ts';
import { samplePage } from '../sample-page.ts';
import { nameOf, sessionCookies } from '../session-cookies.ts';

const VALUE = 'private, no-store';

const page = (control: string | null, change: Parameters<typeof samplePage>[0] = {}): { page: Page } => ({
  page: samplePage({
    ...change,
    headers: [...(control === null ? [] : [['cache-control', control] as [string, string]]), ...(change.headers ?? [])],
  }),
});
const at = (path: string, kind: UrlKind): Subject<'url'> => ({ kind: 'url', url: `https://acme.com${path}`, for: kind });
const cookies = [sampleCookie()];

export default defineCheck({
  id: 'caching/private',
  requirements: ['EDG-6', 'CACHE-1'],
  title: "No cache can hand one user's answer to another",
  failing: "One customer can be shown another customer's account",
  severity: 'blocker',
  hurts: ['login', 'data', 'billing', 'trust'],
  why: 'Your answer is personal, yet its headers let an edge or proxy keep it for everybody. The next visitor can get the page, or the login, of the one before.',
  learn: [
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Caching',
    'https://www.rfc-editor.org/rfc/rfc9111#section-7.1',
    'https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/04-Authentication_Testing/06-Testing_for_Browser_Cache_Weaknesses',
  ],
  on: 'url',
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'public together with a login cookie', saw: page('public, max-age=600', { cookies }), gives: 'fail' },
    { name: 's-maxage together with a login cookie', saw: page('max-age=0, s-maxage=60', { cookies }), gives: 'fail' },
    {
      name: 'max-age without private together with a login cookie',
      saw: page('max-age=60', { cookies }),
      subject: at('/api/me', 'api'),
      gives: 'fail',
    },
    { name: 'public alone: caches guess a time', saw: page('public', { cookies }), gives: 'fail' },
    {
      name: 'an edge header that overrides private',
      saw: page('private, no-store', { cookies, headers: [['cdn-cache-control', 'max-age=300']] }),
      gives: 'fail',
    },
    {
      name: 'the edge already hands it out',
      saw: page('private', {
        cookies,
        headers: [
          ['cf-cache-status', 'HIT'],
          ['age', '42'],
        ],
      }),
      gives: 'fail',
    },
    { name: 'a dashboard kept by the edge', saw: page('public, s-maxage=600'), subject: at('/dashboard', 'dashboard'), gives: 'fail' },
    { name: 'a login form kept by the edge', saw: page('public, s-maxage=600'), subject: at('/login', 'login'), gives: { fail: 'high' } },
    {
      name: 'an API that needs a login, yet may be kept',
      saw: page('public, max-age=60', { status: 401 }),
      subject: at('/api/me', 'api'),
      gives: { fail: 'high' },
    },
    { name: 'public data of an API', saw: page('public, max-age=60'), subject: at('/api/products', 'api'), gives: 'pass' },
    { name: 'a stale copy may be handed out', saw: page('max-age=0, stale-while-revalidate=60', { cookies }), gives: 'fail' },
    {
      name: 'a static shell of a dashboard: the same file for everybody',
      saw: page('s-maxage=31536000', { headers: [['x-nextjs-prerender', '1']] }),
      subject: at('/dashboard', 'dashboard'),
      gives: 'pass',
    },
    {
      name: 'a shell the edge must ask about each time',
      saw: page('public, max-age=0, must-revalidate', {
        headers: [
          ['x-vercel-cache', 'HIT'],
          ['age', '5000'],
        ],
      }),
      subject: at('/login', 'login'),
      gives: 'pass',
    },
    {
      name: 'private for the browser alone',
      saw: page('private, max-age=60', { cookies }),
      subject: at('/dashboard', 'dashboard'),
      gives: 'pass',
    },
    { name: 'no-store', saw: page('no-store', { cookies }), subject: at('/dashboard', 'dashboard'), gives: 'pass' },
    { name: 'the cookie alone is private', saw: page('public, max-age=60, private="Set-Cookie"', { cookies }), gives: 'pass' },
    {
      name: 'a preference cookie on a public page',
      saw: page('public, max-age=600', { cookies: [sampleCookie({ name: 'lang', session: null, shape: 'word' })] }),
      gives: 'pass',
    },
    {
      name: 'a hashed asset',
      saw: page('public, max-age=31536000, immutable'),
      subject: at('/assets/index-B7f2k9Qd.js', 'asset'),
      gives: 'pass',
    },
    {
      name: 'a dashboard that sends strangers to the login page',
      saw: page('public, s-maxage=60', { url: 'https://acme.com/login', redirects: 1 }),
      subject: at('/dashboard', 'dashboard'),
      gives: 'skip',
    },
    { name: 'a missing page', saw: page('public, max-age=60', { status: 404 }), subject: at('/dashboard', 'dashboard'), gives: 'skip' },
  ],
  judge({ page }, { subject, config, now }) {
    const because = notAnAnswer(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    const path = urlOf(page, subject).pathname;
    const cookies = sessionCookies(page);
    const shared = sharedBy(page.headers, now);
    if (cookies.length > 0) {
      const hit = servedFromCache(page.headers);
      if (shared?.ignoring.includes('set-cookie') || (!shared && hit === null)) return { is: 'pass' };
      const proof = [...(shared ? [shared.header] : []), ...(hit === null ? [] : [`${hit} (already served from a shared cache)`])];
      return fail(page, { personal: `sets the login cookie ${nameOf(cookies[0]!)}`, proof, path });
    }
    if (shared && subject.for === 'api' && (page.status === 401 || page.status === 403)) {
      // The answer to a logged-in user may carry other headers, so this is one step short of proof.
      return { ...fail(page, { personal: `needs a login (it answers ${page.status})`, proof: [shared.header], path }), severity: 'high' };
    }
    const personal = PERSONAL.has(subject.for);
    if (!personal && !FORMS.has(subject.for)) return { is: 'pass' };
    const moved = elsewhere(page, subject);
    if (moved !== null) return { is: 'skip', because: moved };
    if (!shared) return { is: 'pass' };
    if (isFile(page.headers)) return { is: 'pass', found: 'It is a static file, the same for everybody.' };
    const verdict = fail(page, { personal: `is a ${subject.for} page`, proof: [shared.header], path });
    return personal ? verdict : { ...verdict, severity: 'high' };
  },
});

function fail(
  page: Page,
  { personal, proof, path }: { personal: string; proof: string[]; path: string },
): Extract<Verdict, { is: 'fail' }> {
  return {
    is: 'fail',
    found: `${page.url} ${personal}, yet answers with ${list(proof.map((each) => plain(each, 100)))}.`,
    fix: headerFix(
      page,
      { name: 'Cache-Control', value: VALUE, path },
      {
        prompt: {
          goal: 'Keep every shared cache from storing pages and answers that belong to one user.',
          change: `Send Cache-Control: ${VALUE} with every answer that sets or reads a login, this address first. Remove s-maxage, public and CDN-Cache-Control there, and any edge rule that caches everything.`,
          not: 'switch caching off for hashed assets, pictures and public pages: they should stay cached.',
          see: 'this answer says private, no-store, has no Age header and no HIT, and two users in two browsers each see their own account.',
        },
        verify: showHeader(page.url, 'cache-control|cdn-cache-control|age|x-cache|cf-cache-status|x-vercel-cache|set-cookie'),
        minutes: 45,
      },
    ),
  };
}
