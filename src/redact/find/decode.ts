import { gunzipSync } from 'node:zlib';

/** Bytes that are looked at for signs of a binary file. */
const HEAD = 8_000;

/** What a file's bytes turned out to be. */
export type Decoded = { is: 'text'; bytes: Buffer } | { is: 'binary' } | { is: 'too-large' };

/** The text in a file's bytes: UTF-16 with a byte order mark and gzip are undone, up to `limit` bytes. The mark counts before the NUL test. */
export function decode(bytes: Buffer, limit: number): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { is: 'text', bytes: Buffer.from(bytes.toString('utf16le', 2), 'utf8') };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)));
    return { is: 'text', bytes: Buffer.from(even.swap16().toString('utf16le'), 'utf8') };
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return unzip(bytes, limit);
  return bytes.subarray(0, HEAD).includes(0) ? { is: 'binary' } : { is: 'text', bytes };
}

function unzip(bytes: Buffer, limit: number): Decoded {
  try {
    const text = gunzipSync(bytes, { maxOutputLength: limit });
    return text.subarray(0, HEAD).includes(0) ? { is: 'binary' } : { is: 'text', bytes: text };
  } catch (error) {
    return error instanceof RangeError ? { is: 'too-large' } : { is: 'binary' };
  }
}
