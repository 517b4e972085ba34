import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { isPlatformName, siteOf } from '../../parsers/site.ts';
import { dnsHosts } from '../../probes/dns/hosts.ts';
import { auditOf, byEdge } from '../fix.ts';
import { wantedAt } from '../header-fix.ts';
import { type Reach, reachOf, reachOfHosts, type SeenHost, simulated } from '../hsts-reach.ts';
import { count, list } from '../plain.ts';
import { sampleHost, samplePlainHost } from '../sample-hsts.ts';
import { sampleWalk } from '../sample-walk.ts';
import { firstHop } from '../walk.ts';

/** One year, in seconds: the least that hstspreload.org takes (its submission requirements, 2026-11). */
const A_YEAR = 31_536_000;
const READY = 'max-age=63072000; includeSubDomains; preload';

const names = { hosts: [{ host: 'acme.com', how: 'apex' as const }], wildcard: null, asked: 18 };
const saw = (...seen: SeenHost[]) => ({ hosts: { seen, unseen: [] }, names });

export default defineCheck({
  id: 'tls/preload',
  requirements: ['TLS-2', 'EDG-9'],
  title: "The browsers' built-in https list is asked for with care",
  failing: "You ask for the browsers' built-in https list, and are not ready",
  severity: 'medium',
  hurts: ['traffic', 'trust'],
  why: 'Anybody may submit a domain whose header says preload. Once built in, it takes months to get out again, and every host without https stays unreachable.',
  learn: ['https://hstspreload.org/', 'https://www.rfc-editor.org/rfc/rfc6797#section-11.4'],
  on: 'site',
  reads: { hosts: reachOfHosts, names: dnsHosts },
  options: z.object({}),
  causedBy: ['tls/hsts-subdomains', 'routing/chain', 'routing/https'],
  since: '0.1.0',
  examples: [
    { name: 'ready, and every host has https', saw: saw(sampleHost('acme.com', READY), sampleHost('app.acme.com')), gives: 'pass' },
    { name: 'not asked for', saw: saw(sampleHost('acme.com', 'max-age=63072000'), samplePlainHost('help.acme.com')), gives: 'pass' },
    {
      name: 'a host below would become unreachable',
      saw: saw(sampleHost('acme.com', READY), samplePlainHost('help.acme.com')),
      gives: 'fail',
    },
    { name: 'a month only', saw: saw(sampleHost('acme.com', 'max-age=2592000; includeSubDomains; preload')), gives: { fail: 'low' } },
    { name: 'without includeSubDomains', saw: saw(sampleHost('acme.com', 'max-age=63072000; preload')), gives: { fail: 'low' } },
    {
      name: 'http leads to another host first',
      saw: saw(
        sampleHost('acme.com', READY, { http: sampleWalk(['http://acme.com/ 301', 'https://www.acme.com/ 200']) }),
        sampleHost('www.acme.com'),
      ),
      gives: { fail: 'low' },
    },
    {
      name: 'nothing listens on port 80, which the list takes',
      saw: saw(sampleHost('acme.com', READY, { http: sampleWalk(['http://acme.com/ ECONNREFUSED'], 'error') })),
      gives: 'pass',
    },
    {
      name: "a platform's name",
      subject: { kind: 'site', domain: 'acme.vercel.app' },
      saw: saw(sampleHost('acme.vercel.app', READY)),
      gives: 'skip',
    },
    { name: 'the domain itself was not seen', saw: { hosts: { seen: [], unseen: ['acme.com'] }, names }, gives: 'skip' },
  ],
  judge({ hosts, names }, { subject: { domain } }) {
    if (isPlatformName(domain) || siteOf(domain) !== domain) return { is: 'skip', because: 'The list takes whole domains alone.' };
    const reach = reachOf(hosts);
    const apex = reach.find(({ host }) => host === domain);
    const entry = hosts.seen.find(({ host }) => host === domain)?.saw.entry;
    if (!apex || !entry) return { is: 'skip', because: `https://${domain} was not seen.` };
    const told = { unseen: hosts.unseen, wildcard: names.wildcard ? `*.${domain}` : null };
    const rule = apex.rule;
    if (!rule?.preload) return { is: 'pass', found: `It is not asked for. If it were, ${simulated(reach, told)}` };
    const lost = reach.filter(({ host, plain, breaks }) => host !== domain && plain && breaks !== null);
    const missing = missingIn(rule, entry, domain);
    if (lost.length + missing.length === 0)
      return { is: 'pass', found: `https://${domain} fulfils what the list asks for; ${simulated(reach, told)}` };
    const reasons = [...missing, ...lost.map(({ host, breaks }) => `${host} ${breaks ?? ''}`)];
    const value = `max-age=${rule.maxAge ?? 0}${rule.includeSubDomains ? '; includeSubDomains' : ''}`;
    return {
      is: 'fail',
      found: `https://${domain} sends “preload”, yet ${list(reasons, 10)}.`,
      ...(lost.length === 0 ? { severity: 'low' as const } : {}),
      fix: byEdge(
        {
          setting: 'header Strict-Transport-Security',
          value,
          steps: [
            `Take the word preload out now: \`Strict-Transport-Security: ${value}\`.`,
            ...(lost.length === 0
              ? []
              : [`Give ${list(lost.map(({ host }) => host))} https with a valid certificate, or take the name out of DNS.`]),
            `Let every host below ${domain} answer over https, and http://${domain} lead to https://${domain} first.`,
            `Raise the header in steps, a week apart: max-age=300, then ${A_YEAR}, then includeSubDomains.`,
            `Add preload and submit at hstspreload.org last, once \`${auditOf(domain, 'tls')}\` says that no host would break.`,
          ],
        },
        {
          prompt: {
            goal: `${domain} gets on the browsers' built-in https list only when that breaks nothing, or never.`,
            change: `send \`Strict-Transport-Security: ${value}\` from https://${domain}, exactly once.`,
            not: 'submit the domain at hstspreload.org, or add includeSubDomains before every host has https.',
            see: `curl -sI https://${domain} shows the header without preload.`,
          },
          verify: `curl -sI https://${domain} | grep -i strict-transport-security; ${auditOf(domain, 'tls')}`,
          minutes: 10,
          wants: [wantedAt(`https://${domain}`, { name: 'Strict-Transport-Security', value })],
        },
      ),
    };
  },
});

/** What the list asks for and this domain lacks. */
function missingIn(rule: NonNullable<Reach['rule']>, entry: SeenHost['saw']['entry'], domain: string): string[] {
  const asked = firstHop(entry.http);
  const redirected = asked?.status === null || asked?.location?.startsWith(`https://${domain}/`);
  return [
    ...((rule.maxAge ?? 0) < A_YEAR ? [`the rule lasts ${count(Math.floor((rule.maxAge ?? 0) / 86_400), 'day')}, not a year`] : []),
    ...(rule.includeSubDomains ? [] : ['includeSubDomains is missing']),
    ...(redirected ? [] : [`http://${domain} does not lead to https://${domain} first`]),
  ];
}
