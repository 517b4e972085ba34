import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { dnsDelegation } from '../../probes/dns/delegation.ts';
import { auditOf, byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { delegated, heard, serves, trouble } from '../name-servers.ts';

export default defineCheck({
  id: 'dns/delegation',
  requirements: ['DNS-1'],
  title: 'The domain exists and its name servers answer',
  failing: 'Nobody can reach your domain: its DNS does not answer',
  severity: 'blocker',
  hurts: ['billing', 'login', 'signup', 'email', 'traffic'],
  why: 'Every visit and every e-mail begins by asking your name servers. While none answers, your site, login and mail are gone for everybody.',
  learn: ['https://www.rfc-editor.org/rfc/rfc1912#section-2.8', 'https://developers.cloudflare.com/dns/zone-setups/full-setup/setup/'],
  on: 'site',
  reads: { delegation: dnsDelegation },
  options: z.object({}),
  causedBy: ['dns/registration'],
  explainsUnknown: true,
  since: '0.1.0',
  examples: [
    { name: 'two servers answer with authority', saw: { delegation: delegated() }, gives: 'pass' },
    {
      name: 'one server of two is enough to be found',
      saw: { delegation: delegated({ outcome: 'timeout', authoritative: false, names: [], soa: null }) },
      gives: 'pass',
    },
    {
      name: 'the parent zone does not know the domain',
      saw: { delegation: { ...delegated(), exists: false, servers: [] } },
      gives: 'fail',
    },
    {
      name: 'every server refuses, as after deleting the zone at the DNS host',
      saw: {
        delegation: delegated(
          { outcome: 'refused', authoritative: false, names: [], soa: null },
          { outcome: 'refused', authoritative: false, names: [], soa: null },
        ),
      },
      gives: 'fail',
    },
    {
      name: 'the name servers have no address',
      saw: { delegation: { ...delegated(), servers: [{ name: 'ns1.gone.example', answers: [] }] } },
      gives: 'fail',
    },
    {
      name: 'nothing answers on port 53 from this network, not even the parent',
      saw: {
        delegation: {
          ...delegated(
            { outcome: 'timeout', authoritative: false, names: [], soa: null },
            { outcome: 'timeout', authoritative: false, names: [], soa: null },
          ),
          parent: null,
        },
      },
      gives: 'skip',
    },
    {
      name: 'a host name of a platform, which has no zone of its own',
      saw: { delegation: { exists: true, parent: { zone: 'vercel.app', server: 'ns1.vercel-dns.com', names: [] }, servers: [] } },
      gives: 'skip',
    },
  ],
  judge({ delegation }, { subject: { domain } }) {
    const { exists, parent, servers } = delegation;
    const telling = { verify: auditOf(domain, 'dns'), shows: 'no longer lists dns/delegation.', minutes: 30 };
    if (!exists) {
      return {
        is: 'fail',
        found: `The ${parent ? `.${parent.zone}` : 'parent'} zone says ${domain} does not exist${parent ? ` (asked ${parent.server})` : ''}.`,
        fix: byHand(
          [
            `Sign in at the registrar where ${domain} was bought and open the domain.`,
            'If it has expired or is on hold, renew it and confirm the contact e-mail address the registrar sent you.',
            `If it is not in your account, check the spelling, then register ${domain}.`,
            'Enter the name servers of your DNS host and wait up to an hour.',
          ],
          {
            ...telling,
            goal: `${domain} exists again in public DNS.`,
            not: 'change anything at the DNS host or the app: the registration itself is missing.',
          },
        ),
      };
    }
    const speaking = servers.filter(serves);
    if (speaking.length > 0)
      return { is: 'pass', found: `${speaking.length} of ${servers.length} name servers answer with authority for ${domain}.` };
    if (parent === null && !servers.some((server) => server.answers.some(heard)))
      return { is: 'skip', because: 'No name server could be asked from this network, not even those of the parent zone.' };
    if (parent?.names.length === 0)
      return { is: 'skip', because: `${domain} has no zone of its own; the zone ${parent.zone} answers for it.` };
    const named = list((parent?.names ?? servers.map((server) => server.name)).map((name) => plain(name)));
    const proof =
      servers.length === 0
        ? `the parent zone names ${named}`
        : servers.map((server) => `${plain(server.name)} ${trouble(server)}`).join('; ');
    return {
      is: 'fail',
      found: `No name server answers with authority for ${domain}: ${proof}.`,
      at: [domain, ...servers.map((server) => server.name)].map((name) => ({ at: name })),
      fix: byHand(
        [
          `Open your DNS host and check that the zone ${domain} still exists there and is active.`,
          'Copy the name servers the DNS host shows for this zone.',
          `At the registrar, replace the name servers of ${domain} (now: ${named}) by exactly those.`,
          'Wait up to an hour, then check again.',
        ],
        {
          ...telling,
          goal: `The name servers that the registrar lists for ${domain} answer for it.`,
          not: 'buy a new domain or recreate the app, and do not mix name servers of two DNS hosts.',
        },
      ),
    };
  },
});
