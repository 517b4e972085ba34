import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A checkout for a test; gone when it is disposed of. */
export interface Checkout extends AsyncDisposable {
  root: string;
  write(files: Readonly<Record<string, string | Buffer>>): Promise<void>;
  git(...args: string[]): string;
  /** Adds everything and commits. */
  commit(message: string): void;
}

/** A folder with these files; with `git` it is a repository that a commit may be made in. */
export async function checkout(files: Readonly<Record<string, string | Buffer>>, { git: isGit = true } = {}): Promise<Checkout> {
  const root = await mkdtemp(join(tmpdir(), 'launch-ready-secrets-'));
  const git = (...args: string[]): string =>
    execFileSync(
      'git',
      ['-c', 'init.defaultBranch=main', '-c', 'user.name=Ada', '-c', 'user.email=ada@acme.test', '-c', 'commit.gpgsign=false', ...args],
      {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...process.env, GIT_AUTHOR_DATE: '2026-03-01T10:00:00Z', GIT_COMMITTER_DATE: '2026-03-02T10:00:00Z' },
      },
    );
  const write: Checkout['write'] = async (more) => {
    for (const [path, text] of Object.entries(more)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
  };
  await write(files);
  if (isGit) git('init', '--quiet');
  return {
    root,
    write,
    git,
    commit(message) {
      git('add', '--all', '--force');
      git('commit', '--quiet', '--allow-empty', '-m', message);
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
