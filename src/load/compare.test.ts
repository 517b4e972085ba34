import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { untilValid } from '../../test/calm.ts';
import { testIo } from '../../test/io.ts';
import { loadServer } from '../../test/load-server.ts';
import { compare, type Compared } from './compare.ts';
import { POLITE } from './measure.ts';

let server: Awaited<ReturnType<typeof loadServer>>;
beforeAll(async () => {
  server = await loadServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const io = testIo({ allowPrivate: true });
const between = async (old: string, newer: string, requests = 400): Promise<Compared & { void?: string }> => {
  const gave = await compare(io, {
    old: { url: `${server.origin}${old}` },
    new: { url: `${server.origin}${newer}` },
    budget: { ...POLITE, perSecond: 250, requests, ms: 12_000 },
  });
  return gave.verdict === 'void' && gave.why.includes('machine') ? { ...gave, void: gave.why } : gave;
};

describe('two releases side by side (PERF-4)', () => {
  test('the same release passes, and one that is 1.5 times as slow does not', async () => {
    const same = await untilValid(() => between('/lognormal', '/lognormal'), 3);
    const slower = await untilValid(() => between('/lognormal', '/slower'), 3);
    expect(same.verdict).toBe('pass');
    expect(slower.verdict).toBe('regression');
  }, 90_000);

  test('a release that fails now and then is a regression, though its p95 is as before (PERF-14)', async () => {
    const gave = await untilValid(() => between('/fine', '/half-fails', 200), 3);
    expect(gave.verdict).toBe('regression');
    expect(gave.failed.new).toBeGreaterThan(20);
    const rare = await untilValid(() => between('/fine', '/rare-fails', 800), 3);
    expect(rare.verdict).toBe('regression');
    expect(rare.why).toContain('requests fail');
  }, 60_000);

  test('a redirect to the log-in is nothing to compare', async () => {
    expect(await between('/fine', '/moved', 200)).toMatchObject({ verdict: 'void' });
  });
});
