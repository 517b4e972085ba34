import { crc32 } from 'node:zlib';

/** What a JSON Web Token says of itself; null for what is none. */
export interface Claims {
  role: string | null;
  issuer: string | null;
  subject: string | null;
  /** Project of Supabase. */
  ref: string | null;
  /** ISO date; null for one that never ends. */
  ends: string | null;
}

/** Reads the payload of a JSON Web Token (RFC 7519) without judging its signature. Never throws. */
export function claimsOf(token: string): Claims | null {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.', 2)[1] ?? '', 'base64url').toString('utf8'));
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return null;
    const text = (name: string): string | null => {
      const value: unknown = Object.getOwnPropertyDescriptor(payload, name)?.value;
      return typeof value === 'string' ? value.slice(0, 80) : null;
    };
    const exp: unknown = 'exp' in payload ? payload.exp : null;
    const isDate = typeof exp === 'number' && exp > 0 && exp < 253_402_300_800;
    return {
      role: text('role'),
      issuer: text('iss'),
      subject: text('sub'),
      ref: text('ref'),
      ends: isDate ? new Date(exp * 1000).toISOString().slice(0, 10) : null,
    };
  } catch {
    return null;
  }
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Whether the last six characters of a GitHub or npm token are the base62 CRC32 of the 30 before (GitHub's blog, 2021-04-05). Evidence
 * only: most sample tokens of the field fail it, and so do real ones that were cut.
 */
export function checksumFits(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1);
  if (body.length !== 36) return false;
  let rest = crc32(body.slice(0, 30));
  let digits = '';
  for (let at = 0; at < 6; at += 1) {
    digits = BASE62[rest % 62]! + digits;
    rest = Math.floor(rest / 62);
  }
  return digits === body.slice(30);
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The account that an AWS key id belongs to: 12 digits in the first 48 bits behind the prefix; null for what is no key id. */
export function awsAccount(keyId: string): string | null {
  const letters = keyId
    .slice(4)
    .split('')
    .map((letter) => BASE32.indexOf(letter));
  if (letters.length !== 16 || letters.includes(-1)) return null;
  const bits = letters.slice(0, 10).reduce((sum, each) => sum * 32n + BigInt(each), 0n) >> 2n;
  const account = (bits & 0x7fff_ffff_ff80n) >> 7n;
  return String(account).padStart(12, '0');
}

/** The organisation in an auth token of Sentry: base64 of JSON stands behind the prefix; null where it cannot be read. */
export function sentryOrg(token: string): string | null {
  const json = Buffer.from(token.slice('sntrys_'.length).split('_', 1)[0] ?? '', 'base64').toString('utf8');
  return /"org":\s?"([\w.-]{1,60})"/.exec(json)?.[1] ?? null;
}

/** The account behind the key of a Google service account, its name cut to four characters; null where the text does not tell. */
export function serviceAccount(after: string): string | null {
  const found = /client_email\\{0,3}"\s{0,4}:\s{0,4}\\{0,3}"([\w.-]{1,64})@([\w.-]{4,100})/.exec(after);
  return found === null ? null : `…${found[1]!.slice(-4)}@${found[2]}`;
}
