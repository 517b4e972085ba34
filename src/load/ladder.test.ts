import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { untilValid } from '../../test/calm.ts';
import { testIo } from '../../test/io.ts';
import { loadServer } from '../../test/load-server.ts';
import { climb, collapses, type Ladder } from './ladder.ts';

let server: Awaited<ReturnType<typeof loadServer>>;
beforeAll(async () => {
  server = await loadServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const lines = { bar: 'api_p95', targetMs: 80, failureMs: 150 };
const up = async (path: string, users: number): Promise<Ladder & { void?: string | undefined }> => {
  const shot = { url: `${server.origin}${path}` };
  const ladder = await climb(testIo({ allowPrivate: true }), { shot, users, lines, timeoutMs: 10_000 });
  return { ...ladder, void: ladder.rungs.at(-1)?.void };
};

describe('several people at once (PERF-5)', () => {
  test('a route behind one lock collapses at five users, though one user waits 40 ms', async () => {
    const ladder = await untilValid(() => up('/lock', 20), 2);
    const { rungs, collapsesAt } = ladder;
    expect(collapsesAt).toBe(5);
    expect(rungs.map(({ users, collapsed }) => [users, collapsed])).toEqual([
      [1, false],
      [5, true],
    ]);
    expect(rungs[0]!.p50).toBeGreaterThanOrEqual(39);
    expect(rungs[1]!.p95).toBeGreaterThan(rungs[0]!.p95! * 3);
  }, 120_000);

  test('a route without one does not, and each rung has a p95 of its own', async () => {
    const ladder = await untilValid(() => up('/lognormal', 20), 2);
    expect(ladder.collapsesAt).toBeUndefined();
    expect(ladder.rungs.map(({ users, requests }) => [users, requests])).toEqual([
      [1, 80],
      [5, 80],
      [20, 160],
    ]);
    for (const { p50, p95 } of ladder.rungs) expect(p95).toBeGreaterThan(p50!);
  }, 120_000);

  test('a rate limit that answers in place of the route is no collapse: nothing is known', async () => {
    const { rungs, collapsesAt } = await up('/limited-later', 20);
    expect(collapsesAt).toBeUndefined();
    expect(rungs.map(({ users }) => users)).toEqual([1, 5]);
    expect(rungs[1]!.void).toContain('rate limit');
  }, 60_000);

  const rung = (p95: number | null, failed = 0): Parameters<typeof collapses>[0] => ({ requests: 40, p95, failed });
  test.each([
    ['slower, but within the line', rung(450), rung(100), false],
    ['beyond the line, as alone', rung(900), rung(800), false],
    ['beyond the line and much slower', rung(900), rung(150), true],
    ['failing', rung(100, 8), rung(100), true],
    ['failing for one person too', rung(null, 40), rung(null, 8), false],
  ])('%s', (_, here, alone, yes) => {
    expect(collapses(here, alone, { ...lines, failureMs: 500 })).toBe(yes);
  });
});
