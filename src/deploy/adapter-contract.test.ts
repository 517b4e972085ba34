import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandsBench, platformBench, processBench, SECRET, serving } from '../../test/deploy/benches.ts';
import type { Beside } from './adapter.ts';

const BENCHES = {
  commands: commandsBench,
  process: () => processBench('local'),
  'process over ssh': () => processBench('ssh'),
  platform: platformBench,
};

describe.each(Object.entries(BENCHES))('the adapter %s keeps the contract (DEP-1, DEP-5)', (name, open) => {
  test('releases take traffic, can be taken back, and a broken one never takes it', { timeout: 90_000 }, async () => {
    await using bench = await open();
    const { adapter } = bench;
    const unready = (await adapter.preflight()).filter(({ ok, says }) => ok !== true && !/first release/.test(says));
    expect(unready).toEqual([]);

    expect(await adapter.deploy({ id: 'r-one', ...(await bench.artifact('one')) })).toEqual({ ok: true });
    await serving(bench, 'r-one');
    expect(await adapter.current()).toBe('r-one');

    const seen: Beside[] = [];
    const said: (string | null)[] = [];
    const second = await adapter.deploy({ id: 'r-two', ...(await bench.artifact('two')) }, async (beside) => {
      seen.push(beside);
      for (const at of [beside.old, beside.new]) said.push(((await (await fetch(at)).json()) as { release: string }).release);
      said.push(await bench.serves());
      return { ok: true };
    });
    expect(second).toEqual({ ok: true });
    await serving(bench, 'r-two');
    // Where both answer at once they are looked at before the switch, each at its own address.
    expect(seen.map(({ release }) => release)).toEqual(name.startsWith('process') ? ['r-one'] : []);
    expect(said).toEqual(name.startsWith('process') ? ['r-one', 'r-two', 'r-one'] : []);
    const kept = await adapter.releases();
    expect(kept?.slice(0, 2) ?? ['r-two', 'r-one']).toEqual(['r-two', 'r-one']);

    const broken = await adapter.deploy({ id: 'r-bad', ...(await bench.broken()) });
    expect(broken.ok).toBe(false);
    await serving(bench, 'r-two');
    expect(await adapter.current()).toBe('r-two');

    expect(await adapter.rollback('r-one')).toEqual({ ok: true });
    await serving(bench, 'r-one');
    expect(await adapter.current()).toBe('r-one');
    expect(await adapter.rollback('r-nobody')).toMatchObject({ ok: false });
    expect(await adapter.rollback('../../etc')).toMatchObject({ ok: false });
    await serving(bench, 'r-one');

    await adapter.settle([]);
    await serving(bench, 'r-one');
    expect((await adapter.logs('r-one')).length).toBeGreaterThan(0);
    expect(await adapter.envNames()).toEqual(
      expect.arrayContaining(name === 'platform' ? ['STRIPE_SECRET_KEY'] : ['API_KEY', 'DATABASE_URL']),
    );
    const everything = JSON.stringify([
      broken,
      bench.said,
      await adapter.logs('r-one'),
      await adapter.logs('r-bad'),
      await adapter.preflight(),
    ]);
    expect(everything).not.toContain(SECRET);
  });
});

describe('the adapter process', () => {
  test.each(['local', 'ssh'] as const)(
    'a release that is refused before the switch gets no traffic and is not kept (%s)',
    { timeout: 90_000 },
    async (over) => {
      await using bench = await processBench(over);
      const { adapter } = bench;
      expect(await adapter.deploy({ id: 'r-1', ...(await bench.artifact('one')) })).toEqual({ ok: true });
      if (over === 'ssh') loseFirstTunnel(dirname(bench.site!)); // !: this bench has a folder
      const refusal = { ok: false, says: 'slower', log: [] } as const;
      expect(await adapter.deploy({ id: 'r-slow', ...(await bench.artifact('slow')) }, async () => refusal)).toEqual(refusal);
      await serving(bench, 'r-1');
      expect(await adapter.current()).toBe('r-1');
      expect(await adapter.releases()).toEqual(['r-1']);
    },
  );

  test('stops what it replaced, keeps as many releases as told, and starts a stopped one again', { timeout: 90_000 }, async () => {
    await using bench = await processBench('local');
    const { adapter } = bench;
    for (const id of ['r-1', 'r-2', 'r-3']) {
      expect(await adapter.deploy({ id, ...(await bench.artifact(id)) })).toEqual({ ok: true });
      await adapter.settle([]);
      expect(runningIn(bench.site!)).toEqual([id]); // !: this bench has a folder
    }
    expect(await adapter.releases()).toEqual(['r-3', 'r-2']);
    expect(await adapter.rollback('r-1')).toMatchObject({ ok: false });
    expect(await adapter.rollback('r-2')).toEqual({ ok: true });
    await serving(bench, 'r-2');
  });

  test('lets go of a release that never proved itself before it lets go of a good one', { timeout: 90_000 }, async () => {
    await using bench = await processBench('local');
    const { adapter } = bench;
    for (const id of ['r-1', 'r-bad', 'r-3']) expect(await adapter.deploy({ id, ...(await bench.artifact(id)) })).toEqual({ ok: true });
    await adapter.settle(['r-bad']);
    expect(await adapter.releases()).toEqual(['r-3', 'r-1']);
  });
});

/** The next ssh that forwards ports finds them taken; those after it do not. */
function loseFirstTunnel(root: string): void {
  const ssh = join(root, 'bin/ssh');
  const lose = `case " $* " in *" -N "*) [ -e ${root}/lost ] || { touch ${root}/lost; exit 255; };; esac`;
  writeFileSync(ssh, readFileSync(ssh, 'utf8').replace('\n', `\n${lose}\n`));
}

/** The releases that processes of this machine run in, whatever the adapter's own files say of them. */
function runningIn(site: string): string[] {
  return readdirSync('/proc')
    .filter((each) => /^\d+$/.test(each))
    .flatMap((pid) => {
      try {
        const at = readlinkSync(`/proc/${pid}/cwd`).replace(' (deleted)', '');
        return at.startsWith(`${site}/releases/`) ? [at.slice(site.length + '/releases/'.length)] : [];
      } catch {
        return []; // it has just ended
      }
    })
    .toSorted();
}
