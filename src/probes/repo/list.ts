import { lstat, opendir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { type Shared, shared } from '../net/shared.ts';
import { runGit } from './git.ts';
import { openFile, readAll } from './open-file.ts';

/** The files of a checkout: paths below its root with forward slashes, sorted. */
export interface Listing {
  files: string[];
  truncated: boolean;
  /** True when git said which files are tracked. */
  git: boolean;
}

/** Time limit of a probe, or of git, that only reads a checkout, ms: how much it reads is limited by itself, and how fast is up to the disk. */
export const READING = 120_000;

/** Paths kept. */
const FILES = 20_000;

/** Folders that hold what tools have made; not walked, and left out of what git lists. */
const SKIPPED = ['node_modules', '.git', '.next', '.venv', 'venv', '__pycache__', '.turbo', '.cache'] as const satisfies readonly string[];

const DEPTH = 24;

/**
 * Lists a checkout: what git tracks, or every file where there is no git. Nothing of the repository's own configuration is run (fsmonitor
 * and hooks are switched off), and symbolic links are not followed. Throws ENOENT and the like when the root cannot be read.
 */
export function listFiles(root: string, signal: AbortSignal): Promise<Listing> {
  const work = (own: AbortSignal): Promise<Listing> => list(root, own).finally(() => listings.delete(root));
  return shared(listings, { key: root, signal, work });
}

/** Lists that are being made: what asks at the same time gets the same one, and nothing is kept. */
const listings = new Map<string, Shared<Listing>>();

async function list(root: string, signal: AbortSignal): Promise<Listing> {
  const tracked = (await isInRepository(root)) ? await gitFiles(root, signal) : null;
  const files = tracked ?? (await walkFiles(root, signal, { most: FILES, skipped: SKIPPED }));
  const kept = files.filter((path) => !path.split('/').some((part) => SKIPPED.some((skipped) => skipped === part)));
  return { files: kept.slice(0, FILES).toSorted(), truncated: kept.length > FILES, git: tracked !== null };
}

/** Lists all of a checkout that others may get: every file that git tracks, in whatever folder, up to `most`; as `listFiles` without git. */
export async function listTracked(root: string, signal: AbortSignal, most: number): Promise<Listing> {
  const tracked = (await isInRepository(root)) ? await gitFiles(root, signal) : null;
  const files = tracked ?? (await walkFiles(root, signal, { most, skipped: SKIPPED }));
  return { files: files.slice(0, most).toSorted(), truncated: files.length > most, git: tracked !== null };
}

/** Whether the folder or one above it is a checkout; an app in a monorepo has its `.git` further up. */
export async function isInRepository(root: string): Promise<boolean> {
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    const found = await lstat(join(folder, '.git')).catch(() => null);
    if (found) return true;
    if (folder === dirname(folder)) return false;
  }
}

/** Git's own folder, which all worktrees share and no clone or commit can fill; null where git does not say. */
export async function gitFolder(root: string, signal: AbortSignal): Promise<string | null> {
  const path = await runGit(root, ['rev-parse', '--git-common-dir'], { ms: READING, signal }).catch(() => '');
  return path.trim() === '' ? null : resolve(root, path.trim());
}

/** What git tracks below the folder; null when git is missing, refuses, or tracks nothing there: the checkout above is then another project's. */
async function gitFiles(root: string, signal: AbortSignal): Promise<string[] | null> {
  try {
    const files = (await runGit(root, ['ls-files', '-z'], { ms: READING, signal })).split('\0').filter((path) => path !== '');
    return files.length === 0 ? null : files;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

/** The plain files below a folder, one more than `most` where there are more; links are not followed. */
export async function walkFiles(
  root: string,
  signal: AbortSignal,
  { most, skipped }: { most: number; skipped: readonly string[] },
): Promise<string[]> {
  const files: string[] = [];
  const folders: { path: string; depth: number }[] = [{ path: '', depth: 0 }];
  for (let next = folders.shift(); next && files.length <= most; next = folders.shift()) {
    const { path: parent, depth } = next;
    const folder = await opendir(join(root, parent)).catch((error: unknown) => {
      if (parent === '') throw error;
      return []; // a folder we may not read hides its files; the rest still counts
    });
    for await (const entry of folder) {
      signal.throwIfAborted();
      const path = parent === '' ? entry.name : `${parent}/${entry.name}`;
      if (entry.isFile()) files.push(path);
      else if (entry.isDirectory() && depth < DEPTH && !skipped.includes(entry.name)) folders.push({ path, depth: depth + 1 });
    }
  }
  return files;
}

/** True for tests, stories and examples: what they hold never runs in production. */
export function isMadeUp(path: string): boolean {
  return /(^|\/)(tests?|__tests__|__mocks__|e2e|fixtures?|examples?|stories|docs?)\/|\.(test|spec|stories)\.[a-z]+$/i.test(path);
}

/** The text of a file below the root; null when it is missing, larger than `limit` bytes, no plain file, or reached through a symbolic link. */
export async function readText(root: string, path: string, limit: number): Promise<string | null> {
  using file = openFile(root, path);
  return file && file.size <= limit ? (readAll(file)?.toString('utf8') ?? null) : null;
}
