import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpCanonical } from '../../probes/http/canonical.ts';
import { byRule, edgesOf, hostRule, schemeRule, stepsAt } from '../edge.ts';
import { auditOf } from '../fix.ts';
import { shortUrl } from '../plain.ts';
import { arrives, chainOf, leapsOf } from '../walk.ts';
import { sampleCanonical, sampleWalk } from '../sample-walk.ts';

/** Redirects everybody may need: one to https on the same host (which HSTS wants first) and one to the canonical host. */
const NEEDED = 2;
/** From this many on, the delay is felt on every first visit. */
const LONG = 4;

export default defineCheck({
  id: 'routing/chain',
  requirements: ['DNS-4', 'PERF-12'],
  title: 'Visitors arrive after at most two redirects',
  failing: 'Visitors wait through a chain of redirects',
  severity: 'medium',
  hurts: ['traffic'],
  why: 'Each redirect costs a round trip before anything shows. On phones, slow first visits become lost visitors.',
  learn: [
    'https://developer.chrome.com/docs/lighthouse/performance/redirects',
    'https://developers.google.com/search/docs/crawling-indexing/301-redirects',
  ],
  on: 'site',
  reads: { canonical: httpCanonical },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    {
      name: 'one redirect',
      saw: { canonical: sampleCanonical([sampleWalk(['http://acme.com/ 301', 'https://acme.com/ 200'])]) },
      gives: 'pass',
    },
    {
      name: 'https first, then the canonical host',
      saw: { canonical: sampleCanonical([sampleWalk(['http://www.acme.com/ 308', 'https://www.acme.com/ 308', 'https://acme.com/ 200'])]) },
      gives: 'pass',
    },
    {
      name: 'three redirects',
      saw: {
        canonical: sampleCanonical([
          sampleWalk(['http://acme.com/ 301', 'http://www.acme.com/ 301', 'https://www.acme.com/ 302', 'https://www.acme.com/en 200']),
        ]),
      },
      gives: { fail: 'low' },
    },
    {
      name: 'four redirects',
      saw: {
        canonical: sampleCanonical([
          sampleWalk([
            'http://acme.com/ 301',
            'http://www.acme.com/ 301',
            'https://www.acme.com/ 301',
            'https://acme.com/home 301',
            'https://acme.com/home/ 200',
          ]),
        ]),
      },
      gives: 'fail',
    },
    {
      name: 'a loop has no length',
      saw: { canonical: sampleCanonical([sampleWalk(['https://acme.com/ 301', 'https://acme.com/'], 'loop')]) },
      gives: 'skip',
    },
  ],
  judge({ canonical: { home } }, { subject: { domain }, config }) {
    const walks = home.filter(arrives).map((walk) => ({ walk, leaps: leapsOf(walk) }));
    if (walks.length === 0) return { is: 'skip', because: `No address of ${domain} arrives anywhere.` };
    const worst = walks.reduce((a, b) => (b.leaps.length > a.leaps.length ? b : a));
    const count = worst.leaps.length;
    if (count <= NEEDED) return { is: 'pass', found: count === 0 ? 'No redirect is needed.' : chainOf(worst.walk) };
    const [start, end] = [worst.leaps[0]!.from, worst.leaps.at(-1)!.to]; // !: there are more than two
    const rule = start.host === end.host ? schemeRule(start.host) : hostRule(start.host, end.host);
    return {
      is: 'fail',
      found: `${count} redirects: ${chainOf(worst.walk)}.`,
      ...(count < LONG ? { severity: 'low' as const } : {}),
      fix: byRule(
        { from: `${start.protocol}//${start.host}`, to: `${end.protocol}//${end.host}` },
        [...stepsAt(edgesOf(config), rule), 'Remove the rules that this one makes unnecessary.'],
        {
          prompt: {
            goal: `${shortUrl(worst.walk.start)} reaches ${shortUrl(worst.walk.final)} after one redirect, two at most.`,
            change: `redirect ${start.host} straight to ${end.protocol}//${end.host} with path and query, instead of step by step.`,
            not: 'drop the redirect to https, or drop path and query on the way.',
            see: `curl -sIL '${shortUrl(worst.walk.start)}' shows at most two Location lines.`,
          },
          verify: `curl -sIL '${shortUrl(worst.walk.start)}' | grep -i '^location'; ${auditOf(domain, 'routing')}`,
          minutes: 20,
        },
      ),
    };
  },
});
