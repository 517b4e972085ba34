import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpCanonical } from '../../probes/http/canonical.ts';
import type { Walk } from '../../probes/http/hop.ts';
import type { Wanted } from '../../core/fix.ts';
import { byRule, edgesOf, hostRule, stepsAt } from '../edge.ts';
import { auditOf } from '../fix.ts';
import { chainOf, leapsOf, leapText } from '../walk.ts';
import { sampleCanonical, sampleWalk } from '../sample-walk.ts';

const good = [
  sampleWalk(['http://acme.com/ 308', 'https://acme.com/ 200']),
  sampleWalk(['https://acme.com/ 200']),
  sampleWalk(['http://www.acme.com/ 308', 'https://www.acme.com/ 308', 'https://acme.com/ 200']),
  sampleWalk(['https://www.acme.com/ 308', 'https://acme.com/ 200']),
];

export default defineCheck({
  id: 'routing/canonical',
  requirements: ['DNS-4', 'DNS-6', 'DNS-10', 'DNS-11'],
  title: 'One canonical host',
  failing: 'Your site lives at two addresses at once',
  severity: 'high',
  hurts: ['traffic', 'trust'],
  why: 'Search engines split your ranking between the copies. Customers logged in at one address are logged out at the other.',
  learn: [
    'https://developers.google.com/search/docs/crawling-indexing/canonicalization',
    'https://developer.mozilla.org/en-US/docs/Web/URI/Guides/Choosing_between_www_and_non-www_URLs',
  ],
  on: 'site',
  reads: { canonical: httpCanonical },
  options: z.object({}),
  causedBy: ['tls/handshake', 'routing/loop'],
  since: '0.1.0',
  examples: [
    { name: 'www leads to the apex', saw: { canonical: sampleCanonical(good) }, gives: 'pass' },
    { name: 'no www at all', saw: { canonical: sampleCanonical(good.slice(0, 2)) }, gives: 'pass' },
    {
      name: 'every address leads to another domain',
      saw: {
        canonical: sampleCanonical(
          ['https://acme.com/', 'https://www.acme.com/'].map((start) => sampleWalk([`${start} 301`, 'https://acme.io/'], 'left')),
        ),
      },
      gives: 'pass',
    },
    {
      name: 'apex and www both answer',
      saw: { canonical: sampleCanonical([...good.slice(0, 2), sampleWalk(['https://www.acme.com/ 200'])]) },
      gives: 'fail',
    },
    {
      name: 'they end on another host than the config names',
      config: { canonical: 'www.acme.com' },
      saw: { canonical: sampleCanonical(good) },
      gives: 'fail',
    },
    {
      name: 'a www that answers 404 is no copy',
      saw: { canonical: sampleCanonical([...good.slice(0, 2), sampleWalk(['https://www.acme.com/ 404'])]) },
      gives: 'pass',
    },
    {
      name: 'nothing answers',
      saw: { canonical: sampleCanonical([sampleWalk(['https://acme.com/ ECONNREFUSED'], 'error')]) },
      gives: 'skip',
    },
  ],
  judge({ canonical: { home } }, { subject: { domain }, config }) {
    const serving = home.filter(serves);
    const ends = [...new Set(serving.map(endHost))];
    const [only] = ends;
    if (only === undefined) return { is: 'skip', because: `No address of ${domain} answers with a page.` };
    const wanted = config.canonical ?? wish(ends, domain);
    if (ends.length === 1 && only === wanted) return { is: 'pass', found: `Every address ends on ${only}.` };
    const shown = ends.map((end) =>
      chainOf(
        serving.find((walk) => endHost(walk) === end && walk.start.startsWith('https:')) ?? serving.find((walk) => endHost(walk) === end)!,
      ),
    ); // !: every end comes from a walk in `serving`
    const from = ends.filter((end) => end !== wanted);
    // A second redirect against an existing one would be a loop.
    const against = home.flatMap(leapsOf).find((leap) => leap.from.host === wanted && leap.to.host !== wanted);
    const first = against ? [`First remove the redirect ${leapText(against)}; together with the new one it would be a loop.`] : [];
    return {
      is: 'fail',
      found:
        ends.length === 1 ? `${shown.join('')}, but launch-ready.yaml names ${wanted}.` : `${shown.join(' and ')} do not meet on one host.`,
      fix: byRule(
        { from: `https://${from[0] ?? only}`, to: `https://${wanted}` },
        [
          ...first,
          ...from.flatMap((host) => stepsAt(edgesOf(config), hostRule(host, wanted))),
          `Then set ${wanted} in your app: site URL, login callback URLs, cookie domain, canonical tags, sitemap.`,
        ],
        {
          prompt: {
            goal: `${wanted} is the only host that shows pages; every other address of ${domain} redirects to it.`,
            change: `${against ? `remove the redirect from ${wanted} to ${against.to.host}; then ` : ''}redirect ${from.join(' and ')} to https://${wanted} with status 301 or 308, keeping path and query; use https://${wanted} in login callbacks, cookies and canonical tags.`,
            not: 'redirect /.well-known/ of a host that mobile apps use, redirect in browser JavaScript, or create a second redirect in the other direction.',
            see: `curl -sI 'https://${from[0] ?? only}/a?b=1' shows 301 or 308 and Location: https://${wanted}/a?b=1.`,
          },
          verify: `curl -sI 'https://${from[0] ?? only}/a?b=1'; ${auditOf(domain, 'routing')}`,
          minutes: 20,
          wants: from.map((host): Wanted => ({ is: 'redirect', at: `https://${host}/*`, to: `https://${wanted}`, status: 301 })),
        },
      ),
    };
  },
});

/** True for a walk that shows a page or a login prompt, or hands over to another domain: somebody could index or bookmark its end. */
function serves({ ends, status }: Walk): boolean {
  if (ends === 'left') return true;
  return ends === 'answered' && status !== null && (status < 400 || status === 401);
}

function endHost({ final }: Walk): string {
  return URL.canParse(final) ? new URL(final).host : final;
}

/** The host to keep where the config names none: the apex if it serves, else the first end. */
function wish(ends: readonly string[], domain: string): string {
  return ends.includes(domain) ? domain : (ends[0] ?? domain);
}
