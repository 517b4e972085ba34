import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { tlsCertificate } from '../../probes/tls/certificate.ts';
import { onSome, REISSUE_STEPS, servedBy } from '../certificate.ts';
import { diagnose, isDated, isNameOnly, outOfDate } from '../chain-diagnosis.ts';
import { disorderOf } from '../chain-order.ts';
import { auditOf, byHand } from '../fix.ts';
import { stakesOf, zoneOf } from '../host.ts';
import { sampleAddress, sampleLeaf, sampleRefusal } from '../sample-tls.ts';

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
      name: 'a private authority that sends its own root along',
      saw: {
        certificate: {
          addresses: [
            sampleAddress(
              { issuer: 'Company Internal CA', issuerOrganisation: 'Company' },
              {
                trusted: false,
                problem: 'SELF_SIGNED_CERT_IN_CHAIN',
                chain: [
                  sampleLeaf({ issuer: 'Company Internal CA', issuerOrganisation: 'Company' }),
                  sampleLeaf({ subject: 'Company Internal CA', issuer: 'Company Internal CA', selfSigned: true, issuerUrl: null }),
                ],
              },
            ),
          ],
        },
      },
      gives: 'fail',
    },
    {
      name: 'the second intermediate is missing',
      saw: {
        certificate: { addresses: [sampleAddress({}, { trusted: false, problem: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' })] },
      },
      gives: 'fail',
    },
    {
      name: 'a cross-signed root that ended is still sent: browsers know the new one',
      saw: {
        certificate: {
          addresses: [
            sampleAddress(
              {},
              {
                chain: [
                  sampleLeaf(),
                  sampleLeaf({ subject: 'E7', issuer: 'ISRG Root X1', names: [] }),
                  sampleLeaf({ subject: 'ISRG Root X1', issuer: 'DST Root CA X3', names: [], until: '2024-09-30T18:14:03.000Z' }),
                ],
              },
            ),
          ],
        },
      },
      gives: { fail: 'medium' },
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
    const untrusted = served.filter(({ address }) => !address.trusted && !isNameOnly(address));
    const broken = untrusted.filter(({ address, leaf }) => !(isDated(address) && outOfDate(leaf, now)));
    const untidy = broken.length > 0 ? [] : served.filter(({ address }) => disorderOf(address, now) !== null);
    const [first] = [...broken, ...untidy];
    if (!first)
      return untrusted.length === 0 ? { is: 'pass' } : { is: 'skip', because: 'The certificate is out of date; tls/expiry reports it.' };
    const disorder = untidy.length > 0 ? disorderOf(first.address, now) : null;
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
