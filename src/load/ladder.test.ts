import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testIo } from '../../test/io.ts';
import { loadServer } from '../../test/load-server.ts';
import { climb, collapses } from './ladder.ts';

let server: Awaited<ReturnType<typeof loadServer>>;
beforeAll(async () => {
  server = await loadServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const lines = { bar: 'api_p95', targetMs: 300, failureMs: 500 };
const up = (path: string, users: number): ReturnType<typeof climb> =>
  climb(testIo({ allowPrivate: true }), { shot: { url: `${server.origin}${path}` }, users, lines, timeoutMs: 10_000 });

describe('several people at once (PERF-5)', () => {
  test('a route behind one lock collapses at five users, though one user waits 150 ms', async () => {
    const { rungs, collapsesAt } = await up('/lock', 20);
    expect(collapsesAt).toBe(5);
    expect(rungs.map(({ users }) => users)).toEqual([1, 5]);
    expect(rungs[0]!.p50).toBeGreaterThanOrEqual(149);
    expect(rungs[1]!.p50).toBeGreaterThan(rungs[0]!.p50! * 3);
  }, 60_000);

  test('a route without one does not', async () => {
    const { rungs, collapsesAt } = await up('/lognormal', 20);
    expect(collapsesAt).toBeUndefined();
    expect(rungs.map(({ users }) => users)).toEqual([1, 5, 20]);
  }, 60_000);

  const rung = (users: number, p50: number | null, failed = 0): Parameters<typeof collapses>[0] => ({
    users,
    requests: 40,
    p50,
    p95: p50,
    failed,
  });
  test.each([
    ['slower, but within the line', rung(5, 450), rung(1, 100), false],
    ['beyond the line, as alone', rung(5, 900), rung(1, 800), false],
    ['beyond the line and much slower', rung(5, 900), rung(1, 150), true],
    ['failing', rung(5, 100, 8), rung(1, 100), true],
    ['failing for one person too', rung(5, null, 40), rung(1, null, 8), false],
  ])('%s', (_, here, alone, yes) => {
    expect(collapses(here, alone, lines)).toBe(yes);
  });
});
