import { crc32, createInflateRaw } from 'node:zlib';
import { zipEntries } from '../../parsers/zip-directory.ts';

/** A report, unpacked as it is read. The bytes throw Unreadable when there is something wrong with them. */
export interface Part {
  name: string;
  bytes: AsyncIterable<Uint8Array>;
}

/** Why a file cannot be read, in words for a person. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** Most bytes that one report may unpack to, and how many times its packed size. Honest ones reach 100 MB and 111 times. */
export const UNPACKED_BYTES = 256 * 1024 * 1024;
export const RATIO = 1_000;
const SMALL = 1024 * 1024;
const NESTED = 3;
const CHUNK = 64 * 1024;

/** The reports in a file, by what is in it and not by its name: XML, JSON, gzip, zip, or a mail that brings one of them. */
export async function* partsOf(bytes: Uint8Array, name: string, depth = 0): AsyncGenerator<Part> {
  if (depth > NESTED) throw new Unreadable('it is packed too many times');
  switch (kindOf(bytes)) {
    case 'gzip':
      yield { name, bytes: gunzipped(bytes) };
      return;
    case 'zip': {
      const entries = zipEntries(bytes);
      if (typeof entries === 'string') throw new Unreadable(entries);
      if (entries.length === 0) throw new Unreadable('the zip is empty');
      for (const entry of entries)
        yield {
          name: entry.name,
          bytes: entry.method === 'stored' ? once(entry.packed) : inflated(entry.packed, { packed: entry.packed.length }),
        };
      return;
    }
    case 'text':
      yield { name, bytes: once(bytes) };
      return;
    case 'mail':
      yield* attachmentsOf(bytes, depth);
      return;
    case 'unknown':
      throw new Unreadable('it is no XML, JSON, gzip, zip or mail');
  }
}

function kindOf(bytes: Uint8Array): 'gzip' | 'zip' | 'text' | 'mail' | 'unknown' {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return 'zip';
  const start = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1');
  // A byte order mark, of either kind, and white space may stand before.
  if (/^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)?[\s\0]*[<{]/.test(start)) return 'text';
  return /^(?:From |[A-Za-z][A-Za-z0-9-]{0,60}:)/.test(start) ? 'mail' : 'unknown';
}

async function* attachmentsOf(bytes: Uint8Array, depth: number): AsyncGenerator<Part> {
  const { default: PostalMime } = await import('postal-mime');
  let attachments: { filename: string | null; content: ArrayBuffer | Uint8Array | string }[];
  try {
    ({ attachments } = await PostalMime.parse(bytes, { attachmentEncoding: 'arraybuffer', maxNestingDepth: 20, maxHeadersSize: SMALL }));
  } catch (error) {
    throw new Unreadable(`the mail cannot be read: ${error instanceof Error ? error.message.slice(0, 100) : 'unknown'}`);
  }
  let found = 0;
  for (const { filename, content } of attachments.slice(0, 20)) {
    const held = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
    if (kindOf(held) === 'unknown' || kindOf(held) === 'mail') continue;
    found += 1;
    yield* partsOf(held, filename ?? 'report', depth + 1);
  }
  if (found === 0) throw new Unreadable('the mail brings no report');
}

/** The content of a gzip file (RFC 1952), members one after the other. What follows the last one is ignored, as mail gateways add to it. */
async function* gunzipped(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  let at = 0;
  do {
    const start = at + headerLength(bytes.subarray(at));
    const told = { packed: bytes.length, consumed: 0, crc: 0 };
    yield* inflated(bytes.subarray(start), told);
    const trailer = start + told.consumed;
    if (trailer + 8 > bytes.length) throw new Unreadable('the gzip stops in the middle');
    const view = new DataView(bytes.buffer, bytes.byteOffset + trailer, 8);
    if (view.getUint32(0, true) !== told.crc) throw new Unreadable('the gzip is damaged: its checksum is wrong');
    at = trailer + 8;
  } while (bytes[at] === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 2] === 8);
}

function headerLength(bytes: Uint8Array): number {
  const flags = bytes[3] ?? 0;
  let at = 10;
  if (bytes[2] !== 8) throw new Unreadable('the gzip is packed in an unusual way');
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue;
    const zero = bytes.indexOf(0, at);
    if (zero < 0) throw new Unreadable('the gzip stops in the middle');
    at = zero + 1;
  }
  if (flags & 2) at += 2;
  if (at >= bytes.length) throw new Unreadable('the gzip stops in the middle');
  return at;
}

/** Deflated bytes as they come out, counted: neither their number nor the ratio may pass the limits. Tells how much it consumed. */
async function* inflated(bytes: Uint8Array, told: { packed: number; consumed?: number; crc?: number }): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: CHUNK });
  let out = 0;
  let crc = 0;
  inflate.end(bytes);
  try {
    for await (const piece of inflate) {
      const chunk = piece as Buffer; // as: a byte stream gives buffers
      out += chunk.length;
      if (out > UNPACKED_BYTES || out > told.packed * RATIO + SMALL) throw new Unreadable('it unpacks to far more than a report has');
      crc = crc32(chunk, crc);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    const cut = error instanceof Error && /unexpected end/.test(error.message);
    throw new Unreadable(cut ? 'it stops in the middle' : 'it cannot be unpacked');
  } finally {
    told.consumed = inflate.bytesWritten;
    told.crc = crc;
    inflate.destroy();
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}
