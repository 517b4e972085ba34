import type { Saw } from '../core/check.ts';
import type { tlsOffers } from '../probes/tls/offers.ts';
import type { Address, Certificate } from './certificate.ts';

type Offers = Saw<{ offers: typeof tlsOffers }>['offers']['addresses'][number];

/** A healthy 90-day leaf for acme.com, for examples, with what an example changes. */
export function sampleLeaf(change: Partial<Certificate> = {}): Certificate {
  return {
    subject: 'acme.com',
    issuer: 'E7',
    issuerOrganisation: "Let's Encrypt",
    names: ['acme.com', 'www.acme.com'],
    from: '2026-10-20T00:00:00.000Z',
    until: '2027-01-18T00:00:00.000Z',
    fingerprint: 'AA:BB',
    keyType: 'ec',
    keyBits: 256,
    signature: 'ecdsa-with-SHA384',
    selfSigned: false,
    issuerUrl: 'http://e7.i.lencr.org/',
    ...change,
  };
}

/** A handshake on one address, for examples; the issuer's certificate follows the leaf. */
export function sampleAddress(leaf: Partial<Certificate> = {}, change: Partial<Address> = {}): Address {
  const issuer = sampleLeaf({
    subject: 'E7',
    issuer: 'ISRG Root X1',
    names: [],
    from: '2024-03-13T00:00:00.000Z',
    until: '2027-03-12T23:59:59.000Z',
  });
  return {
    address: '203.0.113.10',
    outcome: 'handshake',
    error: null,
    protocol: 'TLSv1.3',
    alpn: 'h2',
    ms: 30,
    trusted: true,
    problem: null,
    chain: [sampleLeaf(leaf), issuer],
    sent: [
      { subject: 'acme.com', issuedBy: 1 },
      { subject: 'E7', issuedBy: null },
    ],
    marked: true,
    ...change,
  };
}

/** An address where no handshake came about, for examples. */
export function sampleRefusal(outcome: Address['outcome'], address = '203.0.113.10'): Address {
  return {
    ...sampleAddress(),
    address,
    outcome,
    error: `the connection ended: ${outcome}`,
    protocol: null,
    alpn: null,
    trusted: false,
    chain: [],
    sent: null,
    marked: null,
  };
}

/** What a careful address takes, for examples, with what an example changes. */
export function sampleOffers(change: Partial<Offers> = {}): Offers {
  return { address: '203.0.113.10', old: [], weak: [], group: 'X25519MLKEM768', dheBits: null, refusesFallback: null, ...change };
}
