// What a rollback drill takes on the pretend platform, and how well the migration lint tells dangerous statements from safe ones.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deployDrill } from '../src/app/deploy/drill.ts';
import { deployRun } from '../src/app/deploy/run.ts';
import { realIo } from '../src/cli/io.ts';
import { startLab } from '../src/lab/index.ts';
import { scenarios } from '../src/lab/scenarios/index.ts';
import { lintMigrations } from '../src/parsers/migration.ts';

const DRILLS = 5;

/** The probe of the field notes: 19 statements that hurt a live database, 3 that do not. */
const DANGEROUS = [
  'DROP TABLE a',
  'ALTER TABLE a ALTER COLUMN c TYPE bigint',
  'ALTER TABLE a ADD COLUMN s int GENERATED ALWAYS AS (b + 1) STORED',
  'DROP INDEX i',
  'DELETE FROM a',
  'UPDATE a SET b = 1',
  'TRUNCATE a',
  'DROP SCHEMA x CASCADE',
  'ALTER TABLE a DISABLE ROW LEVEL SECURITY',
  'GRANT ALL ON a TO PUBLIC',
  'ALTER TABLE a DROP CONSTRAINT a_pkey',
  'VACUUM FULL a',
  'CLUSTER a USING i',
  'LOCK TABLE a',
  'ALTER TABLE a ADD COLUMN n serial',
  'ALTER TABLE a ATTACH PARTITION p DEFAULT',
  'REFRESH MATERIALIZED VIEW m',
  "ALTER TYPE e RENAME VALUE 'x' TO 'y'",
  'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f()',
] as const;
const SAFE = [
  'ALTER TABLE a ADD COLUMN note text',
  'CREATE INDEX CONCURRENTLY i ON a (b)',
  'CREATE TABLE n (id int); CREATE INDEX n_id ON n (id)',
] as const;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const rows: string[] = [];
const row = (what: string, measured: string): void => void rows.push(`| ${what} | ${measured} |`);

async function drills(): Promise<void> {
  const scenario = scenarios.find(({ name }) => name === 'ai-built-mess')!; // !: it is in the lab
  const root = mkdtempSync(join(tmpdir(), 'launch-ready-bench-'));
  await using lab = await startLab(scenario);
  try {
    for (const [path, text] of Object.entries(scenario.repaired ?? {})) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const git = (...args: string[]): void =>
      void spawnSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@lab.test', ...args], { cwd: root });
    git('init', '--quiet');
    git('add', '--all', '--force');
    git('commit', '--quiet', '-m', 'feat: everything');
    const { resolver, roots, ca, route, env } = lab;
    const io = { ...realIo({ allowPrivate: false }, new AbortController().signal), resolver, roots, ca, route };
    const here = { ...io, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env } };
    const quiet = (): void => undefined;
    const asked = lab.counts.requests;
    const started = performance.now();
    const live = await deployRun.run({ repo: root, yes: true }, here, quiet);
    row(
      'deploy to trust: upload, build, promote, gate (3 in a row), smoke (2 rounds)',
      `${live.state}, ${((performance.now() - started) / 1_000).toFixed(2)} s, ${lab.counts.requests - asked} requests`,
    );
    const times: { detect: number; rollback: number }[] = [];
    for (let i = 0; i < DRILLS; i += 1) {
      const { passed, seconds } = await deployDrill.run({ repo: root, yes: true }, here, quiet);
      if (passed) times.push({ detect: seconds.detect, rollback: seconds.rollback ?? Number.NaN });
    }
    row('drills in which the wrong release was found out and taken back', `${times.length} of ${DRILLS}`);
    row('found out after (the gate waits 5 s in this scenario)', `${median(times.map(({ detect }) => detect)).toFixed(2)} s`);
    row('earlier release serving and proven again after', `${median(times.map(({ rollback }) => rollback)).toFixed(2)} s`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function lint(): Promise<void> {
  const flagged = async (sql: string): Promise<boolean> =>
    ((await lintMigrations([{ path: '1.sql', text: `${sql};` }], 'plain'))[0]?.found.length ?? 0) > 0;
  let [found, false_] = [0, 0];
  for (const sql of DANGEROUS) if (await flagged(sql)) found += 1;
  for (const sql of SAFE) if (await flagged(sql)) false_ += 1;
  row('dangerous statements flagged (squawk 4, Postgres Language Server 7 in the field notes)', `${found} of ${DANGEROUS.length}`);
  row('safe statements flagged', `${false_} of ${SAFE.length}`);
  const text = [...DANGEROUS, ...SAFE].map((sql) => `${sql};\n`).join('');
  const times: number[] = [];
  for (let i = 0; i < 30; i += 1) {
    const started = performance.now();
    await lintMigrations([{ path: '1.sql', text }], 'plain');
    times.push(performance.now() - started);
  }
  row(`a file of ${DANGEROUS.length + SAFE.length} statements, warm`, `${median(times).toFixed(1)} ms`);
}

await drills();
await lint();
console.log(`| what | measured |\n|---|---|\n${rows.join('\n')}`);
