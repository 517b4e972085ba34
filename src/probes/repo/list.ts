import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { lstat, open, opendir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';

/** The files of a checkout: paths below its root with forward slashes, sorted. */
export interface Listing {
  files: string[];
  truncated: boolean;
  /** True when git said which files are tracked. */
  git: boolean;
}

/** Paths kept. */
const FILES = 20_000;

/** Folders that hold what tools have made; not walked, and left out of what git lists. */
const SKIPPED = ['node_modules', '.git', '.next', '.venv', 'venv', '__pycache__', '.turbo', '.cache'] as const satisfies readonly string[];

const DEPTH = 24;

const run = promisify(execFile);

/**
 * Lists a checkout: what git tracks, or every file where there is no git. Nothing of the repository's own configuration is run (fsmonitor
 * and hooks are switched off), and symbolic links are not followed. Throws ENOENT and the like when the root cannot be read.
 */
export async function listFiles(root: string, signal: AbortSignal): Promise<Listing> {
  const tracked = (await isInRepository(root)) ? await gitFiles(root, signal) : null;
  const files = tracked ?? (await walkFiles(root, signal));
  const kept = files.filter((path) => !path.split('/').some((part) => SKIPPED.some((skipped) => skipped === part)));
  return { files: kept.slice(0, FILES).toSorted(), truncated: kept.length > FILES, git: tracked !== null };
}

/** Whether the folder or one above it is a checkout; an app in a monorepo has its `.git` further up. */
async function isInRepository(root: string): Promise<boolean> {
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    const found = await lstat(join(folder, '.git')).catch(() => null);
    if (found) return true;
    if (folder === dirname(folder)) return false;
  }
}

/** What git tracks below the folder; null when git is missing, refuses, or tracks nothing there: the checkout above is then another project's. */
async function gitFiles(root: string, signal: AbortSignal): Promise<string[] | null> {
  // safe.directory: checkouts of CI containers often belong to another user; what git fears there, we switch off.
  const harmless = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'safe.directory=*'];
  // GIT_DIR and its kin, as a hook or a parent process sets them, would list another repository.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  try {
    const { stdout } = await run('git', [...harmless, 'ls-files', '-z'], {
      cwd: root,
      env: { ...env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
      maxBuffer: 64 * 1024 * 1024,
      timeout: 8_000,
      signal,
    });
    const files = stdout.split('\0').filter((path) => path !== '');
    return files.length === 0 ? null : files;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

async function walkFiles(root: string, signal: AbortSignal): Promise<string[]> {
  const files: string[] = [];
  const folders: { path: string; depth: number }[] = [{ path: '', depth: 0 }];
  for (let next = folders.shift(); next && files.length <= FILES; next = folders.shift()) {
    const { path: parent, depth } = next;
    const folder = await opendir(join(root, parent)).catch((error: unknown) => {
      if (parent === '') throw error;
      return []; // a folder we may not read hides its files; the rest still counts
    });
    for await (const entry of folder) {
      signal.throwIfAborted();
      const path = parent === '' ? entry.name : `${parent}/${entry.name}`;
      if (entry.isFile()) files.push(path);
      else if (entry.isDirectory() && depth < DEPTH && !SKIPPED.some((name) => name === entry.name))
        folders.push({ path, depth: depth + 1 });
    }
  }
  return files;
}

/** The text of a file below the root; null when it is missing, larger than `limit` bytes, no plain file, or reached through a symbolic link. */
export async function readText(root: string, path: string, limit: number): Promise<string | null> {
  const parts = path.split('/');
  if (parts.includes('..') || path.includes('\0')) return null;
  try {
    for (let depth = 1; depth < parts.length; depth += 1) {
      if ((await lstat(join(root, ...parts.slice(0, depth)))).isSymbolicLink()) return null;
    }
    await using file = await open(
      join(root, parts.join(sep)),
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
    const about = await file.stat();
    return about.isFile() && about.size <= limit ? await file.readFile('utf8') : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
