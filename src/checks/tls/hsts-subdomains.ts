import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { Severity } from '../../core/vocabulary.ts';
import { auditOf, byEdge } from '../fix.ts';
import { wantedAt } from '../header-fix.ts';
import { roleFor } from '../host.ts';
import { isBelow, type Reach, reachOf, reachOfHosts, simulated } from '../hsts-reach.ts';
import { list } from '../plain.ts';
import { sampleHost, samplePlainHost } from '../sample-hsts.ts';

const WIDE = 'max-age=63072000; includeSubDomains';

export default defineCheck({
  id: 'tls/hsts-subdomains',
  requirements: ['TLS-2', 'EDG-9'],
  title: 'The rule to use https reaches no host that lacks it',
  failing: 'Whoever visited your site cannot open your http-only hosts',
  severity: 'high',
  hurts: ['traffic', 'trust'],
  why: 'includeSubDomains makes browsers insist on https for every host below. One that has plain http alone then works for strangers and fails for your customers.',
  learn: ['https://www.rfc-editor.org/rfc/rfc6797#section-6.1.2', 'https://www.rfc-editor.org/rfc/rfc6797#section-11.4'],
  on: 'site',
  reads: { hosts: reachOfHosts },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    {
      name: 'every host has https',
      saw: { hosts: { seen: [sampleHost('acme.com', WIDE), sampleHost('app.acme.com')], unseen: [] } },
      gives: 'pass',
    },
    {
      name: 'a host below has plain http alone',
      saw: { hosts: { seen: [sampleHost('acme.com', WIDE), samplePlainHost('app.acme.com')], unseen: [] } },
      gives: 'fail',
    },
    {
      name: 'a test host below has plain http alone',
      saw: { hosts: { seen: [sampleHost('acme.com', WIDE), samplePlainHost('staging.acme.com')], unseen: [] } },
      gives: { fail: 'medium' },
    },
    {
      name: 'the rule holds for the domain alone',
      saw: { hosts: { seen: [sampleHost('acme.com', 'max-age=63072000'), samplePlainHost('help.acme.com')], unseen: [] } },
      gives: 'pass',
    },
    {
      name: 'the rule of www reaches no host beside it',
      saw: { hosts: { seen: [sampleHost('www.acme.com', WIDE), samplePlainHost('help.acme.com')], unseen: [] } },
      gives: 'pass',
    },
    {
      name: 'browsers ignore a rule with a directive that comes twice',
      saw: { hosts: { seen: [sampleHost('acme.com', `${WIDE}; max-age=5`), samplePlainHost('help.acme.com')], unseen: [] } },
      gives: 'pass',
    },
    {
      name: 'a host that did not answer in time',
      saw: { hosts: { seen: [sampleHost('acme.com', WIDE)], unseen: ['status.acme.com'] } },
      gives: 'skip',
    },
  ],
  judge({ hosts }, { subject: { domain }, config }) {
    const reach = reachOf(hosts);
    const rules = reach.filter(({ rule }) => rule?.includeSubDomains);
    const over = (host: string): Reach[] => rules.filter((ruler) => isBelow(host, ruler.host));
    const cut = reach.filter(({ host, plain, breaks }) => plain && breaks !== null && over(host).length > 0);
    const unseen = hosts.unseen.filter((host) => over(host).length > 0);
    if (cut.length === 0) {
      if (unseen.length > 0)
        return { is: 'skip', because: `${list(unseen)} did not answer in time, so whether https works there was not seen.` };
      if (rules.length > 0) return { is: 'pass', found: 'Every host that was seen below such a rule has https.' };
      return { is: 'pass', found: `No rule covers subdomains. If one did, ${simulated(reach, { unseen: hosts.unseen, wildcard: null })}` };
    }
    const rulers = rules.filter(({ host }) => cut.some((each) => isBelow(each.host, host)));
    const tests = cut.every(({ host }) => ['staging', 'preview'].includes(roleFor(config, host)));
    const names = list(cut.map(({ host }) => host));
    const first = rulers[0]!; // a host is cut off by a rule
    return {
      is: 'fail',
      found: `https://${first.host} tells browsers to use https for every host below, yet ${list(
        cut.map(({ host, breaks }) => `${host} ${breaks ?? ''}`),
        10,
      )}.`,
      ...(tests ? { severity: 'medium' as const satisfies Severity } : {}),
      fix: byEdge(
        {
          setting: 'header Strict-Transport-Security',
          value: narrow(first),
          steps: [
            `Best: let ${names} answer over https with a certificate of its own; then nothing else must change.`,
            `Until then, send from ${list(rulers.map(({ host }) => host))} without includeSubDomains: \`Strict-Transport-Security: ${narrow(first)}\`.`,
            'Browsers that know the rule forget it at their next visit to that host, no earlier.',
          ],
        },
        {
          prompt: {
            goal: `everybody can open ${names}, whether they visited ${first.host} before or not.`,
            change: `serve ${names} over https with a valid certificate; until that works, send \`Strict-Transport-Security: ${narrow(first)}\` from ${first.host}.`,
            not: 'remove the header altogether, or set max-age=0: the domain itself should stay on https.',
            see: `curl -sI https://${cut[0]!.host} answers, or the header of https://${first.host} no longer says includeSubDomains.`,
          },
          verify: `curl -sI https://${first.host} | grep -i strict-transport-security; ${auditOf(domain, 'tls')}`,
          minutes: 30,
          wants: rulers.map((ruler) => wantedAt(`https://${ruler.host}`, { name: 'Strict-Transport-Security', value: narrow(ruler) })),
        },
      ),
    };
  },
});

/** The rule of a host for itself alone; browsers' built-in list asks for subdomains, so its word goes too. */
function narrow({ rule }: Reach): string {
  return `max-age=${rule?.maxAge ?? 0}`;
}
