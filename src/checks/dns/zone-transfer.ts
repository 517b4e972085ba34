import { z } from 'zod';
import { defineCheck, type Saw } from '../../core/check.ts';
import { dnsTransfer } from '../../probes/dns/transfer.ts';
import { byHand } from '../fix.ts';
import { count, list, plain } from '../plain.ts';

type Server = Saw<{ transfer: typeof dnsTransfer }>['transfer']['servers'][number];

const server = (n: number, outcome: Server['outcome'], names = 0): Server => ({
  name: `ns${n}.acmedns.net`,
  address: `203.0.113.${52 + n}`,
  outcome,
  names,
});
const two = (...servers: Server[]) => ({ transfer: { zone: 'acme.com', servers } });

export default defineCheck({
  id: 'dns/zone-transfer',
  requirements: ['DNS-1', 'DNS-7'],
  title: 'Nobody can copy your whole zone',
  failing: 'Anybody can list all your hosts: your DNS hands out the zone',
  severity: 'medium',
  hurts: ['data', 'trust'],
  why: 'A zone transfer gives every name you ever made: staging, admin, databases, old servers. Attackers begin with the ones you forgot.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc5936#section-6',
    'https://www.cisa.gov/news-events/alerts/2015/04/13/dns-zone-transfer-axfr-requests-may-leak-domain-information',
  ],
  on: 'site',
  reads: { transfer: dnsTransfer },
  options: z.object({}),
  causedBy: ['dns/delegation'],
  since: '0.1.0',
  examples: [
    { name: 'both servers refuse', saw: two(server(1, 'closed'), server(2, 'closed')), gives: 'pass' },
    { name: 'the second one hands the zone out', saw: two(server(1, 'closed'), server(2, 'open', 23)), gives: 'fail' },
    { name: 'a server that is not heard is not called open', saw: two(server(1, 'closed'), server(2, 'unheard')), gives: 'pass' },
    { name: 'nobody takes the question', saw: two(server(1, 'unheard'), server(2, 'unheard')), gives: 'skip' },
    {
      name: 'a name lent by a platform',
      subject: { kind: 'site', domain: 'acme.vercel.app' },
      saw: { transfer: { zone: null, servers: [] } },
      gives: 'skip',
    },
  ],
  judge({ transfer: { zone, servers } }, { subject: { domain } }) {
    if (zone === null) return { is: 'skip', because: `${domain} lies in no zone of its own.` };
    const open = servers.filter(({ outcome }) => outcome === 'open');
    const closed = servers.filter(({ outcome }) => outcome === 'closed');
    if (open.length === 0 && closed.length === 0)
      return { is: 'skip', because: `No name server of ${zone} takes questions over TCP from here, so none could be asked for the zone.` };
    if (open.length === 0)
      return {
        is: 'pass',
        found: `${list(closed.map(({ name }) => plain(name)))} ${closed.length === 1 ? 'refuses' : 'refuse'} to send the zone ${zone} to strangers.`,
      };
    const names = list(open.map(({ name }) => plain(name)));
    const most = Math.max(...open.map((each) => each.names));
    return {
      is: 'fail',
      found: `${list(open.map(({ name, address }) => `${plain(name)} (${address})`))} ${open.length === 1 ? 'sends' : 'send'} the zone ${zone} to anybody who asks (AXFR): ${count(most, 'name')} in the first message alone.`,
      at: open.map(({ name }) => ({ at: name })),
      fix: byHand(
        [
          `Open the zone ${zone} at the DNS host that runs ${names}, and look for zone transfer (AXFR, secondary DNS).`,
          'Allow transfers to your own secondary servers alone, by address or better by TSIG key; with none, turn transfers off.',
          'On your own BIND that is `allow-transfer { none; };`, on NSD and Knot the absence of `provide-xfr` and of an ACL for transfers.',
          `Go through all names of ${zone} as if they were public by now, and remove hosts that are no longer used.`,
        ],
        {
          goal: `No name server of ${zone} sends the whole zone to strangers.`,
          not: 'close port 53 over TCP, or refuse transfers to the secondary servers that need them.',
          verify: transferOf(zone, open[0]!.name),
          shows: 'ends with "Transfer failed".',
          minutes: 20,
        },
      ),
    };
  },
});

/** `dig … AXFR` for names that are safe in a shell; the audit for any other. */
function transferOf(zone: string, name: string): string {
  const safe = [zone, name].every((each) => /^[a-z0-9_][a-z0-9._-]*$/i.test(each));
  return safe ? `dig @${name} ${zone} AXFR` : `launch-ready audit ${zone} --only dns`;
}
