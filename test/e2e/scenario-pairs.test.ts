import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/core/config-file.ts';
import { startLab } from '../../src/lab/index.ts';
import { scenarios } from '../../src/lab/scenarios/index.ts';
import { openStore } from '../../src/monitor/store/open.ts';
import { testIo } from '../io.ts';
import { runWarm } from '../warm.ts';
import { until, watching } from '../watching.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-pairs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each part of the product with a scenario that fails it and one that passes: the exit code, and words of the answer. */
const PAIRS = [
  ['edge plan', 'healthy', 0, 'Nothing to change at the edge of acme.test'],
  ['edge drift', 'ai-built-mess', 1, 'differences at the edge of coachly.test'],
  ['edge drift', 'healthy', 0, 'The edge of acme.test is what your configuration says'],
  ['logs scan', 'ai-built-mess', 1, 'Your logs give away secrets or customers'],
  ['logs scan', 'healthy', 0, 'Nothing leaked that we know of'],
  ['handover --formats markdown', 'ai-built-mess', 0, '■ One domain'],
  ['handover --formats markdown', 'healthy', 0, '✓ One domain'],
  ['sprint --yes', 'launch-day', 1, 'NO-GO → NO-GO  brightcart.test'],
] as const;

/** Other halves and pairs that a test of their own tells apart, and the scenarios it runs. */
const ELSEWHERE = [
  ['edge plan', 'test/edge/cli.test.ts', ['ai-built-mess']],
  ['sprint', 'test/e2e/sprint.test.ts', ['ai-built-mess']],
  ['secrets scan, env check', 'test/e2e/secrets.test.ts', ['ai-built-mess', 'healthy']],
  ['mail test', 'test/e2e/mail.test.ts', ['ai-built-mess', 'healthy']],
  ['deploy check, deploy run, smoke', 'test/deploy/cli.test.ts', ['ai-built-mess', 'healthy']],
  ['database replay', 'src/probes/database/replay.test.ts', ['ai-built-mess', 'healthy']],
  ['perf run', 'src/app/perf/perf.test.ts', ['ai-built-mess', 'healthy']],
  ['ai eval', 'test/e2e/ai.test.ts', ['ai-built-mess', 'healthy']],
  ['audit', 'test/e2e/scenarios.test.ts', ['describe.each(scenarios']],
] as const;

describe('every part has a scenario that fails it and one that passes', () => {
  test.each(PAIRS)('%s --lab %s ends with %i', { timeout: 120_000 }, async (command, lab, wanted, says) => {
    const [verb = '', ...rest] = command.split(' ');
    const into = verb === 'handover' ? ['--into', join(folder, lab)] : [];
    const { code, stdout, stderr } = await runWarm([verb, ...rest, ...into, '--lab', lab, '--quiet'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: wanted, stderr: '' });
    expect(stdout).toContain(says);
  });

  test.each([
    ['ai-built-mess', true],
    ['healthy', false],
  ])('serve --lab %s: some address is down: %s', { timeout: 60_000 }, async (name, isBad) => {
    const scenario = scenarios.find((each) => each.name === name)!;
    await using lab = await startLab(scenario);
    await using store = await openStore(':memory:');
    const config = parseConfig(scenario.repository?.['launch-ready.yaml'] ?? '', 'launch-ready.yaml');
    await using watch = await watching({ ...config, monitor: { interval_s: 1 } }, { store, io: testIo({ ...lab, now: () => new Date() }) });
    const isSure = async (): Promise<boolean> => (await store.monitors()).every(({ state }) => state.is === 'down' || state.successes > 1);
    await until(isSure, 40_000);
    const shown = (await store.monitors()).map((each) => each.shown);
    expect({ looked: shown.length, down: shown.includes('down') }).toEqual({ looked: config.routes.length, down: isBad });
    expect(watch.troubles).toEqual([]);
  });

  test.each(ELSEWHERE)('%s: told apart in %s, with %j', (_, file, names) => {
    const text = readFileSync(file, 'utf8');
    for (const name of names) expect(text).toContain(name);
  });
});
