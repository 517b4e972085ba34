import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { tlsCertificate } from '../../probes/tls/certificate.ts';
import { onSome, REISSUE_STEPS, type Served, servedBy } from '../certificate.ts';
import { type Diagnosis, disorderOf } from '../chain-order.ts';
import { auditOf, byHand } from '../fix.ts';
import { stakesOf, zoneOf } from '../host.ts';
import { plain } from '../plain.ts';
import { sampleAddress, sampleLeaf, sampleRefusal } from '../sample-tls.ts';

/** Issuers that no browser trusts, by what their names say; seen in the wild, 2026-11. */
const PRIVATE_ISSUERS = [
  {
    name: /cloudflare origin/i,
    says: 'a Cloudflare origin certificate, which only Cloudflare trusts',
    repair: 'Turn the orange cloud (proxy) on for this DNS record, or install a public certificate.',
  },
  {
    name: /\(staging\)|fake le /i,
    says: "a certificate of Let's Encrypt's test service",
    repair: 'Remove the `--staging` or `--test-cert` option and issue the certificate again.',
  },
  {
    name: /kubernetes ingress controller fake/i,
    says: "the ingress controller's placeholder",
    repair: 'Give the Ingress a `tls` section with a secret that holds a public certificate.',
  },
  {
    name: /traefik default/i,
    says: "Traefik's placeholder",
    repair: 'Give the router a `certResolver` so that Traefik issues a public certificate.',
  },
  {
    name: /caddy local authority/i,
    says: "a certificate of Caddy's local authority",
    repair: 'Remove `tls internal` and use the public host name in the Caddyfile.',
  },
] as const;

