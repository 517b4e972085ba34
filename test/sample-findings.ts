import type { Pointer } from '../src/core/check.ts';
import type { Fix } from '../src/core/fix.ts';
import type { CheckId, Hurts, ReqId, Severity, Url } from '../src/core/vocabulary.ts';

/** What differs between sample findings; the rest is filled in. */
export interface Row {
  id?: string;
  check: CheckId;
  on: string;
  severity?: Severity;
  title: string;
  found?: string;
  why?: string;
  hurts?: readonly Hurts[];
  requirements?: readonly ReqId[];
  learn?: readonly Url[];
  at?: Pointer[];
  evidence?: string[];
  fix?: Fix;
  cause?: string;
  ignored?: { reason: string; until: string };
}

const again = (area: string): string => `launch-ready audit acme.com --only ${area}`;
const by = (steps: string[], minutes: number, area: string): Fix => ({
  by: 'hand',
  steps,
  minutes,
  verify: again(area),
  prompt: `Goal: ${steps[0]}\nChange only what is needed for this.\nDo not remove tests, disable checks or rename routes.\nIt worked when \`${again(area)}\` reports no failure.`,
});

/** Failures of the sample. */
export const FAILURES: readonly Row[] = [
  {
    check: 'email/spf-single',
    on: 'site acme.com',
    severity: 'blocker',
    title: 'Password resets will land in spam',
    found:
      'Two SPF records at acme.com, seen on all 4 name servers: "v=spf1 include:_spf.google.com ~all" and "v=spf1 include:amazonses.com ~all".',
    why: 'Receivers treat two SPF records as an error and stop trusting every message from your domain. Sign-up and reset mails vanish.',
    hurts: ['email', 'login', 'signup'],
    requirements: ['MAIL-1', 'MAIL-2'],
    learn: ['https://www.rfc-editor.org/rfc/rfc7208#section-3.2', 'https://support.google.com/a/answer/33786'],
    evidence: ['dnsTxt site acme.com', 'dnsDelegation site acme.com'],
    fix: {
      by: 'dns',
      zone: 'acme.com',
      remove: [
        { name: '@', type: 'TXT', data: 'v=spf1 include:_spf.google.com ~all' },
        { name: '@', type: 'TXT', data: 'v=spf1 include:amazonses.com ~all' },
      ],
      add: [{ name: '@', type: 'TXT', data: 'v=spf1 include:_spf.google.com include:amazonses.com ~all' }],
      prompt:
        'Goal: acme.com has exactly one SPF record that names both Google Workspace and Amazon SES.\nReplace the two TXT records at acme.com that begin with v=spf1 by this one:\nv=spf1 include:_spf.google.com include:amazonses.com ~all\nDo not touch other TXT records, MX records or name servers.\nIt worked when `launch-ready audit acme.com --only email` shows no SPF failure.',
      verify: again('email'),
      minutes: 10,
    },
  },
  {
    id: 'aaaaaaaaaaa1',
    check: 'tls/expiry',
    on: 'host api.acme.com',
    severity: 'blocker',
    title: 'Every call to your API fails in the browser',
    found: 'The certificate of api.acme.com ended on 3 Nov 2026, 19 days ago. Issuer: Let’s Encrypt R11. Seen on 66.241.124.8.',
    why: 'Browsers refuse an expired certificate without a way around for your customers. Login, checkout and the app itself stop.',
    hurts: ['login', 'billing', 'trust'],
    requirements: ['TLS-2'],
    learn: ['https://letsencrypt.org/docs/'],
    evidence: ['tlsCertificate host api.acme.com'],
    fix: {
      by: 'command',
      argv: ['fly', 'certs', 'check', 'api.acme.com', '--app', 'acme api'],
      prompt:
        'Goal: api.acme.com serves a valid certificate that renews by itself.\nRun `fly certs check api.acme.com` and set the records it asks for.\nDo not switch off certificate checks in any client.\nIt worked when `launch-ready audit acme.com --only tls` passes for api.acme.com.',
      verify: again('tls'),
      minutes: 20,
    },
  },
  {
    check: 'caching/private',
    on: 'url https://app.acme.com/dashboard',
    severity: 'blocker',
    title: 'One customer can see the dashboard of another',
    found:
      'GET /dashboard answered with "Cache-Control: public, s-maxage=600" and a session cookie; a second visitor got the same body with Age: 41.',
    why: 'A shared cache keeps the page of whoever came first and hands it to everybody after. That is a data breach you must report.',
    hurts: ['data', 'login', 'trust'],
    requirements: ['CACHE-2', 'EDG-3'],
    learn: ['https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.7'],
    evidence: ['httpPage url https://app.acme.com/dashboard'],
    fix: {
      by: 'file',
      path: 'next.config.js',
      patch:
        "--- a/next.config.js\n+++ b/next.config.js\n@@ -4,6 +4,12 @@\n module.exports = {\n   reactStrictMode: true,\n+  async headers() {\n+    return [\n+      { source: '/dashboard/:path*', headers: [{ key: 'Cache-Control', value: 'private, no-store' }] },\n+    ];\n+  },\n };\n",
      prompt:
        'Goal: no shared cache ever stores a page that belongs to one customer.\nSend `Cache-Control: private, no-store` on every route below /dashboard and on every API answer that depends on the session.\nDo not change caching of static assets.\nIt worked when `launch-ready audit acme.com --only caching` passes.',
      verify: again('caching'),
      minutes: 30,
    },
  },
  {
    check: 'routing/loop',
    on: 'host pay.acme.com',
    severity: 'blocker',
    title: 'Customers who want to pay meet an endless redirect',
    found:
      'https://pay.acme.com → http://pay.acme.com → https://pay.acme.com, 20 hops. The edge talks plain HTTP to an origin that asks for HTTPS.',
    hurts: ['billing'],
    requirements: ['DNS-8', 'EDG-1'],
    evidence: ['httpEntry host pay.acme.com'],
    fix: {
      by: 'edge',
      setting: 'SSL/TLS encryption mode',
      value: 'Full (strict)',
      steps: [
        'Open dash.cloudflare.com and choose acme.com.',
        'Open SSL/TLS, then Overview.',
        'Choose Full (strict) and save.',
        'Wait one minute and load https://pay.acme.com in a private window.',
      ],
      prompt:
        'Goal: https://pay.acme.com answers without a redirect loop.\nIn Cloudflare set the SSL/TLS mode of acme.com to Full (strict).\nDo not use Flexible, and do not remove the HTTPS redirect of the app.\nIt worked when `launch-ready audit acme.com --only routing` shows no loop.',
      verify: again('routing'),
      minutes: 5,
    },
  },
  {
    check: 'dns/environment',
    on: 'host www.acme.com',
    severity: 'blocker',
    title: 'Visitors are sent to a preview build',
    found: 'www.acme.com is an alias of acme-git-main-acme.vercel.app, a preview environment.',
    hurts: ['traffic', 'trust'],
    requirements: ['DNS-2'],
    fix: {
      by: 'dns',
      zone: 'acme.com',
      remove: [{ name: 'www', type: 'CNAME', data: 'acme-git-main-acme.vercel.app.' }],
      add: [{ name: 'www', type: 'CNAME', data: 'cname.vercel-dns.com.' }],
      prompt:
        'Goal: www.acme.com points to production.\nSet CNAME www to cname.vercel-dns.com.\nDo not delete the preview deployment.\nIt worked when `launch-ready audit acme.com --only dns` passes.',
      verify: again('dns'),
      minutes: 5,
    },
  },
  {
    check: 'app/health-status',
    on: 'host app.acme.com',
    severity: 'blocker',
    title: 'The app says of itself that it is not well',
    found: 'GET /api/health answered 503 {"db":"timeout"}.',
    hurts: ['login', 'billing'],
    requirements: ['OBS-1'],
    cause: 'aaaaaaaaaaa1',
  },
  {
    check: 'email/dmarc-reports',
    on: 'site acme.com',
    severity: 'high',
    title: 'Nobody will tell you when your mail is forged',
    found: '_dmarc.acme.com has no rua address.',
    hurts: ['email'],
    requirements: ['MAIL-4'],
    fix: by(['Add rua=mailto:dmarc@acme.com to the DMARC record.'], 10, 'email'),
  },
  {
    check: 'headers/cookie-secure',
    on: 'url https://app.acme.com/login',
    severity: 'high',
    title: 'Sessions travel unprotected on open Wi-Fi',
    found: 'Cookie "session" on /login lacks Secure.',
    hurts: ['login', 'data'],
    requirements: ['EDG-7'],
    at: [{ at: 'src/server/session.ts', line: 41 }],
    fix: by(['Set secure: true on the session cookie.'], 10, 'headers'),
  },
  {
    check: 'cors/lookalike',
    on: 'url https://api.acme.com/v1/me',
    severity: 'high',
    title: 'A look-alike domain may read your customers’ data',
    found: 'Origin https://acme.com.evil.example is allowed with credentials; https://evil.example is not.',
    hurts: ['data'],
    requirements: ['EDG-9'],
    fix: by(['Compare origins for equality with an allow-list.'], 25, 'cors'),
  },
  {
    check: 'routing/canonical',
    on: 'site acme.com',
    severity: 'high',
    title: 'Search engines see your site twice',
    found: 'https://acme.com and https://www.acme.com both end on 200.',
    hurts: ['traffic'],
    requirements: ['DNS-6'],
    fix: by(['Redirect acme.com to www.acme.com with 308.'], 10, 'routing'),
  },
  {
    check: 'dns/agreement',
    on: 'host app.acme.com',
    severity: 'high',
    title: 'Half of your visitors reach an old server',
    found: 'ns1.example.net says 104.18.4.11; ns2.example.net says 52.14.8.7. TTL 3600 s.',
    hurts: ['traffic'],
    requirements: ['DNS-5'],
    fix: by(['Remove the old A record 52.14.8.7 at the second provider.'], 15, 'dns'),
  },
  {
    check: 'performance/response-time',
    on: 'url https://api.acme.com/v1/projects',
    severity: 'high',
    title: 'Your API keeps people waiting',
    found: 'p95 of 30 requests is 912 ms; the bar is 500 ms (p50 240 ms, p99 1,480 ms). A first cut, measured from here.',
    hurts: ['trust'],
    requirements: ['PERF-1'],
    fix: by(['Add an index on projects.owner_id.', 'Load members in the same query instead of one by one.'], 60, 'performance'),
  },
  {
    check: 'app/health-route',
    on: 'host app.acme.com',
    severity: 'high',
    title: 'Nothing tells a monitor whether the app is alive',
    found: 'None of /health, /healthz, /api/health answered 200.',
    hurts: ['trust'],
    requirements: ['OBS-1'],
    cause: 'aaaaaaaaaaa1',
  },
  {
    check: 'secrets/env-file',
    on: 'repo .',
    severity: 'high',
    title: 'Keys are in the repository for everyone to copy',
    found: '.env.production holds 7 values, committed on 3 Oct 2026.',
    hurts: ['data', 'cost'],
    requirements: ['SEC-1'],
    at: [
      { at: '.env.production', line: 1 },
      { at: 'apps/web/.env', line: 3 },
    ],
    fix: {
      by: 'command',
      argv: ['git', 'rm', '--cached', '.env.production'],
      prompt:
        'Goal: no file with secret values is in git.\nRemove .env.production from the index, add it to .gitignore, and rotate each key in it.\nDo not print the values.\nIt worked when `launch-ready audit .` passes.',
      verify: 'launch-ready audit .',
      minutes: 90,
    },
  },
  ...(
    [
      [
        'email/dmarc-policy',
        'site acme.com',
        'Anyone can send mail in your name',
        'p=none at _dmarc.acme.com; the bar is quarantine.',
        'email',
      ],
      [
        'headers/content-security-policy',
        'url https://app.acme.com/',
        'Nothing limits which scripts run in your app',
        'No Content-Security-Policy header.',
        'data',
      ],
      [
        'headers/framing',
        'url https://app.acme.com/',
        'Your login can be framed by another site',
        'Neither frame-ancestors nor X-Frame-Options.',
        'login',
      ],
      ['headers/version', 'url https://app.acme.com/', 'Your server tells attackers its version', 'X-Powered-By: Express 4.16.2', 'trust'],
      [
        'routing/permanent',
        'site acme.com',
        'Search engines keep the old address',
        'https://acme.com → https://www.acme.com by 307 instead of 308.',
        'traffic',
      ],
      ['routing/query', 'site acme.com', 'Campaign links lose their source', '?utm_source=x is gone after the redirect.', 'traffic'],
      ['tls/hsts', 'host app.acme.com', 'First visits can be intercepted', 'No Strict-Transport-Security header.', 'data'],
      [
        'caching/assets',
        'url https://www.acme.com/',
        'Returning visitors load everything again',
        '14 hashed files with max-age=0.',
        'traffic',
      ],
      [
        'performance/compression',
        'url https://www.acme.com/',
        'Pages are four times as heavy as needed',
        '412 kB of HTML without content-encoding.',
        'traffic',
      ],
      [
        'headers/framing',
        'url https://www.acme.com/',
        'Your login can be framed by another site',
        'Neither frame-ancestors nor X-Frame-Options.',
        'login',
      ],
    ] as const
  ).map(([check, on, title, found, hurt]): Row => ({
    check,
    on,
    title,
    found,
    hurts: [hurt],
    severity: 'medium',
    requirements: ['EDG-5'],
  })),
  {
    check: 'dns/caa',
    on: 'host acme.com',
    severity: 'low',
    title: 'Any authority may issue certificates for you',
    found: 'No CAA record at acme.com.',
    requirements: ['DNS-9'],
    fix: {
      by: 'dns',
      zone: 'acme.com',
      add: [{ name: '@', type: 'CAA', data: '0 issue "letsencrypt.org"' }],
      prompt:
        'Goal: only Let’s Encrypt may issue for acme.com.\nAdd CAA 0 issue "letsencrypt.org".\nDo not add it before you know every issuer in use.\nIt worked when `launch-ready audit acme.com --only dns` passes.',
      verify: again('dns'),
      minutes: 5,
    },
  },
  {
    check: 'headers/referrer',
    on: 'url https://app.acme.com/',
    severity: 'low',
    title: 'Addresses of private pages leak to other sites',
    found: 'No Referrer-Policy header.',
  },
  {
    check: 'scope/over-built',
    on: 'repo .',
    severity: 'low',
    title: 'You operate more than your customers need',
    found: 'Kubernetes manifests, a service mesh and two caches for one app.',
    hurts: ['cost'],
    at: [
      { at: 'k8s/deployment.yaml', line: 1 },
      { at: 'k8s/istio.yaml', line: 1 },
    ],
  },
  {
    check: 'headers/sniffing',
    on: 'url https://www.acme.com/',
    severity: 'low',
    title: 'Browsers may guess what a file is',
    found: 'X-Content-Type-Options is missing.',
    ignored: { reason: 'Static pages without uploads; accepted by Ada', until: '2027-01-31' },
  },
];

