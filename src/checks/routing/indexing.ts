import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpPage } from '../../probes/http/page.ts';
import { httpRobots } from '../../probes/http/robots.ts';
import { auditOf, byHand } from '../fix.ts';
import { isFront, roleFor, zoneOf } from '../host.ts';
import { hiddenBy } from '../indexing.ts';
import { notAPage } from '../page.ts';
import { plain, shortUrl } from '../plain.ts';
import { samplePage } from '../sample-page.ts';
import { CLOSED, sampleRobots } from '../sample-robots.ts';

const home = (host: string) => ({ kind: 'url', url: `https://${host}/`, for: 'home' }) as const;
const noindex = samplePage({}, { equivalents: [['x-robots-tag', 'noindex, nofollow']] });

export default defineCheck({
  id: 'routing/indexing',
  requirements: ['DNS-11'],
  title: 'Search engines may show your site',
  failing: 'Customers cannot find you: your site hides from search engines',
  severity: 'high',
  hurts: ['traffic', 'signup'],
  why: 'A line meant for the test site went live. Google drops the page within days, and getting back takes weeks.',
  learn: ['https://developers.google.com/search/docs/crawling-indexing/block-indexing', 'https://www.rfc-editor.org/rfc/rfc9309'],
  on: 'url',
  about: ['home'],
  reads: { page: httpPage, robots: httpRobots },
  options: z.object({}),
  causedBy: ['routing/reachable', 'tls/handshake'],
  since: '0.1.0',
  examples: [
    { name: 'nothing hides the home page', saw: { page: samplePage(), robots: sampleRobots() }, gives: 'pass' },
    { name: 'noindex in a meta tag', saw: { page: noindex, robots: sampleRobots() }, gives: 'fail' },
    {
      name: 'noindex in a header',
      saw: { page: samplePage({ headers: [['x-robots-tag', 'noindex']] }), robots: sampleRobots() },
      gives: 'fail',
    },
    { name: 'robots.txt forbids everything', saw: { page: samplePage(), robots: CLOSED }, gives: 'fail' },
    {
      name: 'only another crawler is kept away',
      saw: { page: samplePage({ headers: [['x-robots-tag', 'otherbot: noindex']] }), robots: sampleRobots() },
      gives: 'pass',
    },
    { name: 'the docs', subject: home('docs.acme.com'), saw: { page: noindex, robots: sampleRobots() }, gives: { fail: 'medium' } },
    {
      name: 'an app behind a login may hide',
      subject: home('app.acme.com'),
      saw: { page: noindex, robots: sampleRobots() },
      gives: 'skip',
    },
    {
      name: 'a staging host should',
      subject: home('staging.acme.com'),
      saw: { page: noindex, robots: CLOSED },
      gives: 'skip',
    },
    { name: 'a missing home page', saw: { page: samplePage({ status: 404 }), robots: sampleRobots() }, gives: 'skip' },
  ],
  judge({ page, robots }, { subject, config }) {
    const host = new URL(subject.url).hostname;
    const role = roleFor(config, host);
    if (role !== 'marketing' && role !== 'docs') return { is: 'skip', because: `Nobody searches for a host of the kind "${role}".` };
    const because = notAPage(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    const tag = hiddenBy(page);
    const told = tag ?? (robots.allowed ? null : `robots.txt with "${plain(robots.rule ?? '', 60)}"`);
    if (told === null) return { is: 'pass' };
    const repair = tag === null ? `take the line "${plain(robots.rule ?? '', 60)}" out of robots.txt` : `remove ${tag}`;
    return {
      is: 'fail',
      found: `${shortUrl(subject.url)} asks search engines to stay away by ${told}.`,
      ...(isFront(host, config) ? {} : { severity: 'medium' as const }),
      fix: byHand(
        [
          `In the production build, ${repair}.`,
          'Search the code for noindex, and set it by an environment variable that only previews have (Next.js: metadata.robots, app/robots.ts).',
          'Deploy, then ask for indexing in Google Search Console › URL inspection.',
        ],
        {
          prompt: {
            goal: `search engines may show https://${host}/.`,
            change: `${repair} in production, and keep it on staging and preview deployments.`,
            not: 'open pages behind the login, or staging hosts, to search engines.',
            see: `the home page has no noindex, and https://${host}/robots.txt has no "Disallow: /" for all.`,
          },
          verify: `curl -s https://${host}/robots.txt; curl -si https://${host}/ | grep -i noindex; ${auditOf(zoneOf(host, config), 'routing')}`,
          minutes: 15,
        },
      ),
    };
  },
});
