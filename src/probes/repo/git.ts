import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { promisify } from 'node:util';
import { endlessIn } from './git-folder.ts';

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
  // Signatures are checked by a program that the repository names; a partial clone fetches what it lacks from an address of its own.
  '-c',
  'log.showSignature=false',
  '-c',
  'protocol.allow=never',
  '--no-replace-objects',
  '--literal-pathspecs',
] as const;

/** Most of an answer that is kept whole, bytes. */
const ANSWER = 256 * 1024 * 1024;

/** Lines of what git complains of in which its reason is looked for. */
const SAID = 1000;

/** The index that git told a hook of: that of `git commit -a` is another one than the checkout's. */
export interface GitOptions {
  signal: AbortSignal;
  ms: number;
  index?: string;
}

// GIT_DIR and its kin, as a hook or a parent process sets them, would speak of another repository.
function harmlessEnv(index: string | undefined): NodeJS.ProcessEnv {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  // Grafts, like replaced objects, would hide commits.
  const set = {
    GIT_GRAFT_FILE: devNull,
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
  };
  return { ...env, ...set, ...(index === undefined ? {} : { GIT_INDEX_FILE: index }) };
}

/** Runs a git command that only reads and gives its output; rejects where git is missing or refuses, or would not end. */
export async function runGit(root: string, args: readonly string[], { signal, ms, index }: GitOptions): Promise<string> {
  const endless = await endlessIn(root);
  if (endless !== null) throw Object.assign(new Error(endless), { stdout: '', stderr: '' });
  const { stdout } = await run('git', [...HARMLESS, ...args], {
    cwd: root,
    env: harmlessEnv(index),
    maxBuffer: ANSWER,
    timeout: ms,
    signal,
  });
  return stdout;
}

/**
 * Runs a git command over a repository that may be damaged or too large: what it gave before it failed, and why it did. Rejects where git
 * is missing or the signal ended it.
 */
export async function runGitAsFar(root: string, args: readonly string[], options: GitOptions): Promise<{ text: string; failed?: string }> {
  try {
    return { text: await runGit(root, args, options) };
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof Error) || !('stdout' in error) || ('code' in error && error.code === 'ENOENT')) throw error;
    const why = 'stderr' in error ? reasonIn(String(error.stderr)) : undefined;
    const isLate = 'killed' in error && error.killed === true && !('code' in error && error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER');
    return {
      text: String(error.stdout),
      failed: isLate ? `no answer within ${options.ms / 1000} s` : (why ?? error.message.split('\n', 1)[0]!),
    };
  }
}

/** The line of git's complaints that says most. */
export function reasonIn(complaints: string): string | undefined {
  const said = complaints.split('\n', SAID);
  return [/^fatal:/, /^error:/, /./].flatMap((sign) => said.filter((line) => sign.test(line)))[0];
}

/** Starts a git command that reads from stdin and writes to stdout; the caller ends it. */
export function spawnGit(root: string, args: readonly string[], { signal, ms }: GitOptions): ChildProcessWithoutNullStreams {
  return spawn('git', [...HARMLESS, ...args], { cwd: root, env: harmlessEnv(undefined), timeout: ms, signal });
}
