import type { Range } from '../../parsers/git-pack.ts';

/** What has changed is looked at with so many bytes around it: names before a value, values behind a name. */
const AROUND = 512;
/** From there on to the ends of the lines, as far as this. */
const LINE = 2_048;
/** Versions of one path that are kept to compare the next one with. */
const KEPT = 2;
const BLOCK = 4_096;
/** A changed range of this size is looked into for parts that have not changed, which so many equal bytes show. */
const WORTH_A_LOOK = 4_096;
const ANCHOR = 96;
/** Changes of one version that are told apart. */
const MOST = 200;

/** The last versions of one path. Versions of a path must follow each other. */
export interface Versions {
  /** The parts of a version that the one kept before it lacks, with what is around them; null where most of it is new. */
  changed(path: string, bytes: Buffer): Buffer[] | null;
  /** Keeps a version that was found without secrets. */
  keep(path: string, bytes: Buffer): void;
}

/** Compares each version of a path with the two clean ones before it. */
export function versions(): Versions {
  let current = '';
  let kept: Buffer[] = [];
  return {
    changed(path, bytes) {
      if (path !== current) return null;
      const ways = kept.map((before) => partsAround(changes(before, bytes), bytes));
      const [least] = ways.toSorted((a, b) => lengthOf(a) - lengthOf(b));
      return least && isWorthIt(least, bytes) ? least : null;
    },
    keep(path, bytes) {
      // The bytes are lent; memory that held an older version takes them.
      const spare = kept.length < KEPT ? undefined : kept.shift();
      const fits = spare !== undefined && spare.buffer.byteLength >= bytes.length;
      const own = Buffer.from(fits ? spare.buffer : new ArrayBuffer(bytes.length * 2), 0, bytes.length);
      bytes.copy(own);
      kept = path === current ? [...kept, own] : [own];
      current = path;
    },
  };
}

/** The parts of a text to look at, by where it has changed; null where most of it is new. */
export function changedParts(ranges: readonly Range[], text: Buffer): Buffer[] | null {
  const parts = partsAround(ranges, text);
  return isWorthIt(parts, text) ? parts : null;
}

function isWorthIt(parts: readonly Buffer[], text: Buffer): boolean {
  return lengthOf(parts) * 4 < text.length * 3;
}

function lengthOf(parts: readonly Buffer[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** The changed parts of a text with so much around each that whatever a change may complete is in it. */
function partsAround(ranges: readonly Range[], after: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let [from, to] = [0, 0];
  for (const change of ranges) {
    const start = Math.max(0, change.from - AROUND);
    const end = Math.min(after.length, change.to + AROUND);
    const lineEnd = after.indexOf(10, end);
    const next = Math.max(after.lastIndexOf(10, start) + 1, start - LINE);
    if (next > to) {
      if (to > from) parts.push(after.subarray(from, to));
      from = next;
    }
    to = Math.min(lineEnd === -1 ? after.length : lineEnd, end + LINE);
  }
  if (to > from) parts.push(after.subarray(from, to));
  return parts;
}

/** What `after` has that `before` lacks, in order; a place where something was taken out is an empty range. */
function changes(before: Buffer, after: Buffer): Range[] {
  const found: Range[] = [];
  const open: { old: Range; now: Range }[] = [{ old: { from: 0, to: before.length }, now: { from: 0, to: after.length } }];
  for (let next = open.pop(); next; next = open.pop()) {
    const most = Math.min(next.old.to - next.old.from, next.now.to - next.now.from);
    const start = sameStart(before.subarray(next.old.from, next.old.to), after.subarray(next.now.from, next.now.to), most);
    const end = sameEnd(before.subarray(next.old.from, next.old.to), after.subarray(next.now.from, next.now.to), most - start);
    const old = { from: next.old.from + start, to: next.old.to - end };
    const now = { from: next.now.from + start, to: next.now.to - end };
    if (old.from === old.to && now.from === now.to) continue;
    const at = now.to - now.from < WORTH_A_LOOK || found.length > MOST ? null : anchor(before, old, after, now);
    if (at === null) found.push(now);
    // The part in front comes off the stack first, so that changes are found in order.
    else
      open.push(
        { old: { from: at.old, to: old.to }, now: { from: at.now, to: now.to } },
        { old: { from: old.from, to: at.old }, now: { from: now.from, to: at.now } },
      );
  }
  return found;
}

/** A place in the middle of a range that both texts have. */
function anchor(before: Buffer, old: Range, after: Buffer, now: Range): { old: number; now: number } | null {
  const within = before.subarray(old.from, old.to);
  for (const share of [0.5, 0.25, 0.75]) {
    const at = Math.floor(now.from + (now.to - now.from - ANCHOR) * share);
    const found = within.indexOf(after.subarray(at, at + ANCHOR));
    if (found !== -1) return { old: old.from + found, now: at };
  }
  return null;
}

function sameStart(a: Buffer, b: Buffer, most: number): number {
  let at = 0;
  while (at + BLOCK <= most && a.compare(b, at, at + BLOCK, at, at + BLOCK) === 0) at += BLOCK;
  while (at < most && a[at] === b[at]) at += 1;
  return at;
}

function sameEnd(a: Buffer, b: Buffer, most: number): number {
  let count = 0;
  while (
    count + BLOCK <= most &&
    a.compare(b, b.length - count - BLOCK, b.length - count, a.length - count - BLOCK, a.length - count) === 0
  )
    count += BLOCK;
  while (count < most && a[a.length - count - 1] === b[b.length - count - 1]) count += 1;
  return count;
}
