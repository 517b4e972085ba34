import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { words } from '../../parsers/headers.ts';
import { httpPage } from '../../probes/http/page.ts';
import { headerFix, showHeader } from '../header-fix.ts';
import { notAPage, type Page } from '../page.ts';
import { samplePage } from '../sample-page.ts';

const VALUE = 'strict-origin-when-cross-origin';

/** Referrer Policy §3, and whether other sites see only your host, never paths and queries. */
const KEEPS_PATHS_HOME: Readonly<Record<string, boolean>> = {
  'no-referrer': true,
  'no-referrer-when-downgrade': false,
  'same-origin': true,
  origin: true,
  'strict-origin': true,
  'origin-when-cross-origin': true,
  'strict-origin-when-cross-origin': true,
  'unsafe-url': false,
};

const page = (...headers: [string, string][]): { page: Page } => ({ page: samplePage({ headers }) });

export default defineCheck({
  id: 'headers/referrer',
  requirements: ['EDG-9'],
  title: 'Other sites learn only your host name from a click',
  failing: 'Full page addresses, reset links included, may leak to other sites',
  severity: 'low',
  hurts: ['login', 'data'],
  why: 'A click or a tracking script tells other sites the page it came from. Password reset links and customer ids sit in those addresses.',
  learn: ['https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Referrer-Policy', 'https://www.w3.org/TR/referrer-policy/'],
  on: 'url',
  perHost: true,
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'the policy browsers recommend', saw: page(['referrer-policy', VALUE]), gives: 'pass' },
    { name: 'a fallback for old browsers first', saw: page(['referrer-policy', `no-referrer-when-downgrade, ${VALUE}`]), gives: 'pass' },
    { name: 'an unknown word last is ignored', saw: page(['referrer-policy', 'same-origin, strictest']), gives: 'pass' },
    { name: 'no header', saw: page(), gives: 'fail' },
    { name: 'unsafe-url', saw: page(['referrer-policy', 'unsafe-url']), gives: 'fail' },
    {
      name: 'a policy that sends full addresses to every https site',
      saw: page(['referrer-policy', 'no-referrer-when-downgrade']),
      gives: 'fail',
    },
    { name: 'words that no browser knows', saw: page(['referrer-policy', 'private']), gives: 'fail' },
    { name: 'the policy in a meta tag', saw: { page: samplePage({}, { equivalents: [['referrer-policy', VALUE]] }) }, gives: 'pass' },
    { name: 'a server error', saw: { page: samplePage({ status: 503 }) }, gives: 'skip' },
  ],
  judge({ page }, { subject, config }) {
    const because = notAPage(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    // The last word that is a policy counts (Referrer Policy §8.1).
    const policy = words([...page.headers, ...page.body.equivalents], 'referrer-policy').findLast((word) =>
      Object.hasOwn(KEEPS_PATHS_HOME, word),
    );
    if (policy !== undefined && KEEPS_PATHS_HOME[policy] === true) return { is: 'pass', found: `Referrer-Policy is ${policy}.` };
    return {
      is: 'fail',
      found:
        policy === undefined
          ? `${page.url} sends no valid Referrer-Policy header, so each browser decides for you.`
          : `${page.url} sends Referrer-Policy: ${policy}, which hands full addresses to other sites.`,
      fix: headerFix(
        page,
        { name: 'Referrer-Policy', value: VALUE },
        {
          prompt: {
            goal: 'Tell other websites only our host name, never full page addresses.',
            change: `Send Referrer-Policy: ${VALUE} on every page.`,
            not: 'use no-referrer if an affiliate or payment partner needs to see our host name.',
            see: 'every page carries the header, and clicks to partners still show our host name.',
          },
          verify: showHeader(page.url, 'referrer-policy'),
          minutes: 10,
        },
      ),
    };
  },
});
