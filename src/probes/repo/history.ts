import type { GitOptions } from './git.ts';
import { readObjects } from './git-objects.ts';
import { type Known, type Objects, objectsOf, type Whereabouts, whereaboutsOf } from './reachable.ts';

/** Something of history that may hold a secret, with who brought it. */
export interface HistoryItem {
  /** The id of its object; none for the names of refs. */
  id?: string;
  bytes: Buffer;
  /** The path, or what it is: `message of commit 1a2b3c4`, `message of tag v1`, `dangling object 1a2b3c4`. */
  at: string;
  /** True for a version of a file: those of one path follow each other, the oldest first. */
  isFile: boolean;
  /** Short id of the introducing commit; none for what no commit reaches. */
  commit?: string;
  /** Author date, ISO 8601. */
  date?: string;
  /** Where HEAD has this version; none where it has it no longer. */
  inHead?: string;
}

export interface HistoryTold {
  /** Objects read so far, of how many. */
  objects: number;
  wanted: number;
  bytes: number;
  skipped: number;
  truncated: boolean;
  /** What could not be read, and why. */
  unread: string[];
}

/** Bounds: the largest object that is read, all of them, and how many. */
export const HISTORY_LIMITS = { objectBytes: 20_000_000, totalBytes: 16_000_000_000, objects: 2_000_000, ms: 1_800_000 } as const;

/** A history to read. */
export interface History {
  root: string;
  signal: AbortSignal;
  /** True for an object that needs no reading. */
  skip: (id: string) => boolean;
  /** Sorts out what needs no reading, while git lists what there is; it is then skipped. */
  sortOut: () => Promise<void>;
  /** True for a message without secrets; it is then skipped. */
  isClean: (message: { id: string; bytes: Buffer }) => boolean;
  /** Filled in as it goes. */
  told: HistoryTold;
}

/** Messages between two moments for whoever else has something to do. */
const STEP = 128;
const NOWHERE: Whereabouts = { reached: new Map(), head: new Map(), staged: new Map(), unread: [] };

const short = (id: string): string => id.slice(0, 10);

/**
 * What may hold a secret of every branch, tag, note, stash, reflog and index, and of what nothing reaches any more (amended away,
 * force-pushed over, dropped from a stash): names of refs, then commit and tag messages, then every blob once, in the order of their paths.
 */
