import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { siteOf } from '../../parsers/site.ts';
import { httpCanonical } from '../../probes/http/canonical.ts';
import { byRule, edgesOf, hostRule, schemeRule, stepsAt } from '../edge.ts';
import { auditOf } from '../fix.ts';
import { arrives, chainOf, crosses, drops, leapsOf } from '../walk.ts';
import { sampleCanonical, sampleWalk } from '../sample-walk.ts';

const home = [sampleWalk(['https://acme.com/ 200'])];
const path = '/launch-ready-check/deep?utm_source=launch-ready&keep=1';

export default defineCheck({
  id: 'routing/path',
  requirements: ['DNS-4', 'DNS-6', 'DNS-10'],
  title: 'Redirects keep the path',
  failing: 'Links to your pages end on the home page',
  severity: 'high',
  hurts: ['login', 'signup', 'traffic'],
  why: 'A link in a mail, an ad or a search result lands on the home page. Password resets and invitations stop working.',
  learn: [
    'https://developers.google.com/search/docs/crawling-indexing/site-move-with-url-changes',
    'https://developers.cloudflare.com/rules/url-forwarding/single-redirects/settings/',
  ],
  on: 'site',
  reads: { canonical: httpCanonical },
  options: z.object({}),
  causedBy: ['routing/loop'],
  since: '0.1.0',
  examples: [
    {
      name: 'the path survives',
      saw: { canonical: sampleCanonical(home, [sampleWalk([`http://www.acme.com${path} 308`, `https://acme.com${path} 404`])]) },
      gives: 'pass',
    },
    {
      name: 'a slash at the end or a language in front is fine',
      saw: {
        canonical: sampleCanonical(home, [
          sampleWalk([`http://acme.com${path} 308`, 'https://acme.com/en/launch-ready-check/deep/?utm_source=launch-ready&keep=1 404']),
        ]),
      },
      gives: 'pass',
    },
    {
      name: 'a login that remembers where to go',
      saw: {
        canonical: sampleCanonical(home, [
          sampleWalk([`https://acme.com${path} 307`, `https://app.acme.com/login?next=${encodeURIComponent(path)} 200`]),
        ]),
      },
      gives: 'pass',
    },
    {
      name: 'the app sends unknown pages home',
      saw: { canonical: sampleCanonical(home, [sampleWalk([`https://acme.com${path} 302`, 'https://acme.com/ 200'])]) },
      gives: 'pass',
    },
    {
      name: 'www drops the path',
      saw: { canonical: sampleCanonical(home, [sampleWalk([`https://www.acme.com${path} 301`, 'https://acme.com/ 200'])]) },
      gives: 'fail',
    },
    {
      name: 'the old domain leads to the new home page',
      saw: { canonical: sampleCanonical(home, [sampleWalk([`https://acme.com${path} 301`, 'https://acme.io/'], 'left')]) },
      gives: { fail: 'medium' },
    },
    {
      name: 'a loop arrives nowhere',
      saw: { canonical: sampleCanonical(home, [sampleWalk([`https://acme.com${path} 301`, `https://acme.com${path}`], 'loop')]) },
      gives: 'skip',
    },
  ],
  judge({ canonical: { deep, deepPath } }, { subject: { domain }, config }) {
    const walks = deep.filter(arrives);
    if (walks.length === 0) return { is: 'skip', because: `No deep link of ${domain} arrives anywhere.` };
    const lost = walks.flatMap((walk) =>
      leapsOf(walk)
        .filter((leap) => crosses(leap) && drops(leap, deepPath))
        .slice(0, 1)
        .map((leap) => ({ walk, leap })),
    );
    const [first] = lost.sort((a, b) => Number(moves(a.leap)) - Number(moves(b.leap)));
    if (!first) return { is: 'pass' };
    const { from, to } = first.leap;
    const target = `${to.protocol}//${to.host}`;
    return {
      is: 'fail',
      found: `${chainOf(first.walk)} loses the path ${deepPath}.`,
      ...(moves(first.leap) ? { severity: 'medium' as const } : {}),
      fix: byRule(
        { from: `${from.protocol}//${from.host}`, to: target },
        stepsAt(edgesOf(config), from.host === to.host ? schemeRule(to.host) : hostRule(from.host, to.host)),
        {
          prompt: {
            goal: `every page of ${from.host} redirects to the same page of ${to.host}.`,
            change: `replace the redirect from ${from.protocol}//${from.host} to ${target} by one that keeps path and query.`,
            not: 'list pages one by one, or redirect unknown pages to the home page.',
            see: `curl -sI '${from.protocol}//${from.host}/a/b?c=1' shows Location: ${target}/a/b?c=1.`,
          },
          verify: `curl -sI '${from.protocol}//${from.host}/a/b?c=1' | grep -i '^location'; ${auditOf(domain, 'routing')}`,
          minutes: 15,
        },
      ),
    };
  },
});

/** True when a redirect leads to another site, as after a change of name. */
function moves({ from, to }: { from: URL; to: URL }): boolean {
  return siteOf(from.hostname) !== siteOf(to.hostname);
}
