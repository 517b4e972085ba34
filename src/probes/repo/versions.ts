/** What has changed is looked at with so many bytes around it: names before a value, values behind a name. */
const AROUND = 512;
/** From there on to the ends of the lines, as far as this. */
const LINE = 2_048;
/** Versions of one path that are kept to compare the next one with. */
const KEPT = 2;
const BLOCK = 4_096;

/** The last versions of one path. Versions of a path must follow each other. */
export interface Versions {
  /** The part of a version that is in none of those kept, with what is around it; null where most of it is new. */
  changed(path: string, bytes: Buffer): Buffer | null;
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
      const parts = kept.map((before) => between(before, bytes));
      const [first] = parts.toSorted((a, b) => a.length - b.length);
      return first && first.length * 4 < bytes.length * 3 ? first : null;
    },
    keep(path, bytes) {
      kept = path === current ? [...kept.slice(1 - KEPT), bytes] : [bytes];
      current = path;
    },
  };
}

function between(before: Buffer, after: Buffer): Buffer {
  const most = Math.min(before.length, after.length);
  const start = sameStart(before, after, most);
  const end = after.length - sameEnd(before, after, most - start);
  const from = Math.max(0, start - AROUND);
  const to = Math.min(after.length, end + AROUND);
  const lineStart = after.lastIndexOf(10, from) + 1;
  const lineEnd = after.indexOf(10, to);
  return after.subarray(Math.max(lineStart, from - LINE), Math.min(lineEnd === -1 ? after.length : lineEnd, to + LINE));
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
