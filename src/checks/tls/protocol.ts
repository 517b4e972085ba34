import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { tlsCertificate } from '../../probes/tls/certificate.ts';
import { onSome, servedBy } from '../certificate.ts';
import { auditOf, byEdge } from '../fix.ts';
import { stakesOf, zoneOf } from '../host.ts';
import { sampleAddress, sampleRefusal } from '../sample-tls.ts';

/** Versions that RFC 8996 and RFC 7568 forbid, as Node names them. */
const FORBIDDEN = new Set(['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.0', 'TLSv1.1']);

export default defineCheck({
  id: 'tls/protocol',
  requirements: ['TLS-1'],
  title: 'Connections use TLS 1.2 or newer',
  failing: 'Browsers refuse the outdated encryption',
  severity: 'high',
  hurts: ['data', 'trust', 'traffic'],
  why: 'Current browsers refuse TLS 1.0 and 1.1, so customers see an error. Payment rules forbid both.',
  learn: ['https://www.rfc-editor.org/rfc/rfc8996', 'https://ssl-config.mozilla.org/'],
  on: 'host',
  reads: { certificate: tlsCertificate },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'TLS 1.3', saw: { certificate: { addresses: [sampleAddress()] } }, gives: 'pass' },
    { name: 'TLS 1.2', saw: { certificate: { addresses: [sampleAddress({}, { protocol: 'TLSv1.2' })] } }, gives: 'pass' },
    { name: 'TLS 1.1 at best', saw: { certificate: { addresses: [sampleAddress({}, { protocol: 'TLSv1.1' })] } }, gives: 'fail' },
    {
      name: 'one old server among two',
      saw: { certificate: { addresses: [sampleAddress(), sampleAddress({}, { address: '203.0.113.11', protocol: 'TLSv1' })] } },
      gives: 'fail',
    },
    { name: 'no handshake at all', saw: { certificate: { addresses: [sampleRefusal('refused')] } }, gives: 'skip' },
  ],
  judge({ certificate }, { subject: { host }, config }) {
    const served = servedBy(certificate, config, host);
    if (!Array.isArray(served)) return served;
    const old = served.map(({ address }) => address).filter(({ protocol }) => protocol !== null && FORBIDDEN.has(protocol));
    const [first] = old;
    if (!first) return { is: 'pass' };
    return {
      is: 'fail',
      found: `https://${host}${onSome(old, served)} speaks ${first.protocol ?? 'an old version'} at best.`,
      ...stakesOf(host, config),
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
            see: `openssl s_client -tls1_2 connects to ${host}:443.`,
          },
          verify: `openssl s_client -connect ${host}:443 -servername ${host} -tls1_2 </dev/null; ${auditOf(zoneOf(host, config), 'tls')}`,
          minutes: 20,
          wants: [{ is: 'tls', host, min: '1.2' }],
        },
      ),
    };
  },
});
