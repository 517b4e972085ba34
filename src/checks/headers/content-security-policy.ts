import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import { parseCsp } from '../../parsers/csp.ts';
import { all } from '../../parsers/headers.ts';
import { httpPage } from '../../probes/http/page.ts';
import { scriptHoles, type ScriptHoles } from '../csp-strength.ts';
import { headerFix, showHeader, wantedAt } from '../header-fix.ts';
import { list, plain } from '../plain.ts';
import { notAPage, type Page } from '../page.ts';
import { samplePage } from '../sample-page.ts';

const HEADER = 'content-security-policy';
const REPORT_ONLY = 'Content-Security-Policy-Report-Only';
/** Where to begin: it blocks nothing yet, and the browser console lists what the page really loads. */
const START =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'";

const page = (...policies: string[]): { page: Page } => ({
  page: samplePage({ headers: policies.map((policy): [string, string] => [HEADER, policy]) }),
});

export default defineCheck({
  id: 'headers/content-security-policy',
  requirements: ['EDG-9'],
  title: 'A content policy decides which scripts may run',
  failing: "Nothing stops an injected script from stealing your users' sessions",
  severity: 'medium',
  hurts: ['login', 'data', 'trust'],
  why: 'One hole in a form or a package lets a stranger put a script on your page. A content security policy keeps that script from running.',
  learn: [
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CSP',
    'https://cheatsheetseries.owasp.org/cheatsheets/Content_Security_Policy_Cheat_Sheet.html',
    'https://www.w3.org/TR/CSP3/',
  ],
  on: 'url',
  perHost: true,
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'no policy', saw: page(), gives: 'fail' },
    { name: "only the site's own scripts", saw: page("default-src 'self'"), gives: 'pass' },
    {
      name: 'a strict policy with fallbacks for old browsers',
      saw: page("script-src 'nonce-rAnd0m' 'strict-dynamic' 'unsafe-inline' https:; object-src 'none'; base-uri 'none'"),
      gives: 'pass',
    },
    {
      name: 'a hash beside unsafe-inline',
      saw: page("default-src 'self'; script-src 'self' 'unsafe-inline' 'sha256-abc123='"),
      gives: 'pass',
    },
    { name: 'inline scripts allowed', saw: page("default-src 'self'; script-src 'self' 'unsafe-inline'"), gives: { fail: 'low' } },
    { name: 'inline handlers allowed', saw: page("script-src 'self'; script-src-attr 'unsafe-inline'"), gives: { fail: 'low' } },
    {
      name: 'script-src-elem undoes script-src',
      saw: page("script-src 'none'; script-src-elem * 'unsafe-inline'"),
      gives: { fail: 'low' },
    },
    { name: 'a nonce beside every https server', saw: page("script-src 'nonce-rAnd0m' https:"), gives: { fail: 'low' } },
    { name: 'a package mirror that carries every package', saw: page("script-src 'self' cdn.jsdelivr.net"), gives: { fail: 'low' } },
    {
      name: 'one package of a mirror',
      saw: page("script-src 'self' https://cdn.jsdelivr.net/npm/chart.js@4.4.1/; object-src 'none'"),
      gives: 'pass',
    },
    { name: 'a weak policy and a strict one: both must agree', saw: page('script-src * data:', "default-src 'self'"), gives: 'pass' },
    {
      name: 'two policies, each closing one hole',
      saw: page("script-src 'unsafe-inline'; object-src 'none'", 'script-src *'),
      gives: 'pass',
    },
    { name: 'a nonce without base-uri', saw: page("default-src 'self'; script-src 'nonce-rAnd0m'"), gives: { fail: 'low' } },
    { name: 'no object-src', saw: page("script-src 'self'"), gives: { fail: 'low' } },
    { name: 'a policy that says nothing of scripts', saw: page("frame-ancestors 'self'; upgrade-insecure-requests"), gives: 'fail' },
    {
      name: 'a policy that only reports',
      saw: { page: samplePage({ headers: [['content-security-policy-report-only', "default-src 'self'"]] }) },
      gives: 'fail',
    },
    {
      name: 'a policy in a meta tag',
      saw: {
        page: samplePage({}, { equivalents: [['content-security-policy', "script-src 'self'; object-src 'none'; base-uri 'none'"]] }),
      },
      gives: 'pass',
    },
    { name: 'a missing page', saw: { page: samplePage({ status: 404 }) }, gives: 'skip' },
    {
      name: 'a page the home page speaks for',
      saw: page(),
      subject: { kind: 'url', url: 'https://acme.com/about', for: 'page' },
      gives: 'skip',
    },
    {
      name: 'a home page that leads to another host',
      saw: { page: samplePage({ url: 'https://www.acme.com/', redirects: 1 }) },
      gives: 'skip',
    },
  ],
  judge({ page }, { subject, config }) {
    const because = notAPage(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    const policies = parseCsp(all([...page.headers, ...page.body.equivalents], HEADER));
    if (policies.length === 0) {
      const watched = all(page.headers, REPORT_ONLY).length > 0;
      return fail(page, watched ? `sends only ${REPORT_ONLY}, which blocks nothing` : 'sends no Content-Security-Policy header', 'medium');
    }
    const holes = scriptHoles(policies);
    if (holes.unrestricted)
      return fail(page, 'sends a Content-Security-Policy without script-src or default-src, so every script may run', 'medium');
    const weak = wordsOf(holes);
    if (weak.length > 0) return fail(page, `has a Content-Security-Policy that ${list(weak)}`, 'low');
    return { is: 'pass' };
  },
});

function wordsOf({ inline, anywhere, publicHosts, base, objects }: ScriptHoles): string[] {
  return [
    ...(inline === null ? [] : [`lets injected inline scripts run (${plain(inline)})`]),
    ...(anywhere === null ? [] : [`lets scripts load from any server (${plain(anywhere)})`]),
    ...(publicHosts.length === 0 ? [] : [`trusts ${list(publicHosts.map((host) => plain(host, 60)))}, where anybody can publish`]),
    ...(base ? ['lets an injected <base> load your scripts from elsewhere (no base-uri)'] : []),
    ...(objects ? ['lets objects load from anywhere (neither object-src nor default-src)'] : []),
  ];
}

function fail(page: Page, what: string, severity: 'medium' | 'low'): Verdict {
  return {
    is: 'fail',
    severity,
    found: `${page.url} ${what}.`,
    fix: headerFix(
      page,
      { name: REPORT_ONLY, value: START },
      {
        prompt: {
          goal: 'Let only our own scripts run on our pages, with a Content-Security-Policy that injected code cannot pass.',
          change: `Send ${REPORT_ONLY}: ${START}. Open every page, read the browser console, and add the exact hosts we use. Give inline scripts a nonce or hash. Then send it as Content-Security-Policy, in place of any older one.`,
          not: "add 'unsafe-inline', * or https: to script-src to silence an error, remove scripts we use, or enforce it before the console is quiet.",
          see: 'login, checkout and analytics still work, the console shows no policy violations, and every page carries Content-Security-Policy.',
        },
        verify: showHeader(page.url, 'content-security-policy'),
        minutes: 90,
        wants: [wantedAt(page.url, { name: 'Content-Security-Policy', value: START })],
      },
    ),
  };
}
