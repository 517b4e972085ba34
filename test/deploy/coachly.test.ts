import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/app/audit.ts';
import { deployCheck } from '../../src/app/deploy/check.ts';
import { deployDrill } from '../../src/app/deploy/drill.ts';
import { deployNotes } from '../../src/app/deploy/notes.ts';
import { deployRollback } from '../../src/app/deploy/rollback.ts';
import { deployRun } from '../../src/app/deploy/run.ts';
import { smoke } from '../../src/app/smoke.ts';
import type { Report } from '../../src/core/finding.ts';
import type { Io } from '../../src/core/io.ts';
import { brokenAt } from '../../src/core/journal.ts';
import type { Lab } from '../../src/lab/index.ts';
import { openJournal } from '../../src/app/journal.ts';
import { checkout, coachly, labIo, type TestCheckout } from './stage.ts';

const quiet = (): void => undefined;
/** What belongs to the application: areas that code and its release decide. */
const APPLICATION = /^(routing|headers|cors|caching|performance|app|secrets|exposure|database)\/|^tls\/hsts$/;

describe('Coachly is released in the lab', () => {
  let lab: Lab;
  let files: Readonly<Record<string, string>>;
  let repo: TestCheckout;
  let io: Io;
  beforeAll(async () => {
    ({ lab, files } = await coachly('repository'));
    repo = checkout(files);
    io = labIo(lab);
  });
  afterAll(async () => {
    repo[Symbol.dispose]();
    await lab.close();
  });
  const journal = () => openJournal(`${repo.root}/.launch-ready`).lines;
  const applicationFaults = (report: Report): string[] =>
    report.findings
      .filter(({ state, check }) => state === 'fail' && APPLICATION.test(check))
      .map(({ check, subject }) => `${check} ${subject}`)
      .filter(
        (fault) =>
          fault.endsWith('repo .') ||
          lab.platform!.owns.some(
            (host) => fault.includes(`//${host}/`) || fault.endsWith(` ${host}`) || fault.endsWith('site coachly.test'),
          ),
      );

  test('what the repository says is live is what is live', () => {
    const { sites } = JSON.parse(files['shipyard.json']!) as { sites: unknown[] };
    const owned = lab.scenario.sites.filter((site) => site.hosts.some((host) => lab.platform!.owns.includes(host)));
    expect(sites).toEqual(JSON.parse(JSON.stringify(owned)));
  });

  test('the checklist says no to what would hurt: variables, row level security off, every booking deleted (DEP-4, DEP-6, SEC-7)', async () => {
    const checked = await deployCheck.run({ repo: repo.root }, io, quiet);
    expect(checked.decision).toBe('no-go');
    const failed = checked.items.filter(({ state }) => state === 'fail').map(({ says }) => says);
    expect(failed.map((says) => says.split(/[ :]/)[0])).toEqual([
      'not',
      'VITE_OPENAI_API_KEY',
      'VITE_SUPABASE_URL',
      'STRIPE_SECRET_KEY',
      'supabase/migrations/20261114170000_quick_fix.sql',
      'supabase/migrations/20261114170000_quick_fix.sql',
    ]);
    expect(failed[0]).toBe('not set in production: VITE_OPENAI_API_KEY');
    expect(failed.join()).toContain('20261114170000_quick_fix.sql:2 (profiles)');
    await expect(deployRun.run({ repo: repo.root, yes: true }, io, quiet)).rejects.toMatchObject({ code: 'not-ready' });
  });

  test('the smoke test says no to the product as it stands (DEP-9)', async () => {
    const gave = await smoke.run({ repo: repo.root }, io, quiet);
    expect(gave.state).toBe('fail');
    expect(gave.rounds).toBe(1);
    expect(smoke.exit!(gave)).toBe(1);
  });

  test('without a typed yes nothing happens', async () => {
    const said: string[] = [];
    const asked = labIo(lab, { ask: async ({ text }) => (said.push(text), 'no') });
    await expect(deployRun.run({ repo: repo.root, anyway: true }, asked, quiet)).rejects.toMatchObject({ code: 'declined' });
    expect(said[0]).toContain('replaces  first');
    expect(journal()).toEqual([]);
  });

  test('the broken product deployed again is found out and taken back by itself (DEP-11)', { timeout: 60_000 }, async () => {
    const gave = await deployRun.run({ repo: repo.root, yes: true, anyway: true }, io, quiet);
    expect(gave).toMatchObject({ state: 'rolled-back', previous: 'first', serves: 'first' });
    expect(gave.says).toContain('answers 503');
    expect(lab.platform!.autoDeploy).toBe(false);
  });

  test('releasing the mended tree ends every finding of the application (DEP-1)', { timeout: 120_000 }, async () => {
    const before = await audit.run({ target: 'coachly.test', repo: repo.root }, io, quiet);
    expect(applicationFaults(before.report).length).toBeGreaterThan(30);
    repo.commit(lab.scenario.repaired!, { title: 'fix: what the audit found', whole: true });
    const gave = await deployRun.run({ repo: repo.root, yes: true }, io, quiet);
    expect(gave).toMatchObject({ state: 'live', smoke: { state: 'pass', rounds: 2 } });
    const left = async (): Promise<string[]> => {
      const after = await audit.run({ target: 'coachly.test', repo: repo.root }, io, quiet);
      return applicationFaults(after.report).filter((fault) => !fault.startsWith('scope/'));
    };
    // What pages take to answer is measured too, and a busy machine is slow for a moment: a fault of the application stays.
    await expect.poll(left, { timeout: 60_000, interval: 2_000 }).toEqual([]);
  });

  test('the record names everything, is chained, and holds no value of a variable (DEP-8)', () => {
    const lines = journal();
    expect(brokenAt(lines)).toBeUndefined();
    const { entry } = lines.at(-1)!;
    expect(entry).toMatchObject({
      is: 'deployed',
      facts: {
        adapter: 'platform',
        dirty: false,
        previous: 'first',
        rollback: 'launch-ready deploy rollback --to first',
        env: expect.arrayContaining(['STRIPE_SECRET_KEY']),
      },
      gate: { passed: true },
      smoke: { state: 'pass' },
    });
    const text = JSON.stringify(lines);
    for (const value of [...lab.platform!.env.values(), lab.platform!.token, lab.env['SMOKE_PASSWORD']!]) expect(text).not.toContain(value);
  });

  test('the release notes name the commits, the variables, the proof and the way back (DEP-8)', async () => {
    const { markdown, deployed } = await deployNotes.run({ repo: repo.root }, io, quiet);
    expect(deployed).toBe(true);
    expect(markdown).toContain('- what the audit found');
    expect(markdown).toContain('`OPENAI_API_KEY`');
    expect(markdown).toMatch(/Smoke test: pass/);
  });

  test('a drill finds the wrong release out and puts the right one back (DEP-5)', { timeout: 60_000 }, async () => {
    const live = journal().at(-1)!.entry as { release: string };
    const gave = await deployDrill.run({ repo: repo.root, yes: true }, io, quiet);
    expect(gave).toMatchObject({ passed: true, how: 'wrong-release', serves: live.release });
    expect(gave.seconds.rollback).toBeGreaterThan(0);
    expect(journal().at(-1)!.entry.is).toBe('drilled');
  });

  test('a drill whose release never came up proves nothing', { timeout: 60_000 }, async () => {
    lab.platform!.misbehave('build');
    const gave = await deployDrill.run({ repo: repo.root, yes: true }, io, quiet);
    lab.platform!.misbehave(undefined);
    expect(gave).toMatchObject({ passed: false, says: expect.stringMatching(/^Nothing was proven: .*could not build/) });
  });

  test.each(['build', 'promote', 'stuck'] as const)(
    'a platform that fails by "%s" never leaves a bad release live (DEP-11)',
    { timeout: 60_000 },
    async (how) => {
      const live = journal().findLast(({ entry }) => entry.is === 'deployed')!.entry as { release: string };
      lab.platform!.misbehave(how);
      repo.commit({ 'README.md': `# Coachly ${how}\n` });
      const tidy = labIo(lab);
      const running = deployRun.run({ repo: repo.root, yes: true }, tidy, (event) => {
        // The platform is well again when it is asked to go back.
        if (event.is === 'asking' && event.text.startsWith('going back')) lab.platform!.misbehave(undefined);
      });
      const gave = await running;
      expect(gave).toMatchObject({ state: 'rolled-back', serves: live.release });
      expect(gave.says).toContain({ build: 'could not build', promote: 'answers 500', stuck: `answered by release ${live.release}` }[how]);
      lab.platform!.misbehave(undefined);
    },
  );

  test('a slow start is waited for', { timeout: 60_000 }, async () => {
    lab.platform!.misbehave('slow');
    repo.commit({ 'README.md': '# Coachly, slow\n' });
    const gave = await deployRun.run({ repo: repo.root, yes: true }, io, quiet);
    lab.platform!.misbehave(undefined);
    expect(gave.state).toBe('live');
    expect(gave.gate!.samples.some(({ status }) => status === 503)).toBe(true);
  });

  test(
    'a variable that is not set is named before the deploy, and a release without it is taken back (SEC-7)',
    { timeout: 60_000 },
    async () => {
      const manifest = JSON.parse(lab.scenario.repaired!['shipyard.json']!) as object;
      repo.commit({ 'shipyard.json': JSON.stringify({ ...manifest, env: ['SENTRY_DSN'] }), '.env.example': 'SENTRY_DSN=\n' });
      const checked = await deployCheck.run({ repo: repo.root }, io, quiet);
      expect(checked.items).toContainEqual({ what: 'variables', state: 'fail', says: 'not set in production: SENTRY_DSN' });
      const gave = await deployRun.run({ repo: repo.root, yes: true, anyway: true }, io, quiet);
      expect(gave.state).toBe('rolled-back');
      expect(gave.log.join()).toContain('missing environment variable SENTRY_DSN');
    },
  );

  test(
    'where one release alone can be asked and there is no baseline, its speed is marked as not proven (PERF-4)',
    { timeout: 60_000 },
    async () => {
      repo.commit(lab.scenario.repaired!, { title: 'fix: back to what worked' });
      const gave = await deployRun.run({ repo: repo.root, yes: true, 'perf-gate': true }, io, quiet);
      expect(gave).toMatchObject({ state: 'live', speed: { verdict: 'void', against: 'baseline' } });
      expect(gave.says).toContain('p95 not proven: There is no baseline to compare with.');
    },
  );

  test('after a rollback the next push does not bring the fault back', { timeout: 60_000 }, async () => {
    lab.platform!.autoDeploy = true;
    const live = (await deployRollback.run({ repo: repo.root, yes: true }, io, quiet)).to;
    await lab.platform!.push('pushed', { 'shipyard.json': files['shipyard.json']! });
    expect(lab.platform!.deployments.find(({ state }) => state === 'live')!.release).toBe(live);
  });

  test(
    'code is not taken back over a migration that the older code cannot live with, unless told (DEP-4)',
    { timeout: 60_000 },
    async () => {
      const safe = { 'supabase/migrations/20261120100000_drop.sql': 'ALTER TABLE profiles DROP COLUMN name;\n' };
      await deployRun.run({ repo: repo.root, yes: true }, io, quiet);
      const older = (journal().at(-1)!.entry as { release: string }).release;
      repo.commit(safe, { title: 'feat!: names are gone' });
      expect(await deployRun.run({ repo: repo.root, yes: true, anyway: true }, io, quiet)).toMatchObject({ state: 'live' });
      await expect(deployRollback.run({ repo: repo.root, to: older, yes: true }, io, quiet)).rejects.toMatchObject({
        code: 'over-migrations',
      });
      expect(await deployRollback.run({ repo: repo.root, to: older, yes: true, 'over-migrations': true }, io, quiet)).toMatchObject({
        serves: true,
      });
    },
  );
});
