import { z } from 'zod';
import { defineCheck, type Saw, type Verdict } from '../../core/check.ts';
import { tlsCertificate } from '../../probes/tls/certificate.ts';
import { tlsOffers } from '../../probes/tls/offers.ts';
import { onSome, type Served, servedBy } from '../certificate.ts';
import { auditOf, byEdge } from '../fix.ts';
import { stakesOf, zoneOf } from '../host.ts';
import { list } from '../plain.ts';
import { sampleAddress, sampleOffers, sampleRefusal } from '../sample-tls.ts';

/** Versions that RFC 8996 and RFC 7568 forbid, as Node names them, by the names people know. */
const FORBIDDEN: Readonly<Record<string, string>> = { SSLv3: 'SSL 3', TLSv1: 'TLS 1.0', 'TLSv1.1': 'TLS 1.1' };

type Offers = Saw<{ offers: typeof tlsOffers }>['offers']['addresses'][number];

/** What records of today stay closed to, even when quantum computers come (RFC 9794). */
const POST_QUANTUM = /MLKEM/;

export default defineCheck({
  id: 'tls/protocol',
  requirements: ['TLS-1'],
  title: 'Connections use TLS 1.2 or newer',
  failing: 'Outdated encryption fails security reviews, and alone it locks browsers out',
  severity: 'high',
  hurts: ['data', 'trust', 'traffic'],
  why: 'Payment rules and security reviews forbid TLS 1.0 and 1.1. Browsers show an error where nothing newer is there.',
  learn: ['https://www.rfc-editor.org/rfc/rfc8996', 'https://ssl-config.mozilla.org/'],
  on: 'host',
  reads: { certificate: tlsCertificate, offers: tlsOffers },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    {
      name: 'TLS 1.3 and 1.2 alone',
      saw: { certificate: { addresses: [sampleAddress()] }, offers: { addresses: [sampleOffers()] } },
      gives: 'pass',
    },
    {
      name: 'TLS 1.2 at best, and nothing older',
      saw: {
        certificate: { addresses: [sampleAddress({}, { protocol: 'TLSv1.2' })] },
        offers: { addresses: [sampleOffers({ group: null })] },
      },
      gives: 'pass',
    },
    {
      name: 'TLS 1.1 at best',
      saw: {
        certificate: { addresses: [sampleAddress({}, { protocol: 'TLSv1.1' })] },
        offers: { addresses: [sampleOffers({ old: ['TLSv1.1', 'TLSv1'], group: null })] },
      },
      gives: 'fail',
    },
    {
      name: 'one old server among two',
      saw: {
        certificate: { addresses: [sampleAddress(), sampleAddress({}, { address: '203.0.113.11', protocol: 'TLSv1' })] },
        offers: { addresses: [sampleOffers(), sampleOffers({ address: '203.0.113.11', old: ['TLSv1'], group: null })] },
      },
      gives: 'fail',
    },
    {
      name: 'TLS 1.0 and 1.1 are accepted beside TLS 1.3',
      saw: {
        certificate: { addresses: [sampleAddress()] },
        offers: { addresses: [sampleOffers({ old: ['TLSv1.1', 'TLSv1'] })] },
      },
      gives: { fail: 'medium' },
    },
    {
      name: 'TLS 1.0 is accepted, also as the second try of a client that was made to step down',
      saw: {
        certificate: { addresses: [sampleAddress()] },
        offers: { addresses: [sampleOffers({ old: ['TLSv1'], refusesFallback: false })] },
      },
      gives: { fail: 'medium' },
    },
    {
      name: 'SSL 3 is accepted beside TLS 1.2',
      saw: {
        certificate: { addresses: [sampleAddress({}, { protocol: 'TLSv1.2' })] },
        offers: { addresses: [sampleOffers({ old: ['TLSv1.1', 'TLSv1', 'SSLv3'], group: null })] },
      },
      gives: 'fail',
    },
    {
      name: 'a filter on the way swallows old hellos',
      saw: { certificate: { addresses: [sampleAddress()] }, offers: { addresses: [sampleOffers({ old: null })] } },
      gives: 'skip',
    },
    {
      name: 'no handshake at all',
      saw: { certificate: { addresses: [sampleRefusal('refused')] }, offers: { addresses: [] } },
      gives: 'skip',
    },
  ],
  judge({ certificate, offers }, { subject: { host }, config }) {
    const served = servedBy(certificate, config, host);
    if (!Array.isArray(served)) return served;
    const best = served.map(({ address }) => address).filter(({ protocol }) => Object.hasOwn(FORBIDDEN, protocol ?? ''));
    const beside = offers.addresses.filter(({ old }) => old !== null && old.length > 0);
    const [worst] = best;
    if (!worst && beside.length === 0) return clean(offers.addresses, served);
    const versions = [...new Set(beside.flatMap(({ old }) => old ?? []))];
    const found = worst
      ? `https://${host}${onSome(best, served)} speaks ${FORBIDDEN[worst.protocol ?? ''] ?? ''} at best.`
      : `https://${host}${onSome(beside, offers.addresses)} still accepts ${list(versions.map((version) => FORBIDDEN[version] ?? version))}${
          beside.some(({ refusesFallback }) => refusesFallback === false) ? ', and lets attackers push clients down to it' : ''
        }.`;
    return {
      is: 'fail',
      found,
      ...stakesOf(host, config, worst || versions.includes('SSLv3') ? undefined : 'medium'),
      fix: byEdge(
        {
          setting: 'min_tls_version',
          value: '1.2',
          steps: [
            'Cloudflare: SSL/TLS › Edge Certificates › Minimum TLS Version: TLS 1.2; and switch TLS 1.3 on.',
            'nginx: `ssl_protocols TLSv1.2 TLSv1.3;` in every server block, then `nginx -t && systemctl reload nginx`.',
            'A server so old that it knows neither needs an update of OpenSSL, or a proxy in front.',
          ],
        },
        {
          prompt: {
            goal: `https://${host} offers TLS 1.2 and TLS 1.3 and nothing older.`,
            change: 'set the lowest TLS version to 1.2 on the edge and on the web server (nginx: ssl_protocols TLSv1.2 TLSv1.3;).',
            not: 'write your own cipher list, or keep TLS 1.0 for old clients.',
            see: `openssl s_client -tls1_2 connects to ${host}:443, and \`curl --tlsv1.0 --tls-max 1.1 https://${host}\` fails.`,
          },
          verify: `openssl s_client -connect ${host}:443 -servername ${host} -tls1_2 </dev/null; ${auditOf(zoneOf(host, config), 'tls')}`,
          minutes: 20,
          wants: [{ is: 'tls', host, min: '1.2' }],
        },
      ),
    };
  },
});

/** The verdict where nothing old was met. */
function clean(offers: readonly Offers[], served: readonly Served[]): Verdict {
  const silent = offers.filter(({ old }) => old === null).map(({ address }) => address);
  if (silent.length > 0)
    return { is: 'skip', because: `${list(silent)} did not answer hellos of old versions, so a filter may stand before it.` };
  const group = offers.map((each) => each.group).find((each) => each !== null && POST_QUANTUM.test(each));
  const told = [
    ...(group ? [`new connections use the post-quantum group ${group}`] : []),
    ...(served.length > 0 && served.every(({ address }) => address.marked) ? ['clients notice a forced step down from TLS 1.3'] : []),
  ];
  return told.length === 0 ? { is: 'pass' } : { is: 'pass', found: `Nothing older than TLS 1.2; ${told.join('; ')}.` };
}
