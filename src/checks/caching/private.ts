import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import type { Subject, UrlKind } from '../../core/subject.ts';
import { cacheControl, guessedLife, isFile, sharedBy } from '../../parsers/cache-life.ts';
import { joined } from '../../parsers/headers.ts';
import { httpPage } from '../../probes/http/page.ts';
import { FORMS, PERSONAL } from '../../probes/http/route-kind.ts';
import { httpVisitors } from '../../probes/http/visitors.ts';
import { count, list, plain } from '../plain.ts';
import { elsewhere, notAnAnswer, type Page, urlOf } from '../page.ts';
import { privateFix } from '../private-fix.ts';
import { sampleCookie } from '../sample-cookie.ts';
import { samplePage } from '../sample-page.ts';
import { HIT, nobody, second } from '../sample-visitors.ts';
import { nameOf, type SessionCookie, sessionCookies } from '../session-cookies.ts';
import { fromStore, hitOf, variesByCookie, type Visitors } from '../visitors.ts';

const page = (
  control: string | null,
  change: Parameters<typeof samplePage>[0] = {},
  visitors: Visitors = nobody,
): { page: Page; visitors: Visitors } => ({
  page: samplePage({
    ...change,
    headers: [...(control === null ? [] : [['cache-control', control] as [string, string]]), ...(change.headers ?? [])],
  }),
  visitors,
});
const MADE: [string, string][] = [['last-modified', 'Sat, 21 Nov 2026 14:00:00 GMT']];
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
  reads: { page: httpPage, visitors: httpVisitors },
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
      name: 'two visitors get the same login cookie from the cache, whatever the headers say',
      saw: page('private, no-store', { cookies }, second('handed', HIT)),
      gives: 'fail',
    },
    {
      name: 'the headers let caches keep it, and a second visitor still got a cookie of their own',
      saw: page('public, s-maxage=600', { cookies }, second('own')),
      gives: { fail: 'high' },
    },
    {
      name: 'a public page from the cache, with a cookie that is set in front of the cache',
      saw: page('public, max-age=0, s-maxage=600', { cookies, headers: HIT }, second('own', HIT)),
      gives: 'pass',
    },
    {
      name: 'the cache leaves the cookie out',
      saw: page('public, s-maxage=600', { cookies }, { second: { headers: HIT, handed: [], own: [] }, returning: null }),
      gives: 'pass',
    },
    {
      name: 'the same cookie for everybody, which no cache keeps',
      saw: page('private, no-store', { cookies }, second('handed')),
      gives: 'pass',
    },
    {
      name: 'caches guess from Last-Modified how long it is fresh',
      saw: page(null, { cookies, headers: MADE }, second('own')),
      gives: { fail: 'medium' },
    },
    { name: 'nothing is said, and there is nothing to guess from', saw: page(null, { cookies }, second('own')), gives: 'pass' },
    {
      name: 'nothing matches Vary: *',
      saw: page('public, max-age=600', { cookies, headers: [['vary', '*']] }, second('own')),
      gives: 'pass',
    },
    {
      name: 'who holds the cookie sees another page, which any cache may keep',
      saw: page('private', { cookies }, { ...second('own'), returning: { headers: [['cache-control', 's-maxage=60']], differs: true } }),
      gives: { fail: 'high' },
    },
    {
      name: 'who holds the cookie sees another page, and it is kept apart by cookie',
      saw: page(
        'private',
        { cookies },
        {
          ...second('own'),
          returning: {
            headers: [
              ['cache-control', 's-maxage=60'],
              ['vary', 'Cookie'],
            ],
            differs: true,
          },
        },
      ),
      gives: 'pass',
    },
    {
      name: 'a dashboard that says private, and an edge rule that keeps it all the same',
      saw: page('private, no-store', {}, { second: { headers: HIT, handed: [], own: [] }, returning: null }),
      subject: at('/dashboard', 'dashboard'),
      gives: 'fail',
    },
    {
      name: 'a dashboard kept apart by cookie, where the cache heeds that',
      saw: page('public, s-maxage=600', { headers: [['vary', 'Accept-Encoding, Cookie']] }),
      subject: at('/dashboard', 'dashboard'),
      gives: { fail: 'medium' },
    },
    {
      name: 'a public page from the cache',
      saw: page('public, max-age=14400', { headers: HIT }),
      gives: 'pass',
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
  judge({ page, visitors }, { subject, config, now }) {
    const because = notAnAnswer(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    const path = urlOf(page, subject).pathname;
    const cookies = sessionCookies(page);
    if (cookies.length > 0) return ofCookies(page, { cookies, visitors, now, path });
    const shared = sharedBy(page.headers, now);
    if (shared && subject.for === 'api' && (page.status === 401 || page.status === 403)) {
      // The answer to a logged-in user may carry other headers, so this is one step short of proof.
      return { ...fail(page, { personal: `needs a login (it answers ${page.status})`, proof: [shared.header], path }), severity: 'high' };
    }
    const personal = PERSONAL.has(subject.for);
    if (!personal && !FORMS.has(subject.for)) return { is: 'pass' };
    const moved = elsewhere(page, subject);
    if (moved !== null) return { is: 'skip', because: moved };
    const hit = hitOf(page, visitors);
    const told = cacheControl(page.headers);
    // What is for one visitor alone and comes from a store was put there by a rule at the edge, against what the server says.
    const forced = hit !== null && (told?.private || told?.noStore) ? hit : null;
    if (!shared && forced === null) return { is: 'pass' };
    if (isFile(page.headers)) return { is: 'pass', found: 'It is a static file, the same for everybody.' };
    const proof = shared ? [shared.header, ...(hit === null ? [] : [fromStore(hit)])] : [...controlOf(page), fromStore(forced ?? '')];
    const verdict = fail(page, { personal: `is a ${subject.for} page`, proof, path });
    if (variesByCookie(page.headers)) {
      const found = `${verdict.found} Only caches that heed “Vary: Cookie” keep customers apart.`;
      return { ...verdict, found, severity: 'medium' };
    }
    return personal ? verdict : { ...verdict, severity: 'high' };
  },
});

