import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { environmentOf } from '../../parsers/environment-host.ts';
import { httpPage } from '../../probes/http/page.ts';
import { auditOf, byHand } from '../fix.ts';
import { roleFor, zoneOf } from '../host.ts';
import { type Page, urlOf } from '../page.ts';
import { plain, shortUrl } from '../plain.ts';
import { samplePage } from '../sample-page.ts';

const page = (...canonicals: string[]): { page: Page } => ({ page: samplePage({}, { canonicals }) });
const www = { kind: 'url', url: 'https://www.acme.com/', for: 'home' } as const;

export default defineCheck({
  id: 'routing/canonical-tag',
  requirements: ['DNS-11', 'DNS-4'],
  title: 'Canonical tags name the address visitors see',
  failing: 'Your page tells search engines that it belongs to another address',
  severity: 'medium',
  hurts: ['traffic'],
  why: 'Search engines list the address in the tag in place of yours. A test address there takes your page out of search.',
  learn: ['https://developers.google.com/search/docs/crawling-indexing/consolidate-duplicate-urls'],
  on: 'url',
  about: ['home', 'page'],
  reads: { page: httpPage },
  options: z.object({}),
  causedBy: ['routing/canonical'],
  since: '0.1.0',
  examples: [
    { name: 'the tag names the page itself', saw: page('https://acme.com/'), gives: 'pass' },
    { name: 'no tag', saw: page(), gives: 'skip' },
    { name: 'another host of the same domain may be the original', saw: page('https://blog.acme.com/'), gives: 'pass' },
    { name: 'http', saw: page('http://acme.com/'), gives: 'fail' },
    { name: 'a preview deployment', saw: page('https://acme-git-main-team.vercel.app/'), gives: 'fail' },
    { name: 'localhost was left in the site URL', saw: page('http://localhost:3000/'), gives: 'fail' },
    { name: 'the staging host', saw: page('https://staging.acme.com/'), gives: 'fail' },
    { name: 'the domain of the template', saw: page('https://template.example/'), gives: 'fail' },
    {
      name: 'two tags that differ: search engines believe neither',
      saw: page('https://acme.com/', 'https://acme.com/home'),
      gives: { fail: 'low' },
    },
    {
      name: 'the tag names www, which redirects here',
      subject: www,
      saw: { page: samplePage({ redirects: 1 }, { canonicals: ['https://www.acme.com/'] }) },
      gives: 'fail',
    },
    {
      name: 'www leads to a page with the right tag',
      subject: www,
      saw: { page: samplePage({ redirects: 1 }, { canonicals: ['https://acme.com/'] }) },
      gives: 'pass',
    },
    {
      name: 'the tag of a staging host harms nobody',
      subject: { kind: 'url', url: 'https://staging.acme.com/', for: 'home' },
      saw: page('http://staging.acme.com/'),
      gives: 'skip',
    },
  ],
  judge({ page }, { subject, config }) {
    const asked = new URL(subject.url);
    const role = roleFor(config, asked.hostname);
    if (role === 'staging' || role === 'preview') return { is: 'skip', because: `A ${role} host should be in no search engine.` };
    if (page.status !== 200) return { is: 'skip', because: `${shortUrl(subject.url)} answers ${page.status}.` };
    const [told] = page.body.canonicals;
    if (told === undefined) return { is: 'skip', because: 'The page has no canonical tag.' };
    const { origin, pathname, hostname } = urlOf(page, subject);
    const moved = page.redirects > 0 && asked.hostname !== hostname;
    const fault = faultIn(told, { page: hostname, from: moved ? asked.hostname : null, zone: zoneOf(hostname, config), config });
    const split = page.body.canonicals.length > 1 && !moved;
    if (fault === null && !split) return { is: 'pass' };
    const right = `${origin}${pathname}`;
    const says =
      fault === null
        ? `has ${page.body.canonicals.length} canonical tags that differ`
        : `has the canonical tag ${shortUrl(told)}: ${fault}`;
    return {
      is: 'fail',
      found: `${shortUrl(right)} ${says}.`,
      ...(fault === null ? { severity: 'low' as const } : {}),
      fix: byHand(
        [
          `Set the site URL of production to ${origin} (NEXT_PUBLIC_SITE_URL, metadataBase, SITE_URL or the like) and deploy.`,
          `See that the page has one tag: <link rel="canonical" href="${plain(right, 200)}">.`,
        ],
        {
          prompt: {
            goal: `the page ${plain(right, 200)} names itself in its canonical tag.`,
            change: `build canonical tags from the production site URL ${origin}, read from an environment variable, one tag per page.`,
            not: 'remove the redirect to the canonical host, or give every page the canonical tag of the home page.',
            see: `curl -s '${plain(right, 200)}' | grep -i canonical shows one tag with this address.`,
          },
          verify: `curl -s '${plain(right, 200)}' | grep -io '<link[^>]*canonical[^>]*>'; ${auditOf(zoneOf(hostname, config), 'routing')}`,
          minutes: 15,
        },
      ),
    };
  },
});

/** What is wrong with an address in a canonical tag; null where it may be the original. */
function faultIn(
  told: string,
  { page, from, zone, config }: { page: string; from: string | null; zone: string; config: Parameters<typeof roleFor>[0] },
): string | null {
  const url = URL.parse(told);
  if (!url) return null;
  if (from !== null) return url.hostname === from ? 'that address redirects to this page' : null;
  const environment = url.hostname === page ? null : environmentOf(url.hostname);
  if (environment) return `${environment.service} (${environment.kind})`;
  if (url.protocol === 'http:') return 'plain http, which redirects or is not safe';
  if (zoneOf(url.hostname, { domain: zone }) !== zone) return 'the domain of somebody else, or an older one of yours';
  const role = roleFor(config, url.hostname);
  return role === 'staging' || role === 'preview' ? `a ${role} host` : null;
}
