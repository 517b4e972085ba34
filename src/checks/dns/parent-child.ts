import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { dnsDelegation } from '../../probes/dns/delegation.ts';
import { auditOf, byDns, byHand, type DnsChange } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { type Delegation, delegated, healthy, serves, speaks } from '../name-servers.ts';

const WITH_THIRD = ['ns1.acmedns.net', 'ns2.acmedns.net', 'ns3.acmedns.net'];

export default defineCheck({
  id: 'dns/parent-child',
  requirements: ['DNS-2'],
  title: 'Registrar and zone name the same servers',
  failing: 'DNS changes reach only some visitors: registrar and zone disagree',
  severity: 'medium',
  hurts: ['traffic', 'email'],
  why: 'The registrar and your zone each list the name servers. When the lists differ, part of the internet asks servers you no longer manage.',
  learn: ['https://www.rfc-editor.org/rfc/rfc1912#section-2.8', 'https://www.rfc-editor.org/rfc/rfc9471'],
  on: 'site',
  reads: { delegation: dnsDelegation },
  options: z.object({}),
  causedBy: ['dns/delegation'],
  since: '0.1.0',
  examples: [
    { name: 'both name the same two', saw: { delegation: delegated() }, gives: 'pass' },
    {
      name: 'only the spelling of case differs',
      saw: { delegation: delegated({ names: ['NS1.acmedns.net', 'ns2.acmedns.net.'] }) },
      gives: 'pass',
    },
    {
      name: 'the zone still lists a server of the former host',
      saw: { delegation: delegated({ names: ['ns1.acmedns.net', 'ns1.oldhost.net'] }) },
      gives: 'fail',
    },
    {
      name: 'the registrar lacks a server that works',
      saw: {
        delegation: {
          ...delegated({ names: WITH_THIRD }, { names: WITH_THIRD }),
          servers: [
            ...delegated({ names: WITH_THIRD }, { names: WITH_THIRD }).servers,
            { name: 'ns3.acmedns.net', answers: [healthy('192.0.2.53', { names: WITH_THIRD })] },
          ],
        },
      },
      gives: 'fail',
    },
    { name: 'the parent did not answer', saw: { delegation: { ...delegated(), parent: null } }, gives: 'skip' },
    { name: 'the servers give no list of their own', saw: { delegation: delegated({ names: [] }, { names: [] }) }, gives: 'skip' },
  ],
  judge({ delegation }, { subject: { domain } }) {
    const { parent, servers } = delegation;
    if (parent === null || parent.names.length === 0)
      return { is: 'skip', because: 'The parent zone gave no list of name servers to compare with.' };
    const answers = servers.flatMap((server) =>
      server.answers.filter(speaks).map((answer) => ({ server: server.name, names: clean(answer.names) })),
    );
    const giving = answers.filter((answer) => answer.names.length > 0);
    if (giving.length === 0) return { is: 'skip', because: 'No name server gave a list to compare with.' };

    const above = clean(parent.names);
    const different = giving.find((answer) => answer.names.join(' ') !== above.join(' '));
    if (!different) return { is: 'pass', found: `The registrar and the zone both name ${list(above)}.` };

    const below = clean(giving.flatMap((answer) => answer.names));
    const missingAbove = below.filter((name) => !above.includes(name));
    const missingBelow = above.filter((name) => giving.some((answer) => !answer.names.includes(name)));
    return {
      is: 'fail',
      found: `The .${parent.zone} zone names ${list(above)}; ${different.server} names ${list(different.names)}.`,
      at: [domain, ...missingAbove, ...missingBelow].map((name) => ({ at: name })),
      fix:
        belongsAbove(delegation, missingAbove) || areDead(delegation, missingBelow)
          ? atRegistrar(domain, below)
          : inZone(domain, missingAbove, missingBelow),
    };
  },
});

function clean(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => plain(name.toLowerCase().replace(/\.$/, ''))))].sort();
}

/** True when the servers only the zone names hold the same copy of the zone as those at the registrar, so that they are merely unlisted. */
function belongsAbove({ parent, servers }: Delegation, names: readonly string[]): boolean {
  const atParent = new Set(servers.filter((server) => parent?.names.includes(server.name)).flatMap(copies));
  const unlisted = servers.filter((server) => names.includes(server.name));
  return (
    names.length > 0 &&
    unlisted.length === names.length &&
    unlisted.every((server) => serves(server) && copies(server).every((copy) => atParent.has(copy)))
  );
}

/** True when only servers that do not serve the zone are in question: the zone must not begin to name them. */
function areDead({ servers }: Delegation, names: readonly string[]): boolean {
  return names.length > 0 && names.every((name) => !servers.some((server) => server.name === name && serves(server)));
}

function copies(server: Delegation['servers'][number]): string[] {
  return server.answers.flatMap(({ soa }) => (soa ? [`${soa.primary} ${soa.serial}`] : []));
}

function atRegistrar(domain: string, names: string[]) {
  return byHand(
    [
      `Open ${domain} at the registrar and find its name servers.`,
      `Set them to exactly: ${list(names, 13)}.`,
      'Save, and wait up to a day for caches.',
    ],
    {
      goal: `The registrar lists the same name servers for ${domain} as the zone itself.`,
      not: 'change any record inside the zone.',
      verify: auditOf(domain, 'dns'),
      shows: 'no longer lists dns/parent-child.',
      minutes: 15,
      wants: [{ is: 'name-servers', zone: domain, servers: names }],
    },
  );
}

function inZone(domain: string, extra: string[], missing: string[]) {
  const record = (data: string) => ({ name: domain, type: 'NS', data });
  const change: DnsChange = {
    zone: domain,
    ...(extra.length > 0 ? { remove: extra.map(record) } : {}),
    ...(missing.length > 0 ? { add: missing.map(record) } : {}),
  };
  return byDns(change, {
    goal: `The zone ${domain} names the same name servers as its registrar.`,
    not: 'touch the name servers at the registrar, or any record that is not NS at the top of the zone. If the DNS host locks these records, ask its support.',
    verify: auditOf(domain, 'dns'),
    shows: 'no longer lists dns/parent-child.',
    minutes: 20,
  });
}
