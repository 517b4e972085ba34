import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Io } from '../../src/core/io.ts';
import { type Lab, startLab } from '../../src/lab/index.ts';
import { scenarios } from '../../src/lab/scenarios/index.ts';
import { testIo } from '../io.ts';

/** A checkout with every file committed, gone when it is disposed. */
export interface TestCheckout extends Disposable {
  root: string;
  /** Writes files and commits them; with `whole`, everything else goes. */
  commit(files: Readonly<Record<string, string>>, options?: { title?: string; whole?: true }): void;
}

export function checkout(files: Readonly<Record<string, string>>): TestCheckout {
  const root = mkdtempSync(join(tmpdir(), 'launch-ready-deploy-'));
  const git = (...args: string[]): void => {
    const author = ['-c', 'user.name=Test', '-c', 'user.email=test@acme.test', '-c', 'commit.gpgsign=false'];
    const ran = spawnSync('git', [...author, ...args], { cwd: root, encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
  };
  git('init', '--quiet');
  const made: TestCheckout = {
    root,
    commit(more, { title = 'feat: more', whole } = {}) {
      if (whole) git('rm', '-r', '-q', '--ignore-unmatch', '.');
      for (const [name, text] of Object.entries(more)) {
        mkdirSync(dirname(join(root, name)), { recursive: true });
        writeFileSync(join(root, name), text);
      }
      git('add', '--all', '--force', '--', '.', ':(exclude).launch-ready');
      git('commit', '--quiet', '--allow-empty', '-m', title);
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
  made.commit(files, { title: 'feat: the beginning' });
  return made;
}

/** An Io in a lab with the real clock and the programs of this machine. */
export function labIo(lab: Lab, overrides: Partial<Io> = {}): Io {
  const { resolver, roots, ca, route, env } = lab;
  const own = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  return testIo({ now: () => new Date(), resolver, roots, ca, route, ...overrides, env: { ...own, ...env, ...overrides.env } });
}

/** The lab of Coachly, and its checkout as the founder has it or as her AI builder mended it. */
export async function coachly(tree: 'repository' | 'repaired'): Promise<{ lab: Lab; files: Readonly<Record<string, string>> }> {
  const scenario = scenarios.find(({ name }) => name === 'ai-built-mess')!;
  return { lab: await startLab(scenario), files: scenario[tree]! };
}
