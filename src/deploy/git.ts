import type { Io } from '../core/io.ts';
import { plainEnv, runCommand } from './run-command.ts';

/** What git says of a checkout. */
export interface Checkout {
  /** The full hash of HEAD; null where there is no commit. */
  commit: string | null;
  /** Paths that differ from it, ours under `.launch-ready` left out. */
  dirty: string[];
}

const MS = 20_000;

/** Runs git without the repository's own hooks and monitors; null where git says no. */
export async function git(io: Io, root: string, args: readonly string[]): Promise<string | null> {
  const harmless = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'safe.directory=*'];
  const env = { ...plainEnv(io), GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
  const ran = await runCommand(io, { argv: ['git', ...harmless, ...args], cwd: root, env, ms: MS });
  return ran.is === 'ended' && ran.code === 0 ? ran.out : null;
}

export async function readCheckout(io: Io, root: string): Promise<Checkout> {
  const commit = (await git(io, root, ['rev-parse', '--verify', '--quiet', 'HEAD']))?.trim() ?? null;
  const status = await git(io, root, ['status', '--porcelain', '-z', '--untracked-files=normal', '--', '.', ':(exclude).launch-ready']);
  return { commit, dirty: (status ?? '').split('\0').flatMap((line) => (line.length > 3 ? [line.slice(3)] : [])) };
}

/** The titles of the commits after `since`, newest first; the last 50 where it is not known. */
export async function commitsSince(io: Io, root: string, since: string | null): Promise<{ hash: string; title: string }[]> {
  const range = since !== null && /^[0-9a-f]{7,64}$/.test(since) ? [`${since}..HEAD`] : ['HEAD'];
  const out =
    (await git(io, root, ['log', '--max-count=50', '--no-merges', '--format=%h%x00%s', ...range])) ??
    (await git(io, root, ['log', '--max-count=50', '--no-merges', '--format=%h%x00%s']));
  return (out ?? '').split('\n').flatMap((line) => {
    const [hash, title] = line.split('\0');
    return hash && title ? [{ hash, title }] : [];
  });
}
