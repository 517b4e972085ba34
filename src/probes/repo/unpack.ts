import { inflateRawSync } from 'node:zlib';
import { isOfficePart, officeText } from '../../parsers/office-text.ts';
import { isPdf, pdfText } from '../../parsers/pdf-text.ts';
import { isTar, tarEntries } from '../../parsers/tar.ts';
import { zipEntries } from '../../parsers/zip-directory.ts';
import { decode, gunzip, isGzip } from '../../redact/find/decode.ts';

/** A text that lies in a file, or in what the file holds; `inner` is its path there. */
export interface Unpacked {
  bytes: Buffer;
  inner?: string;
}

/** What unpacking met, filled in as it goes: files without text, and what was too large, locked or broken. */
export interface UnpackTold {
  binary: number;
  skipped: number;
  /** Bytes that may still be unpacked in this look. */
  left: number;
}

/** Bounds of one file: files in it, archives inside each other, bytes of one member and of all, and how many times its own size. */
const LIMITS = {
  entries: 20_000,
  depth: 4,
  memberBytes: 32 * 1024 * 1024,
  bytes: 128 * 1024 * 1024,
  ratio: 100,
  small: 4 * 1024 * 1024,
} as const;

/** Every text in a file's bytes: gzip, tar, zip, office documents and PDF are opened, one inside the other. Never throws. */
export function* unpack(bytes: Buffer, name: string, told: UnpackTold): Generator<Unpacked> {
  const own = Math.min(told.left, LIMITS.bytes, LIMITS.small + LIMITS.ratio * bytes.length);
  const budget = { left: own, entries: LIMITS.entries };
  yield* open(bytes, { name, inner: undefined, depth: 0 }, { told, budget });
  told.left -= own - budget.left;
}

interface At {
  name: string;
  inner: string | undefined;
  depth: number;
}
interface Counts {
  told: UnpackTold;
  budget: { left: number; entries: number };
}

function* open(bytes: Buffer, at: At, counts: Counts): Generator<Unpacked> {
  const { told, budget } = counts;
  if (isGzip(bytes)) {
    const limit = Math.min(budget.left, LIMITS.memberBytes);
    const plain = at.depth < LIMITS.depth ? gunzip(bytes, limit) : 'too-large';
    if (!Buffer.isBuffer(plain)) {
      told[plain === 'binary' ? 'binary' : 'skipped'] += 1;
      // What was unpacked until the limit has cost as much as if it had been kept.
      if (plain === 'too-large' && at.depth < LIMITS.depth) budget.left -= limit;
      return;
    }
    budget.left -= plain.length;
    yield* open(plain, { ...at, name: at.name.replace(/\.gz$/i, ''), depth: at.depth + 1 }, counts);
    return;
  }
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
  if (isZip || isTar(bytes)) {
    if (at.depth >= LIMITS.depth) told.skipped += 1;
    else yield* members(bytes, at, { ...counts, isZip });
    return;
  }
  const text = isPdf(bytes) ? pdfOf(bytes, budget) : decode(bytes, 0);
  if (text.is !== 'text') told.binary += 1;
  else
    yield {
      bytes: isOfficePart(at.name) && at.inner !== undefined ? partOf(text.bytes) : text.bytes,
      ...(at.inner === undefined ? {} : { inner: at.inner }),
    };
}

function* members(bytes: Buffer, at: At, { isZip, ...counts }: Counts & { isZip: boolean }): Generator<Unpacked> {
  const { told, budget } = counts;
  for (const { name, bytes: member } of isZip ? zipMembers(bytes, counts) : tarEntries(bytes)) {
    budget.entries -= 1;
    if (budget.left <= 0 || budget.entries < 0) {
      told.skipped += 1;
      return;
    }
    const inner = at.inner === undefined ? name : `${at.inner} › ${name}`;
    yield* open(Buffer.from(member.buffer, member.byteOffset, member.length), { name, inner, depth: at.depth + 1 }, counts);
  }
}

function* zipMembers(bytes: Buffer, { told, budget }: Counts): Generator<{ name: string; bytes: Uint8Array }> {
  const entries = zipEntries(bytes, LIMITS.entries);
  if (typeof entries === 'string') {
    told.skipped += 1;
    return;
  }
  for (const { name, packed, declared, method } of entries) {
    const limit = Math.min(budget.left, LIMITS.memberBytes);
    const member = method === 'stored' ? packed : declared > limit ? null : inflated(packed, declared);
    if (member === null) told.skipped += 1;
    else {
      budget.left -= member.length;
      yield { name, bytes: member };
    }
    if (budget.left <= 0) return;
  }
}

/** In one piece of the declared size: gathered in small ones it would be in memory twice. */
function inflated(packed: Uint8Array, declared: number): Buffer | null {
  try {
    return inflateRawSync(packed, { maxOutputLength: declared + 1, chunkSize: Math.max(64, declared + 1) });
  } catch {
    return null; // broken, or larger than it says
  }
}

function pdfOf(bytes: Buffer, budget: Counts['budget']): ReturnType<typeof decode> {
  const text = Buffer.from(pdfText(bytes, budget.left));
  budget.left -= text.length;
  return text.length === 0 ? { is: 'binary' } : { is: 'text', bytes: text };
}

function partOf(xml: Buffer): Buffer {
  return Buffer.from(officeText(xml.toString('utf8')));
}
