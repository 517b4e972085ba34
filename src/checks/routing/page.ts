import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { UrlKind } from '../../core/subject.ts';
import { httpPage } from '../../probes/http/page.ts';
import { auditOf, byHand } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { plain, shortUrl } from '../plain.ts';
import { judgedThere } from '../page.ts';
import { samplePage } from '../sample-page.ts';

/** Pages that money and access depend on. */
const VITAL: ReadonlySet<UrlKind> = new Set(['login', 'signup', 'checkout', 'dashboard']);
/** Statuses that may be about the audit and not about customers: forbidden, too many requests, a challenge. */
const TURNED_AWAY = new Set([401, 403, 429]);

const url = (path: string, kind: UrlKind) => ({ kind: 'url', url: `https://acme.com${path}`, for: kind }) as const;

export default defineCheck({
  id: 'routing/page',
  requirements: ['DNS-1', 'DEP-9'],
  title: 'The page exists',
  failing: 'A page your customers need does not open',
  severity: 'blocker',
  hurts: ['login', 'signup', 'billing', 'traffic'],
  why: 'Your own links lead here. A customer who cannot open login, signup or checkout is gone.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5',
    'https://vercel.com/docs/errors',
    'https://docs.netlify.com/manage/routing/redirects/rewrites-proxies/#history-pushstate-and-single-page-apps',
  ],
  on: 'url',
  about: ['page', 'login', 'signup', 'checkout', 'dashboard'],
  reads: { page: httpPage },
  options: z.object({}),
  causedBy: ['routing/reachable', 'routing/loop', 'tls/handshake'],
  since: '0.1.0',
  examples: [
    {
      name: 'the login page opens',
      subject: url('/login', 'login'),
      saw: { page: samplePage({ url: 'https://acme.com/login' }, { asksPassword: true }) },
      gives: 'pass',
    },
    {
      name: 'the dashboard asks for a login',
      subject: url('/dashboard', 'dashboard'),
      saw: { page: samplePage({ url: 'https://acme.com/dashboard', status: 401 }) },
      gives: 'pass',
    },
    {
      name: 'the signup page is missing',
      subject: url('/signup', 'signup'),
      saw: { page: samplePage({ url: 'https://acme.com/signup', status: 404 }) },
      gives: 'fail',
    },
    {
      name: 'the checkout fails',
      subject: url('/checkout', 'checkout'),
      saw: { page: samplePage({ url: 'https://acme.com/checkout', status: 500 }) },
      gives: 'fail',
    },
    {
      name: 'a linked page is missing',
      subject: url('/pricing', 'page'),
      saw: { page: samplePage({ url: 'https://acme.com/pricing', status: 404 }) },
      gives: { fail: 'medium' },
    },
    {
      name: 'a single-page app shows its login with status 404',
      subject: url('/login', 'login'),
      saw: { page: samplePage({ url: 'https://acme.com/login', status: 404 }, { asksPassword: true }) },
      gives: { fail: 'medium' },
    },
    {
      name: 'the edge turns the audit away',
      subject: url('/login', 'login'),
      saw: { page: samplePage({ url: 'https://acme.com/login', status: 403 }) },
      gives: 'skip',
    },
    {
      name: 'the home page is for routing/reachable to judge',
      subject: url('/', 'home'),
      saw: { page: samplePage({ status: 500 }) },
      gives: 'skip',
    },
  ],
  judge({ page }, { subject, config }) {
    const kind = subject.for;
    const vital = VITAL.has(kind);
    if (!vital && kind !== 'page') return { is: 'skip', because: `Other checks judge a ${kind} address.` };
    const moved = judgedThere(page, { subject, config });
    if (moved !== null) return { is: 'skip', because: moved };
    const { status } = page;
    if (TURNED_AWAY.has(status)) {
      if (kind === 'dashboard' && status !== 429)
        return { is: 'pass', found: `${shortUrl(subject.url)} asks visitors to log in (${status}).` };
      return { is: 'skip', because: `${shortUrl(subject.url)} answers ${status}, perhaps only to this audit; open it in a browser.` };
    }
    if (status !== 404 && status !== 410 && status < 500) return { is: 'pass' };
    const named = config.routes.find((route) => route.url === subject.url)?.name;
    const works = status === 404 && page.body.asksPassword;
    const repair = repairOf(status, works);
    const path = new URL(subject.url).pathname;
    return {
      is: 'fail',
      found: `${named === undefined ? '' : `${plain(named, 40)}: `}${shortUrl(subject.url)} answers ${status}${page.redirects > 0 ? ` after ${page.redirects} redirect${page.redirects > 1 ? 's' : ''} to ${shortUrl(page.url)}` : ''}.`,
      ...(vital && !works ? {} : { severity: 'medium' as const }),
      fix: byHand(
        [
          repair,
          'Single-page app: rewrite unknown paths to index.html with status 200 (Vercel rewrites, Netlify `/* /index.html 200`).',
          `If the page has moved, redirect ${path} to its new place with 301 and correct the links.`,
        ],
        {
          prompt: {
            goal: `${shortUrl(subject.url)} opens with status 200 when visited directly, not only by clicking inside the app.`,
            change: repair,
            not: 'hide errors behind a page with status 200, or remove the link to the page without a replacement.',
            see: `curl -sIL '${shortUrl(subject.url)}' ends with 200.`,
          },
          verify: `curl -sIL '${shortUrl(subject.url)}'; ${auditOf(zoneOf(new URL(subject.url).hostname, config), 'routing')}`,
          minutes: vital ? 30 : 15,
        },
      ),
    };
  },
});

function repairOf(status: number, works: boolean): string {
  if (works) return 'Answer the page with status 200: the static host serves your app as its 404 page.';
  if (status >= 500) return `Read the server log for the request and repair the first error behind status ${status}.`;
  return 'Publish the page at this path, or repair the rewrite that should lead to it.';
}
