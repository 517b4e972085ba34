import { type GitOptions, runGit } from './git.ts';
import { readObjects } from './git-objects.ts';

/** Something of history that may hold a secret, with who brought it. */
export interface HistoryItem {
  bytes: Buffer;
  /** The path, or what it is: `message of commit 1a2b3c4`, `message of tag v1`, `dangling object 1a2b3c4`. */
  at: string;
  /** Short id of the introducing commit; none for what no commit reaches. */
  commit?: string;
  /** Author date, ISO 8601. */
  date?: string;
  inHead: boolean;
}

export interface HistoryTold {
  objects: number;
  bytes: number;
  skipped: number;
  truncated: boolean;
}

/** Bounds: the largest object that is read, all of them, and how many. */
export const HISTORY_LIMITS = { objectBytes: 5_000_000, totalBytes: 4_000_000_000, objects: 2_000_000, ms: 600_000 } as const;

interface Known {
  path: string;
  commit: string;
  /** The oldest first. */
  order: number;
}

/**
 * Every blob of every branch, tag, stash and reflog once, in the order of their paths, then commit and tag messages, then what nothing
 * reaches any more (amended away, dropped from a stash). `told` is filled in as it goes.
 */
export async function* historyOf(root: string, signal: AbortSignal, told: HistoryTold): AsyncGenerator<HistoryItem> {
  const options: GitOptions = { signal, ms: HISTORY_LIMITS.ms };
  const [reached, sizes, head] = await Promise.all([reachable(root, options), allObjects(root, options), headBlobs(root, options)]);
  const dates = new Map<string, string>();
  const wanted = (types: readonly string[]): string[] =>
    [...sizes].filter(([, { type, size }]) => types.includes(type) && isSmall(size, told)).map(([id]) => id);
  const short = (id: string): string => id.slice(0, 10);

  for await (const { id, type, bytes } of readObjects(root, wanted(['commit', 'tag']), options)) {
    const date = dateOf(bytes);
    if (date !== undefined) dates.set(id, date);
    if (!count(told, bytes)) return;
    const name = type === 'tag' ? (/^tag (.{1,100})$/m.exec(bytes.toString('utf8', 0, 1_000))?.[1] ?? short(id)) : short(id);
    const isReached = reached.has(id);
    yield {
      bytes: messageOf(bytes),
      at: isReached ? `message of ${type} ${name}` : `message of dangling ${type} ${name}`,
      ...(type === 'commit' ? { commit: short(id) } : {}),
      ...(date === undefined ? {} : { date }),
      inHead: false,
    };
  }
  // Versions of one path follow each other, the oldest first: the first one with a secret brought it.
  const last: Known = { path: '\uffff', commit: '', order: Number.MAX_SAFE_INTEGER };
  const blobs = wanted(['blob'])
    .map((id) => ({ id, known: reached.get(id) ?? last }))
    .toSorted((a, b) => (a.known.path === b.known.path ? a.known.order - b.known.order : a.known.path < b.known.path ? -1 : 1))
    .map(({ id }) => id);
  for await (const { id, bytes } of readObjects(root, blobs, options)) {
    if (!count(told, bytes)) return;
    const known = reached.get(id);
    const date = known && dates.get(known.commit);
    yield {
      bytes,
      at: known ? known.path : `dangling object ${short(id)}`,
      ...(known ? { commit: short(known.commit) } : {}),
      ...(date === undefined ? {} : { date }),
      inHead: head.has(id),
    };
  }
}

function isSmall(size: number, told: HistoryTold): boolean {
  if (size <= HISTORY_LIMITS.objectBytes) return true;
  told.skipped += 1;
  return false;
}

function count(told: HistoryTold, bytes: Buffer): boolean {
  told.objects += 1;
  told.bytes += bytes.length;
  told.truncated = told.bytes > HISTORY_LIMITS.totalBytes || told.objects > HISTORY_LIMITS.objects;
  return !told.truncated;
}

/** Objects that something reaches, with their path and the oldest commit that has them. */
async function reachable(root: string, options: GitOptions): Promise<Map<string, Known>> {
  const args = ['rev-list', '--objects', '--all', '--reflog', '--in-commit-order', '--reverse'];
  const text = await runGit(root, args, options);
  const known = new Map<string, Known>();
  let commit = '';
  for (const line of lines(text)) {
    const space = line.indexOf(' ');
    // A commit stands alone on its line; trees and blobs of the root tree follow with a space.
    if (space === -1) commit = line;
    const id = space === -1 ? line : line.slice(0, space);
    if (!known.has(id)) known.set(id, { path: space === -1 ? '' : line.slice(space + 1), commit, order: known.size });
  }
  return known;
}

async function allObjects(root: string, options: GitOptions): Promise<Map<string, { type: string; size: number }>> {
  const text = await runGit(root, ['cat-file', '--batch-all-objects', '--batch-check', '--unordered'], options);
  const all = new Map<string, { type: string; size: number }>();
  for (const line of lines(text)) {
    const [id = '', type = '', size = ''] = line.split(' ');
    all.set(id, { type, size: Number(size) });
  }
  return all;
}

async function headBlobs(root: string, options: GitOptions): Promise<Set<string>> {
  // A repository without a commit has no HEAD to list.
  const text = await runGit(root, ['ls-tree', '-r', '-z', '--full-tree', 'HEAD'], options).catch(() => '');
  return new Set(text.split('\0').flatMap((line) => /^\d+ blob ([a-f0-9]+)\t/.exec(line)?.[1] ?? []));
}

function* lines(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from);
    const to = end === -1 ? text.length : end;
    if (to > from) yield text.slice(from, to);
    from = to + 1;
  }
}

/** The author date of a commit, or the date of a tag. */
function dateOf(bytes: Buffer): string | undefined {
  const seconds = /^(?:author|tagger) [^\n]{0,1000}> (\d{1,12}) [+-]\d{4}$/m.exec(bytes.toString('latin1', 0, 4_000))?.[1];
  return seconds === undefined ? undefined : new Date(Number(seconds) * 1000).toISOString();
}

function messageOf(bytes: Buffer): Buffer {
  const gap = bytes.indexOf('\n\n');
  return gap === -1 ? Buffer.alloc(0) : bytes.subarray(gap + 2);
}