const silent = 'api.acme.com:443 did not complete a TLS handshake within 10 s.';

/** What could not be checked. */
export const UNKNOWN: readonly Row[] = [
  {
    check: 'app/health-leak',
    on: 'host api.acme.com',
    severity: 'medium',
    title: 'The health route says no more than it should',
    found: silent,
    cause: 'aaaaaaaaaaa1',
    evidence: ['httpHealth host api.acme.com'],
  },
  {
    check: 'cors/credentials',
    on: 'url https://api.acme.com/v1/projects',
    severity: 'blocker',
    title: 'Only your own sites may act for a customer',
    found: silent,
    evidence: ['httpHealth host api.acme.com'],
  },
  {
    check: 'cors/vary',
    on: 'url https://api.acme.com/v1/projects',
    severity: 'low',
    title: 'Caches keep the origins apart',
    found: silent,
    evidence: ['httpHealth host api.acme.com'],
  },
  {
    check: 'email/smtp',
    on: 'site acme.com',
    severity: 'medium',
    title: 'Your mail server answers with encryption',
    found: 'Port 25 is closed from this network: connections to aspmx.l.google.com:25 time out after 10 s. Run the audit from a server.',
  },
  {
    check: 'email/mx-target',
    on: 'site acme.com',
    severity: 'high',
    title: 'Mail can be delivered',
    found: 'Port 25 is closed from this network: connections to aspmx.l.google.com:25 time out after 10 s. Run the audit from a server.',
  },
];

