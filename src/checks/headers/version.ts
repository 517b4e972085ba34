import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { Headers } from '../../parsers/headers.ts';
import { httpPage } from '../../probes/http/page.ts';
import { promptOf } from '../fix.ts';
import { removeStep, showHeader, wantedAt } from '../header-fix.ts';
import { list, plain } from '../plain.ts';
import { notAnAnswer, notAPage, type Page } from '../page.ts';
import { samplePage } from '../sample-page.ts';

/** Headers whose only use is to name software (OWASP Secure Headers Project, headers_remove.json, 2026-11). Via's numbers are protocol versions. */
const NAMES_SOFTWARE: ReadonlySet<string> = new Set([
  'server',
  'x-powered-by',
  'x-aspnet-version',
  'x-aspnetmvc-version',
  'x-generator',
  'x-php-version',
  'x-powered-cms',
  'x-cms',
  'x-server-powered-by',
  'x-cf-powered-by',
  'x-umbraco-version',
  'x-owa-version',
  'powered-by',
]);
/** At least major and minor: "nginx/1.25.3", "PHP 8.2", "4.0.30319"; four numbers may be an address, which headers/internals judges. */
const VERSION = /(?<![\d.])v?\d+\.\d+(?:\.\d+)?(?!\.?\d)|(?:\/|version )\d+(?:\.\d+){3}(?![\d.])/i;
/** Names that only look like a version: AWS load balancers all say "awselb/2.0". */
const FIXED_NAMES = /^awselb\/2\.0$/i;

const page = (...headers: [string, string][]): { page: Page } => ({ page: samplePage({ headers }) });
const api = { kind: 'url', url: 'https://acme.com/api/me', for: 'api' } as const;

export default defineCheck({
  id: 'headers/version',
  requirements: ['EDG-9'],
  title: 'Answers do not name your software and its version',
  failing: 'Your server tells attackers which known holes to try',
  severity: 'medium',
  hurts: ['data', 'trust'],
  why: 'Attackers search the internet for versions with known holes. An answer that names yours puts you on their list.',
  learn: [
    'https://owasp.org/www-project-secure-headers/',
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Server',
    'https://www.rfc-editor.org/rfc/rfc9110#section-10.2.4',
  ],
  on: 'url',
  perHost: true,
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'a web server with its version', saw: page(['server', 'nginx/1.25.3']), gives: 'fail' },
    { name: 'a language with its version', saw: page(['x-powered-by', 'PHP/8.2.12']), gives: 'fail' },
    { name: 'a bare version number', saw: page(['x-aspnet-version', '4.0.30319']), gives: 'fail' },
    { name: 'a framework without version', saw: page(['x-powered-by', 'Express']), gives: { fail: 'low' } },
    { name: 'a product name alone', saw: page(['server', 'cloudflare'], ['via', '1.1 vegur']), gives: 'pass' },
    { name: 'an edge that names its node', saw: page(['server', 'ECAcc (nyb/1D2E)']), gives: 'pass' },
    { name: 'the fixed name of AWS load balancers', saw: page(['server', 'awselb/2.0']), gives: 'pass' },
    { name: 'a site builder without version', saw: page(['x-generator', 'Wix.com Website Builder']), gives: 'pass' },
    { name: 'neither header', saw: page(), gives: 'pass' },
    {
      name: 'an API that refuses strangers',
      saw: { page: samplePage({ status: 401, headers: [['server', 'Werkzeug/3.0.1 Python/3.11.4']] }) },
      subject: api,
      gives: 'fail',
    },
    { name: 'a missing page', saw: { page: samplePage({ status: 404, headers: [['server', 'nginx/1.25.3']] }) }, gives: 'skip' },
    {
      name: 'a page the home page speaks for',
      saw: page(['server', 'nginx/1.25.3']),
      subject: { kind: 'url', url: 'https://acme.com/about', for: 'page' },
      gives: 'skip',
    },
  ],
  judge({ page }, { subject, config }) {
    // An API often runs on a server of its own.
    const because = subject.for === 'api' ? notAnAnswer(page, { subject, config }) : notAPage(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    const versions = telling(page.headers, true);
    const told = versions.length > 0 ? versions : telling(page.headers, false);
    if (told.length === 0) return { is: 'pass' };
    const names = [...new Set(told.map(([name]) => name))];
    return {
      is: 'fail',
      severity: versions.length > 0 ? 'medium' : 'low',
      found: `${page.url} answers with ${list(told.map(([name, value]) => `${name}: ${plain(value, 60)}`))}.`,
      fix: {
        ...removeStep(page.headers, names),
        prompt: promptOf({
          goal: 'Stop telling strangers which software and version we run.',
          change: `Remove these response headers or their version numbers: ${names.join(', ')}.`,
          not: 'upgrade or replace the software in the same change, or remove other headers.',
          see: 'no answer carries a version number in these headers, errors included.',
        }),
        verify: showHeader(page.url, names.join('|')),
        minutes: 15,
        wants: names.map((name) => wantedAt(page.url, { name, value: null })),
      },
    };
  },
});

function telling(headers: Headers, withVersion: boolean): Headers {
  return headers.filter(([name, value]) => {
    if (!NAMES_SOFTWARE.has(name) || FIXED_NAMES.test(value)) return false;
    return withVersion ? VERSION.test(value) : name.includes('powered') && value.trim() !== '';
  });
}
