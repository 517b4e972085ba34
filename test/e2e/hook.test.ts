import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { FOUNDER } from '../../src/lab/founder.ts';
import { leaksIn, PLANTS } from '../plants.ts';

const folder = mkdtempSync(join(tmpdir(), 'launch-ready-hook-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const programs = join(folder, 'programs');
mkdirSync(programs);
writeFileSync(join(programs, 'launch-ready'), `#!/bin/sh\nexec "${process.execPath}" "${resolve('bin/launch-ready')}" "$@"\n`);
chmodSync(join(programs, 'launch-ready'), 0o755);

const [hook] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as { entry: string }[]; // as: a list of hooks, or this fails
const plain = /\.git\/hooks\/pre-commit`[^`]*```sh\n([^`]+)```/.exec(readFileSync('docs/guide/ci.md', 'utf8'))?.[1] ?? '';

/** A hook as the guide shows it, and one that runs the entry as pre-commit does: no shell words, no file names. */
const HOOKS = { 'the plain hook of the guide': plain, 'the entry that pre-commit runs': `#!/bin/sh\n${hook?.entry}\n` };

describe.each(Object.entries(HOOKS))('%s (SEC-2)', (name, script) => {
  const repo = join(folder, name.replaceAll(' ', '-'));
  const git = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('git', [...FOUNDER, ...args], {
      cwd: repo,
      encoding: 'utf8',
      env: { PATH: [programs, dirname(process.execPath), process.env['PATH']].join(delimiter), HOME: folder },
    });
    return { status, said: stdout + stderr };
  };
  const commits = (): number => git('log', '--oneline').said.split('\n').filter(Boolean).length;

  test('refuses a staged key, masked; lets a clean change through, whatever lies unstaged', () => {
    mkdirSync(repo);
    git('init', '--quiet');
    writeFileSync(join(repo, 'app.js'), 'console.log(1)\n');
    git('add', '--all');
    expect(git('commit', '--quiet', '--message', 'first')).toMatchObject({ status: 0 });
    expect(script).toContain('secrets scan --staged');
    writeFileSync(join(repo, '.git/hooks/pre-commit'), script, { mode: 0o755 });

    writeFileSync(join(repo, 'pay.js'), `const key = '${PLANTS.stripe}';\n`);
    git('add', 'pay.js');
    const refused = git('commit', '--message', 'pay');
    expect(refused.status).toBe(1);
    expect(refused.said).toContain('pay.js');
    expect(refused.said).toContain(PLANTS.stripe.slice(-4));
    expect(leaksIn(refused.said)).toEqual([]);
    expect(commits()).toBe(1);

    git('reset', '--quiet', 'pay.js');
    writeFileSync(join(repo, 'app.js'), 'console.log(2)\n');
    git('add', 'app.js');
    writeFileSync(join(repo, 'app.js'), `const key = '${PLANTS.github}';\n`);
    expect(git('commit', '--message', 'clean')).toMatchObject({ status: 0 });
    expect(commits()).toBe(2);
  }, 30_000);
});
