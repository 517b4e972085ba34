import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpPage } from '../../probes/http/page.ts';
import { auditOf, byHand } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { elsewhere, notAnAnswer, type Page } from '../page.ts';
import { count, list, shortUrl } from '../plain.ts';
import { samplePage } from '../sample-page.ts';

type Script = Page['body']['foreign'][number];

const page = (...foreign: Partial<Script>[]): { page: Page } => ({
  page: samplePage(
    {},
    { foreign: foreign.map((each) => ({ address: 'https://widget.example.com/w.js', blocking: false, pinned: false, ...each })) },
  ),
});

export default defineCheck({
  id: 'performance/third-party-scripts',
  requirements: ['PERF-10'],
  title: 'No page waits for the scripts of others',
  failing: 'Your pages stay white until another company’s server answers',
  severity: 'medium',
  hurts: ['traffic', 'signup'],
  why: 'A script in the head without async or defer stops the page until it has come and run. When its server is slow or down, so are you.',
  learn: [
    'https://developer.chrome.com/docs/lighthouse/performance/render-blocking-resources',
    'https://developer.mozilla.org/en-US/docs/Web/HTML/Reference/Elements/script',
  ],
  on: 'url',
  about: ['home', 'page', 'login', 'signup', 'dashboard', 'checkout'],
  perHost: true,
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'no scripts of others', saw: page(), gives: 'pass' },
    { name: 'scripts that come later', saw: page({}), gives: 'pass' },
    { name: 'a script that the page waits for', saw: page({ blocking: true }), gives: 'fail' },
    { name: 'a pinned script blocks as well', saw: page({ blocking: true, pinned: true }), gives: 'fail' },
    { name: 'an error page', saw: { page: samplePage({ status: 404 }) }, gives: 'skip' },
    { name: 'JSON is no page', saw: { page: samplePage({}, { type: 'application/json' }) }, gives: 'skip' },
  ],
  judge({ page }, { subject, config }) {
    const because = notAnAnswer(page, { subject, config }) ?? elsewhere(page, subject);
    if (because !== null) return { is: 'skip', because };
    const { type, foreign } = page.body;
    if (type !== 'text/html' && type !== 'application/xhtml+xml') return { is: 'skip', because: 'This is no HTML page.' };
    const hosts = list([...new Set(foreign.map(({ address }) => URL.parse(address)?.host ?? address))].sort(), 10);
    const blocking = foreign.filter((script) => script.blocking).map(({ address }) => shortUrl(address));
    if (blocking.length === 0)
      return { is: 'pass', ...(hosts === '' ? {} : { found: `Scripts of others, none of which it waits for: ${hosts}.` }) };
    const url = shortUrl(page.url);
    return {
      is: 'fail',
      at: [{ at: blocking[0]! }], // !: there is at least one
      found: `${url} shows nothing before ${list(blocking)} ${blocking.length === 1 ? 'has' : 'have'} come and run. It has scripts of ${hosts}.`,
      fix: byHand(
        [
          ...blocking.slice(0, 6).map((address) => `Write <script defer src="${address}"> in the head; async where nothing else needs it.`),
          'Where scripts of your own call it as they run, give them defer too: deferred scripts run in the order of the page.',
          'A script that makes styles, such as cdn.tailwindcss.com, belongs into your build instead.',
        ],
        {
          prompt: {
            goal: `${url} shows itself without waiting for ${count(blocking.length, 'script')} of other companies.`,
            change: `add defer to the script tags of ${list(blocking)}, and to scripts of ours that call them; use async where nothing depends on them.`,
            not: 'remove what the script does for us, or load it by document.write.',
            see: `no script of another host stands in the head of ${url} without async, defer or type="module".`,
          },
          verify: `curl -s '${url}' | grep -io '<script[^>]*src=[^>]*>'; ${auditOf(zoneOf(new URL(subject.url).hostname, config), 'performance')}`,
          minutes: 15,
        },
      ),
    };
  },
});
