import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { Fix } from '../../core/fix.ts';
import { type CspPolicy, parseCsp } from '../../parsers/csp.ts';
import { all, first, type Headers, words } from '../../parsers/headers.ts';
import { httpPage } from '../../probes/http/page.ts';
import { byHand } from '../fix.ts';
import { headerFix, showHeader, wantedAt } from '../header-fix.ts';
import { list, plain } from '../plain.ts';
import { notAPage, type Page } from '../page.ts';
import { samplePage } from '../sample-page.ts';

const VALUE = "frame-ancestors 'self'";
const ANYBODY = /^(?:\*|https?:|https?:\/\/\*)$/i;

const page = (...headers: [string, string][]): { page: Page } => ({ page: samplePage({ headers }) });

export default defineCheck({
  id: 'headers/framing',
  requirements: ['EDG-9'],
  title: 'Other sites cannot show your pages in a frame',
  failing: 'Other sites can frame your pages and steal clicks',
  severity: 'medium',
  hurts: ['login', 'data', 'trust'],
  why: 'A hostile site can lay your page invisibly over its own. Your users then click "Delete" or "Pay" without knowing.',
  learn: [
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy/frame-ancestors',
    'https://cheatsheetseries.owasp.org/cheatsheets/Clickjacking_Defense_Cheat_Sheet.html',
  ],
  on: 'url',
  perHost: true,
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'neither header', saw: page(), gives: 'fail' },
    { name: 'frame-ancestors alone is enough', saw: page(['content-security-policy', "frame-ancestors 'none'"]), gives: 'pass' },
    { name: 'X-Frame-Options alone is enough', saw: page(['x-frame-options', 'sameorigin']), gives: 'pass' },
    { name: 'the same X-Frame-Options twice', saw: page(['x-frame-options', 'DENY'], ['x-frame-options', 'DENY']), gives: 'pass' },
    { name: 'two X-Frame-Options that differ block all frames', saw: page(['x-frame-options', 'DENY, SAMEORIGIN']), gives: 'pass' },
    { name: 'a named partner may frame', saw: page(['content-security-policy', 'frame-ancestors https://partner.example']), gives: 'pass' },
    { name: 'ALLOW-FROM, which browsers dropped', saw: page(['x-frame-options', 'ALLOW-FROM https://a.example']), gives: 'fail' },
    { name: 'default-src does not stand in', saw: page(['content-security-policy', "default-src 'self'"]), gives: 'fail' },
    {
      name: 'frame-ancestors * beats X-Frame-Options, on a home page by choice',
      saw: page(['content-security-policy', 'frame-ancestors *'], ['x-frame-options', 'DENY']),
      gives: { fail: 'low' },
    },
    {
      name: 'anybody may frame the login page',
      saw: page(['content-security-policy', 'frame-ancestors *']),
      subject: { kind: 'url', url: 'https://acme.com/login', for: 'login' },
      gives: 'fail',
    },
    { name: 'an API answer', saw: page(), subject: { kind: 'url', url: 'https://acme.com/api/me', for: 'api' }, gives: 'skip' },
  ],
  judge({ page }, { subject, config }) {
    const because = notAPage(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    const what = fault(page.headers);
    if (what === null) return { is: 'pass' };
    return {
      is: 'fail',
      // An open frame-ancestors is written down on purpose, as widgets need it; a page with a password or money is no widget.
      ...(what.byChoice && subject.for === 'home' ? { severity: 'low' } : {}),
      found: `${page.url} ${what.says}.`,
      fix: fixOf(page),
    };
  },
});

function fixOf(page: Page): Fix {
  const about = {
    prompt: {
      goal: 'Keep other websites from showing our pages in a frame.',
      change: `Send Content-Security-Policy: ${VALUE} on every page. If that header exists, add or replace only its frame-ancestors directive.`,
      not: 'remove other directives of the policy, or list * or https: in frame-ancestors. Name each partner that really embeds us.',
      see: 'every page carries frame-ancestors, and a test page on another domain shows an empty frame instead of ours.',
    },
    verify: showHeader(page.url, 'content-security-policy|x-frame-options'),
    minutes: 15,
  };
  // A second header of that name would replace today's policy on some platforms.
  const steps = ['Find where your site sets Content-Security-Policy.', `Make its frame-ancestors directive read: ${VALUE}`, 'Deploy.'];
  if (first(page.headers, 'content-security-policy') !== null) {
    const wanted = wantedAt(page.url, { name: 'Content-Security-Policy', value: "'self'" });
    return byHand(steps, { ...about, wants: [{ ...wanted, directive: 'frame-ancestors' }] });
  }
  return headerFix(page, { name: 'Content-Security-Policy', value: VALUE }, about);
}

/** What leaves framing open, in the order browsers decide (HTML §7.7 X-Frame-Options: an enforced frame-ancestors overrides it). */
function fault(headers: Headers): { says: string; byChoice: boolean } | null {
  const ancestors = parseCsp(all(headers, 'content-security-policy')).flatMap(ancestorsOf);
  if (ancestors.some((sources) => !sources.some((source) => ANYBODY.test(source)))) return null;
  if (ancestors.length > 0)
    return { says: `allows every site to frame it (frame-ancestors ${plain(ancestors[0]!.join(' '))})`, byChoice: true };
  const options = new Set(words(headers, 'x-frame-options'));
  const [option] = options;
  if (option === undefined) return { says: 'sends neither frame-ancestors nor X-Frame-Options', byChoice: false };
  const known = ['deny', 'sameorigin', 'allowall'].some((each) => options.has(each));
  if (known && (options.size > 1 || option !== 'allowall')) return null;
  const values = list([...options].map((each) => plain(each, 60)));
  return { says: `sends X-Frame-Options: ${values}, which browsers ignore`, byChoice: option === 'allowall' };
}

function ancestorsOf(policy: CspPolicy): (readonly string[])[] {
  const sources = policy.directives.get('frame-ancestors');
  return sources ? [sources] : [];
}
