import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { isPlatformName } from '../../parsers/site.ts';
import { dnsHosts } from '../../probes/dns/hosts.ts';
import { auditOf, byDns, byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';

export default defineCheck({
  id: 'dns/wildcard',
  requirements: ['DNS-7'],
  title: 'Only the names you planned exist',
  failing: 'Every made-up name below your domain exists: wildcard DNS',
  severity: 'low',
  hurts: ['trust', 'traffic'],
  why: 'With a wildcard, mistyped and invented addresses lead somewhere. If that place is ever given up, strangers can use any name of yours.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc4592',
    'https://developers.cloudflare.com/dns/manage-dns-records/reference/wildcard-dns-records/',
  ],
  on: 'site',
  reads: { hosts: dnsHosts },
  options: z.object({}),
  causedBy: ['dns/delegation'],
  since: '0.1.0',
  examples: [
    {
      name: 'a random name does not exist',
      saw: { hosts: { hosts: [{ host: 'acme.com', how: 'apex' }], wildcard: null, asked: 24 } },
      gives: 'pass',
    },
    {
      name: 'a random name has an address',
      saw: { hosts: { hosts: [{ host: 'acme.com', how: 'apex' }], wildcard: { addresses: ['203.0.113.7'], cname: null }, asked: 24 } },
      gives: 'fail',
    },
    {
      name: 'a random name is an alias of a platform',
      saw: {
        hosts: {
          hosts: [{ host: 'acme.com', how: 'apex' }],
          wildcard: { addresses: ['76.76.21.21'], cname: 'cname.vercel-dns.com' },
          asked: 24,
        },
      },
      gives: 'fail',
    },
    {
      name: 'the wildcard of a platform',
      subject: { kind: 'site', domain: 'acme.vercel.app' },
      saw: {
        hosts: { hosts: [{ host: 'acme.vercel.app', how: 'apex' }], wildcard: { addresses: ['76.76.21.21'], cname: null }, asked: 24 },
      },
      gives: 'skip',
    },
  ],
  judge({ hosts }, { subject: { domain } }) {
    const { wildcard } = hosts;
    if (isPlatformName(domain)) return { is: 'skip', because: `${domain} is a platform's name; the wildcard is the platform's.` };
    if (!wildcard) return { is: 'pass', found: `A random name below ${domain} does not exist.` };
    const target = wildcard.cname === null ? list(wildcard.addresses) : plain(wildcard.cname);
    const telling = {
      goal: `Only planned names below ${domain} exist.`,
      not:
        'delete it if customers have their own subdomains (customer.' +
        domain +
        '); then accept this finding in launch-ready.yaml. First add a record for every name you use.',
      verify: auditOf(domain, 'dns'),
      shows: 'no longer lists dns/wildcard.',
      minutes: 20,
    };
    const records = wildcard.cname === null ? wildcard.addresses.map(address) : [{ type: 'CNAME', data: plain(wildcard.cname) }];
    return {
      is: 'fail',
      found: `A random name below ${domain} answers ${target || 'without an address'}, so any name does.`,
      at: [{ at: `*.${domain}` }],
      fix:
        records.length > 0
          ? byDns({ zone: domain, remove: records.map((record) => ({ name: `*.${domain}`, ...record })) }, telling)
          : byHand(
              [`Open the zone ${domain} at your DNS host.`, `Find the records named *.${domain} and delete those you did not plan.`],
              telling,
            ),
    };
  },
});

function address(data: string): { type: string; data: string } {
  return { type: data.includes(':') ? 'AAAA' : 'A', data };
}
