import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { first, words } from '../../parsers/headers.ts';
import { httpPage } from '../../probes/http/page.ts';
import { headerFix, showHeader } from '../header-fix.ts';
import { plain } from '../plain.ts';
import { notAnAnswer, notAPage, type Page } from '../page.ts';
import { samplePage } from '../sample-page.ts';

const page = (...headers: [string, string][]): { page: Page } => ({ page: samplePage({ headers }) });

export default defineCheck({
  id: 'headers/sniffing',
  requirements: ['EDG-9'],
  title: 'Browsers believe the file types you declare',
  failing: 'Browsers may run a file your users uploaded as a script',
  severity: 'low',
  hurts: ['data', 'trust'],
  why: 'Without nosniff a browser guesses what a file is. An uploaded picture that holds code can then run on your site.',
  learn: [
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Content-Type-Options',
    'https://fetch.spec.whatwg.org/#x-content-type-options-header',
  ],
  on: 'url',
  perHost: true,
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'nosniff', saw: page(['x-content-type-options', 'nosniff']), gives: 'pass' },
    { name: 'upper case, sent twice', saw: page(['x-content-type-options', 'NOSNIFF, nosniff']), gives: 'pass' },
    { name: 'no header', saw: page(), gives: 'fail' },
    { name: 'a word browsers do not know', saw: page(['x-content-type-options', 'sniff, nosniff']), gives: 'fail' },
    {
      name: 'an API answer without it',
      saw: { page: samplePage({}, { type: 'application/json' }) },
      subject: { kind: 'url', url: 'https://acme.com/api/products', for: 'api' },
      gives: 'fail',
    },
    {
      name: 'an API route that does not exist',
      saw: { page: samplePage({ status: 404 }, { type: 'application/json' }) },
      subject: { kind: 'url', url: 'https://acme.com/api/gone', for: 'api' },
      gives: 'skip',
    },
    {
      name: 'a page the home page speaks for',
      saw: page(),
      subject: { kind: 'url', url: 'https://acme.com/about', for: 'page' },
      gives: 'skip',
    },
  ],
  judge({ page }, { subject, config }) {
    // APIs count too: they often have a server of their own, and hand out what users uploaded.
    const because = subject.for === 'api' ? notAnAnswer(page, { subject, config }) : notAPage(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    // Browsers look at the first word alone (Fetch, "determine nosniff").
    if (words(page.headers, 'x-content-type-options')[0] === 'nosniff') return { is: 'pass' };
    const value = first(page.headers, 'x-content-type-options');
    return {
      is: 'fail',
      found:
        value === null
          ? `${page.url} sends no X-Content-Type-Options header.`
          : `${page.url} sends X-Content-Type-Options: ${plain(value)}, which browsers do not read as nosniff.`,
      fix: headerFix(
        page,
        { name: 'X-Content-Type-Options', value: 'nosniff' },
        {
          prompt: {
            goal: 'Keep browsers from guessing file types on our site.',
            change: 'Send X-Content-Type-Options: nosniff with every answer: pages, API and files.',
            not: 'change the Content-Type of any file, except one that is plainly wrong.',
            see: 'every answer carries nosniff once, and scripts, styles and pictures still load.',
          },
          verify: showHeader(page.url, 'x-content-type-options'),
          minutes: 10,
        },
      ),
    };
  },
});
