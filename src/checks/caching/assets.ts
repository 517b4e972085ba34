import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { Subject } from '../../core/subject.ts';
import { joined } from '../../parsers/headers.ts';
import { httpPage } from '../../probes/http/page.ts';
import { browserLife } from '../../parsers/cache-life.ts';
import { assetFix } from '../asset-fix.ts';
import { notAnAnswer, type Page } from '../page.ts';
import { plain } from '../plain.ts';
import { samplePage } from '../sample-page.ts';
import { isHashed } from '../hashed-name.ts';

const DAY = 86_400;

const asset = (control: string | null, headers: [string, string][] = []): { page: Page } => ({
  page: samplePage(
    { headers: [...(control === null ? [] : [['cache-control', control] as [string, string]]), ...headers] },
    { type: 'text/javascript' },
  ),
});
const at = (path: string): Subject<'url'> => ({ kind: 'url', url: `https://acme.com${path}`, for: 'asset' });
const hashed = at('/assets/index-B7f2k9Qd.js');

export default defineCheck({
  id: 'caching/assets',
  requirements: ['CACHE-1', 'EDG-8'],
  title: 'Returning visitors reuse the app they already have',
  failing: 'Returning visitors download your whole app again',
  severity: 'medium',
  hurts: ['traffic', 'cost'],
  why: 'A file with a hash in its name never changes, so browsers can keep it for a year. Asking for it each time makes every visit slower.',
  learn: [
    'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Caching',
    'https://web.dev/articles/http-cache',
    'https://www.rfc-editor.org/rfc/rfc8246',
  ],
  on: 'url',
  about: ['asset'],
  reads: { page: httpPage },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'a year and immutable', saw: asset('public, max-age=31536000, immutable'), subject: hashed, gives: 'pass' },
    { name: 'a week', saw: asset('max-age=604800'), subject: hashed, gives: 'pass' },
    { name: 'no header', saw: asset(null), subject: hashed, gives: 'fail' },
    { name: 'asked for each time', saw: asset('public, max-age=0, must-revalidate'), subject: hashed, gives: 'fail' },
    { name: 'never kept', saw: asset('no-store'), subject: at('/_next/static/chunks/main.js'), gives: 'fail' },
    { name: 'an hour', saw: asset('max-age=3600'), subject: hashed, gives: 'fail' },
    {
      name: 'an Expires of a year ahead',
      saw: asset(null, [['expires', 'Mon, 22 Nov 2027 00:00:00 GMT']]),
      subject: hashed,
      gives: 'pass',
    },
    { name: 'a name without a hash: a short life is right', saw: asset('max-age=0'), subject: at('/app.js'), gives: 'skip' },
    { name: 'the home page in place of a missing file', saw: { page: samplePage() }, subject: hashed, gives: 'skip' },
    { name: 'a page', saw: { page: samplePage() }, gives: 'skip' },
    { name: 'a missing file', saw: { page: samplePage({ status: 404 }, { type: 'text/plain' }) }, subject: hashed, gives: 'skip' },
  ],
  judge({ page }, { subject, config, now }) {
    if (subject.for !== 'asset') return { is: 'skip', because: 'This is not a file that pages load.' };
    if (!isHashed(subject.url)) return { is: 'skip', because: 'Its name carries no hash, so a long life would keep old versions.' };
    const because = notAnAnswer(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    if (page.body.type === 'text/html') return { is: 'skip', because: 'A page came in place of the file.' };
    const life = browserLife(page.headers, now);
    if (life !== null && life >= DAY) return { is: 'pass' };
    const control = joined(page.headers, 'cache-control');
    return {
      is: 'fail',
      found: `${page.url} has a hash in its name but answers ${control === null ? 'without Cache-Control' : `with Cache-Control: ${plain(control, 80)}`}.`,
      fix: assetFix(page, subject.url),
    };
  },
});
