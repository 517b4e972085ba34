import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { edgeApply } from '../src/app/edge/apply.ts';
import { edgePlan } from '../src/app/edge/plan.ts';
import { edgeUndo } from '../src/app/edge/undo.ts';
import { realIo } from '../src/cli/io.ts';
import { startLab } from '../src/lab/index.ts';
import { shop } from '../test/edge/world.ts';

// Calls to the API are counted by the pretend Cloudflare itself, not by our client.
const rows: string[] = [];
const quiet = (): void => undefined;

for (const records of [7, 200]) {
  const extra = Array.from({ length: records - 7 }, (_, i) => ({ type: 'A', name: `h${i}`, content: '192.0.2.1' }));
  const scenario = shop();
  const zone = scenario.cloudflare!.zones[0]!;
  await using lab = await startLab({
    ...scenario,
    cloudflare: { zones: [{ ...zone, plan: 'pro', records: [...zone.records!, ...extra] }] },
  });
  const { resolver, roots, ca, route, env, cloudflare } = lab;
  const io = { ...realIo({ allowPrivate: false }, new AbortController().signal), resolver, roots, ca, route, env };
  const repo = mkdtempSync(join(tmpdir(), 'launch-ready-bench-'));
  try {
    writeFileSync(
      join(repo, 'launch-ready.yaml'),
      'domain: shop.test\ncanonical: shop.test\nmail: { senders: [google] }\nedge: { cache: { paths: [/assets/] } }\n',
    );
    const takes = { target: undefined, repo };
    const counted = async (what: string, work: () => Promise<{ changes: number }>): Promise<void> => {
      const before = { ...cloudflare!.counts };
      const { changes } = await work();
      rows.push(
        `| ${records} records: ${what} | ${changes} | ${cloudflare!.counts.reads - before.reads} | ${cloudflare!.counts.writes - before.writes} |`,
      );
    };
    const plan = async (): Promise<{ changes: number }> => ({
      changes: (await edgePlan.run({ ...takes, format: 'text' }, io, quiet)).changes.length,
    });
    await counted('first plan', plan);
    await counted('apply, plan included', async () => ({
      changes: (await edgeApply.run({ ...takes, yes: true, 'may-remove': [] }, io, quiet)).done.length,
    }));
    await counted('plan with nothing to do', plan);
    await counted('undo', async () => ({ changes: (await edgeUndo.run({ ...takes, yes: true }, io, quiet)).undone.length }));
  } finally {
    rmSync(repo, { recursive: true, force: true });
  }
}

console.log(`| what | changes | reads | writes |\n|---|---|---|---|\n${rows.join('\n')}`);
