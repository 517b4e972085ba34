import { isIP } from 'node:net';
import { z } from 'zod';
import { defineCheck, type Saw, type Verdict } from '../../core/check.ts';
import type { Fix } from '../../core/fix.ts';
import { mailMx } from '../../probes/mail/mx.ts';
import { isPrivate } from '../../parsers/ip-address.ts';
import { auditOf, byDns, byHand, dig } from '../fix.ts';
import { list, plain } from '../plain.ts';

type Exchanger = Saw<{ mx: typeof mailMx }>['mx']['records'][number];

const mx = (exchange: string, changes: Partial<Exchanger> = {}): Exchanger => ({
  preference: 10,
  exchange,
  addresses: ['203.0.113.25'],
  isAlias: false,
  ...changes,
});

export default defineCheck({
  id: 'email/mx-target',
  requirements: ['MAIL-9', 'DNS-7'],
  title: 'Every mail exchanger can be reached',
  failing: 'Mail to you gets lost: an exchanger leads nowhere',
  severity: 'high',
  hurts: ['email', 'trust'],
  why: 'Senders look up the address of your mail exchanger. Without one, replies of customers wait for days and then bounce.',
  learn: ['https://www.rfc-editor.org/rfc/rfc5321#section-5.1', 'https://www.rfc-editor.org/rfc/rfc2181#section-10.3'],
  on: 'site',
  reads: { mx: mailMx },
  options: z.object({}),
  causedBy: ['dns/dangling-domain'],
  since: '0.1.0',
  examples: [
    { name: 'both exchangers have addresses', saw: { mx: { records: [mx('mx1.host.example'), mx('mx2.host.example')] } }, gives: 'pass' },
    { name: 'the only exchanger has no address', saw: { mx: { records: [mx('mail.acme.com', { addresses: [] })] } }, gives: 'fail' },
    {
      name: 'one of two has no address; mail takes the other',
      saw: { mx: { records: [mx('mx1.host.example'), mx('old.acme.com', { addresses: [] })] } },
      gives: { fail: 'medium' },
    },
    { name: 'an address in the place of a name', saw: { mx: { records: [mx('203.0.113.25', { addresses: [] })] } }, gives: 'fail' },
    {
      name: 'an exchanger inside a private network',
      saw: { mx: { records: [mx('mail.acme.com', { addresses: ['192.168.1.5'] })] } },
      gives: 'fail',
    },
    { name: 'an alias', saw: { mx: { records: [mx('mail.acme.com', { isAlias: true })] } }, gives: { fail: 'low' } },
    { name: 'null MX', saw: { mx: { records: [mx('', { preference: 0, addresses: [] })] } }, gives: 'skip' },
    { name: 'no MX', saw: { mx: { records: [] } }, gives: 'skip' },
  ],
  judge({ mx: { records } }, { subject: { domain } }) {
    const exchangers = records.filter((record) => record.exchange !== '');
    if (exchangers.length === 0) return { is: 'skip', because: `${domain} names no mail exchanger.` };
    const works = (record: Exchanger): boolean => record.addresses.some((address) => !isPrivate(address));
    const dead = exchangers.filter((record) => !works(record));
    const fails = exchangers.flatMap((record): Verdict[] => {
      const name = plain(record.exchange);
      if (!works(record)) {
        const why =
          isIP(record.exchange) > 0
            ? 'is an IP address where a host name belongs'
            : record.addresses.length === 0
              ? 'has no address'
              : `has only private addresses (${list(record.addresses)})`;
        const others = dead.length < exchangers.length;
        return [
          {
            is: 'fail',
            ...(others ? { severity: 'medium' as const } : {}),
            found: `The mail exchanger ${name} of ${domain} ${why}${others ? '; mail must take another one' : ', so nobody can write to you'}.`,
            at: [{ at: record.exchange }],
            fix: deadFix(domain, record, others),
          },
        ];
      }
      if (!record.isAlias) return [];
      return [
        {
          is: 'fail',
          severity: 'low',
          found: `The mail exchanger ${name} of ${domain} is an alias; some senders refuse that.`,
          at: [{ at: record.exchange }],
          fix: aliasFix(domain, record),
        },
      ];
    });
    return fails.length > 0 ? fails : { is: 'pass', found: `${list(exchangers.map((record) => plain(record.exchange)))} can be reached.` };
  },
});

function deadFix(domain: string, record: Exchanger, others: boolean): Fix {
  const telling = {
    goal: `Every MX record of ${domain} names an exchanger that takes mail.`,
    not: 'remove the last MX record that works, or touch SPF, DKIM and DMARC records.',
    verify: dig('MX', domain, auditOf(domain, 'email')),
    shows: `no longer prints ${plain(record.exchange)}.`,
    minutes: 15,
  };
  if (others)
    return byDns({ zone: domain, remove: [{ name: domain, type: 'MX', data: `${record.preference} ${record.exchange}` }] }, telling);
  return byHand(
    [
      'Open your mailbox provider and copy the MX records it asks for.',
      `In the DNS zone ${domain}, add them and delete the MX record “${record.preference} ${plain(record.exchange)}”.`,
      ...(isIP(record.exchange) > 0
        ? []
        : [`If you run the mail server yourself, give ${plain(record.exchange)} an A record with its public address instead.`]),
      `Send a mail to hello@${domain} and read it.`,
    ],
    { ...telling, shows: 'prints the exchangers of your provider.' },
  );
}

function aliasFix(domain: string, record: Exchanger): Fix {
  return byHand(
    [
      `Look up where ${plain(record.exchange)} leads (CNAME).`,
      `In the DNS zone ${domain}, name that target in the MX record, or give ${plain(record.exchange)} A records in the place of the alias.`,
    ],
    {
      goal: `The MX record of ${domain} names a host, not an alias.`,
      not: 'delete the MX record before the new one is there.',
      verify: auditOf(domain, 'email'),
      shows: 'no longer lists email/mx-target.',
      minutes: 15,
    },
  );
}
