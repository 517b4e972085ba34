import { createHash, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { writeName } from './dns-message-name.ts';
import type { RecordOf } from './dns-message-record.ts';
import { writeRdata } from './dns-message-wire.ts';

type Dnskey = RecordOf<'DNSKEY'>;
interface Algorithm {
  hash: string | null;
  jwk: (key: Uint8Array) => JsonWebKey | null;
}

/** Signature algorithms we verify (IANA DNS Security Algorithm Numbers, 2026-11). */
const ALGORITHMS: ReadonlyMap<number, Algorithm> = new Map<number, Algorithm>([
  [5, { hash: 'sha1', jwk: rsa }],
  [7, { hash: 'sha1', jwk: rsa }],
  [8, { hash: 'sha256', jwk: rsa }],
  [10, { hash: 'sha512', jwk: rsa }],
  [13, { hash: 'sha256', jwk: (key) => curve(key, 'P-256', 32) }],
  [14, { hash: 'sha384', jwk: (key) => curve(key, 'P-384', 48) }],
  [15, { hash: null, jwk: (key) => ({ kty: 'OKP', crv: 'Ed25519', x: base64url(key) }) }],
  [16, { hash: null, jwk: (key) => ({ kty: 'OKP', crv: 'Ed448', x: base64url(key) }) }],
]);

/** Digests of DS records (IANA DS RR Type Digest Algorithms, 2026-11). */
const DIGESTS: ReadonlyMap<number, string> = new Map([
  [1, 'sha1'],
  [2, 'sha256'],
  [4, 'sha384'],
]);
const SHA1 = 1;

/** Flags of a key (RFC 4034 section 2.1.1, RFC 5011 section 2.1). */
const ZONE_KEY = 0x100;
const REVOKED = 0x80;

/** The number by which DS and RRSIG name a key (RFC 4034 appendix B); keys may share one. */
export function keyTag(key: Dnskey): number {
  let sum = 0;
  for (const [i, byte] of writeRdata(key).entries()) sum += i & 1 ? byte : byte << 8;
  return (sum + (sum >> 16)) & 0xffff;
}

/** True for a key that may sign records of its zone. */
export function signs(key: Dnskey): boolean {
  return (key.flags & ZONE_KEY) !== 0 && (key.flags & REVOKED) === 0 && key.protocol === 3;
}

/** The DS records that a validator follows: known algorithms and digests, SHA-1 only where nothing better is given (RFC 4509 section 3). */
export function usableDs(set: readonly RecordOf<'DS'>[]): RecordOf<'DS'>[] {
  const known = set.filter(({ algorithm, digestType }) => ALGORITHMS.has(algorithm) && DIGESTS.has(digestType));
  const better = known.filter(({ digestType }) => digestType !== SHA1);
  return better.length > 0 ? better : known;
}

/** True when a DS record is the digest of this key (RFC 4034 section 5.1.4). */
export function isDigestOf(ds: RecordOf<'DS'>, key: Dnskey): boolean {
  const hash = DIGESTS.get(ds.digestType);
  if (hash === undefined) return false;
  return createHash(hash).update(writeName(key.name.toLowerCase())).update(writeRdata(key)).digest().equals(ds.digest);
}

/** True when the signature of `data` was made with this key. False for keys and signatures that are none. */
export function verifies(key: Dnskey, data: Uint8Array, signature: Uint8Array): boolean {
  const algorithm = ALGORITHMS.get(key.algorithm);
  const jwk = algorithm?.jwk(key.key);
  if (!algorithm || !jwk) return false;
  const publicKey = imported(jwk);
  return publicKey !== null && verify(algorithm.hash, data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
}

function imported(jwk: JsonWebKey): KeyObject | null {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return null; // a point off its curve, or too few bytes: published by a stranger, so no fault of ours
  }
}

/** Exponent and modulus (RFC 3110 section 2). */
function rsa(key: Uint8Array): JsonWebKey | null {
  const [start, length] = key[0] === 0 ? [3, ((key[1] ?? 0) << 8) | (key[2] ?? 0)] : [1, key[0] ?? 0];
  const [e, n] = [key.subarray(start, start + length), key.subarray(start + length)];
  return e.length === 0 || n.length === 0 ? null : { kty: 'RSA', e: base64url(e), n: base64url(n) };
}

/** A point as two coordinates (RFC 6605 section 4). */
function curve(key: Uint8Array, crv: string, size: number): JsonWebKey | null {
  if (key.length !== size * 2) return null;
  return { kty: 'EC', crv, x: base64url(key.subarray(0, size)), y: base64url(key.subarray(size)) };
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
