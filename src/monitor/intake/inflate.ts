import { type Duplex, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';

/** Bytes over the wire and after decompression; develop.sentry.dev/sdk/data-model/envelopes/#size-limits. */
export const WIRE = 20 * 1024 * 1024;
export const INFLATED = 100 * 1024 * 1024;

export type Inflated = { ok: true; bytes: Uint8Array } | { ok: false; status: 400 | 413 | 415; problem: string };

const DECODERS: Readonly<Record<string, () => Duplex>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/** Reads a body and undoes its Content-Encoding. Reading stops at the limits, so that a bomb costs what it weighs and no more. */
export async function inflate(body: AsyncIterable<Uint8Array> | Uint8Array, encoding = 'identity'): Promise<Inflated> {
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return collect(chunksOf(body), WIRE);
  const decoder = Object.hasOwn(DECODERS, name) ? DECODERS[name]?.() : undefined;
  if (!decoder) return { ok: false, status: 415, problem: `the content encoding ${name.slice(0, 40)} is not known` };
  const wire = Readable.from(limited(chunksOf(body)));
  wire.on('error', (error) => decoder.destroy(error));
  wire.pipe(decoder);
  try {
    return await collect(decoder, INFLATED);
  } catch (error) {
    if (error instanceof TooLarge) return { ok: false, status: 413, problem: 'it is larger than 20 MB' };
    return { ok: false, status: 400, problem: `it is not ${name}` };
  } finally {
    wire.destroy();
    decoder.destroy();
  }
}

class TooLarge extends Error {}

async function* limited(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > WIRE) throw new TooLarge();
    yield chunk;
  }
}

async function* chunksOf(body: AsyncIterable<Uint8Array> | Uint8Array): AsyncGenerator<Uint8Array> {
  if (body instanceof Uint8Array) yield body;
  else yield* body;
}

async function collect(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<Inflated> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > limit) return { ok: false, status: 413, problem: `it is larger than ${limit / 1024 / 1024} MB` };
    parts.push(chunk);
  }
  return { ok: true, bytes: parts.length === 1 ? (parts[0] ?? new Uint8Array()) : Buffer.concat(parts) };
}
