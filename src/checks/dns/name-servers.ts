import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import { dnsDelegation } from '../../probes/dns/delegation.ts';
import { auditOf, byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { type Answer, delegated, healthy, isLame, serves, trouble } from '../name-servers.ts';

const DEAD: Partial<Answer> = { outcome: 'timeout', authoritative: false, names: [], soa: null };

export default defineCheck({
  id: 'dns/name-servers',
  requirements: ['DNS-1', 'DNS-2'],
  title: 'Every name server answers',
  failing: 'Some visitors wait or fail: a name server does not do its work',
  severity: 'high',
  hurts: ['traffic', 'trust'],
  why: 'Resolvers pick a name server at random. A dead one makes some visits slow and, when the others have trouble, takes your product offline.',
  learn: ['https://www.rfc-editor.org/rfc/rfc2182#section-5', 'https://www.rfc-editor.org/rfc/rfc1912#section-2.8'],
  on: 'site',
  reads: { delegation: dnsDelegation },
  options: z.object({}),
  causedBy: ['dns/delegation', 'dns/dangling-domain'],
  since: '0.1.0',
  examples: [
    { name: 'two servers answer', saw: { delegation: delegated() }, gives: 'pass' },
    { name: 'one of two is silent', saw: { delegation: delegated({}, DEAD) }, gives: 'fail' },
    { name: 'one answers without authority', saw: { delegation: delegated({}, { authoritative: false }) }, gives: 'fail' },
    {
      name: 'IPv6 addresses are out of reach from here while IPv4 answers: this machine has no IPv6',
      saw: {
        delegation: {
          ...delegated(),
          servers: [
            { name: 'ns1.acmedns.net', answers: [healthy('203.0.113.53'), healthy('2001:db8::53', { ...DEAD, outcome: 'unreachable' })] },
            { name: 'ns2.acmedns.net', answers: [healthy('198.51.100.53'), healthy('2001:db8:1::53', DEAD)] },
          ],
        },
      },
      gives: 'pass',
    },
    {
      name: 'a server refuses on one of its addresses',
      saw: {
        delegation: {
          ...delegated(),
          servers: [
            { name: 'ns1.acmedns.net', answers: [healthy('203.0.113.53'), healthy('203.0.113.54', { ...DEAD, outcome: 'refused' })] },
            { name: 'ns2.acmedns.net', answers: [healthy('198.51.100.53')] },
          ],
        },
      },
      gives: 'fail',
    },
    {
      name: 'a single server name',
      saw: {
        delegation: {
          exists: true,
          parent: { zone: 'com', server: 'a.gtld-servers.net', names: ['ns1.acmedns.net'] },
          servers: [{ name: 'ns1.acmedns.net', answers: [healthy('203.0.113.53')] }],
        },
      },
      gives: { fail: 'medium' },
    },
    { name: 'no server answers at all, which dns/delegation reports', saw: { delegation: delegated(DEAD, DEAD) }, gives: 'skip' },
  ],
  judge({ delegation }, { subject: { domain } }) {
    const { servers } = delegation;
    if (!servers.some(serves)) return { is: 'skip', because: `No name server of ${domain} answers; dns/delegation says more.` };
    const verify = auditOf(domain, 'dns');
    const shows = 'no longer lists dns/name-servers.';
    const lame = servers
      .filter((server) => isLame(server, servers))
      .map((server): Verdict => {
        const name = plain(server.name);
        const well = servers.filter((other) => other !== server && serves(other)).map((other) => plain(other.name));
        return {
          is: 'fail',
          found: `${name} ${trouble(server)}; ${list(well)} ${well.length === 1 ? 'answers' : 'answer'}.`,
          at: [{ at: server.name }],
          fix: byHand(
            [
              `Open the zone ${domain} at your DNS host and see which name servers it lists.`,
              `If ${name} is among them, ask the DNS host why it does not answer for ${domain}.`,
              `If it is not, open ${domain} at the registrar and remove ${name} from the name servers.`,
            ],
            {
              goal: `Every name server listed for ${domain} answers for it.`,
              not: 'remove a name server that answers.',
              verify,
              shows,
              minutes: 20,
            },
          ),
        };
      });
    if (lame.length > 0) return lame;
    const only = servers.length === 1 ? servers[0] : undefined;
    if (!only) return { is: 'pass', found: `All ${servers.length} name servers of ${domain} answer.` };
    return {
      is: 'fail',
      severity: 'medium',
      found: `${domain} has a single name server, ${plain(only.name)}. When it stops, everything stops.`,
      at: [{ at: only.name }],
      fix: byHand(
        [
          'Open your DNS host and copy all name servers it gives you; every host gives at least two.',
          `At the registrar of ${domain}, enter all of them.`,
        ],
        {
          goal: `${domain} has at least two name servers.`,
          not: 'enter the same server under two names, or servers of another DNS host.',
          verify,
          shows,
          minutes: 15,
        },
      ),
    };
  },
});