/** What passed. */
export const PASSED: readonly Row[] = (
  [
    ['dns/delegation', 'site acme.com', 'The domain is delegated and answers', 'Four name servers answer with authority.'],
    ['dns/soa', 'site acme.com', 'All name servers hold the same zone', ''],
    ['dns/parent-child', 'site acme.com', 'Registry and zone name the same servers', ''],
    ['dns/resolves', 'host app.acme.com', 'The host has an address', '104.18.4.11'],
    ['dns/resolves', 'host www.acme.com', 'The host has an address', '76.76.21.22'],
    ['dns/dangling-cname', 'host www.acme.com', 'The alias leads somewhere', ''],
    ['email/mx', 'site acme.com', 'The domain takes mail', 'aspmx.l.google.com'],
    ['email/dkim', 'site acme.com', 'Mail is signed', 'google._domainkey'],
    ['tls/chain', 'host app.acme.com', 'Every browser trusts the certificate', ''],
    ['tls/name', 'host app.acme.com', 'The certificate covers the host', ''],
    ['tls/protocol', 'host app.acme.com', 'Connections use current encryption', 'TLSv1.3'],
    ['routing/reachable', 'host app.acme.com', 'The app answers', '200'],
    ['routing/path', 'site acme.com', 'Deep links survive the redirect', ''],
    ['caching/page', 'url https://www.acme.com/', 'Pages say how long they may be kept', ''],
    ['app/stack-trace', 'url https://app.acme.com/', 'Errors do not show your code', ''],
  ] as const
).map(([check, on, title, found]): Row => ({ check, on, title, found }));

/** What does not apply. */
export const SKIPPED: readonly Row[] = [
  { check: 'dns/caa-issuer', on: 'host api.acme.com', title: 'Your issuer may renew', found: 'There is no CAA record.' },
  { check: 'tls/hsts', on: 'host mail.acme.com', title: 'Browsers insist on HTTPS', found: 'A mail host serves no pages.' },
];
