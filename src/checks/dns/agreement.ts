import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { dnsAnswers } from '../../probes/dns/answers.ts';
import { auditOf, byHand } from '../fix.ts';
import { hostIn, stakesOf } from '../host.ts';
import { addressesOf, answered, resolved, type ServerAnswer } from '../host-answers.ts';
import { list, plain } from '../plain.ts';

/** Answers that live this short are usually composed anew for each question: load balancing, flattened aliases. Seconds. */
const COMPOSED_TTL = 60;

const two = (first: ServerAnswer, second: ServerAnswer) => ({ answers: resolved(['203.0.113.7'], { servers: [first, second] }) });

export default defineCheck({
  id: 'dns/agreement',
  requirements: ['DNS-3', 'DNS-1'],
  title: 'All name servers give the same answer',
  failing: 'Some visitors land on the wrong server: name servers disagree',
  severity: 'high',
  hurts: ['login', 'billing', 'traffic', 'data'],
  why: 'Each visitor asks one of your name servers by chance. When they disagree, some customers use an old server and their data goes there.',
  learn: ['https://www.rfc-editor.org/rfc/rfc1912#section-2.2', 'https://www.cloudflare.com/learning/dns/dns-records/dns-soa-record/'],
  on: 'host',
  reads: { answers: dnsAnswers },
  options: z.object({}),
  causedBy: ['dns/delegation'],
  since: '0.1.0',
  examples: [
    {
      name: 'both say the same, in another order',
      saw: two(answered('ns1.acmedns.net', ['203.0.113.7', '203.0.113.8']), answered('ns2.acmedns.net', ['203.0.113.8', '203.0.113.7'])),
      gives: 'pass',
    },
    {
      name: 'one says the old address',
      saw: two(answered('ns1.acmedns.net', ['203.0.113.7']), answered('ns2.acmedns.net', ['198.51.100.20'])),
      gives: 'fail',
    },
    {
      name: 'one does not know the name',
      saw: two(answered('ns1.acmedns.net', ['203.0.113.7']), answered('ns2.acmedns.net', [], { outcome: 'nxdomain' })),
      gives: 'fail',
    },
    {
      name: 'aliases differ',
      saw: two(
        answered('ns1.acmedns.net', [], { outcome: 'answered', cname: 'cname.vercel-dns.com', ttl: 300 }),
        answered('ns2.acmedns.net', [], { outcome: 'answered', cname: 'acme.netlify.app', ttl: 300 }),
      ),
      gives: 'fail',
    },
    {
      name: 'a flattened alias of a CDN: short-lived neighbours',
      saw: two(
        answered('ns1.acmedns.net', ['18.160.10.4', '18.160.10.77'], { ttl: 60 }),
        answered('ns2.acmedns.net', ['18.160.10.12', '18.160.10.91'], { ttl: 60 }),
      ),
      gives: 'pass',
    },
    {
      name: 'one server gives two answers itself: load balancing',
      saw: {
        answers: resolved(['203.0.113.7'], {
          servers: [
            answered('ns1.acmedns.net', ['203.0.113.7']),
            answered('ns1.acmedns.net', ['198.51.100.20'], { address: '2001:db8::53' }),
            answered('ns2.acmedns.net', ['203.0.113.7']),
          ],
        }),
      },
      gives: 'pass',
    },
    {
      name: 'short-lived addresses of different networks may be load balancing',
      saw: two(answered('ns1.acmedns.net', ['203.0.113.7'], { ttl: 30 }), answered('ns2.acmedns.net', ['198.51.100.20'], { ttl: 30 })),
      gives: { fail: 'medium' },
    },
    {
      name: 'a silent server is not a disagreement',
      saw: two(answered('ns1.acmedns.net', ['203.0.113.7']), answered('ns2.acmedns.net', [], { outcome: 'timeout' })),
      gives: 'pass',
    },
    {
      name: 'no server answers',
      saw: two(answered('ns1.acmedns.net', [], { outcome: 'timeout' }), answered('ns2.acmedns.net', [], { outcome: 'refused' })),
      gives: 'skip',
    },
  ],
  judge({ answers }, context) {
    const { host, zone } = hostIn(context);
    const told = answers.servers.filter(({ outcome }) => outcome === 'answered' || outcome === 'nodata' || outcome === 'nxdomain');
    const [first] = told;
    if (!first) return { is: 'skip', because: `No authoritative name server answered for ${host}.` };
    const versions = Map.groupBy(told, words);
    if (versions.size === 1)
      return {
        is: 'pass',
        found: `${told.length === 1 ? 'The one server that answers says' : `All ${told.length} name servers say`} ${words(first)}.`,
      };
    if (isComposed(told))
      return { is: 'pass', found: `Answers for ${host} rotate, as with load balancing or a CDN: ${list([...versions.keys()], 3)}.` };

    const sides = [...versions].map(
      ([says, servers]) =>
        `${list([...new Set(servers.map((server) => plain(server.server)))])} ${servers.length === 1 ? 'says' : 'say'} ${says}`,
    );
    const ttl = Math.max(0, ...told.map((server) => server.staleFor ?? 0));
    return {
      is: 'fail',
      ...stakesOf(host, context.config, onlyAddressesDiffer(told) && shortLived(told) ? 'medium' : undefined),
      found: `${host}: ${sides.join('; ')}${ttl > 0 ? `; caches are stale for at most ${ttl} s, the longest TTL of these answers` : ''}.`,
      at: [{ at: host }],
      fix: byHand(
        [
          `Decide which answer for ${host} is right: ${list([...versions.keys()], 4)}.`,
          'If you changed the record within the last hour, wait and check again.',
          `If the name servers belong to two DNS hosts, open the registrar of ${zone} and keep those of one host only.`,
          'If they belong to one host, save the record again there and ask its support why a server keeps the old copy.',
        ],
        {
          goal: `Every name server of ${zone} gives the same answer for ${host}.`,
          not: 'switch off the old server until all name servers agree and the seconds above have passed.',
          verify: auditOf(zone, 'dns'),
          shows: `no longer lists dns/agreement for ${host}.`,
          minutes: 30,
        },
      ),
    };
  },
});

