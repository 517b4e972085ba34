import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpCanonical } from '../../probes/http/canonical.ts';
import { httpPage } from '../../probes/http/page.ts';
import { byRule, edgesOf, hostRule, stepsAt } from '../edge.ts';
import { auditOf } from '../fix.ts';
import { isFront, roleFor, zoneOf } from '../host.ts';
import { hiddenBy } from '../indexing.ts';
import { notAPage } from '../page.ts';
import { shortUrl } from '../plain.ts';
import { samplePage } from '../sample-page.ts';
import { sampleCanonical, sampleWalk } from '../sample-walk.ts';

const subject = { kind: 'url', url: 'https://app.acme.com/', for: 'home' } as const;
const SAME = 'ab'.repeat(8);
const canonical = { ...sampleCanonical([sampleWalk(['https://acme.com/ 200'])]), front: { url: 'https://acme.com/', likeness: SAME } };
const at = (likeness: string, change: Partial<ReturnType<typeof samplePage>['body']> = {}) =>
  samplePage({ url: subject.url }, { likeness, ...change });

export default defineCheck({
  id: 'routing/copies',
  requirements: ['DNS-11'],
  title: 'Each host shows something of its own',
  failing: 'A second host shows the same site again',
  severity: 'medium',
  hurts: ['traffic', 'login', 'trust'],
  why: 'Search engines split your ranking between the copies, and customers logged in at one address are logged out at the other.',
  learn: ['https://developers.google.com/search/docs/crawling-indexing/consolidate-duplicate-urls'],
  on: 'url',
  about: ['home'],
  reads: { page: httpPage, canonical: httpCanonical },
  options: z.object({}),
  causedBy: ['routing/canonical'],
  // A host of another domain has no front page to be a copy of.
  unknownAs: 'low',
  since: '0.1.0',
  examples: [
    { name: 'the app shows an app', subject, saw: { page: at('cd'.repeat(8)), canonical }, gives: 'pass' },
    { name: 'the app shows the front page', subject, saw: { page: at(SAME), canonical }, gives: 'fail' },
    {
      name: 'a copy that names the original',
      subject,
      saw: { page: at(SAME, { canonicals: ['https://acme.com/'] }), canonical },
      gives: 'pass',
    },
    {
      name: 'a copy kept out of search',
      subject,
      saw: { page: at(SAME, { equivalents: [['x-robots-tag', 'noindex']] }), canonical },
      gives: 'pass',
    },
    { name: 'the front page itself', saw: { page: samplePage({}, { likeness: SAME }), canonical }, gives: 'skip' },
    {
      name: 'a staging host is to be like it',
      subject: { ...subject, url: 'https://staging.acme.com/' },
      saw: { page: at(SAME), canonical },
      gives: 'skip',
    },
    { name: 'no front page was seen', subject, saw: { page: at(SAME), canonical: { ...canonical, front: null } }, gives: 'skip' },
  ],
  judge({ page, canonical: { front } }, { subject, config }) {
    const host = new URL(subject.url).hostname;
    const role = roleFor(config, host);
    if (isFront(host, config)) return { is: 'skip', because: 'routing/canonical judges the domain and its www.' };
    if (role === 'staging' || role === 'preview') return { is: 'skip', because: `A ${role} host is meant to be like the site.` };
    const because = notAPage(page, { subject, config });
    if (because !== null) return { is: 'skip', because };
    if (front === null) return { is: 'skip', because: 'The domain itself shows no page to compare with.' };
    if (page.body.likeness !== front.likeness) return { is: 'pass' };
    const original = URL.parse(front.url)?.hostname ?? zoneOf(host, config);
    if (page.body.canonicals.some((told) => URL.parse(told)?.hostname === original))
      return { is: 'pass', found: `It is the page of ${original}, and its canonical tag says so.` };
    const hidden = hiddenBy(page);
    if (hidden !== null) return { is: 'pass', found: `It is the page of ${original}, kept out of search by ${hidden}.` };
    return {
      is: 'fail',
      found: `${shortUrl(subject.url)} and ${shortUrl(front.url)} show the same page, without a redirect or a canonical tag.`,
      fix: byRule(
        { from: `https://${host}`, to: `https://${original}` },
        [
          `Decide what ${host} is for. If nothing, redirect it:`,
          ...stepsAt(edgesOf(config, page.headers), hostRule(host, original)),
          `If both must stay: <link rel="canonical" href="https://${original}/"> in the pages of ${host}.`,
        ],
        {
          prompt: {
            goal: `one host shows the pages of https://${original}.`,
            change: `redirect https://${host} to https://${original} with 301, path and query kept; or give its pages canonical tags of https://${original}.`,
            not: 'redirect a host on which customers log in before its callbacks and cookies name the other.',
            see: `curl -sI https://${host}/ shows 301 to https://${original}/, or its page has that canonical tag.`,
          },
          verify: `curl -sI https://${host}/; ${auditOf(zoneOf(host, config), 'routing')}`,
          minutes: 20,
        },
      ),
    };
  },
});
