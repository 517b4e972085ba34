import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type GitOptions, runGit, runGitAsFar } from './git.ts';
import { eachRecord } from './git-records.ts';
import { READING } from './list.ts';

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

/** One string for each type, not one for each object. */
const TYPES = new Map(['blob', 'tree', 'commit', 'tag'].map((type) => [type, type]));

/** Lists the objects of a repository. What is damaged or missing is said in `unread`, and the rest is listed. */
export async function objectsOf(root: string, options: GitOptions): Promise<Objects> {
  const unread: string[] = [];
  // Whatever keeps git from answering this keeps it from answering anything.
  const { failed } = await runGitAsFar(root, ['rev-parse', '--git-dir'], { ...options, ms: READING });
  if (failed !== undefined)
    return { reached: new Map(), all: new Map(), head: new Map(), named: new Map(), refs: '', unread: [`any of it: git says "${failed}"`] };
  const hasHead = await runGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD'], options).then(
    () => true,
    () => false, // a repository without a commit
  );
  const names: string[] = [];
  const head: Objects['head'] = new Map();
  const named: Objects['named'] = new Map();
  const listed = async (what: string, args: readonly string[], each: (record: string) => void): Promise<void> => {
    const why = await eachRecord(root, args, { options, each });
    if (why !== undefined) unread.push(`${what}: git says "${why}"`);
  };
  const [{ known: reached, isComplete }, all, borrows] = await Promise.all([
    reachable(root, options, unread),
    allObjects(root, options, unread),
    borrowsObjects(root, options),
    hasHead &&
      listed('what HEAD still has', ['ls-tree', '-r', '-z', '--full-tree', 'HEAD'], (entry) => {
        const [, id, path] = /^\d+ blob ([a-f0-9]+)\t([^]*)$/.exec(entry) ?? [];
        if (id !== undefined && path !== undefined) head.set(id, path);
      }),
    listed('what is staged', ['ls-files', '--stage', '-z', '--full-name'], (entry) => {
      const [, id, path] = /^\d+ ([a-f0-9]+) \d\t([^]*)$/.exec(entry) ?? [];
      if (id !== undefined && path !== undefined && !named.has(id)) named.set(id, `${path} (staged)`);
    }),
    listed('names of branches and tags', ['for-each-ref', '--format=%(objecttype) %(objectname) %(refname)'], (line) => {
      const [type, id = '', name = ''] = line.split(' ');
      names.push(name);
      if (type === 'blob') named.set(id, `object named ${name}`);
    }),
    isShallow(root, options).then((shallow) => {
      if (shallow) unread.push('commits before those of this clone: it is shallow, and `git fetch --unshallow` brings them');
    }),
  ]);
  // Objects of another repository that nothing of this one leads to are none of its business, once all is known that it leads to.
  if (borrows && isComplete) {
    unread.push('what nothing leads to: this repository borrows objects of another one');
    for (const id of all.keys()) if (!reached.has(id)) all.delete(id);
  }
  return { reached, all, head, named, refs: names.join('\n'), unread: unread.toSorted() };
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
  const known = new Map<string, Known>();
  let commit = '';
  let missing = 0;
  const failed = await eachRecord(root, args, {
    options,
    each(line) {
      if (line.startsWith('?')) {
        missing += 1;
        return;
      }
      const space = line.indexOf(' ');
      // A commit stands alone on its line; trees and blobs of the root tree follow with a space.
      if (space === -1) commit = line;
      const id = space === -1 ? line : line.slice(0, space);
      if (!known.has(id)) known.set(id, { path: space === -1 ? '' : line.slice(space + 1), commit, order: known.size });
    },
  });
  if (failed !== undefined) unread.push(`paths and commits of some versions: git says "${failed}"`);
  if (missing > 0) unread.push(`${missing} objects that this clone does not have`);
  return { known, isComplete: failed === undefined };
}

async function allObjects(root: string, options: GitOptions, unread: string[]): Promise<Objects['all']> {
  const all: Objects['all'] = new Map();
  const failed = await eachRecord(root, ['cat-file', '--batch-all-objects', '--batch-check', '--unordered'], {
    options,
    each(line) {
      const [id = '', type = '', size = ''] = line.split(' ');
      all.set(id, { type: TYPES.get(type) ?? type, size: Number(size) });
    },
  });
  if (failed !== undefined) unread.push(`some objects: git says "${failed}"`);
  return all;
}

async function isShallow(root: string, options: GitOptions): Promise<boolean> {
  return (await runGit(root, ['rev-parse', '--is-shallow-repository'], options).catch(() => '')).trim() === 'true';
}

async function borrowsObjects(root: string, options: GitOptions): Promise<boolean> {
  const path = await runGit(root, ['rev-parse', '--git-path', 'objects/info/alternates'], options).catch(() => null);
  if (path === null) return false;
  return access(resolve(root, path.trim())).then(
    () => true,
    () => false,
  );
}
