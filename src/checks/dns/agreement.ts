import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { dnsAnswers } from '../../probes/dns/answers.ts';
import { auditOf, byHand } from '../fix.ts';
import { addressesDiffer, type Disagreement, setsDiffer, words } from '../disagreement.ts';
import { hostIn, type Stakes, stakesOf } from '../host.ts';
import { answered, resolved, type ServerAnswer } from '../host-answers.ts';
import { list } from '../plain.ts';

const two = (first: ServerAnswer, second: ServerAnswer) => ({ answers: resolved(['203.0.113.7'], { servers: [first, second] }) });

export default defineCheck({
  id: 'dns/agreement',
  requirements: ['DNS-3', 'DNS-1'],
  title: 'All name servers give the same answer',
  failing: 'Visitors or mail land in the wrong place by chance: name servers disagree',
  severity: 'high',
  hurts: ['login', 'billing', 'traffic', 'data'],
  why: 'Each visitor asks one of your name servers by chance. When they disagree, some customers use an old server and their data goes there; mail goes astray.',
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
      name: 'the mail of the domain goes two ways',
      saw: two(
        answered('ns1.acmedns.net', ['203.0.113.7'], { sets: [{ type: 'MX', says: ['1 smtp.google.com'], staleFor: 3_600 }] }),
        answered('ns2.acmedns.net', ['203.0.113.7'], { sets: [{ type: 'MX', says: ['10 mx.oldhost.net'], staleFor: 86_400 }] }),
      ),
      gives: 'fail',
    },
    {
      name: 'one server alone limits who issues certificates',
      saw: two(
        answered('ns1.acmedns.net', ['203.0.113.7'], { sets: [{ type: 'CAA', says: ['0 issue "letsencrypt.org"'], staleFor: 300 }] }),
        answered('ns2.acmedns.net', ['203.0.113.7'], { sets: [{ type: 'CAA', says: [], staleFor: 300 }] }),
      ),
      gives: { fail: 'medium' },
    },
    {
      name: 'one server gives no answer about mail',
      saw: two(
        answered('ns1.acmedns.net', ['203.0.113.7'], { sets: [{ type: 'MX', says: ['1 smtp.google.com'], staleFor: 300 }] }),
        answered('ns2.acmedns.net', ['203.0.113.7'], { sets: [] }),
      ),
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
    const addresses = addressesDiffer(told);
    const differ = [...(addresses ? [addresses] : []), ...setsDiffer(told)];
    const all = [...new Set(told.map(words))];
    if (differ.length === 0) {
      if (all.length > 1) return { is: 'pass', found: `Answers for ${host} rotate, as with load balancing or a CDN: ${list(all, 3)}.` };
      const who = told.length === 1 ? 'The one server that answers says' : `All ${told.length} name servers say`;
      return { is: 'pass', found: `${who} ${words(first)}.` };
    }
    const versions = differ.flatMap((each) => each.versions);
    const sides = versions.map(({ says, servers }) => `${list(servers)} ${servers.length === 1 ? 'says' : 'say'} ${says}`);
    const ttl = Math.max(...differ.map(({ staleFor }) => staleFor));
    return {
      is: 'fail',
      ...stakesIn(differ, stakesOf(host, context.config, addresses?.about === 'short-lived' ? 'medium' : undefined)),
      found: `${host}: ${sides.join('; ')}${ttl > 0 ? `; caches are stale for at most ${ttl} s, the longest TTL of these answers` : ''}.`,
      at: [{ at: host }],
      fix: byHand(
        [
          `Decide which answer for ${host} is right: ${list(
            versions.map(({ says }) => says),
            4,
          )}.`,
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

/** What is at stake: all of the host where its addresses differ, else its mail, else little. */
function stakesIn(differ: readonly Disagreement[], host: Stakes): Stakes {
  const about = new Set(differ.map((each) => each.about));
  if (about.has('addresses') || about.has('short-lived')) return host;
  return about.has('mail') ? { severity: 'high', hurts: ['email', 'trust'] } : { severity: 'medium', hurts: ['trust'] };
}
