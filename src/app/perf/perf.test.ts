import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { untilValid } from '../../../test/calm.ts';
import { testIo } from '../../../test/io.ts';
import { loadServer } from '../../../test/load-server.ts';
import type { Io } from '../../core/io.ts';
import { startLab } from '../../lab/index.ts';
import type { Scenario } from '../../lab/scenario.ts';
import messy from '../../lab/scenarios/ai-built-mess/index.ts';
import healthy from '../../lab/scenarios/healthy.ts';
import type { PerfRun } from '../../load/result.ts';
import { perfBaseline } from './baseline.ts';
import { perfGate } from './gate.ts';
import { judged } from './page.ts';
import { perfReport } from './report.ts';
import { perfRun } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-perf-app-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const quiet = (): void => {};

async function inLab<T>(scenario: Scenario, work: (io: Io) => Promise<T>): Promise<T> {
  await using lab = await startLab(scenario);
  const { resolver, roots, ca, route } = lab;
  return await work(testIo({ now: () => new Date(), random: Math.random, resolver, roots, ca, route }));
}

const asRun = (input: object): Parameters<typeof perfRun.run>[0] => perfRun.takes.parse({ repo: folder, rate: '100', ...input });

/** A run is void as a whole when one of its routes is. */
const voidOf = (run: PerfRun): string | undefined => run.routes.find(({ measured }) => measured.void !== undefined)?.measured.void;

describe('perf run in the lab', () => {
  test('healthy passes (PERF-1)', async () => {
    const ran = await untilValid(async () => {
      const gave = await inLab(healthy, (io) => perfRun.run(asRun({ target: 'acme.test', rate: '200' }), io, quiet));
      return { gave, void: voidOf(gave) };
    }, 1);
    const words = new Set(ran.gave.routes.map(({ verdict }) => verdict));
    expect([...words]).toEqual(['pass']);
    expect(perfRun.exit?.(ran.gave)).toBe(0);
    // What needs a session is left out and says so.
    expect(ran.gave.skipped.map(({ url }) => url)).toContain('https://api.acme.test/api/me');
  }, 120_000);

  test('the route of ai-built-mess that thinks for 520 ms fails, and is the only one', async () => {
    const ran = await untilValid(async () => {
      const urls = ['https://api.coachly.test/api/recommendations', 'https://api.coachly.test/api/coaches'];
      const gave = await inLab(messy, (io) => perfRun.run(asRun({ url: urls }), io, quiet));
      return { gave, void: voidOf(gave) };
    }, 3);
    expect(ran.gave.routes.map(({ verdict }) => verdict)).toEqual(['fail', 'pass']);
    expect(perfRun.exit?.(ran.gave)).toBe(1);
    const shown = perfRun.shows(ran.gave, { width: 80, colour: false }, asRun({}));
    expect(shown).toContain('FAIL');
    expect(shown.split('\n').filter((row) => row.length > 80)).toEqual([]);
  }, 120_000);
});

describe('several people at once in the lab (PERF-5)', () => {
  const climbing = async (scenario: Scenario, url: string, rate: string): Promise<PerfRun> =>
    (
      await untilValid(async () => {
        const gave = await inLab(scenario, (io) => perfRun.run(asRun({ url: [url], users: '20', rate, seconds: '30' }), io, quiet));
        return { gave, void: voidOf(gave) ?? gave.routes[0]?.ladder?.rungs.find((rung) => rung.void !== undefined)?.void };
      }, 2)
    ).gave;

  test('the route of ai-built-mess behind one lock collapses at 20 users, though each alone is answered at once', async () => {
    const gave = await climbing(messy, 'https://api.coachly.test/api/billing', '10');
    expect(gave.routes[0]).toMatchObject({ verdict: 'fail', ladder: { collapsesAt: 20 } });
    const shown = perfRun.shows(gave, { width: 80, colour: false }, asRun({}));
    expect(shown).toMatch(/^ {8}1 user {4}p95 \d+ ms, p50 \d+ ms$/m);
    expect(shown).toMatch(/^ {8}20 users {2}p95 \d+ ms, p50 \d+ ms: collapses$/m);
  }, 120_000);

  test('a route of healthy does not', async () => {
    const gave = await climbing(healthy, 'https://api.acme.test/api/plans', '100');
    expect(gave.routes[0]?.ladder).toMatchObject({ rungs: [{ users: 1 }, { users: 5 }, { users: 20, collapsed: false }] });
    expect(gave.routes[0]?.verdict).toBe('pass');
  }, 120_000);
});

describe('permission', () => {
  const there = { url: ['https://shop.example/'], rate: '50' };
  test('more than visitors would send needs a yes, typed or given', async () => {
    await expect(perfRun.run(asRun(there), testIo(), quiet)).rejects.toMatchObject({
      code: 'nobody-to-ask',
      hint: expect.stringContaining('--yes') as unknown,
    });
    await expect(perfRun.run(asRun(there), testIo({ ask: async () => 'no' }), quiet)).rejects.toMatchObject({ code: 'not-confirmed' });
  });

  test('a polite run, and one against this machine, do not', async () => {
    await using server = await loadServer();
    const io = testIo({ allowPrivate: true });
    const gave = await perfRun.run(asRun({ url: [`${server.origin}/limited`] }), io, quiet);
    expect(gave.routes[0]).toMatchObject({ verdict: 'void' });
    expect(perfRun.exit?.(gave)).toBe(3);
  });

  test.each([
    [{ url: ['ftp://x.test/'] }, 'not-a-url'],
    [{ route: ['nope'] }, 'no-routes'],
  ])('%j is wrong use', async (input, code) => {
    await expect(perfRun.run(asRun({ rate: '10', ...input }), testIo(), quiet)).rejects.toMatchObject({ code });
  });
});

