import { afterAll, beforeAll, expect, test } from 'vitest';
import { testIo } from '../../test/io.ts';
import { loadServer } from '../../test/load-server.ts';
import { gate, sideBySide } from './gate.ts';
import { POLITE } from './measure.ts';

let server: Awaited<ReturnType<typeof loadServer>>;
beforeAll(async () => {
  server = await loadServer();
});
afterAll(() => server[Symbol.asyncDispose]());

test('one route that cannot be told makes the gate void, and no route at all does too (PERF-4)', async () => {
  const io = testIo({ allowPrivate: true });
  const budget = { ...POLITE, perSecond: 200, requests: 200 };
  const moved = { url: `${server.origin}/moved` };
  expect(await gate(io, { routes: [{ name: 'moved', old: moved, new: moved }], budget })).toMatchObject({
    verdict: 'void',
    routes: [{ name: 'moved', verdict: 'void', why: expect.stringContaining('redirects') as unknown }],
  });
  expect((await gate(io, { routes: [], budget })).verdict).toBe('void');
});

test('a release that fails everywhere is a regression, and one where both fail is nothing to compare', async () => {
  const io = testIo({ allowPrivate: true });
  const budget = { ...POLITE, perSecond: 400, requests: 200, ms: 60_000 };
  const [dead, fine] = [{ url: 'http://127.0.0.1:1/' }, { url: `${server.origin}/fine` }];
  const fails = await gate(io, { routes: [{ name: 'dead', old: fine, new: dead }], budget });
  // A busy machine can say nothing; it never says pass.
  expect(fails.verdict).not.toBe('pass');
  const both = await gate(io, { routes: [{ name: 'dead', old: dead, new: dead }], budget });
  expect(both.verdict).toBe('void');
}, 150_000);

test('a route of two releases is the same path on both', () => {
  expect(sideBySide('/feed?page=2', { old: 'https://app.acme.com/', new: 'https://next.acme.com' })).toEqual({
    old: { url: 'https://app.acme.com/feed?page=2' },
    new: { url: 'https://next.acme.com/feed?page=2' },
  });
});
