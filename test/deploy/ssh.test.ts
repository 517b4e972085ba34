import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { deployRollback } from '../../src/app/deploy/rollback.ts';
import { deployRun } from '../../src/app/deploy/run.ts';
import { openJournal } from '../../src/app/journal.ts';
import { deploysIn } from '../../src/deploy/record.ts';
import { processBench, serving } from './benches.ts';
import { checkout } from './stage.ts';

const quiet = (): void => undefined;

describe('a machine over ssh whose connection does not hold (DEP-1, DEP-5)', () => {
  test('cut in the middle of the upload, nothing is switched and half a release is none', { timeout: 90_000 }, async () => {
    await using bench = await processBench('ssh');
    const { adapter } = bench;
    expect(await adapter.deploy({ id: 'r-1', ...(await bench.artifact('one')) })).toEqual({ ok: true });
    const large = await bench.artifact('two');
    // So much that it is still on its way when the connection goes; a sparse file costs no disk here.
    writeFileSync(join(large.folder, 'large.bin'), '');
    truncateSync(join(large.folder, 'large.bin'), 400 * 1024 * 1024);
    const part = join(bench.site!, 'releases/r-2.part/large.bin');
    const sending = adapter.deploy({ id: 'r-2', folder: large.folder, files: [...large.files, 'large.bin'] });
    for (const until = Date.now() + 30_000; !existsSync(part) && Date.now() < until;) await turn();
    bench.sshd!.cut();
    const sent = await sending;
    expect(sent).toMatchObject({ ok: false, says: expect.stringContaining('The upload ended with code') as unknown });

    await serving(bench, 'r-1');
    expect(await adapter.current()).toBe('r-1');
    expect(await adapter.releases()).toEqual(['r-1']);
    // The same release, sent again over what was left.
    expect(await adapter.deploy({ id: 'r-2', ...(await bench.artifact('again')) })).toEqual({ ok: true });
    await serving(bench, 'r-2');
    expect(readdirSync(join(bench.site!, 'releases')).toSorted()).toEqual(['r-1', 'r-2']);
    expect(await adapter.rollback('r-1')).toEqual({ ok: true });
    await serving(bench, 'r-1');
  });

  test(
    'a machine that cannot be reached any more before the switch is said so, and the next run goes on',
    { timeout: 120_000 },
    async () => {
      await using bench = await processBench('ssh');
      const health = bench.config.health!.url;
      const routes = ['home', 'health'].map((kind) => ({ name: kind, url: health, kind }));
      // JSON is YAML too.
      const yaml = JSON.stringify({ routes, smoke: { passes: 1 }, deploy: { ...bench.config, artifact: 'dist', lockfile: false } });
      const { folder } = await bench.artifact('one');
      using repo = checkout({ 'launch-ready.yaml': yaml, 'dist/app.js': readFileSync(join(folder, 'app.js'), 'utf8') });
      const run = (tell: (text: string) => void = quiet) =>
        deployRun.run({ repo: repo.root, yes: true, anyway: true }, bench.io, (event) => tell(event.text));
      const first = await run();
      expect(first.state).toBe('live');

      repo.commit({ 'dist/note.txt': 'two' });
      let stopped: Promise<void> | undefined;
      const cut = await run((text) => {
        if (text.includes('switching traffic')) stopped = bench.sshd!.stop();
      });
      await stopped;
      expect(cut).toMatchObject({ state: 'failed', serves: null });
      expect(cut.says).toMatch(/The switch ended with code .* Going back to .* failed as well/);
      await serving(bench, first.release);
      const journal = deploysIn(openJournal(join(repo.root, '.launch-ready')).lines);
      expect(journal.map(({ release, state }) => [release, state])).toEqual([
        [first.release, 'live'],
        [cut.release, 'failed'],
      ]);

      await bench.sshd!.start();
      const next = await run();
      expect(next).toMatchObject({ state: 'live', previous: first.release });
      await serving(bench, next.release);
      const back = await deployRollback.run({ repo: repo.root, yes: true }, bench.io, quiet);
      expect(back).toMatchObject({ from: next.release, to: first.release, serves: true });
      await serving(bench, first.release);
    },
  );
});
