import type { IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib';

/** A body as far as it was read. */
export interface Body {
  /** Bytes that came over the wire, and after decompression; neither goes beyond the limit. */
  wireBytes: number;
  bytes: Buffer;
  /** True when there was more than we read, or when decompression broke off. */
  truncated: boolean;
}

/** Decompression that yields more than this many bytes for each one on the wire is a bomb; gzip itself cannot exceed 1,032 (RFC 1951). */
const RATIO = 400;

/** Below this many bytes no ratio is suspicious. */
const HARMLESS = 256 * 1024;

/** Content codings undone one after another; more in one answer are left as they came. */
const CODINGS = 2;

/** Reads at most `limit` bytes of an answer and undoes its Content-Encoding, also limited. Errors of the stream pass through. */
export async function readBody(answer: IncomingMessage, limit: number): Promise<Body> {
  const { chunks, more, error } = await take(answer, limit);
  if (error !== null) throw error;
  const wire = Buffer.concat(chunks);
  const codings = (answer.headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((word) => word.trim());
  const undone = await decode(
    wire,
    codings.filter((word) => word !== '' && word !== 'identity'),
    limit,
  );
  return { wireBytes: wire.length, bytes: undone.bytes, truncated: more || undone.truncated };
}

/** Undoes content codings, the last one first (RFC 9110 section 8.4). Unknown codings are left as they are; broken data yields what was readable. */
export async function decode(wire: Buffer, codings: readonly string[], limit: number): Promise<Omit<Body, 'wireBytes'>> {
  let done: Omit<Body, 'wireBytes'> = { bytes: wire, truncated: false };
  if (codings.length > CODINGS) return done;
  for (const coding of codings.toReversed()) {
    const decoder = decoderOf(coding, done.bytes);
    if (decoder === null || done.bytes.length === 0) return done;
    const most = Math.min(limit, Math.max(HARMLESS, done.bytes.length * RATIO));
    decoder.end(done.bytes);
    const { chunks, more } = await take(decoder, most);
    done = { bytes: Buffer.concat(chunks), truncated: done.truncated || more };
  }
  return done;
}

function decoderOf(coding: string, bytes: Buffer): Duplex | null {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
    case 'deflate':
      // RFC 9110 section 8.4.1.2: meant is zlib (RFC 1950), but some servers send bare deflate; the first byte tells.
      return ((bytes[0] ?? 0) & 0x0f) === 8
        ? createInflate({ finishFlush: constants.Z_SYNC_FLUSH })
        : createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
    case 'br':
      return createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH });
    case 'zstd':
      return createZstdDecompress({ finishFlush: constants.ZSTD_e_flush });
    default:
      return null;
  }
}

/** Reads up to `limit` bytes and then closes the stream; `more` tells that there was more, or that it broke off with `error`. */
async function take(stream: Readable, limit: number): Promise<{ chunks: Buffer[]; more: boolean; error: Error | null }> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // as: streams without encoding and object mode yield buffers
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, limit - size));
      size += chunk.length;
      if (size > limit) return { chunks, more: true, error: null };
    }
    return { chunks, more: false, error: null };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { chunks, more: true, error };
  }
}
