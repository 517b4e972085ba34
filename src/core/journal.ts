import { createHash } from 'node:crypto';
import { canonicalJson } from './bundle.ts';
import type { Change } from './change.ts';

/** What is written down before and after the world is changed, and whatever else must be proven later. */
export type Entry =
  | { is: 'intends'; change: Change }
  | { is: 'did'; change: string; undo: Change }
  | { is: 'failed'; change: string; why: string }
  | { is: 'undid'; change: string }
  | { is: 'deployed'; release: string; [fact: string]: unknown }
  | { is: 'rolled-back'; release: string; to: string; [fact: string]: unknown }
  | { is: 'drilled'; release: string; [fact: string]: unknown }
  | { is: 'stage'; stage: string; state: 'begun' | 'done' | 'skipped'; [fact: string]: unknown };

/** One line of a journal. `hash` is the SHA-256 of the line without it, `before` the hash of the line above: nothing can be taken out unseen. */
export interface Line {
  n: number;
  /** ISO time. */
  at: string;
  entry: Entry;
  before: string;
  hash: string;
}

/** What the first line names as the line above it. */
export const START = '0'.repeat(64);

/** The line that follows `last`. */
export function nextLine(last: Pick<Line, 'n' | 'hash'> | undefined, entry: Entry, now: Date): Line {
  const line = { n: (last?.n ?? 0) + 1, at: now.toISOString(), entry, before: last?.hash ?? START };
  return { ...line, hash: hashOf(line) };
}

/** The number of the first line that was altered, lost or put in; nothing for a whole chain. */
export function brokenAt(lines: readonly Line[]): number | undefined {
  let above: Pick<Line, 'n' | 'hash'> = { n: 0, hash: START };
  for (const { hash, ...line } of lines) {
    if (line.n !== above.n + 1 || line.before !== above.hash || hash !== hashOf(line)) return above.n + 1;
    above = { n: line.n, hash };
  }
  return undefined;
}

function hashOf(line: Omit<Line, 'hash'>): string {
  return createHash('sha256').update(canonicalJson(line)).digest('hex');
}
