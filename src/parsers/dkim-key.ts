import { createPublicKey, type KeyObject } from 'node:crypto';
import { parseTags } from './dkim-key-tags.ts';

/** A DKIM key record (RFC 6376 section 3.6.1, RFC 8301, RFC 8463). */
export interface DkimKey {
  /** The `k` tag, lower case; `rsa` where left out. */
  type: string;
  /** An empty `p=`: the key is withdrawn. A missing `p` is a problem instead. */
  revoked: boolean;
  /** Bits of the key; null when there is none that can be read. */
  bits: number | null;
  /** How the key bytes are packed; null when there are none that can be read. */
  form: 'spki' | 'pkcs1' | 'raw' | null;
  /** `t=y`: receivers are told to treat signed mail as unsigned. */
  testing: boolean;
  /** `t=s`: no subdomains in `i=`. */
  strict: boolean;
  /** The `h` tag; null allows every hash. */
  hashes: string[] | null;
  /** The `s` tag; `*` where left out. */
  services: string[];
  /** What makes verifiers refuse the record or is against the RFC. */
  problems: { tag: string; problem: string }[];
}

/** Reads a DKIM key record, its TXT strings joined. Never throws. */
export function parseDkimKey(text: string): DkimKey {
  const { tags, problems } = parseTags(text);
  const value = (name: string): string | undefined => tags.find((tag) => tag.name === name)?.value;
  const list = (name: string): string[] | undefined =>
    value(name)
      ?.split(':')
      .map((item) => item.trim().toLowerCase());
  if (value('v') !== undefined && value('v') !== 'DKIM1') problems.push({ tag: 'v', problem: 'the version is not DKIM1' });
  if (value('v') !== undefined && tags[0]?.name !== 'v') problems.push({ tag: 'v', problem: 'the version is not the first tag' });
  const type = value('k')?.toLowerCase() ?? 'rsa';
  const packed = value('p')?.replace(/[\s]+/g, '');
  const flags = list('t') ?? [];
  const key = readKey(type, packed);
  if (key.problem) problems.push({ tag: key.problem.tag, problem: key.problem.problem });
  return {
    type,
    revoked: packed === '',
    bits: key.bits,
    form: key.form,
    testing: flags.includes('y'),
    strict: flags.includes('s'),
    hashes: list('h') ?? null,
    services: list('s') ?? ['*'],
    problems,
  };
}

type Key = Pick<DkimKey, 'bits' | 'form'> & { problem?: { tag: string; problem: string } };

function readKey(type: string, packed: string | undefined): Key {
  const none = { bits: null, form: null };
  const wrong = (tag: string, problem: string): Key => ({ ...none, problem: { tag, problem } });
  if (packed === undefined) return wrong('p', 'there is no public key');
  if (packed === '') return none;
  if (!/^[a-z0-9+/]+={0,2}$/i.test(packed)) return wrong('p', 'the key is not base64');
  const der = Buffer.from(packed, 'base64');
  if (type === 'ed25519') return der.length === 32 ? { bits: 256, form: 'raw' } : wrong('p', 'an ed25519 key has 32 bytes');
  if (type !== 'rsa') return wrong('k', 'the key type is not known');
  for (const form of ['spki', 'pkcs1'] as const) {
    const key = importKey(der, form);
    if (key?.asymmetricKeyType === 'rsa') return { bits: key.asymmetricKeyDetails?.modulusLength ?? null, form };
  }
  return wrong('p', 'the key bytes are no RSA key; they may be cut off');
}

/** OpenSSL throws on bytes that are no key; that is an answer here, not a fault. */
function importKey(der: Buffer, form: 'spki' | 'pkcs1'): KeyObject | null {
  try {
    return createPublicKey({ key: der, format: 'der', type: form });
  } catch {
    return null;
  }
}
