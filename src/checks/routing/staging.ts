import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpPage } from '../../probes/http/page.ts';
import { httpRobots } from '../../probes/http/robots.ts';
import { auditOf, byHand } from '../fix.ts';
import { roleFor, zoneOf } from '../host.ts';
import { hiddenBy } from '../indexing.ts';
import { notAPage } from '../page.ts';
import { shortUrl } from '../plain.ts';
import { samplePage } from '../sample-page.ts';
import { CLOSED, sampleRobots } from '../sample-robots.ts';

const subject = { kind: 'url', url: 'https://staging.acme.com/', for: 'home' } as const;
const at = (change: Parameters<typeof samplePage>[0] = {}) => samplePage({ url: subject.url, ...change });

export default defineCheck({
  id: 'routing/staging',
  requirements: ['DNS-11'],
  title: 'Test hosts stay out of search',
  failing: 'Search engines can list your test site beside the real one',
  severity: 'medium',
  hurts: ['trust', 'data', 'traffic'],
  why: 'Customers find the test site, sign up there and lose what they enter. Unfinished features and test data become public.',
  learn: ['https://developers.google.com/search/docs/crawling-indexing/block-indexing', 'https://vercel.com/docs/deployment-protection'],
  on: 'url',
  about: ['home'],
  reads: { page: httpPage, robots: httpRobots },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'open to everybody', subject, saw: { page: at(), robots: sampleRobots() }, gives: 'fail' },
    { name: 'noindex', subject, saw: { page: at({ headers: [['x-robots-tag', 'noindex']] }), robots: sampleRobots() }, gives: 'pass' },
    { name: 'robots.txt forbids everything', subject, saw: { page: at(), robots: CLOSED }, gives: 'pass' },
    { name: 'a password in front', subject, saw: { page: at({ status: 401 }), robots: sampleRobots({ status: 401 }) }, gives: 'pass' },
    { name: 'the production site', saw: { page: samplePage(), robots: sampleRobots() }, gives: 'skip' },
    { name: 'it answers an error', subject, saw: { page: at({ status: 502 }), robots: sampleRobots() }, gives: 'skip' },
  ],
  judge({ page, robots }, { subject, config }) {
    const host = new URL(subject.url).hostname;
    const role = roleFor(config, host);
    if (role !== 'staging' && role !== 'preview') return { is: 'skip', because: 'This is no test host.' };
    if (page.status === 401 || page.status === 403) return { is: 'pass', found: `${host} lets no stranger in (${page.status}).` };
    const because = notAPage(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    const hidden = hiddenBy(page) ?? (robots.allowed ? null : 'robots.txt');
    if (hidden !== null) return { is: 'pass', found: `It is kept out of search by ${hidden}.` };
    return {
      is: 'fail',
      found: `${shortUrl(subject.url)} answers everybody (${page.status}), without a password and without noindex.`,
      fix: byHand(
        [
          `Put a password in front of ${host} (Vercel: Deployment Protection; Cloudflare: Access; nginx: auth_basic). It also keeps strangers out.`,
          'Or send the header `X-Robots-Tag: noindex` with every answer of this host.',
          'If it is in search already: Google Search Console › Removals.',
        ],
        {
          prompt: {
            goal: `${host} is in no search engine, and strangers do not get in.`,
            change: `ask for a password on ${host}, or send X-Robots-Tag: noindex with every answer when the environment is not production.`,
            not: 'send noindex in production, or only forbid it in robots.txt: a link elsewhere still puts the address into search.',
            see: `curl -sI https://${host}/ shows 401, or X-Robots-Tag: noindex.`,
          },
          verify: `curl -sI https://${host}/; ${auditOf(zoneOf(host, config), 'routing')}`,
          minutes: 15,
        },
      ),
    };
  },
});
