import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpCanonical } from '../../probes/http/canonical.ts';
import { byRule, edgesOf, hostRule, schemeRule, stepsAt } from '../edge.ts';
import { auditOf } from '../fix.ts';
import { arrives, chainOf, crosses, drops, leapsOf } from '../walk.ts';
import { sampleCanonical, sampleWalk } from '../sample-walk.ts';

const home = [sampleWalk(['https://acme.com/ 200'])];
const path = '/launch-ready-check/deep?utm_source=launch-ready&keep=1';

export default defineCheck({
  id: 'routing/query',
  requirements: ['DNS-4', 'DNS-6', 'DNS-10'],
  title: 'Redirects keep the query',
  failing: 'Redirects cut off what follows the question mark',
  severity: 'medium',
  hurts: ['login', 'traffic'],
  why: 'Magic links and login callbacks carry their code in the query. Ads carry their campaign there, so you pay without knowing what works.',
  learn: [
    'https://developers.cloudflare.com/rules/url-forwarding/single-redirects/settings/',
    'https://developers.google.com/search/docs/crawling-indexing/301-redirects',
  ],
  on: 'site',
  reads: { canonical: httpCanonical },
  options: z.object({}),
  causedBy: ['routing/path', 'routing/loop'],
  since: '0.1.0',
  examples: [
    {
      name: 'the query survives',
      saw: { canonical: sampleCanonical(home, [sampleWalk([`http://acme.com${path} 301`, `https://acme.com${path} 404`])]) },
      gives: 'pass',
    },
    {
      name: 'the query survives inside a parameter',
      saw: {
        canonical: sampleCanonical(home, [
          sampleWalk([`https://acme.com${path} 307`, `https://app.acme.com/login?next=${encodeURIComponent(path)} 200`]),
        ]),
      },
      gives: 'pass',
    },
    {
      name: 'the step to https drops the query',
      saw: {
        canonical: sampleCanonical(home, [sampleWalk([`http://acme.com${path} 301`, 'https://acme.com/launch-ready-check/deep 404'])]),
      },
      gives: 'fail',
    },
    {
      name: 'a slash rule drops the query',
      saw: {
        canonical: sampleCanonical(home, [sampleWalk([`https://acme.com${path} 308`, 'https://acme.com/launch-ready-check/deep/ 404'])]),
      },
      gives: 'fail',
    },
    {
      name: 'the app sends unknown pages to its login',
      saw: { canonical: sampleCanonical(home, [sampleWalk([`https://acme.com${path} 302`, 'https://acme.com/login 200'])]) },
      gives: 'pass',
    },
    {
      name: 'a loop arrives nowhere',
      saw: { canonical: sampleCanonical(home, [sampleWalk([`https://acme.com${path} 301`, `https://acme.com${path}`], 'loop')]) },
      gives: 'skip',
    },
  ],
  judge({ canonical: { deep, deepPath, deepQuery } }, { subject: { domain }, config }) {
    const walks = deep.filter(arrives);
    if (walks.length === 0) return { is: 'skip', because: `No deep link of ${domain} arrives anywhere.` };
    const parts = deepQuery.replace(/^\?/, '').split('&');
    const [lost] = walks.flatMap((walk) =>
      leapsOf(walk)
        .filter((leap) => crosses(leap) || leap.to.pathname.includes(deepPath))
        .map((leap) => ({ walk, leap, dropped: parts.filter((part) => drops(leap, part)) }))
        .filter(({ dropped }) => dropped.length > 0),
    );
    if (!lost) return { is: 'pass' };
    const { from, to } = lost.leap;
    const rule = from.host !== to.host ? hostRule(from.host, to.host) : schemeRule(to.host);
    return {
      is: 'fail',
      found: `${chainOf(lost.walk)} loses ${lost.dropped.join(' and ')} of the query.`,
      fix: byRule(
        { from: `${from.protocol}//${from.host}`, to: `${to.protocol}//${to.host}` },
        crosses(lost.leap)
          ? stepsAt(edgesOf(config), rule)
          : ['Let the rule that adds the slash append the query (nginx: `$is_args$args`; Next.js `trailingSlash` does).'],
        {
          prompt: {
            goal: `redirects of ${from.host} keep everything after the question mark.`,
            change: `let the redirect from ${from.protocol}//${from.host} to ${to.protocol}//${to.host} append the query (Cloudflare: Preserve query string; nginx: $request_uri).`,
            not: 'keep only the utm_ parameters: magic links and login callbacks need theirs.',
            see: `curl -sI '${from.protocol}//${from.host}/a?b=1' shows a Location that ends with ?b=1.`,
          },
          verify: `curl -sI '${from.protocol}//${from.host}/a?b=1' | grep -i '^location'; ${auditOf(domain, 'routing')}`,
          minutes: 10,
        },
      ),
    };
  },
});
