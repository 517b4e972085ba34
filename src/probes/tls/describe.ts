import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';

/** One certificate as evidence. */
export const certificateSchema = z.object({
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
  /** Signature algorithm as OpenSSL names it, such as sha256WithRSAEncryption; null for a sound one that Node does not tell. */
  signature: z.string().nullable(),
  selfSigned: z.boolean(),
  /** Where its issuer's certificate can be fetched (RFC 5280 section 4.2.2.1), as public authorities say; null when it does not tell. */
  issuerUrl: z.string().nullable(),
});

export type Certificate = z.output<typeof certificateSchema>;

/** Names of one certificate that are kept. */
const NAMES = 100;

/** Bits of the curves certificates use; RFC 5480 section 2.1.1.1, RFC 8410. */
const CURVE_BITS = {
  prime256v1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
  secp224r1: 224,
  prime192v1: 192,
  ed25519: 256,
  ed448: 448,
} as const satisfies Record<string, number>;

/** A certificate as plain data. Of more than 100 names those that concern `host` are kept first. Never throws on odd certificates. */
export function describe(certificate: X509Certificate, host: string): Certificate {
  const issuer = distinguished(certificate.issuer);
  const subject = distinguished(certificate.subject);
  const key = keyOf(certificate);
  return {
    subject: subject.get('CN') ?? oneLine(certificate.subject),
    issuer: issuer.get('CN') ?? oneLine(certificate.issuer),
    issuerOrganisation: issuer.get('O') ?? null,
    names: namesOf(certificate.subjectAltName ?? '', host),
    from: isoOf(certificate.validFrom),
    until: isoOf(certificate.validTo),
    fingerprint: certificate.fingerprint256,
    keyType: key?.asymmetricKeyType ?? 'unknown',
    keyBits: bitsOf(key),
    signature: signatureOf(certificate),
    selfSigned: isSignedBy(certificate, certificate),
    issuerUrl: /^CA Issuers - URI:(\S+)$/m.exec(certificate.infoAccess ?? '')?.[1]?.slice(0, 300) ?? null,
  };
}

/** Whether one certificate is signed by the key of another, whatever that key may be used for. */
export function isSignedBy(certificate: X509Certificate, other: X509Certificate): boolean {
  try {
    return certificate.issuer === other.subject && certificate.verify(other.publicKey);
  } catch {
    return false; // a kind of key that this OpenSSL does not know
  }
}

/** Node's text of a name: one `CN=…` per line; the first of each kind counts. */
function distinguished(text: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const line of (text ?? '').split('\n')) {
    const at = line.indexOf('=');
    const kind = line.slice(0, at);
    if (at > 0 && !parts.has(kind)) parts.set(kind, oneLine(line.slice(at + 1)));
  }
  return parts;
}

function oneLine(text: string | undefined): string {
  return (text ?? '').replaceAll(/\s+/g, ' ').slice(0, 300);
}

/**
 * DNS names and IP addresses of Node's text of the subject alternative name, lower case. Entries that hold commas or quotes come as
 * JSON strings (CVE-2021-44532), so that a name cannot pretend to be two.
 */
export function namesOf(text: string, host: string): string[] {
  const names: string[] = [];
  for (const [, , quoted, plain] of text.matchAll(/(DNS|IP Address):(?:("(?:[^"\\]|\\.)*")|([^,]*))/g)) {
    const name = (quoted === undefined ? (plain ?? '') : unquote(quoted)).trim().toLowerCase();
    if (name !== '') names.push(name.slice(0, 255));
  }
  if (names.length <= NAMES) return names;
  const parent = isIP(host) === 0 ? host.slice(host.indexOf('.')) : '';
  const concerns = (name: string): boolean => name === host || name === `*${parent}`;
  return [...names.filter(concerns), ...names.filter((name) => !concerns(name))].slice(0, NAMES);
}

function unquote(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    return '';
  }
}

/** ISO time of OpenSSL's `Nov 22 00:00:00 2026 GMT`; the epoch for what is no time, so that it counts as expired. */
function isoOf(text: string): string {
  const time = Date.parse(text);
  return new Date(Number.isNaN(time) ? 0 : time).toISOString();
}

/** What signs with MD2, MD5 or SHA-1, by its identifier in DER (RFC 3279 section 2.2). */
const OLD_SIGNATURES: Readonly<Record<string, string>> = {
  '2a864886f70d010102': 'md2WithRSAEncryption',
  '2a864886f70d010104': 'md5WithRSAEncryption',
  '2a864886f70d010105': 'sha1WithRSAEncryption',
  '2a8648ce3d0401': 'ecdsa-with-SHA1',
  '2a8648ce380403': 'dsaWithSHA1',
};

/** Node tells the algorithm from 24.9 on; before, what is old is read from the certificate itself. */
function signatureOf(certificate: X509Certificate): string | null {
  if ('signatureAlgorithm' in certificate && typeof certificate.signatureAlgorithm === 'string') return certificate.signatureAlgorithm;
  return oldSignatureIn(certificate.raw);
}

/** The old algorithm by which a certificate is signed: its second part, after what is signed (RFC 5280 section 4.1.1.2). */
export function oldSignatureIn(der: Buffer): string | null {
  const { from: signed } = elementAt(der, 0);
  const { from: identifier } = elementAt(der, elementAt(der, signed).end);
  const { from, end } = elementAt(der, identifier);
  return OLD_SIGNATURES[der.toString('hex', from, end)] ?? null;
}

/** Where the content of a DER element begins and ends. */
function elementAt(der: Buffer, at: number): { from: number; end: number } {
  const first = der[at + 1] ?? 0;
  const size = first < 0x80 ? 0 : Math.min(first & 0x7f, 4);
  const from = at + 2 + size;
  const length = size === 0 ? first : der.subarray(at + 2, from).reduce((sum, byte) => sum * 256 + byte, 0);
  return { from, end: from + length };
}

function keyOf(certificate: X509Certificate): X509Certificate['publicKey'] | null {
  try {
    return certificate.publicKey;
  } catch {
    return null; // a key type that this OpenSSL does not know
  }
}

function bitsOf(key: X509Certificate['publicKey'] | null): number | null {
  const { modulusLength, namedCurve } = key?.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined) return modulusLength;
  const name = namedCurve ?? key?.asymmetricKeyType ?? '';
  return Object.hasOwn(CURVE_BITS, name) ? CURVE_BITS[name as keyof typeof CURVE_BITS] : null; // as: hasOwn has just said so
}
