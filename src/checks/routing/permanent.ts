import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpCanonical } from '../../probes/http/canonical.ts';
import { byRule, edgesOf, hostRule, schemeRule, stepsAt } from '../edge.ts';
import { auditOf } from '../fix.ts';
import { list, shortUrl } from '../plain.ts';
import { arrives, crosses, type Leap, leapsOf, leapText } from '../walk.ts';
import { sampleCanonical, sampleWalk } from '../sample-walk.ts';

/** RFC 9110 section 15.4: these say "for now". 300 and 304 lead nowhere by themselves. */
const TEMPORARY = new Set([302, 303, 307]);

export default defineCheck({
  id: 'routing/permanent',
  requirements: ['DNS-4'],
  title: 'Redirects to the canonical address are permanent',
  failing: 'Search engines keep the wrong address in their results',
  severity: 'medium',
  hurts: ['traffic'],
  why: 'A temporary redirect tells search engines and browsers to keep the old address. Your ranking stays split, and every visit pays the detour.',
  learn: [
    'https://developers.google.com/search/docs/crawling-indexing/301-redirects',
    'https://www.rfc-editor.org/rfc/rfc9110#section-15.4.2',
  ],
  on: 'site',
  reads: { canonical: httpCanonical },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    {
      name: '308 all the way',
      saw: { canonical: sampleCanonical([sampleWalk(['http://www.acme.com/ 308', 'https://www.acme.com/ 308', 'https://acme.com/ 200'])]) },
      gives: 'pass',
    },
    {
      name: 'a temporary redirect to the app is a decision of its own',
      saw: { canonical: sampleCanonical([sampleWalk(['https://acme.com/ 307', 'https://app.acme.com/ 200'])]) },
      gives: 'pass',
    },
    {
      name: 'a temporary redirect to a language',
      saw: { canonical: sampleCanonical([sampleWalk(['https://acme.com/ 302', 'https://acme.com/en 200'])]) },
      gives: 'pass',
    },
    {
      name: '302 to https',
      saw: { canonical: sampleCanonical([sampleWalk(['http://acme.com/ 302', 'https://acme.com/ 200'])]) },
      gives: 'fail',
    },
    {
      name: '307 from www to the apex',
      saw: { canonical: sampleCanonical([sampleWalk(['https://www.acme.com/ 307', 'https://acme.com/ 200'])]) },
      gives: 'fail',
    },
    { name: 'nothing arrives', saw: { canonical: sampleCanonical([sampleWalk(['https://acme.com/ ETIMEDOUT'], 'error')]) }, gives: 'skip' },
  ],
  judge({ canonical: { home } }, { subject: { domain }, config }) {
    const walks = home.filter(arrives);
    if (walks.length === 0) return { is: 'skip', because: `No address of ${domain} arrives anywhere.` };
    const own = new Set([domain, `www.${domain}`]);
    const settles = (leap: Leap): boolean => crosses(leap) && own.has(leap.from.hostname) && own.has(leap.to.hostname);
    const temporary = walks.flatMap(leapsOf).filter((leap) => settles(leap) && TEMPORARY.has(leap.status));
    const [first] = temporary;
    if (!first) return { is: 'pass' };
    const { from, to } = first;
    return {
      is: 'fail',
      found: `${list([...new Set(temporary.map(leapText))])}: ${first.status} means "for now".`,
      fix: byRule(
        { from: `${from.protocol}//${from.host}`, to: `${to.protocol}//${to.host}` },
        stepsAt(edgesOf(config), from.host === to.host ? schemeRule(to.host) : hostRule(from.host, to.host)),
        {
          prompt: {
            goal: `redirects between the addresses of ${domain} are permanent.`,
            change: `change the status of the redirect ${from.protocol}//${from.host} → ${to.protocol}//${to.host} from ${first.status} to 308, or 301.`,
            not: 'change redirects after login or to a language: those are meant to be temporary.',
            see: `curl -sI '${shortUrl(from.href)}' shows 301 or 308.`,
          },
          verify: `curl -sI '${shortUrl(from.href)}'; ${auditOf(domain, 'routing')}`,
          minutes: 10,
        },
      ),
    };
  },
});
