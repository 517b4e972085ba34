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
  /** Everything there is, whatever leads to it, but for trees. */
  all: Map<string, { type: string; size: number }>;
  /** Names of branches, tags and other refs, one a line. */
  refs: string;
  /** Blobs that a ref names, each with what to call it. */
  named: Map<string, string>;
  /** What could not be listed, and why. */
  unread: string[];
}

/** Where some objects of a repository belong. */
export interface Whereabouts {
  /** What a branch, tag, stash or reflog leads to. */
  reached: Map<string, Known>;
  /** Blobs of HEAD, each with its path there. */
  head: Map<string, string>;
  /** Blobs that are staged, each with what to call it. */
  staged: Map<string, string>;
  /** What could not be listed, and why. */
  unread: string[];
}

/** One string for each type, not one for each object. */
const TYPES = new Map(['blob', 'commit', 'tag'].map((type) => [type, type]));

const CHECK = '%(objecttype) %(objectname) %(objectsize)';
/** All that branches, tags, stashes and reflogs lead to. Missing objects of a partial clone or a damaged one are named, never fetched. */
const WALK = ['rev-list', '--objects', '--all', '--reflog', '--missing=print'] as const;

/** Lists the objects of a repository. What is damaged or missing is said in `unread`, and the rest is listed. */
export async function objectsOf(root: string, options: GitOptions): Promise<Objects> {
  const asked = ['rev-parse', '--is-shallow-repository', '--git-path', 'objects/info/alternates'];
  // Whatever keeps git from answering this keeps it from answering anything.
  const { failed, text } = await runGitAsFar(root, asked, { ...options, ms: READING });
  if (failed !== undefined) return { all: new Map(), refs: '', named: new Map(), unread: [`any of it: git says "${failed}"`] };
  const [, isShallow, alternates = ''] = /^(\w+)\n([^]*?)\n?$/.exec(text) ?? [];
  const unread: string[] = [];
  if (isShallow === 'true') unread.push('commits before those of this clone: it is shallow, and `git fetch --unshallow` brings them');
  const borrows = await access(resolve(root, alternates)).then(
    () => true,
    () => false,
  );
  const listing = listed(root, options, unread);
  const names: string[] = [];
  const named: Objects['named'] = new Map();
  const all: Objects['all'] = new Map();
  const [lent] = await Promise.all([
    borrows ? reachable(root, options, { wants: () => true, unread }) : null,
    missing(root, options, unread),
    allObjects(root, options, { all, unread }),
    listing('names of branches and tags', ['for-each-ref', '--format=%(objecttype) %(objectname) %(refname)'], (line) => {
      const [type, id = '', name = ''] = line.split(' ');
      names.push(name);
      if (type === 'blob') named.set(id, `object named ${name}`);
    }),
  ]);
  // Objects of another repository that nothing of this one leads to are none of its business, once all is known that it leads to.
  if (lent?.isComplete === true) {
    unread.push('what nothing leads to: this repository borrows objects of another one');
    for (const id of all.keys()) if (!lent.known.has(id)) all.delete(id);
  }
  return { all, refs: names.join('\n'), named, unread: [...new Set(unread)].toSorted() };
}

/** Says where objects belong: it takes longer than all else that git lists, and most histories have nothing to ask for. */
export async function whereaboutsOf(root: string, wants: (id: string) => boolean, options: GitOptions): Promise<Whereabouts> {
  const unread: string[] = [];
  const listing = listed(root, options, unread);
  const head: Whereabouts['head'] = new Map();
  const staged: Whereabouts['staged'] = new Map();
  const hasHead = await runGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD'], options).then(
    () => true,
    () => false, // a repository without a commit
  );
  const [{ known: reached }] = await Promise.all([
    reachable(root, options, { wants, unread }),
    hasHead &&
      listing('what HEAD still has', ['ls-tree', '-r', '-z', '--full-tree', 'HEAD'], (entry) => {
        const [, id, path] = /^\d+ blob ([a-f0-9]+)\t([^]*)$/.exec(entry) ?? [];
        if (id !== undefined && path !== undefined) head.set(id, path);
      }),
    listing('what is staged', ['ls-files', '--stage', '-z', '--full-name'], (entry) => {
      const [, id, path] = /^\d+ ([a-f0-9]+) \d\t([^]*)$/.exec(entry) ?? [];
      if (id !== undefined && path !== undefined && !staged.has(id)) staged.set(id, `${path} (staged)`);
    }),
  ]);
  return { reached, head, staged, unread };
}

/** Lists by one command of git, and says in `unread` what it could not. */
function listed(root: string, options: GitOptions, unread: string[]) {
  return async (what: string, args: readonly string[], each: (record: string) => void): Promise<void> => {
    const why = await eachRecord(root, args, { options, each });
    if (why !== undefined) unread.push(`${what}: git says "${why}"`);
  };
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

/** What branches, tags, stashes and reflogs lead to, of what is wanted. */
async function reachable(
  root: string,
  options: GitOptions,
  { wants, unread }: { wants: (id: string) => boolean; unread: string[] },
): Promise<{ known: Map<string, Known>; isComplete: boolean }> {
  const known = new Map<string, Known>();
  let commit = '';
  let order = 0;
  const failed = await eachRecord(root, [...WALK, '--topo-order', '--in-commit-order', '--reverse'], {
    options,
    each(line) {
      if (line.startsWith('?')) return;
      const space = line.indexOf(' ');
      // A commit stands alone on its line; trees and blobs of the root tree follow with a space.
      if (space === -1) commit = line;
      const id = space === -1 ? line : line.slice(0, space);
      order += 1;
      if (wants(id) && !known.has(id)) known.set(id, { path: space === -1 ? '' : line.slice(space + 1), commit, order });
    },
  });
  if (failed !== undefined) unread.push(`paths and commits of some versions: git says "${failed}"`);
  return { known, isComplete: failed === undefined };
}

async function allObjects(root: string, options: GitOptions, { all, unread }: Pick<Objects, 'all' | 'unread'>): Promise<void> {
  const failed = await eachRecord(root, ['cat-file', '--batch-all-objects', `--batch-check=${CHECK}`, '--unordered'], {
    options,
    skip: (bytes, at) => bytes[at] === 0x74 && bytes[at + 1] === 0x72, // trees are more than half of all
    each(line) {
      const [name = '', id = '', size = ''] = line.split(' ');
      const type = TYPES.get(name);
      if (type !== undefined) all.set(id, { type, size: Number(size) });
    },
  });
  if (failed !== undefined) unread.push(`some objects: git says "${failed}"`);
}

/** Says what this clone lacks. */
async function missing(root: string, options: GitOptions, unread: string[]): Promise<void> {
  let count = 0;
  const failed = await eachRecord(root, [...WALK, '--quiet'], { options, each: () => (count += 1) });
  if (failed !== undefined) unread.push(`paths and commits of some versions: git says "${failed}"`);
  if (count > 0) unread.push(`${count} objects that this clone does not have`);
}
