import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { Headers } from '../../parsers/headers.ts';
import { httpPage } from '../../probes/http/page.ts';
import { promptOf } from '../fix.ts';
import { removeStep, showHeader, wantedAt } from '../header-fix.ts';
import { list, plain } from '../plain.ts';
import { notAnAnswer, notAPage, type Page } from '../page.ts';
import { samplePage } from '../sample-page.ts';

/** Headers of development tools: profilers and debug bars of Symfony, Clockwork, PHP Debug Bar, Django, IIS Express, Chrome Logger. */
const DEBUG =
  /^(?:x-debug(?:-.+)?|x-clockwork-.+|phpdebugbar-id|djdt-store-id|x-sourcefiles|x-chromelogger-data|x-chromephp-data|x-firephp-.+)$/;
/** Headers that proxies add for the people who run them. */
const INNER =
  /^(?:x-internal-.+|x-backend(?:-.+)?|x-upstream(?:-(?:addr|host|server|name))?|x-real-server|x-pod(?:-name)?|x-envoy-decorator-operation)$/;
/** Allow lists and reports name addresses that are not where the answer came from; cookies are masked. */
const NOT_AN_ORIGIN = /^(?:content-security-policy|report-to|reporting-endpoints|nel|set-cookie|date|etag|x-request-id|server-timing)/;
/** RFC 1918, loopback and link-local IPv4. */
const PRIVATE_ADDRESS =
  /(?<![\d.])(?:10(?:\.\d{1,3}){3}|127(?:\.\d{1,3}){3}|169\.254(?:\.\d{1,3}){2}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})(?![\d.])/;
/** Names that only resolve inside a network: RFC 6762 .local, ICANN .internal, cluster and office suffixes, and AWS instance names. */
const INNER_NAME =
  /(?<![\w.-])(?:localhost(?=[:/\s,;>"]|$)|ip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}\b[\w.-]*|[a-z0-9_-]+(?:\.[a-z0-9_-]+){0,8}\.(?:internal|local|localdomain|lan|corp|intranet|svc))(?![\w-]|\.\w)/i;

const page = (...headers: [string, string][]): { page: Page } => ({ page: samplePage({ headers }) });

export default defineCheck({
  id: 'headers/internals',
  requirements: ['EDG-9'],
  title: 'Answers say nothing about your inner network',
  failing: 'Your answers draw attackers a map of your servers',
  severity: 'medium',
  hurts: ['data', 'trust'],
  why: 'Inner host names and private addresses show an attacker what lies behind your site. Debug headers may hand out customer data.',
  learn: ['https://owasp.org/www-project-secure-headers/', 'https://cwe.mitre.org/data/definitions/497.html'],
  on: 'url',
  perHost: true,
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'a backend with a private address', saw: page(['x-served-by', 'app at 10.0.3.4:3000']), gives: 'fail' },
    { name: 'an AWS instance name in Via', saw: page(['via', '1.1 ip-10-0-3-4.ec2.internal (squid)']), gives: 'fail' },
    { name: 'a cluster service name', saw: page(['x-envoy-decorator-operation', 'shop.default.svc.cluster.local:9080/*']), gives: 'fail' },
    {
      name: 'a debug profiler',
      saw: page(['x-debug-token', '4f2a1c'], ['x-debug-token-link', 'https://acme.com/_profiler/4f2a1c']),
      gives: 'fail',
    },
    { name: 'a link to localhost', saw: page(['link', '<http://localhost:3000/>; rel="canonical"']), gives: 'fail' },
    { name: 'a header of inner use', saw: page(['x-internal-user-tier', 'gold']), gives: 'fail' },
    {
      name: 'headers of public edges',
      saw: page(
        ['x-served-by', 'cache-fra-etou8220045-FRA'],
        ['x-amz-cf-pop', 'FRA56-P4'],
        ['via', '1.1 varnish, 1.1 d111111abcdef8.cloudfront.net (CloudFront)'],
        ['x-runtime', '0.0231'],
        ['server', 'Microsoft-IIS/10.0'],
        ['x-envoy-upstream-service-time', '12'],
      ),
      gives: 'pass',
    },
    {
      name: 'an allow list that names localhost',
      saw: page(['content-security-policy', "connect-src 'self' http://localhost:54321"]),
      gives: 'pass',
    },
    {
      name: 'an API that refuses strangers and names its backend',
      saw: { page: samplePage({ status: 401, headers: [['x-backend-server', 'api-7d9f']] }) },
      subject: { kind: 'url', url: 'https://acme.com/api/me', for: 'api' },
      gives: 'fail',
    },
    { name: 'a server error', saw: { page: samplePage({ status: 502, headers: [['x-backend-server', 'api-7d9f']] }) }, gives: 'skip' },
  ],
  judge({ page }, { subject, config }) {
    // An API often runs on a server of its own.
    const because = subject.for === 'api' ? notAnAnswer(page, { subject, config }) : notAPage(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    const leaks = leaksOf(page.headers);
    if (leaks.length === 0) return { is: 'pass' };
    const names = [...new Set(leaks.map(({ name }) => name))];
    return {
      is: 'fail',
      found: `${page.url} answers with ${list(leaks.map(({ says }) => says))}.`,
      fix: {
        ...removeStep(page.headers, names),
        prompt: promptOf({
          goal: 'Keep inner host names, private addresses and debug output out of our public answers.',
          change: `Stop sending these response headers in production: ${names.join(', ')}. Switch debug tools off where NODE_ENV or its like is production.`,
          not: 'remove request ids that support uses, or switch debugging off in development.',
          see: 'none of these headers is in the answer of a page, an API route and an error.',
        }),
        verify: showHeader(page.url, names.join('|')),
        minutes: 20,
        wants: names.map((name) => wantedAt(page.url, { name, value: null })),
      },
    };
  },
});

/** Debug values may open a profiler and internal ones may be tokens, so only their names are told. */
function leaksOf(headers: Headers): { name: string; says: string }[] {
  return headers.flatMap(([name, value]) => {
    if (NOT_AN_ORIGIN.test(name)) return [];
    if (DEBUG.test(name)) return [{ name, says: `the debug header ${plain(name, 60)}` }];
    const address = (PRIVATE_ADDRESS.exec(value) ?? INNER_NAME.exec(value))?.[0];
    if (address !== undefined) return [{ name, says: `${plain(name, 60)} naming ${plain(address, 80)}` }];
    if (!INNER.test(name)) return [];
    return [
      { name, says: name.startsWith('x-internal-') ? `the internal header ${plain(name, 60)}` : `${plain(name, 60)}: ${plain(value, 60)}` },
    ];
  });
}