export async function* historyOf({ root, signal, skip, sortOut, isClean, told }: History): AsyncGenerator<HistoryItem> {
  const options: GitOptions = { signal, ms: HISTORY_LIMITS.ms };
  const [objects] = await Promise.all([objectsOf(root, options), sortOut()]);
  told.unread.push(...objects.unread);
  const messages = wantedOf(objects, ['commit', 'tag'], skip, told);
  const blobs = wantedOf(objects, ['blob'], skip, told);
  told.wanted = told.objects + messages.length + blobs.length;
  if (objects.refs !== '') yield { bytes: Buffer.from(objects.refs), at: 'names of branches and tags', isFile: false };

  let lost = 0;
  const reading = { ...options, unread: (count: number) => void (lost += count) };
  for await (const { id, bytes } of readObjects(root, messages, reading)) {
    if (isFull(told)) return;
    isClean({ id, bytes: messageOf(bytes) });
    if (told.objects % STEP === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const telling = messages.filter((id) => !skip(id));
  const wanted = new Set([...telling, ...blobs]);
  const where = wanted.size === 0 ? NOWHERE : await whereaboutsOf(root, (id) => wanted.has(id), options);
  told.unread.push(...where.unread.filter((why) => !objects.unread.includes(why)).toSorted());

  for await (const { id, type, bytes } of readObjects(root, telling, options)) {
    const date = dateOf(bytes);
    if (!count(told, bytes)) return;
    yield {
      id,
      bytes: messageOf(bytes),
      at: `message of ${where.reached.has(id) ? '' : 'dangling '}${type} ${type === 'tag' ? tagOf(bytes, id) : short(id)}`,
      isFile: false,
      ...(type === 'commit' ? { commit: short(id) } : {}),
      ...(date === undefined ? {} : { date }),
    };
  }
  for await (const { id, bytes } of readObjects(root, inOrder(where, blobs), reading)) {
    if (!count(told, bytes)) return;
    yield { id, bytes, ...placeOf(where, objects, id) };
  }
  if (lost > 0) told.unread.push(`${lost} ${lost === 1 ? 'object' : 'objects'} that git cannot read`);
}

/** Author dates of commits, by their short ids; those that are not there are left out. */
export async function datesOf(root: string, ids: readonly string[], signal: AbortSignal): Promise<Map<string, string>> {
  const dates = new Map<string, string>();
  for await (const { id, bytes } of readObjects(root, ids, { signal, ms: HISTORY_LIMITS.ms })) {
    const date = dateOf(bytes);
    if (date !== undefined) dates.set(short(id), date);
  }
  return dates;
}

function wantedOf({ all }: Objects, types: readonly string[], skip: History['skip'], told: HistoryTold): string[] {
  const wanted: string[] = [];
  for (const [id, { type, size }] of all) {
    if (!types.includes(type) || skip(id)) continue;
    if (size <= HISTORY_LIMITS.objectBytes) wanted.push(id);
    else told.skipped += 1;
  }
  return wanted;
}

/** Versions of one path follow each other, the oldest first: the first one with a secret brought it. */
function inOrder({ reached }: Whereabouts, blobs: readonly string[]): string[] {
  const last: Known = { path: '\uffff', commit: '', order: Number.MAX_SAFE_INTEGER };
  return blobs
    .map((id) => ({ id, known: reached.get(id) ?? last }))
    .toSorted((a, b) => (a.known.path === b.known.path ? a.known.order - b.known.order : a.known.path < b.known.path ? -1 : 1))
    .map(({ id }) => id);
}

function placeOf({ reached, head, staged }: Whereabouts, { all, named }: Objects, id: string): Omit<HistoryItem, 'id' | 'bytes'> {
  const known = reached.get(id);
  const name = named.get(id) ?? staged.get(id);
  if (known === undefined || (known.path === '' && name !== undefined))
    return { at: name ?? `dangling object ${short(id)}`, isFile: false };
  const inHead = head.get(id);
  const noted = /^[a-f0-9/]{40,100}$/.test(known.path) ? known.path.replaceAll('/', '') : '';
  const isNote = all.get(noted)?.type === 'commit';
  return {
    at: isNote ? `note on commit ${short(noted)}` : known.path,
    isFile: !isNote,
    commit: short(known.commit),
    ...(inHead === undefined ? {} : { inHead }),
  };
}

function count(told: HistoryTold, bytes: Buffer): boolean {
  told.objects += 1;
  told.bytes += bytes.length;
  return !isFull(told);
}

function isFull(told: HistoryTold): boolean {
  told.truncated = told.bytes > HISTORY_LIMITS.totalBytes || told.objects > HISTORY_LIMITS.objects;
  return told.truncated;
}

/** The author date of a commit, or the date of a tag. */
function dateOf(bytes: Buffer): string | undefined {
  const seconds = /^(?:author|tagger) [^\n]{0,1000}> (\d{1,12}) [+-]\d{4}$/m.exec(bytes.toString('latin1', 0, 4_000))?.[1];
  return seconds === undefined ? undefined : new Date(Number(seconds) * 1000).toISOString();
}

function tagOf(bytes: Buffer, id: string): string {
  return /^tag (.{1,100})$/m.exec(bytes.toString('utf8', 0, 1_000))?.[1] ?? short(id);
}

function messageOf(bytes: Buffer): Buffer {
  const gap = bytes.indexOf('\n\n');
  return gap === -1 ? Buffer.alloc(0) : bytes.subarray(gap + 2);
}
