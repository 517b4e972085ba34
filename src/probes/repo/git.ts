import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Options under which a stranger's checkout runs nothing of its own. */
// safe.directory: checkouts of CI containers often belong to another user; what git fears there, we switch off.
const HARMLESS = [
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'safe.directory=*',
  '--no-replace-objects',
] as const;

/** Most of an answer that is kept whole, bytes. */
const ANSWER = 256 * 1024 * 1024;

/** The index that git told a hook of: that of `git commit -a` is another one than the checkout's. */
export interface GitOptions {
  signal: AbortSignal;
  ms: number;
  index?: string;
}

// GIT_DIR and its kin, as a hook or a parent process sets them, would speak of another repository.
function harmlessEnv(index: string | undefined): NodeJS.ProcessEnv {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const set = { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1' };
  return { ...env, ...set, ...(index === undefined ? {} : { GIT_INDEX_FILE: index }) };
}

/** Runs a git command that only reads and gives its output; rejects where git is missing or refuses. */
export async function runGit(root: string, args: readonly string[], { signal, ms, index }: GitOptions): Promise<string> {
  const { stdout } = await run('git', [...HARMLESS, ...args], {
    cwd: root,
    env: harmlessEnv(index),
    maxBuffer: ANSWER,
    timeout: ms,
    signal,
  });
  return stdout;
}

/** Starts a git command that reads from stdin and writes to stdout; the caller ends it. */
export function spawnGit(root: string, args: readonly string[], { signal, ms }: GitOptions): ChildProcessWithoutNullStreams {
  return spawn('git', [...HARMLESS, ...args], { cwd: root, env: harmlessEnv(undefined), timeout: ms, signal });
}
