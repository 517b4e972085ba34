import { z } from 'zod';
import { defineCheck, type Saw } from '../../core/check.ts';
import { EDGES } from '../../parsers/edge-networks.ts';
import { httpOrigin } from '../../probes/http/origin.ts';
import { auditOf, byHand } from '../fix.ts';
import { hostIn, stakesOf } from '../host.ts';
import { list, plain } from '../plain.ts';

type Origin = Saw<{ origin: typeof httpOrigin }>['origin'];

const BEHIND: Origin = { edge: 'Cloudflare', asOf: '2026-11-25', comparable: true, tried: [] };
const at = (is: Origin['tried'][number]['is'], status: number | null): Origin => ({
  ...BEHIND,
  tried: [{ address: '198.51.100.7', from: 'mail.acme.com', is, over: 'https', status }],
});

export default defineCheck({
  id: 'edge/origin',
  requirements: ['EDG-1', 'EDG-2'],
  title: 'Nobody finds your server around the edge',
  failing: 'Attackers reach your server around its edge',
  severity: 'high',
  hurts: ['login', 'data', 'traffic'],
  why: 'Whoever knows the address of your server walks past every rule of the edge: no rate limit, no firewall, no protection from floods.',
  learn: [
    'https://developers.cloudflare.com/fundamentals/security/protect-your-origin-server/',
    'https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/',
  ],
  on: 'host',
  reads: { origin: httpOrigin },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'proved: the mail host serves the same page', saw: { origin: at('same', 200) }, gives: 'fail' },
    { name: 'it answers, but not with the page', saw: { origin: at('differs', 403) }, gives: 'pass' },
    { name: 'nobody answers there', saw: { origin: at('silent', null) }, gives: 'pass' },
    { name: 'the domain gives no address away', saw: { origin: BEHIND }, gives: 'pass' },
    {
      name: 'a staging host is less at stake',
      subject: { kind: 'host', host: 'staging.acme.com', port: 443 },
      saw: { origin: at('same', 200) },
      gives: { fail: 'medium' },
    },
    { name: 'no edge, or a platform that is its own', saw: { origin: { ...BEHIND, edge: null, comparable: false } }, gives: 'skip' },
    { name: 'a redirect is no page to compare', saw: { origin: { ...BEHIND, comparable: false } }, gives: 'skip' },
  ],
  judge({ origin: { edge, comparable, tried } }, { subject, config }) {
    const { host, zone } = hostIn({ subject, config });
    if (edge === null) return { is: 'skip', because: `No edge that passes on to a server of yours is recognised in front of ${host}.` };
    if (!comparable) return { is: 'skip', because: `${host} shows no page of its own that could be compared.` };
    const open = tried.filter(({ is }) => is === 'same');
    const other = tried.filter(({ is }) => is === 'differs');
    if (open.length === 0) {
      const differs = `${list(other.map(({ address, status }) => `${plain(address, 60)} (${status ?? '?'})`))} ${other.length === 1 ? 'answers' : 'answer'}, but not with your page`;
      const found =
        other.length > 0 ? `Not proved: ${differs}.` : `No address that ${zone} gives away shows the page (${tried.length} asked).`;
      return { is: 'pass', found };
    }
    const places = list(open.map(({ address, from, over }) => `${plain(address, 60)} over ${over} (from ${plain(from, 80)})`));
    const networks = EDGES.find(({ name }) => name === edge)?.source ?? `the published networks of ${edge}`;
    const addresses = list(open.map(({ address }) => plain(address, 60)));
    const [first] = open;
    return {
      is: 'fail',
      found: `Asked for ${host}, ${places} show${open.length === 1 ? 's' : ''} the same page as ${edge} does.`,
      at: open.map(({ address }) => ({ at: address })),
      ...stakesOf(host, config),
      fix: byHand(
        [
          `Firewall of ${addresses}: let ports 80 and 443 in from the networks of ${edge} alone (${networks}), IPv4 and IPv6; drop the rest.`,
          edge === 'Cloudflare'
            ? 'Cloudflare: SSL/TLS › Origin Server › Authenticated Origin Pulls: on. Only then let the server demand that certificate (nginx: ssl_client_certificate, ssl_verify_client on).'
            : `${edge}: send a secret header to the server, and let the server refuse requests without it.`,
          `Move the server to a new address, because the old one is known, and point ${edge} at it.`,
          'Keep mail on another address than the site, so that MX and SPF do not name the server.',
        ],
        {
          goal: `the server behind ${host} answers ${edge} and nobody else.`,
          not: `close ports before the networks of ${edge} are let in, or demand the certificate before it is sent: both take the site down.`,
          verify: `curl -skI --max-time 5 --connect-to ${host}:${first?.over === 'http' ? 80 : 443}:${first?.address ?? ''}: ${first?.over ?? 'https'}://${host}/; ${auditOf(zone, 'edge')}`,
          shows: 'shows no page, and no finding of the audit.',
          minutes: 60,
        },
      ),
    };
  },
});
