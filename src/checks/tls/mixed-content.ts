import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpPage } from '../../probes/http/page.ts';
import { auditOf, byHand } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { type Insecure, insecureOf, notMixing, replaced, saysInsecure, severityOf } from '../mixed.ts';
import type { Page } from '../page.ts';
import { shortUrl } from '../plain.ts';
import { samplePage } from '../sample-page.ts';

const page = (...insecure: Insecure[]): { page: Page } => ({ page: samplePage({}, { insecure }) });
const script: Insecure = { address: 'http://cdn.acme.com/widget.js', as: 'script' };
const asset = { kind: 'url', url: 'https://acme.com/assets/app-4f3a2b1c.js', for: 'asset' } as const;

export default defineCheck({
  id: 'tls/mixed-content',
  requirements: ['TLS-3'],
  title: 'Pages load everything over https',
  failing: 'Browsers refuse parts of your page, because it asks for them over http',
  severity: 'high',
  hurts: ['login', 'signup', 'trust'],
  why: 'Browsers block scripts, styles and frames that an https page asks for over http, so buttons do nothing and pages look broken. Pictures are tried over https.',
  learn: ['https://developer.mozilla.org/en-US/docs/Web/Security/Mixed_content', 'https://www.w3.org/TR/mixed-content/'],
  on: 'url',
  about: ['home', 'page', 'login', 'signup', 'dashboard', 'checkout', 'asset'],
  perHost: true,
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'everything over https', saw: page(), gives: 'pass' },
    { name: 'a script over http', saw: page(script), gives: 'fail' },
    { name: 'a frame over http', saw: page({ address: 'http://maps.acme.com/', as: 'frame' }), gives: 'fail' },
    {
      name: 'a picture by srcset is not mended',
      saw: page({ address: 'http://acme.com/a.png', as: 'image-set' }),
      gives: { fail: 'medium' },
    },
    {
      name: 'a picture over http, which browsers try over https',
      saw: page({ address: 'http://acme.com/a.png', as: 'image' }),
      gives: { fail: 'low' },
    },
    { name: 'a form has a check of its own', saw: page({ address: 'http://acme.com/go', as: 'form' }), gives: 'pass' },
    {
      name: 'the page has browsers ask over https',
      saw: {
        page: samplePage(
          { headers: [['content-security-policy', "default-src 'self'; upgrade-insecure-requests"]] },
          { insecure: [script] },
        ),
      },
      gives: 'pass',
    },
    {
      name: 'the same by a meta tag',
      saw: { page: samplePage({}, { equivalents: [['content-security-policy', 'upgrade-insecure-requests']], insecure: [script] }) },
      gives: 'pass',
    },
    {
      name: 'an embedded object, which the policy does not mend',
      saw: {
        page: samplePage(
          { headers: [['content-security-policy', 'upgrade-insecure-requests']] },
          { insecure: [{ address: 'http://acme.com/plan.pdf', as: 'plugin' }] },
        ),
      },
      gives: 'fail',
    },
    {
      name: 'an https script that redirects to http',
      subject: asset,
      saw: { page: samplePage({ url: asset.url, status: 302, downgrade: 'http://cdn.acme.com/app.js' }, { type: 'text/javascript' }) },
      gives: 'fail',
    },
    {
      name: 'a script over https',
      subject: asset,
      saw: { page: samplePage({ url: asset.url }, { type: 'text/javascript' }) },
      gives: 'pass',
    },
    { name: 'a page over http has nothing to mix', saw: { page: samplePage({ url: 'http://acme.com/' }) }, gives: 'skip' },
    { name: 'an error page', saw: { page: samplePage({ status: 404 }, { insecure: [script] }) }, gives: 'skip' },
    { name: 'JSON is no page', saw: { page: samplePage({}, { type: 'application/json' }) }, gives: 'skip' },
  ],
  judge({ page }, { subject, config }) {
    const isFile = subject.for === 'asset';
    const because = isFile ? null : notMixing(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    const found = isFile ? redirected(page, subject.url) : insecureOf(page).filter(({ as }) => as !== 'form');
    if (found.length === 0) return { is: 'pass' };
    const url = shortUrl(isFile ? subject.url : page.url);
    const domain = zoneOf(new URL(subject.url).hostname, config);
    return {
      is: 'fail',
      severity: severityOf(found),
      at: [{ at: found[0]!.address }], // !: found holds at least one
      found: isFile
        ? `${url} redirects to ${shortUrl(found[0]!.address)}, and browsers refuse to follow.`
        : `${url}: ${saysInsecure(found)}`,
      fix: byHand(
        [
          ...replaced(found).map((line) => (isFile ? `In the redirect of ${url}, ${line}.` : `${line}.`)),
          'Open each https address first. Where nothing answers, put the file on your own host and load it from there.',
          'Search the code and the content of your CMS for http:// addresses; a base tag or a setting such as PUBLIC_URL may hold them.',
        ],
        {
          prompt: {
            goal: `${url} loads everything over https.`,
            change: `replace these addresses wherever code, styles, content or redirects have them: ${replaced(found).join('; ')}.`,
            not: 'switch off the content policy, load the page itself over http, or drop the feature that needs the file.',
            see: `the browser console of ${url} shows no mixed content warning.`,
          },
          verify: `curl -s '${url}' | grep -o 'http://[^" ]*'; ${auditOf(domain, 'tls')}`,
          minutes: 15,
        },
      ),
    };
  },
});

/** An https script that was seen to lead to http: to browsers that is the same as asking for it over http. Stylesheets have a check of their own. */
function redirected({ downgrade }: Page, url: string): Insecure[] {
  return downgrade === null || new URL(url).pathname.endsWith('.css') ? [] : [{ address: downgrade, as: 'script' }];
}
