import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { first } from '../../parsers/headers.ts';
import { httpPage } from '../../probes/http/page.ts';
import { headerFix, showHeader } from '../header-fix.ts';
import { notAPage, type Page, urlOf } from '../page.ts';
import { samplePage } from '../sample-page.ts';

const VALUE = 'no-cache';

const page = (...headers: [string, string][]): { page: Page } => ({ page: samplePage({ headers }) });

export default defineCheck({
  id: 'caching/page',
  requirements: ['CACHE-1'],
  title: 'Pages say when browsers must ask for a new version',
  failing: 'Visitors may keep the old version of your app after a deploy',
  severity: 'low',
  hurts: ['traffic', 'trust'],
  why: 'Without Cache-Control or Expires browsers guess. An old page then asks for build files that a deploy has removed, and shows nothing.',
  learn: ['https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Caching', 'https://www.rfc-editor.org/rfc/rfc9111#section-4.2.2'],
  on: 'url',
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'no cache header', saw: page(), gives: 'fail' },
    { name: 'a validator alone: browsers still guess', saw: page(['last-modified', 'Sun, 01 Nov 2026 00:00:00 GMT']), gives: 'fail' },
    { name: 'asked for each time', saw: page(['cache-control', 'public, max-age=0, must-revalidate']), gives: 'pass' },
    { name: 'an Expires in the past', saw: page(['expires', '0']), gives: 'pass' },
    {
      name: 'a page the home page speaks for',
      saw: page(),
      subject: { kind: 'url', url: 'https://acme.com/about', for: 'page' },
      gives: 'skip',
    },
    { name: 'a missing page', saw: { page: samplePage({ status: 404 }) }, gives: 'skip' },
  ],
  judge({ page }, { subject, config }) {
    const because = notAPage(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    if (first(page.headers, 'cache-control') !== null || first(page.headers, 'expires') !== null) return { is: 'pass' };
    const guess = first(page.headers, 'last-modified') === null ? '' : ' Browsers guess from Last-Modified.';
    return {
      is: 'fail',
      found: `${page.url} sends neither Cache-Control nor Expires.${guess}`,
      fix: headerFix(
        page,
        { name: 'Cache-Control', value: VALUE, path: urlOf(page, subject).pathname },
        {
          prompt: {
            goal: 'Show every visitor the current version of our app after a deploy.',
            change: `Send Cache-Control: ${VALUE} with HTML pages, and private, no-store with pages that need a login.`,
            not: 'send it with hashed build files, which should stay cached for a year, or with pictures and fonts.',
            see: 'HTML pages carry the header, build files keep theirs, and a new deploy shows up after one reload.',
          },
          verify: showHeader(page.url, 'cache-control|expires'),
          minutes: 10,
        },
      ),
    };
  },
});