interface OfCookies {
  cookies: readonly SessionCookie[];
  visitors: Visitors;
  now: Date;
  path: string;
}

/** An answer that sets a login cookie: whether a cache hands that cookie, or what its holder sees, to somebody else. */
function ofCookies(page: Page, { cookies, visitors, now, path }: OfCookies): Verdict {
  const { second: next, returning } = visitors;
  const shared = sharedBy(page.headers, now);
  const hit = hitOf(page, visitors);
  const sets = (cookie: SessionCookie): string => `sets the login cookie ${nameOf(cookie)}`;
  const handed = cookies.find(({ name }) => next?.handed.includes(name));
  if (handed && hit !== null) {
    const personal = `${sets(handed)}, and gave two visitors the same one`;
    return fail(page, { personal, proof: [...(shared ? [shared.header] : []), fromStore(hit)], path });
  }
  const inFront = hit !== null && next !== null && !handed;
  const open = inFront || shared?.ignoring.includes('set-cookie') ? null : (shared?.header ?? hit);
  if (open !== null) {
    const verdict = fail(page, { personal: sets(cookies[0]!), proof: [open], path });
    if (!shared && next === null) return { ...verdict, severity: 'high' }; // one answer from a store, and nobody else was seen to get it
    const apart = next !== null && next.own.length > 0;
    return apart ? { ...verdict, found: `${verdict.found} Two visitors still got cookies of their own.`, severity: 'high' } : verdict;
  }
  const holder = returning?.differs && !variesByCookie(returning.headers) ? sharedBy(returning.headers, now) : null;
  if (holder) {
    const personal = `shows something else to who holds the cookie ${nameOf(cookies[0]!)}`;
    return { ...fail(page, { personal, proof: [holder.header], path }), severity: 'high' };
  }
  const life = shared || inFront ? null : guessedLife(page.headers, now);
  if (life !== null) {
    const proof = `no time to keep it, so that caches guess ${count(Math.max(1, Math.round(life / 60)), 'minute')} from Last-Modified`;
    return { ...fail(page, { personal: sets(cookies[0]!), proof: [proof], path }), severity: 'medium' };
  }
  return inFront
    ? {
        is: 'pass',
        found: 'The page comes from a cache, and each visitor still gets a cookie of their own: it is set in front of the cache.',
      }
    : { is: 'pass' };
}

function controlOf(page: Page): string[] {
  const value = joined(page.headers, 'cache-control');
  return value === null ? [] : [`cache-control: ${value}`];
}

function fail(
  page: Page,
  { personal, proof, path }: { personal: string; proof: string[]; path: string },
): Extract<Verdict, { is: 'fail' }> {
  const found = `${page.url} ${personal}, yet answers with ${list(proof.map((each) => plain(each, 100)))}.`;
  return { is: 'fail', found, fix: privateFix(page, path) };
}