/** What one server says, in words that are equal for equal answers. */
function words(server: ServerAnswer): string {
  if (server.outcome === 'nxdomain') return 'that the name does not exist';
  // Servers may add the addresses of an alias they also host; the alias is the answer.
  if (server.cname !== null) return `alias of ${plain(server.cname.toLowerCase().replace(/\.$/, ''))}`;
  const addresses = addressesOf(server);
  return addresses.length === 0 ? 'that it has no address' : list(addresses, 8);
}

function onlyAddressesDiffer(told: readonly ServerAnswer[]): boolean {
  return told.every((server) => server.cname === null && addressesOf(server).length > 0);
}

function shortLived(told: readonly ServerAnswer[]): boolean {
  return told.every((server) => server.ttl !== null && server.ttl <= COMPOSED_TTL);
}

/** True when the differences look made on purpose: one server varies by itself, or short-lived sets overlap or lie side by side. */
function isComposed(told: readonly ServerAnswer[]): boolean {
  if (!onlyAddressesDiffer(told)) return false;
  const byServer = Map.groupBy(told, (server) => server.server);
  if ([...byServer.values()].some((answers) => new Set(answers.map(words)).size > 1)) return true;
  if (!shortLived(told)) return false;
  const networks = told.map((server) => new Set(addressesOf(server).map(network)));
  return networks.every((one) => networks.every((other) => [...one].some((each) => other.has(each))));
}

/** The operator-sized network of an address: /16 of IPv4, /32 of IPv6. */
function network(address: string): string {
  return address.includes(':') ? address.split(':').slice(0, 2).join(':') : address.split('.').slice(0, 2).join('.');
}
