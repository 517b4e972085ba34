import { describe, expect, test } from 'vitest';
import { deployRun } from '../../src/app/deploy/run.ts';
import { perfBaseline } from '../../src/app/perf/baseline.ts';
import type { Deployed } from '../../src/deploy/run.ts';
import { untilValid } from '../calm.ts';
import { shop } from './shop.ts';
import { checkout, coachly, labIo } from './stage.ts';

/** So far apart that no busy machine hides it or feigns it. */
const FAST_MS = 20;
const SLOW_MS = 250;

const speed = (more: string): string => `  perf_gate: { requests_per_second: 200, requests: 200, seconds: 30, ${more} }\n`;
const quiet = (): void => undefined;
const voidOf = ({ gave }: { gave: Deployed }): string | undefined => (gave.speed?.verdict === 'void' ? gave.speed.says : undefined);

describe('the speed of a release is part of its proof (PERF-4, DEP-11)', () => {
  test('one as fast as before takes traffic, and one that is slower never gets any', { timeout: 240_000 }, async () => {
    await using at = await shop();
    const first = await at.deploy(FAST_MS);
    expect({ state: first.gave.state, stderr: first.stderr }).toEqual({ state: 'live', stderr: '' });
    expect(first.gave.speed).toBeNull();
    at.judge(speed('routes: [feed]'));

    const same = await untilValid(async () => {
      const ran = await at.deploy(FAST_MS);
      return { ...ran, void: voidOf(ran) };
    });
    expect(same.gave).toMatchObject({
      state: 'live',
      speed: { verdict: 'pass', against: 'old' },
    });

    const slower = await untilValid(async () => {
      const ran = await at.deploy(SLOW_MS);
      return { ...ran, void: voidOf(ran) };
    });
    expect(slower.code).toBe(1);
    expect(slower.gave).toMatchObject({ state: 'rolled-back', speed: { verdict: 'regression', against: 'old' } });
    expect(slower.gave.says).toMatch(/^feed: p95 .* times as slow\. It was given no traffic\. .* serves again/);
    expect(at.met.has(slower.gave.release)).toBe(false);
    expect(slower.gave.serves).toBe(slower.gave.previous);
  });

  test('what cannot be told stays and is marked, or is taken back where you say so', { timeout: 120_000 }, async () => {
    await using at = await shop();
    const first = await at.deploy(FAST_MS, '--perf-gate');
    // No release to measure beside, and no baseline.
    expect(first.gave).toMatchObject({ state: 'live', speed: { verdict: 'void', against: 'baseline' } });
    expect(first.gave.says).toContain('p95 not proven: There is no baseline to compare with.');

    at.judge(speed('routes: [moved]'));
    const kept = await at.deploy(FAST_MS);
    expect(kept).toMatchObject({ code: 0, gave: { state: 'live', speed: { verdict: 'void', against: 'old' } } });
    expect(kept.gave.says).toContain('p95 not proven: moved: The answers are redirects');
    const notes = await at.run('deploy notes');
    expect(notes.stdout).toContain('- Speed: p95 not proven: moved: The answers are redirects');

    at.judge(speed('routes: [moved], unproven: take-back'));
    const back = await at.deploy(FAST_MS);
    expect(back).toMatchObject({ code: 1, gave: { state: 'rolled-back', serves: kept.gave.release } });
    expect(at.met.has(back.gave.release)).toBe(false);

    at.judge(speed('routes: [nowhere]'));
    const unnamed = await at.deploy(FAST_MS);
    expect(unnamed.gave).toMatchObject({ state: 'live', speed: { verdict: 'void' } });
    expect(unnamed.gave.says).toContain('names no route "nowhere"');
  });

  test('where one release alone can be asked, it is held against the baseline and taken back (PERF-3)', { timeout: 240_000 }, async () => {
    const { lab: opened, files } = await coachly('repaired');
    await using lab = opened;
    const yaml = files['launch-ready.yaml']!.replace('deploy:\n', `deploy:\n${speed('routes: [bookings]')}`);
    using repo = checkout({ ...files, 'launch-ready.yaml': yaml });
    const io = labIo(lab);
    const thinking = (ms: number): string => thinkingAt('/api/bookings', ms, files['shipyard.json']!);
    const release = async (ms: number): Promise<{ gave: Deployed; void?: string | undefined }> => {
      repo.commit({ 'shipyard.json': thinking(ms) });
      const gave = await deployRun.run({ repo: repo.root, yes: true }, io, quiet);
      return { gave, void: voidOf({ gave }) };
    };
    expect((await release(FAST_MS)).gave).toMatchObject({ state: 'live', speed: { verdict: 'void' } });
    await untilValid(async () => {
      const gave = await perfBaseline.run(
        perfBaseline.takes.parse({ repo: repo.root, rate: '200', runs: '2', route: ['bookings'] }),
        io,
        quiet,
      );
      return { gave, void: gave.failed[0]?.why };
    });
    const same = await untilValid(() => release(FAST_MS));
    expect(same.gave.state).toBe('live');
    const slower = await untilValid(() => release(SLOW_MS));
    expect(slower.gave).toMatchObject({
      state: 'rolled-back',
      speed: { verdict: 'regression', against: 'baseline' },
    });
  });
});

/** A tree of the platform whose route thinks for so long. */
function thinkingAt(path: string, ms: number, tree: string): string {
  const { sites } = JSON.parse(tree) as { sites: { https?: { path: string; method?: string; delayMs?: number }[] }[] };
  for (const route of sites.flatMap(({ https = [] }) => https)) if (route.path === path && route.method === undefined) route.delayMs = ms;
  return JSON.stringify({ sites });
}