describe('baseline, gate and report', () => {
  test('a slower release is stopped, a day later as well as side by side (PERF-3, PERF-4, PERF-13)', async () => {
    await using server = await loadServer();
    const io = testIo({ allowPrivate: true, now: () => new Date(), random: Math.random });
    const home = join(folder, 'shop');
    const config = (path: string): string =>
      `routes:\n  - { name: feed, url: "${server.origin}${path}", kind: api }\n  - { name: health, url: "${server.origin}/fine", kind: health }\n`;
    mkdirSync(home);
    writeFileSync(join(home, 'launch-ready.yaml'), config('/release'));
    const base = await untilValid(async () => {
      const gave = await perfBaseline.run(perfBaseline.takes.parse({ repo: home, rate: '200', runs: '2', route: ['feed'] }), io, quiet);
      return { gave, void: gave.failed[0]?.why };
    }, 3);
    expect(base.gave.baseline?.routes[0]).toMatchObject({ name: 'feed', lines: { targetMs: 300, failureMs: 2_000 } });
    expect(existsSync(base.gave.file ?? '')).toBe(true);
    const gateAgain = (): Promise<Awaited<ReturnType<typeof perfGate.run>>> =>
      perfGate.run(perfGate.takes.parse({ repo: home, rate: '200' }), io, quiet);
    const same = await untilValid(async () => {
      const gave = await gateAgain();
      return { gave, void: gave.routes.find(({ verdict }) => verdict === 'void')?.why };
    }, 2);
    expect(same.gave.verdict).not.toBe('regression');

    await fetch(`${server.origin}/deploy-slow`);
    const slower = await untilValid(async () => {
      const gave = await gateAgain();
      return { gave, void: gave.routes.find(({ verdict }) => verdict === 'void')?.why };
    }, 2);
    expect(slower.gave.verdict).toBe('regression');
    expect(perfGate.exit?.(slower.gave)).toBe(1);
    const sides = {
      old: `${server.origin}/lognormal`,
      new: `${server.origin}/release`,
      repo: home,
      rate: '200',
      seconds: '15',
      requests: '400',
    };
    const beside = await perfGate.run(perfGate.takes.parse(sides), io, quiet);
    // A busy machine can say nothing, but never that it passes.
    expect(['regression', 'void']).toContain(beside.verdict);

    await expect(perfReport.run({ repo: folder }, io, quiet)).rejects.toMatchObject({ code: 'nothing-measured' });
    expect((await perfReport.run({ repo: home }, io, quiet)).markdown).toContain('Not measured: run `launch-ready perf run`.');
    await perfRun.run(perfRun.takes.parse({ repo: home, rate: '200', route: ['feed'] }), io, quiet);
    expect((await perfReport.run({ repo: home }, io, quiet)).markdown).toContain('| feed |');
  }, 120_000);

  test('a route that must redirect is compared by its redirects, on the new release too', async () => {
    await using old = await loadServer();
    await using newer = await loadServer();
    const home = join(folder, 'behind-a-login');
    mkdirSync(home);
    writeFileSync(
      join(home, 'launch-ready.yaml'),
      `routes:\n  - { name: account, url: "${old.origin}/moved", kind: dashboard, statuses: [302] }\n`,
    );
    const gave = await untilValid(async () => {
      const input = { old: old.origin, new: newer.origin, repo: home, rate: '200', requests: '200', seconds: '20' };
      const gated = await perfGate.run(perfGate.takes.parse(input), testIo({ allowPrivate: true, random: Math.random }), quiet);
      const why = gated.routes.find(({ verdict }) => verdict === 'void')?.why;
      if (why?.includes('redirects') === true) throw new Error(why);
      return { gated, void: why };
    }, 2);
    expect(gave.gated.routes).toMatchObject([{ name: 'account', verdict: 'pass' }]);
  }, 60_000);

  test('the gate needs two sides or a baseline', async () => {
    const gate = (input: object): Promise<unknown> => perfGate.run(perfGate.takes.parse({ repo: folder, ...input }), testIo(), quiet);
    await expect(gate({ old: 'https://acme.test/' })).rejects.toMatchObject({ code: 'one-side' });
    await expect(gate({})).rejects.toMatchObject({ code: 'no-baseline' });
  });
});

test('a page is judged by its bars, and blocked content breaks it (PERF-12, TLS-3)', () => {
  const bars = {
    lcp: { target: 2.5, unit: 's', says: '' },
    page_load: { target: 1.5, unit: 's', says: '' },
    ttfb_cached: { target: 200, failure: 800, unit: 'ms', says: '' },
  } as const;
  const range = (ms: number) => ({ ms, low: ms, high: ms });
  const fine = { lcp: range(900), load: range(1_000), ttfbMs: 80, bytes: 1, requests: 1, blocking: [], mixed: [], errors: [], runs: 5 };
  expect(judged(fine, { bars }).verdict).toBe('pass');
  expect(judged({ ...fine, lcp: range(3_100) }, { bars })).toEqual({
    verdict: 'slow',
    because: 'The main content takes 3.1 s, wished for 2.5 s.',
  });
  expect(judged({ ...fine, ttfbMs: 900 }, { bars }).verdict).toBe('fail');
  expect(judged({ ...fine, mixed: [{ url: 'http://x.test/a.png', active: false }] }, { bars }).verdict).toBe('slow');
  expect(judged({ ...fine, mixed: [{ url: 'http://x.test/a.js', active: true }] }, { bars }).verdict).toBe('fail');
  expect(judged({ ...fine, void: 'gone' }, { bars })).toEqual({ verdict: 'void', because: 'gone' });
});
