import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { edgeOf, type EdgeSeen } from '../../parsers/edge.ts';
import { NETWORKS_OF } from '../../parsers/edge-networks.ts';
import { dnsAnswers } from '../../probes/dns/answers.ts';
import { httpEntry } from '../../probes/http/entry.ts';
import { defaultConfig } from '../../core/config.ts';
import { auditOf, byHand } from '../fix.ts';
import { hostIn, stakesOf } from '../host.ts';
import { aliased, resolved } from '../host-answers.ts';
import { count, list, plain } from '../plain.ts';
import { sampleWalk } from '../sample-walk.ts';

const DAY = 86_400_000;

const walked = sampleWalk(['https://acme.com/ 200']);
const entry = (headers: [string, string][] = []) => ({ http: walked, https: walked, headers });
const wanted = { edge: { ...defaultConfig().edge, proxied: ['acme.com'] } };

export default defineCheck({
  id: 'edge/proxied',
  requirements: ['EDG-1', 'EDG-2'],
  title: 'An edge stands in front of the host',
  failing: 'A host you want behind the edge is open to floods and bots',
  severity: 'high',
  hurts: ['login', 'traffic', 'cost'],
  why: 'Traffic to this host goes straight to your server, so none of the rules of your edge protect it, and everybody learns its address.',
  learn: ['https://developers.cloudflare.com/dns/proxy-status/', 'https://www.cloudflare.com/ips/'],
  on: 'host',
  reads: { answers: dnsAnswers, entry: httpEntry },
  options: z.object({}),
  causedBy: ['dns/resolves'],
  unknownAs: 'low',
  since: '0.1.0',
  examples: [
    { name: 'addresses of Cloudflare', saw: { answers: resolved(['104.21.44.7', '2606:4700::6812:40b']), entry: entry() }, gives: 'pass' },
    {
      name: 'a platform is its own edge',
      saw: { answers: aliased('cname.vercel-dns.com', ['76.76.21.21']), entry: entry() },
      config: wanted,
      gives: 'pass',
    },
    {
      name: 'its headers name an edge',
      saw: { answers: resolved(['203.0.113.7']), entry: entry([['x-railway-edge', 'fra1']]) },
      config: wanted,
      gives: 'pass',
    },
    {
      name: 'meant to be behind the edge, and is not',
      saw: { answers: resolved(['203.0.113.7']), entry: entry([['server', 'nginx']]) },
      config: wanted,
      gives: 'fail',
    },
    {
      name: 'one of its addresses leads around the edge',
      saw: { answers: resolved(['104.21.44.7', '203.0.113.7']), entry: entry([['cf-ray', '8f-FRA']]) },
      config: wanted,
      gives: 'fail',
    },
    { name: 'nobody asked for an edge', saw: { answers: resolved(['203.0.113.7']), entry: entry() }, gives: 'skip' },
    { name: 'it has no address', saw: { answers: resolved([]), entry: entry() }, config: wanted, gives: 'skip' },
  ],
  judge({ answers, entry: { headers } }, { subject, config, now }) {
    const { host, zone } = hostIn({ subject, config });
    const { addresses, cnames } = answers.resolver;
    if (addresses.length === 0) return { is: 'skip', because: `${host} has no address.` };
    const edge = edgeOf({ addresses, cnames, headers });
    const shown = list(addresses.map((address) => plain(address, 60)));
    const age = `table of edges as of ${NETWORKS_OF}, ${count(Math.max(0, Math.floor((now.getTime() - Date.parse(NETWORKS_OF)) / DAY)), 'day')} old`;
    const passes = edge !== null && !isContradicted(edge);
    if (passes) return { is: 'pass', found: `${recognised(edge)} (${age}).` };
    if (!config.edge.proxied.includes(host))
      return { is: 'skip', because: `No edge is recognised in front of ${host} at ${shown} (${age}); launch-ready.yaml asks for none.` };
    return {
      is: 'fail',
      found: `${host} leads to ${shown}, ${edge ? `not all of them ${edge.name}'s` : 'where no edge is recognised'} (${age}).`,
      ...stakesOf(host, config),
      fix: byHand(
        [
          `Cloudflare: DNS › Records › every A and AAAA record of ${host}: Proxy status Proxied (orange). Elsewhere: point ${host} at the edge.`,
          'SSL/TLS › Overview: Full (strict) first, with a certificate on the server.',
          'Then let the server accept the edge alone, because its address is known by now.',
        ],
        {
          goal: `all traffic to ${host} passes the edge.`,
          not: 'proxy hosts that take mail or other things than http.',
          verify: `dig +short A ${host}; ${auditOf(zone, 'edge')}`,
          shows: 'shows addresses of the edge, and no finding.',
          minutes: 15,
        },
      ),
    };
  },
});

/** Headers of an edge whose published networks hold none or not all of the addresses: somebody else passes them on, or one way leads around. */
function isContradicted({ by, stands, lists }: EdgeSeen): boolean {
  return by === 'headers' && stands === 'proxy' && lists === 'all';
}

function recognised({ name, stands, by }: EdgeSeen): string {
  const sign = { alias: 'its alias', address: 'its addresses', headers: 'its headers' }[by];
  return stands === 'proxy' ? `${name} is in front, told by ${sign}` : `${name} serves it and is its own edge, told by ${sign}`;
}
