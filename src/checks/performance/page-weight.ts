import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpPage } from '../../probes/http/page.ts';
import { auditOf, byHand } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { shortUrl } from '../plain.ts';
import { judgedThere } from '../page.ts';
import { samplePage } from '../sample-page.ts';

/** Bytes of HTML, unpacked, above which a phone is busy reading it before anything shows. */
const HEAVY = 500_000;

export default defineCheck({
  id: 'performance/page-weight',
  requirements: ['PERF-7', 'PERF-12'],
  title: 'Pages are light',
  failing: 'Phones choke on a huge page',
  severity: 'low',
  hurts: ['traffic'],
  why: 'The browser reads the whole document before the page works. Huge ones mostly carry data that nobody sees.',
  learn: ['https://developer.chrome.com/docs/lighthouse/performance/total-byte-weight', 'https://nextjs.org/docs/messages/large-page-data'],
  on: 'url',
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: '30 kB', saw: { page: samplePage() }, gives: 'pass' },
    { name: '900 kB of HTML, though compressed', saw: { page: samplePage({}, { wireBytes: 120_000, bytes: 900_000 }) }, gives: 'fail' },
    { name: 'more than we read', saw: { page: samplePage({}, { wireBytes: 400_000, bytes: 2_000_000, truncated: true }) }, gives: 'fail' },
    { name: 'JSON is no page', saw: { page: samplePage({}, { type: 'application/json', bytes: 900_000 }) }, gives: 'skip' },
    { name: 'an error page', saw: { page: samplePage({ status: 404 }, { bytes: 900_000 }) }, gives: 'skip' },
  ],
  judge({ page }, { subject, config }) {
    const { url, status, body } = page;
    const moved = judgedThere(page, { subject, config });
    if (moved !== null) return { is: 'skip', because: moved };
    if (status < 200 || status > 299) return { is: 'skip', because: `${shortUrl(subject.url)} answers ${status}.` };
    if (body.type !== 'text/html' && body.type !== 'application/xhtml+xml') return { is: 'skip', because: 'This is no HTML page.' };
    if (body.bytes <= HEAVY) return { is: 'pass' };
    return {
      is: 'fail',
      found: `${shortUrl(url)} is ${body.truncated ? 'at least ' : ''}${Math.round(body.bytes / 1000)} kB of HTML (${Math.round(body.wireBytes / 1000)} kB on the wire).`,
      fix: byHand(
        [
          'Search the page source for long lines: inlined images (data:), inlined data (__NEXT_DATA__, window.__STATE__), inlined styles.',
          'Load lists page by page, and select only the fields that the page shows.',
          'Move images into files.',
        ],
        {
          prompt: {
            goal: `the HTML of ${shortUrl(url)} is under 500 kB.`,
            change: 'send only the data this page shows: fewer fields, paged lists, images as files instead of data: addresses.',
            not: 'move the same data into a script file, or hide content from search engines.',
            see: `curl -s --compressed '${shortUrl(url)}' | wc -c prints less than 500000.`,
          },
          verify: `curl -s --compressed '${shortUrl(url)}' | wc -c; ${auditOf(zoneOf(new URL(subject.url).hostname, config), 'performance')}`,
          minutes: 60,
        },
      ),
    };
  },
});
