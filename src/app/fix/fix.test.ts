import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { leaksIn } from '../../../test/plants.ts';
import { politeness } from '../../core/io.ts';
import { FOUNDER } from '../../lab/founder.ts';
import { startLab } from '../../lab/index.ts';
import mess from '../../lab/scenarios/ai-built-mess/index.ts';
import { openJournal } from '../journal.ts';
import { undo } from '../undo.ts';
import { openWorkspace } from '../workspace.ts';
import { fix } from './fix.ts';
import { patchesFor } from './patches.ts';

const repo = mkdtempSync(join(tmpdir(), 'launch-ready-fix-'));
afterAll(() => rmSync(repo, { recursive: true, force: true }));

function unpack(): void {
  for (const [path, text] of Object.entries(mess.repository ?? {})) {
    mkdirSync(dirname(join(repo, path)), { recursive: true });
    writeFileSync(join(repo, path), text);
  }
  const git = (...args: string[]): void => void execFileSync('git', [...FOUNDER, ...args], { cwd: repo });
  git('init', '--quiet');
  git('add', '--all', '--force');
  git('commit', '--quiet', '--message', 'as it was built');
}
const read = (path: string): string => readFileSync(join(repo, path), 'utf8');

test(
  'fix changes files as its diff showed, leaves commands to the person, and undo puts the same bytes back (SEC-5, HND-9)',
  { timeout: 120_000 },
  async () => {
    unpack();
    await using lab = await startLab(mess);
    // Without a token of the edge, so that the files alone are changed.
    const { resolver, roots, ca, route } = lab;
    const io = () => testIo({ resolver, roots, ca, route, now: () => new Date(), turn: politeness() });
    const input = fix.takes.parse({ target: lab.domain, repo, yes: true });
    const planned = await fix.run({ ...input, plan: true }, io(), () => undefined);
    expect(planned.files.map(({ path }) => path)).toEqual(['.gitignore', '.env.example']);
    expect(planned.written).toBe(false);
    expect(existsSync(join(repo, '.env.example'))).toBe(false);
    expect(planned.commands).toEqual(['git rm --cached -- .env .env.production']);

    const gave = await fix.run(input, io(), () => undefined);
    expect(gave.written).toBe(true);
    expect(gave.files).toEqual(planned.files);
    expect(read('.gitignore')).toBe('node_modules\ndist\n.env\n.env.*\n!.env.example\n');
    expect(read('.env.example')).toContain('\nSTRIPE_SECRET_KEY=\n');
    expect(fix.shows(gave, { width: 80, colour: false }, input)).toContain('Changed in your files (2); `launch-ready undo` puts them back');
    expect(leaksIn(JSON.stringify(gave) + read('.launch-ready/journal.jsonl') + read('.env.example'))).toEqual([]);
    expect(openJournal(join(repo, '.launch-ready')).lines.map(({ entry }) => entry.is)).toEqual(['intends', 'did', 'intends', 'did']);
    expect((await fix.run(input, io(), () => undefined)).files).toEqual([]);

    const back = await undo.run({ repo, yes: true }, io(), () => undefined);
    expect(back.undone.map(({ says }) => says)).toEqual(['Remove .env.example again', 'Put .gitignore back']);
    expect(read('.gitignore')).toBe(mess.repository?.['.gitignore']);
    expect(existsSync(join(repo, '.env.example'))).toBe(false);
  },
);

test('a folder that is no checkout gets no files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'launch-ready-fix-'));
  writeFileSync(join(folder, 'a.ts'), 'process.env.STRIPE_SECRET_KEY\n');
  expect(await patchesFor([], openWorkspace(folder), testIo({ now: () => new Date() }))).toEqual({ patches: [], commands: [] });
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  expect((await patchesFor([], openWorkspace(folder), testIo({ now: () => new Date() }))).patches.map(({ path }) => path)).toEqual([
    '.env.example',
  ]);
  rmSync(folder, { recursive: true, force: true });
});
