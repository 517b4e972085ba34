import { constants, gunzipSync } from 'node:zlib';

/** Bytes that are looked at for signs of a binary file. */
const HEAD = 8_000;

/** What a file's bytes turned out to be. */
export type Decoded = { is: 'text'; bytes: Buffer } | { is: 'binary' } | { is: 'too-large' };

/** The text in a file's bytes: UTF-16, with a byte order mark or without, and gzip are undone, up to `limit` bytes. The mark counts before the NUL test. */
export function decode(bytes: Buffer, limit: number): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return wide(bytes.subarray(2), 'little');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return wide(bytes.subarray(2), 'big');
  if (isGzip(bytes)) {
    const text = gunzip(bytes, limit);
    return Buffer.isBuffer(text) ? decodePlain(text) : { is: text };
  }
  return decodePlain(bytes);
}

function decodePlain(bytes: Buffer): Decoded {
  const head = bytes.subarray(0, HEAD);
  if (!head.includes(0)) return { is: 'text', bytes };
  const order = byteOrder(head);
  return order === null ? { is: 'binary' } : wide(bytes, order);
}

/** UTF-16 of any order as UTF-8. An odd byte at the end is left out. */
function wide(bytes: Buffer, order: 'little' | 'big'): Decoded {
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  const little = order === 'little' ? even : Buffer.from(even).swap16();
  return { is: 'text', bytes: Buffer.from(little.toString('utf16le'), 'utf8') };
}

/** The order of UTF-16 without a mark: nine of ten characters are ASCII, so that every other byte is NUL. */
function byteOrder(head: Uint8Array): 'little' | 'big' | null {
  if (head.length < 8) return null;
  const nul = [0, 0];
  for (let at = 0; at < head.length; at += 1) if (head[at] === 0) nul[at & 1]! += 1;
  const many = 0.9 * Math.floor(head.length / 2);
  if (nul[1]! >= many && nul[0] === 0) return 'little';
  return nul[0]! >= many && nul[1] === 0 ? 'big' : null;
}

/** True for bytes that begin as gzip does (RFC 1952). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** What a gzip file holds, also one that was cut off, up to `limit` bytes; says so where it is no gzip or holds more. */
export function gunzip(bytes: Buffer, limit: number): Buffer | 'binary' | 'too-large' {
  try {
    return gunzipSync(bytes, { maxOutputLength: Math.max(1, limit), finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    return error instanceof RangeError ? 'too-large' : 'binary';
  }
}
