import { z } from 'zod';
import { type Context, defineCheck } from '../../core/check.ts';
import { dnsAnswers } from '../../probes/dns/answers.ts';
import { auditOf, byHand } from '../fix.ts';
import { hostIn, stakesOf } from '../host.ts';
import { addressesOf, aliased, aliasesOf, type Answers, resolved } from '../host-answers.ts';
import { list, plain } from '../plain.ts';

const missing = resolved([], { resolver: { outcome: 'nxdomain', addresses: [], cnames: [] } });
const APP = { kind: 'host', host: 'app.acme.com', port: 443 } as const;

export default defineCheck({
  id: 'dns/resolves',
  requirements: ['DNS-1', 'DNS-7'],
  title: 'The name leads to an address',
  failing: 'Visitors get "site not found": the name leads nowhere',
  severity: 'blocker',
  hurts: ['billing', 'login', 'signup', 'traffic'],
  why: 'A browser can only open a name that has an address. Without one, nobody reaches this part of your product.',
  learn: [
    'https://developers.cloudflare.com/dns/manage-dns-records/how-to/create-dns-records/',
    'https://www.rfc-editor.org/rfc/rfc1034#section-3.6',
  ],
  on: 'host',
  reads: { answers: dnsAnswers },
  options: z.object({}),
  causedBy: ['dns/delegation'],
  explainsUnknown: true,
  since: '0.1.0',
  examples: [
    { name: 'the apex has an address', saw: { answers: resolved(['203.0.113.7']) }, gives: 'pass' },
    { name: 'IPv6 alone is an address', saw: { answers: resolved(['2001:db8::7']) }, gives: 'pass' },
    { name: 'the apex does not resolve', saw: { answers: resolved([]) }, gives: 'fail' },
    {
      name: 'the resolver fails, as after a broken DNSSEC change',
      saw: { answers: resolved(['203.0.113.7'], { resolver: { outcome: 'servfail', addresses: [], cnames: [] } }) },
      gives: 'fail',
    },
    {
      name: 'a host the config names does not exist',
      subject: APP,
      config: { hosts: [{ host: 'app.acme.com', role: 'app' }] },
      saw: { answers: missing },
      gives: 'fail',
    },
    {
      name: 'a planned staging host does not exist',
      subject: APP,
      config: { hosts: [{ host: 'app.acme.com', role: 'staging' }] },
      saw: { answers: missing },
      gives: { fail: 'medium' },
    },
    { name: 'a name nobody asked for exists without address', subject: APP, saw: { answers: resolved([]) }, gives: { fail: 'medium' } },
    {
      name: 'a name that only carries mail records',
      subject: { kind: 'host', host: 'send.acme.com', port: 443 },
      saw: { answers: resolved([]) },
      gives: 'skip',
    },
    {
      name: 'an alias to nowhere belongs to dns/dangling-cname',
      subject: APP,
      saw: { answers: aliased('acme.gone.example', [], false) },
      gives: 'skip',
    },
    { name: 'a name nobody asked for does not exist', subject: APP, saw: { answers: missing }, gives: 'skip' },
  ],
  judge({ answers }, context) {
    const { host, zone, role } = hostIn(context);
    const { outcome, addresses } = answers.resolver;
    if (addresses.length > 0) return { is: 'pass', found: `${host} leads to ${list(addresses)}.` };
    if (role === 'mail') return { is: 'skip', because: `${host} carries mail records; it needs no address.` };
    const needed = isNeeded(host, zone, context);
    if (!(needed && role !== 'staging' && role !== 'preview') && aliasesOf(answers).length > 0)
      return { is: 'skip', because: `${host} is an alias; dns/dangling-cname judges where it leads.` };
    if (!needed && outcome === 'nxdomain') return { is: 'skip', because: `${host} does not exist, and nothing says that it should.` };
    return {
      is: 'fail',
      ...stakesOf(host, context.config, needed ? undefined : 'medium'),
      found: proof(host, answers),
      at: [{ at: host }],
      fix: byHand(outcome === 'servfail' ? repairSteps(zone) : needed ? addSteps(host, zone) : tidySteps(host, zone), {
        goal: needed ? `${host} leads to the server of the product.` : `${host} leads somewhere on purpose, or does not exist.`,
        not: 'invent an address, copy one from another project, or change records of other names.',
        verify: auditOf(zone, 'dns'),
        shows: `no longer lists dns/resolves for ${host}.`,
        minutes: 15,
      }),
    };
  },
});

/** The apex and every host that the founder named must work; a name merely found in DNS need not. */
function isNeeded(host: string, zone: string, { config }: Pick<Context, 'config'>): boolean {
  if (host === zone || host === config.canonical) return true;
  return config.hosts.some((entry) => entry.host === host) || config.routes.some((route) => new URL(route.url).hostname === host);
}

function proof(host: string, answers: Answers): string {
  const { outcome } = answers.resolver;
  const aliases = aliasesOf(answers);
  const known = answers.servers.find((server) => addressesOf(server).length > 0);
  if (outcome === 'servfail') {
    const but = known ? `, although ${known.server} answers ${list(addressesOf(known))}; broken DNSSEC looks like this` : '';
    return `The resolver cannot answer for ${host} (SERVFAIL)${but}.`;
  }
  if (aliases.length > 0) return `${host} is an alias of ${plain(aliases.at(-1) ?? '')}, which has no address.`;
  if (known) return `The resolver finds no address for ${host} yet, although ${known.server} answers ${list(addressesOf(known))}.`;
  return outcome === 'nxdomain' ? `${host} does not exist in DNS.` : `${host} exists in DNS but has no address (no A or AAAA record).`;
}

function addSteps(host: string, zone: string): string[] {
  return [
    `Open the custom domain settings of the platform that runs ${host} and add ${host} there.`,
    'Copy the record it shows: an A record with an address, or a CNAME with a host name.',
    `Add that record for ${host} in the DNS zone ${zone}, and remove other A, AAAA or CNAME records of the same name.`,
  ];
}

function tidySteps(host: string, zone: string): string[] {
  return [
    `Open the DNS zone ${zone} and look at the records of ${host} and of names below it.`,
    `If ${host} should open a page, add the record its platform shows.`,
    'If not, delete what is no longer used.',
  ];
}

function repairSteps(zone: string): string[] {
  return [
    `Open ${zone} at the registrar and look for DNSSEC (DS records).`,
    'If your DNS host does not sign the zone, or you moved it lately, remove the DS records at the registrar.',
    'If the DNS host signs it, replace the DS records by those the DNS host shows.',
  ];
}