/** What OpenSSL's verification codes come down to; every other code is reported as it is (openssl-verification-options(1)). */
const EXPIRED = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
const NAME_ONLY = new Set(['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH']);
const MISSING = new Set(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY']);

export default defineCheck({
  id: 'tls/chain',
  requirements: ['TLS-1'],
  title: 'Browsers trust the certificate chain',
  failing: 'Browsers warn visitors away: the certificate is not trusted',
  severity: 'blocker',
  hurts: ['trust', 'login', 'billing'],
  why: 'A full-page security warning stops almost every visitor. Webhooks and mobile apps refuse the connection outright.',
  learn: [
    'https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2',
    'https://letsencrypt.org/certificates/',
    'https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/',
  ],
  on: 'host',
  reads: { certificate: tlsCertificate },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'a chain that leads to a public root', saw: { certificate: { addresses: [sampleAddress()] } }, gives: 'pass' },
    {
      name: 'the intermediate certificate is missing',
      saw: {
        certificate: {
          addresses: [sampleAddress({}, { trusted: false, problem: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', chain: [sampleLeaf()] })],
        },
      },
      gives: 'fail',
    },
    {
      name: 'a self-signed certificate',
      saw: {
        certificate: {
          addresses: [
            sampleAddress(
              {},
              {
                trusted: false,
                problem: 'DEPTH_ZERO_SELF_SIGNED_CERT',
                chain: [sampleLeaf({ issuer: 'acme.com', issuerOrganisation: null, selfSigned: true })],
              },
            ),
          ],
        },
      },
      gives: 'fail',
    },
    {
      name: 'a Cloudflare origin certificate without the proxy in front',
      saw: {
        certificate: {
          addresses: [
            sampleAddress(
              { issuer: 'CloudFlare Origin SSL Certificate Authority', issuerOrganisation: 'CloudFlare, Inc.' },
              { trusted: false, problem: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
            ),
          ],
        },
      },
      gives: 'fail',
    },
    {
      name: 'the intermediate has expired while the certificate has not',
      saw: {
        certificate: {
          addresses: [
            sampleAddress(
              {},
              {
                trusted: false,
                problem: 'CERT_HAS_EXPIRED',
                chain: [sampleLeaf(), sampleLeaf({ subject: 'R3', from: '2020-10-07T00:00:00Z', until: '2025-09-15T00:00:00Z' })],
              },
            ),
          ],
        },
      },
      gives: 'fail',
    },
    {
      name: 'an expired certificate is for tls/expiry to report',
      saw: {
        certificate: {
          addresses: [
            sampleAddress({ from: '2026-07-01T00:00:00Z', until: '2026-09-29T00:00:00Z' }, { trusted: false, problem: 'CERT_HAS_EXPIRED' }),
          ],
        },
      },
      gives: 'skip',
    },
    {
      name: 'a certificate of a private authority, which says nowhere where its issuer lies',
      saw: {
        certificate: {
          addresses: [
            sampleAddress(
              {},
              {
                trusted: false,
                problem: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
                chain: [sampleLeaf({ issuer: 'Company Internal CA', issuerOrganisation: 'Company', issuerUrl: null })],
              },
            ),
          ],
        },
      },
      gives: 'fail',
    },
    {
      name: 'the intermediate follows the root',
      saw: {
        certificate: {
          addresses: [
            sampleAddress(
              {},
              {
                sent: [
                  { subject: 'acme.com', issuedBy: 2 },
                  { subject: 'ISRG Root X1', issuedBy: 1 },
                  { subject: 'E7', issuedBy: 1 },
                ],
              },
            ),
          ],
        },
      },
      gives: { fail: 'medium' },
    },
    {
      name: 'a certificate that belongs to another chain is sent along',
      saw: {
        certificate: {
          addresses: [
            sampleAddress(
              {},
              {
                sent: [
                  { subject: 'acme.com', issuedBy: 1 },
                  { subject: 'E7', issuedBy: null },
                  { subject: 'Sectigo RSA DV', issuedBy: null },
                ],
              },
            ),
          ],
        },
      },
      gives: { fail: 'low' },
    },
    { name: 'no handshake at all', saw: { certificate: { addresses: [sampleRefusal('refused')] } }, gives: 'skip' },
  ],
  judge({ certificate }, { subject: { host }, config, now }) {
    const served = servedBy(certificate, config, host);
    if (!Array.isArray(served)) return served;
    const untrusted = served.filter(({ address }) => !address.trusted && !NAME_ONLY.has(address.problem ?? ''));
    const broken = untrusted.filter(({ address, leaf }) => !(EXPIRED.has(address.problem ?? '') && outOfDate(leaf, now)));
    const untidy = broken.length > 0 ? [] : served.filter(({ address }) => disorderOf(address.sent) !== null);
    const [first] = [...broken, ...untidy];
    if (!first)
      return untrusted.length === 0 ? { is: 'pass' } : { is: 'skip', because: 'The certificate is out of date; tls/expiry reports it.' };
    const disorder = untidy.length > 0 ? disorderOf(first.address.sent) : null;
    const { says, repair } = disorder ?? diagnose(first, now);
    const proof = disorder ? 'most browsers forgive it, others refuse' : (first.address.problem ?? 'not trusted');
    return {
      is: 'fail',
      found: `https://${host}${onSome(
        [...broken, ...untidy].map(({ address }) => address),
        served,
      )} serves ${says} (${proof}).`,
      ...stakesOf(host, config, disorder?.severity),
      fix: byHand(
        [repair, ...REISSUE_STEPS.slice(0, 2), 'Own server: `certbot --nginx` (or Caddy) issues and renews a public certificate for free.'],
        {
          prompt: {
            goal: `every browser and webhook sender trusts the certificate of https://${host}.`,
            change: repair,
            not: 'disable certificate verification in any client (NODE_TLS_REJECT_UNAUTHORIZED=0, verify=False, curl -k).',
            see: `curl -sI https://${host} succeeds without -k.`,
          },
          verify: `curl -sI https://${host}; ${auditOf(zoneOf(host, config), 'tls')}`,
          minutes: 30,
          wants: [{ is: 'certificate', host }],
        },
      ),
    };
  },
});

function outOfDate({ from, until }: { from: string; until: string }, now: Date): boolean {
  return Date.parse(until) <= now.getTime() || Date.parse(from) > now.getTime();
}

function diagnose({ address, leaf }: Served, now: Date): Diagnosis {
  const issuer = plain([leaf.issuer, leaf.issuerOrganisation].filter((part) => part !== null).join(', '), 80);
  const known = PRIVATE_ISSUERS.find(({ name }) => name.test(`${issuer} ${leaf.subject}`));
  if (known) return known;
  if (leaf.selfSigned)
    return { says: 'a certificate it signed itself', repair: 'Replace the self-signed certificate with one of a public authority.' };
  const stale = address.chain.slice(1).find((certificate) => outOfDate(certificate, now));
  if (EXPIRED.has(address.problem ?? '') && stale) {
    return {
      says: `an intermediate certificate "${plain(stale.subject, 60)}" that ended on ${stale.until.slice(0, 10)}`,
      repair: 'Install the current intermediate: use the fullchain file of your last renewal.',
    };
  }
  if (address.problem === 'SELF_SIGNED_CERT_IN_CHAIN') {
    return {
      says: `a certificate of the private authority "${issuer}"`,
      repair: 'Install a certificate of a public authority; a private one works only on your own machines.',
    };
  }
  if (MISSING.has(address.problem ?? '')) {
    if (address.chain.length === 1 && leaf.issuerUrl === null) {
      return {
        says: `a certificate of the private authority "${issuer}", alone`,
        repair: 'Install a certificate of a public authority; a private one works only on your own machines.',
      };
    }
    return address.chain.length === 1
      ? {
          says: `its certificate without the intermediate of "${issuer}"`,
          repair: `Serve the full chain: nginx \`ssl_certificate\` must name fullchain.pem, not cert.pem. The intermediate lies at ${plain(leaf.issuerUrl ?? '', 120)}.`,
        }
      : {
          says: `a chain that ends at the unknown authority "${plain(address.chain.at(-1)?.issuer ?? issuer, 80)}"`,
          repair: 'Serve the full chain of a public authority: leaf first, then each intermediate.',
        };
  }
  return {
    says: `a certificate of "${issuer}" that browsers reject`,
    repair: 'Issue a new certificate from a public authority and install its full chain.',
  };
}
