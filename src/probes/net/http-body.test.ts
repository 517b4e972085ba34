import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode } from './http-body.ts';

const TEXT = Buffer.from('Launch ready. '.repeat(500));
const LIMIT = 2 * 1024 * 1024;

test.each([
  ['gzip', gzipSync(TEXT)],
  ['x-gzip', gzipSync(TEXT)],
  ['deflate', deflateSync(TEXT)],
  ['deflate', deflateRawSync(TEXT)],
  ['br', brotliCompressSync(TEXT)],
  ['zstd', zstdCompressSync(TEXT)],
])('%s is undone', async (coding, wire) => {
  expect(await decode(wire, [coding], LIMIT)).toEqual({ bytes: TEXT, truncated: false });
});

test('two codings are undone, the last first', async () => {
  expect((await decode(brotliCompressSync(gzipSync(TEXT)), ['gzip', 'br'], LIMIT)).bytes).toEqual(TEXT);
});

test('unknown codings, and more than two, are left as they came', async () => {
  expect((await decode(TEXT, ['exi'], LIMIT)).bytes).toEqual(TEXT);
  expect((await decode(TEXT, ['gzip', 'gzip', 'gzip'], LIMIT)).bytes).toEqual(TEXT);
});

test.each([
  ['gzip', gzipSync(Buffer.alloc(50 * 1024 * 1024))],
  ['deflate', deflateSync(Buffer.alloc(50 * 1024 * 1024))],
  ['br', brotliCompressSync(Buffer.alloc(50 * 1024 * 1024))],
  ['zstd', zstdCompressSync(Buffer.alloc(50 * 1024 * 1024))],
])('a %s bomb is cut by its ratio', async (coding, wire) => {
  const { bytes, truncated } = await decode(wire, [coding], LIMIT);
  expect(truncated).toBe(true);
  expect(bytes.length).toBeLessThanOrEqual(Math.min(LIMIT, Math.max(256 * 1024, wire.length * 400)));
});

test('compressed data that breaks off yields what was readable', async () => {
  const wire = gzipSync(Buffer.from(Array.from({ length: 20_000 }, (_, i) => `${i} `).join('')));
  const { bytes } = await decode(wire.subarray(0, wire.length / 2), ['gzip'], LIMIT);
  expect(bytes.toString().startsWith('0 1 2 3 ')).toBe(true);
});

test('any bytes under any coding end within the limit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), fc.constantFrom('gzip', 'deflate', 'br', 'zstd'), async (bytes, coding) => {
      const done = await decode(Buffer.from(bytes), [coding], 1_000);
      expect(done.bytes.length).toBeLessThanOrEqual(1_000);
    }),
  );
});
