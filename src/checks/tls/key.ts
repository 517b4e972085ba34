import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { tlsCertificate } from '../../probes/tls/certificate.ts';
import { type Certificate, onSome, servedBy, showCertificate } from '../certificate.ts';
import { auditOf, byHand } from '../fix.ts';
import { stakesOf, zoneOf } from '../host.ts';
import { plain } from '../plain.ts';
import { sampleAddress, sampleLeaf, sampleRefusal } from '../sample-tls.ts';

/** Least bits per kind of key: CA/Browser Forum Baseline Requirements section 6.1.5. Other kinds, such as Ed25519, have one size. */
const LEAST_BITS: Readonly<Record<string, number>> = { rsa: 2048, 'rsa-pss': 2048, dsa: 2048, ec: 256 };

/** Hashes that no authority may sign with any more (Baseline Requirements section 7.1.3.2). */
const OLD_HASH = /sha-?1(?!\d)|md5|md2/i;

export default defineCheck({
  id: 'tls/key',
  requirements: ['TLS-1'],
  title: 'The certificate has a strong key and signature',
  failing: 'The certificate can be forged with known attacks',
  severity: 'high',
  hurts: ['data', 'trust'],
  why: 'Weak keys and old signatures let an attacker pose as your site and read passwords. Browsers refuse many of them.',
  learn: [
    'https://cabforum.org/working-groups/server/baseline-requirements/requirements/',
    'https://wiki.mozilla.org/Security/Server_Side_TLS',
  ],
  on: 'host',
  reads: { certificate: tlsCertificate },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'a P-256 key', saw: { certificate: { addresses: [sampleAddress()] } }, gives: 'pass' },
    {
      name: 'an RSA key of 2048 bits',
      saw: { certificate: { addresses: [sampleAddress({ keyType: 'rsa', keyBits: 2048, signature: 'sha256WithRSAEncryption' })] } },
      gives: 'pass',
    },
    {
      name: 'an Ed25519 key without a size',
      saw: { certificate: { addresses: [sampleAddress({ keyType: 'ed25519', keyBits: null, signature: 'ED25519' })] } },
      gives: 'pass',
    },
    {
      name: 'an RSA key of 1024 bits',
      saw: { certificate: { addresses: [sampleAddress({ keyType: 'rsa', keyBits: 1024, signature: 'sha256WithRSAEncryption' })] } },
      gives: { fail: 'medium' },
    },
    {
      name: 'a signature with SHA-1',
      saw: { certificate: { addresses: [sampleAddress({ signature: 'sha1WithRSAEncryption' })] } },
      gives: 'fail',
    },
    {
      name: 'an intermediate signed with SHA-1',
      saw: {
        certificate: {
          addresses: [
            sampleAddress(
              {},
              { chain: [sampleLeaf(), sampleLeaf({ subject: 'Old CA', issuer: 'Root', signature: 'sha1WithRSAEncryption' })] },
            ),
          ],
        },
      },
      gives: 'fail',
    },
    {
      name: 'a root signed with SHA-1 by itself, as roots of old are',
      saw: {
        certificate: {
          addresses: [
            sampleAddress(
              {},
              { chain: [sampleLeaf(), sampleLeaf({ subject: 'Root', selfSigned: true, signature: 'sha1WithRSAEncryption' })] },
            ),
          ],
        },
      },
      gives: 'pass',
    },
    {
      name: 'a signature that Node does not tell',
      saw: { certificate: { addresses: [sampleAddress({ signature: null })] } },
      gives: 'pass',
    },
    { name: 'no handshake at all', saw: { certificate: { addresses: [sampleRefusal('refused')] } }, gives: 'skip' },
  ],
  judge({ certificate }, { subject: { host }, config }) {
    const served = servedBy(certificate, config, host);
    if (!Array.isArray(served)) return served;
    // Nobody relies on the signature of a root: it is trusted as it is.
    const old = served.filter(({ address }) => address.chain.some((each) => !each.selfSigned && OLD_HASH.test(each.signature ?? '')));
    const weak = old.length > 0 ? old : served.filter(({ leaf }) => isShort(leaf));
    const [first] = weak;
    if (!first) return { is: 'pass' };
    const { leaf, address } = first;
    const signed = address.chain.find((each) => !each.selfSigned && OLD_HASH.test(each.signature ?? ''));
    const which = signed && signed !== leaf ? `intermediate "${plain(signed.subject, 60)}"` : 'certificate';
    const on = onSome(
      weak.map((each) => each.address),
      served,
    );
    const fault = signed
      ? `signed with ${plain(signed.signature ?? '', 40)}`
      : `made for an ${leaf.keyType.toUpperCase()} key of only ${leaf.keyBits ?? 0} bits`;
    return {
      is: 'fail',
      found: `The ${which} of https://${host}${on} is ${fault}.`,
      ...stakesOf(host, config, old.length > 0 ? undefined : 'medium'),
      fix: byHand(
        [
          `Own server: \`certbot certonly --key-type ecdsa --elliptic-curve secp256r1 --force-renewal -d ${host}\`, then reload the web server.`,
          'Hosting platform: remove the uploaded certificate and let the platform issue its own.',
        ],
        {
          prompt: {
            goal: `https://${host} uses a modern certificate: P-256 or RSA of 2048 bits or more, signed with SHA-256 or better.`,
            change: 'create a new private key, issue a new certificate for it, and install both.',
            not: 'reuse the old private key, commit the new one to the repository, or print it.',
            see: 'the certificate shows a key of 256 bits (EC) or 2048 bits (RSA) and a sha256 or sha384 signature.',
          },
          verify: `${showCertificate(host, "-text | grep -E 'Public-Key|Signature Algorithm'")}; ${auditOf(zoneOf(host, config), 'tls')}`,
          minutes: 20,
          wants: [{ is: 'certificate', host }],
        },
      ),
    };
  },
});

function isShort({ keyType, keyBits }: Certificate): boolean {
  const least = LEAST_BITS[keyType.toLowerCase()];
  return least !== undefined && keyBits !== null && keyBits < least;
}
