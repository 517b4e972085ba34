import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type GitOptions, runGit, runGitAsFar } from './git.ts';

/** Where an object was first seen: the oldest commit that has it, and the path it has there. */
export interface Known {
  path: string;
  commit: string;
  /** The oldest first. */
  order: number;
}

/** The objects of a repository, without their bytes. */
export interface Objects {
  /** What a branch, tag, stash or reflog leads to. */
  reached: Map<string, Known>;
  /** Everything there is, whatever leads to it. */
  all: Map<string, { type: string; size: number }>;
  /** Blobs of HEAD, each with its path there. */
  head: Map<string, string>;
  /** Blobs that are staged or that a ref names, each with what to call it. */
  named: Map<string, string>;
  /** Names of branches, tags and other refs, one a line. */
  refs: string;
  /** What could not be listed, and why. */
  unread: string[];
}

/** Lists the objects of a repository. What is damaged or missing is said in `unread`, and the rest is listed. */
export async function objectsOf(root: string, options: GitOptions): Promise<Objects> {
  const unread: string[] = [];
  const [{ known: reached, isComplete }, all, head, staged, refs, borrows] = await Promise.all([
    reachable(root, options, unread),
    allObjects(root, options, unread),
    // A repository without a commit has no HEAD to list, one without an index nothing staged.
    runGit(root, ['ls-tree', '-r', '-z', '--full-tree', 'HEAD'], options).catch(() => ''),
    runGit(root, ['ls-files', '--stage', '-z', '--full-name'], options).catch(() => ''),
    runGit(root, ['for-each-ref', '--format=%(objecttype) %(objectname) %(refname)'], options).catch(() => ''),
    borrowsObjects(root, options),
  ]);
  // Objects of another repository that nothing of this one leads to are none of its business, once all is known that it leads to.
  if (borrows && isComplete) {
    unread.push('what nothing leads to: this repository borrows objects of another one');
    for (const id of all.keys()) if (!reached.has(id)) all.delete(id);
  }
  const named = new Map([...entries(staged, /^\d+ ([a-f0-9]+) \d\t/)].map(([id, path]) => [id, `${path} (staged)`]));
  const names: string[] = [];
  for (const line of lines(refs)) {
    const [type, id = '', name = ''] = line.split(' ');
    names.push(name);
    if (type === 'blob') named.set(id, `object named ${name}`);
  }
  return { reached, all, head: new Map(entries(head, /^\d+ blob ([a-f0-9]+)\t/)), named, refs: names.join('\n'), unread };
}

/** The commit without parents of a repository, as a name for it that others who have no copy cannot know; null where it is not told. */
export async function rootCommits(root: string, signal: AbortSignal): Promise<string | null> {
  try {
    if ((await runGit(root, ['rev-parse', '--is-shallow-repository'], { signal, ms: 5_000 })).trim() !== 'false') return null;
    return (await runGit(root, ['rev-list', '--max-parents=0', 'HEAD'], { signal, ms: 5_000 })).trim() || null;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

async function reachable(root: string, options: GitOptions, unread: string[]): Promise<{ known: Objects['reached']; isComplete: boolean }> {
  // Missing objects of a partial clone or a damaged one are named, never fetched.
  const args = ['rev-list', '--objects', '--all', '--reflog', '--topo-order', '--in-commit-order', '--reverse', '--missing=print'];
  const { text, failed } = await runGitAsFar(root, args, options);
  if (failed !== undefined) unread.push(`paths and commits of some versions: git says "${failed}"`);
  const known = new Map<string, Known>();
  let commit = '';
  let missing = 0;
  for (const line of lines(text)) {
    if (line.startsWith('?')) {
      missing += 1;
      continue;
    }
    const space = line.indexOf(' ');
    // A commit stands alone on its line; trees and blobs of the root tree follow with a space.
    if (space === -1) commit = line;
    const id = space === -1 ? line : line.slice(0, space);
    if (!known.has(id)) known.set(id, { path: space === -1 ? '' : line.slice(space + 1), commit, order: known.size });
  }
  if (missing > 0) unread.push(`${missing} objects that this clone does not have`);
  return { known, isComplete: failed === undefined };
}

async function allObjects(root: string, options: GitOptions, unread: string[]): Promise<Objects['all']> {
  const { text, failed } = await runGitAsFar(root, ['cat-file', '--batch-all-objects', '--batch-check', '--unordered'], options);
  if (failed !== undefined) unread.push(`some objects: git says "${failed}"`);
  const all: Objects['all'] = new Map();
  for (const line of lines(text)) {
    const [id = '', type = '', size = ''] = line.split(' ');
    all.set(id, { type, size: Number(size) });
  }
  return all;
}

async function borrowsObjects(root: string, options: GitOptions): Promise<boolean> {
  const path = await runGit(root, ['rev-parse', '--git-path', 'objects/info/alternates'], options).catch(() => null);
  if (path === null) return false;
  return access(resolve(root, path.trim())).then(
    () => true,
    () => false,
  );
}

function* entries(text: string, pattern: RegExp): Generator<[id: string, path: string]> {
  for (const entry of text.split('\0')) {
    const found = pattern.exec(entry);
    if (found) yield [found[1]!, entry.slice(found[0].length)];
  }
}

function* lines(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from);
    const to = end === -1 ? text.length : end;
    if (to > from) yield text.slice(from, to);
    from = to + 1;
  }
}
