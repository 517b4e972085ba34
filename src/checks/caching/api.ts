import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { first } from '../../parsers/headers.ts';
import { httpPage } from '../../probes/http/page.ts';
import { headerFix, showHeader } from '../header-fix.ts';
import { notAnAnswer, type Page, urlOf } from '../page.ts';
import { API_ROUTE } from '../sample-cors.ts';
import { samplePage } from '../sample-page.ts';

const VALUE = 'private, no-store';
const subject = API_ROUTE;

const answer = (headers: [string, string][], status = 200): { page: Page } => ({
  page: samplePage({ headers, status }, { type: 'application/json' }),
});

export default defineCheck({
  id: 'caching/api',
  requirements: ['CACHE-1', 'EDG-6'],
  title: 'Your API says how long its answers may be kept',
  failing: 'Caches guess how long to keep your API answers',
  severity: 'low',
  hurts: ['data', 'cost'],
  why: 'Without Cache-Control each browser and edge decides by itself. Customers may see old data, and one careless edge rule stores private answers.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc9111#section-4.2.2',
    'https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html',
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Cache-Control',
  ],
  on: 'url',
  about: ['api'],
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'no Cache-Control', saw: answer([['etag', 'W/"5a"']]), subject, gives: 'fail' },
    { name: 'no-store', saw: answer([['cache-control', 'no-store']]), subject, gives: 'pass' },
    { name: 'public data with a short life', saw: answer([['cache-control', 'public, max-age=30']]), subject, gives: 'pass' },
    { name: 'a refusal says nothing of the data', saw: answer([], 401), subject, gives: 'skip' },
    { name: 'a page', saw: { page: samplePage() }, gives: 'skip' },
    { name: 'a route that does not exist', saw: answer([], 404), subject, gives: 'skip' },
  ],
  judge({ page }, { subject, config }) {
    if (subject.for !== 'api') return { is: 'skip', because: 'This is not an API route.' };
    // Caches keep refusals only when told to (RFC 9110 §15.1 lists what is kept by default).
    const because =
      page.status === 401 || page.status === 403
        ? `It refuses strangers (${page.status}), and caches do not keep that.`
        : notAnAnswer(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    if (first(page.headers, 'cache-control') !== null) return { is: 'pass' };
    return {
      is: 'fail',
      found: `${page.url} answers ${page.status} without a Cache-Control header.`,
      fix: headerFix(
        page,
        { name: 'Cache-Control', value: VALUE, path: urlOf(page, subject).pathname },
        {
          prompt: {
            goal: 'Say for every API answer how long it may be kept.',
            change: `Send Cache-Control: ${VALUE} with API answers that depend on the user, and public, max-age=60 with data that is the same for everybody.`,
            not: 'send public for anything that needs a login, or put the header on pages and assets.',
            see: 'every API answer carries Cache-Control, and two users never see the data of each other.',
          },
          verify: showHeader(page.url, 'cache-control'),
          minutes: 15,
        },
      ),
    };
  },
});
