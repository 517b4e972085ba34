import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FOUNDER } from './founder.ts';
import type { Scenario } from './scenario.ts';

const DAY = 86_400_000;

/** Writes a scenario's repository into a folder as a checkout with every file tracked and its history behind it. */
export function checkOut({ title, repository = {}, history = [] }: Scenario, folder: string): void {
  for (const [name, text] of Object.entries(repository)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const git = (args: readonly string[], at?: Date): void => {
    const dated = at === undefined ? {} : { GIT_AUTHOR_DATE: at.toISOString(), GIT_COMMITTER_DATE: at.toISOString() };
    spawnSync('git', ['-c', 'core.autocrlf=false', ...FOUNDER, ...args], {
      cwd: folder,
      stdio: 'ignore',
      env: { ...process.env, ...dated },
    });
  };
  git(['init', '--quiet']);
  for (const { daysAgo, says } of history)
    git(['commit', '--quiet', '--allow-empty', '--message', says], new Date(Date.now() - daysAgo * DAY));
  git(['add', '--all', '--force']);
  git(['commit', '--quiet', '--message', title]);
}
