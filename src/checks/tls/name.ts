import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { tlsCertificate } from '../../probes/tls/certificate.ts';
import { covers, onSome, REISSUE_STEPS, servedBy, showCertificate } from '../certificate.ts';
import { auditOf, byHand } from '../fix.ts';
import { stakesOf, zoneOf } from '../host.ts';
import { list, plain } from '../plain.ts';
import { sampleAddress, sampleRefusal } from '../sample-tls.ts';

export default defineCheck({
  id: 'tls/name',
  requirements: ['TLS-1', 'DNS-1'],
  title: 'The certificate is made out for this host',
  failing: 'Browsers warn visitors away: the certificate is for another name',
  severity: 'blocker',
  hurts: ['trust', 'login', 'billing'],
  why: 'Browsers show a full-page warning when the certificate names another host. Most visitors leave there.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc9525#section-6.3',
    'https://developers.cloudflare.com/ssl/edge-certificates/universal-ssl/limitations/',
  ],
  on: 'host',
  reads: { certificate: tlsCertificate },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'the host is one of the names', saw: { certificate: { addresses: [sampleAddress()] } }, gives: 'pass' },
    {
      name: 'a wildcard covers one label',
      subject: { kind: 'host', host: 'app.acme.com', port: 443 },
      saw: { certificate: { addresses: [sampleAddress({ names: ['acme.com', '*.acme.com'] })] } },
      gives: 'pass',
    },
    {
      name: 'a wildcard does not cover two labels',
      subject: { kind: 'host', host: 'eu.app.acme.com', port: 443 },
      saw: { certificate: { addresses: [sampleAddress({ names: ['acme.com', '*.acme.com'] })] } },
      gives: { fail: 'high' },
    },
    {
      name: "the platform's own certificate",
      saw: { certificate: { addresses: [sampleAddress({ subject: '*.herokuapp.com', names: ['*.herokuapp.com'] })] } },
      gives: 'fail',
    },
    {
      name: 'a wildcard does not cover its own apex',
      saw: { certificate: { addresses: [sampleAddress({ names: ['*.acme.com'] })] } },
      gives: 'fail',
    },
    { name: 'a common name alone counts for nothing', saw: { certificate: { addresses: [sampleAddress({ names: [] })] } }, gives: 'fail' },
    {
      name: 'a self-signed certificate is replaced as a whole',
      saw: {
        certificate: {
          addresses: [
            sampleAddress(
              { subject: 'localhost', names: ['localhost'], selfSigned: true },
              { trusted: false, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
            ),
          ],
        },
      },
      gives: 'skip',
    },
    { name: 'no handshake at all', saw: { certificate: { addresses: [sampleRefusal('reset')] } }, gives: 'skip' },
  ],
  judge({ certificate }, { subject: { host }, config }) {
    const served = servedBy(certificate, config, host);
    if (!Array.isArray(served)) return served;
    const wrong = served.filter(({ leaf }) => !leaf.names.some((name) => covers(name, host)));
    if (wrong.length === 0) return { is: 'pass' };
    const first = wrong.find(({ leaf }) => !leaf.selfSigned);
    if (!first)
      return { is: 'skip', because: 'The certificate is self-signed; tls/chain reports it, and a new one brings the right names.' };
    const names = first.leaf.names.length === 0 ? 'no host name at all' : list(first.leaf.names.map((name) => plain(name, 60)));
    const deep = first.leaf.names.some((name) => name.startsWith('*.') && host.endsWith(name.slice(1)));
    const change = deep
      ? `Issue a certificate that names ${host}; a wildcard covers one label only, so rename the host or order its own certificate.`
      : `Add ${host} as a custom domain on the platform that serves it; it then issues a certificate.`;
    return {
      is: 'fail',
      found: `https://${host}${onSome(
        wrong.map(({ address }) => address),
        served,
      )} serves a certificate for ${names}.`,
      ...stakesOf(host, config),
      fix: byHand([change, ...REISSUE_STEPS, `Own server: \`certbot --nginx -d ${host}\`.`], {
        prompt: {
          goal: `the certificate served for https://${host} names ${host}.`,
          change,
          not: 'turn off host name checks in clients, or point the host at another server just to silence the warning.',
          see: `the certificate of https://${host} lists DNS:${host}.`,
        },
        verify: `${showCertificate(host, '-ext subjectAltName')}; ${auditOf(zoneOf(host, config), 'tls')}`,
        minutes: 20,
        wants: [{ is: 'certificate', host }],
      }),
    };
  },
});
