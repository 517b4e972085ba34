import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';

const certificate = z.object({
  /** Common name, or the whole subject where there is none. */
  subject: z.string(),
  issuer: z.string(),
  /** Organisation of the issuer, such as "Let's Encrypt"; null when absent. */
  issuerOrganisation: z.string().nullable(),
  /** DNS names and IP addresses of the subject alternative name, lower case. */
  names: z.array(z.string()),
  /** ISO times. */
  from: z.string(),
  until: z.string(),
  fingerprint: z.string(),
  keyType: z.string(),
  keyBits: z.int().nullable(),
  /** Signature algorithm as OpenSSL names it, such as sha256WithRSAEncryption; null when Node does not tell. */
  signature: z.string().nullable(),
  selfSigned: z.boolean(),
});

/** The TLS handshake and certificate chain of a host on each of its addresses. */
export const tlsCertificate = defineProbe({
  id: 'tls/certificate',
  on: 'host',
  touch: 'passive',
  asks: 'the host for its certificate',
  deadline: 8_000,
  sees: z.object({
    /** One entry per address, at most 4. When all of them time out the probe fails instead. */
    addresses: z.array(
      z.object({
        address: z.string(),
        outcome: z.enum(['handshake', 'refused', 'timeout', 'reset', 'not-tls', 'alert']),
        /** What went wrong, for people; null after a handshake. */
        error: z.string().nullable(),
        /** Such as TLSv1.3. */
        protocol: z.string().nullable(),
        alpn: z.string().nullable(),
        ms: z.number(),
        /** Whether Node trusts the chain, name aside, and the OpenSSL code when it does not, such as CERT_HAS_EXPIRED. */
        trusted: z.boolean(),
        problem: z.string().nullable(),
        /** Leaf first, as far as the server sent it. */
        chain: z.array(certificate),
      }),
    ),
  }),
  async collect() {
    throw new ProbeError('not-built', 'not built');
  },
});
