import { CODINGS, type Coding } from './codings.ts';
import type { Budget, Layer } from './layer.ts';
import { lastBefore } from './lookup.ts';
import { codedRuns } from './runs.ts';

/** Parts of a text where signs of one coding stand close together. */
export interface Region {
  coding: Coding;
  from: number;
  to: number;
}

/** Bytes around a sign that may belong to a secret and its name. */
const BEFORE = 240;
const BEHIND = 700;

/** Bytes of one region; the next one begins inside it, so that nothing falls between. */
const LONGEST = 65_536;

/** Gathers signs into regions as they come, in the order of the text. */
export function regions(): { add(coding: Coding, at: number): void; all(): Region[] } {
  const open = new Map<Coding, Region[]>();
  return {
    add(coding, at) {
      const known = open.get(coding) ?? [];
      open.set(coding, known);
      const last = known.at(-1);
      if (last && at - BEFORE <= last.to && at - last.from < LONGEST) last.to = Math.max(last.to, at + BEHIND);
      else known.push({ coding, from: Math.max(0, at - BEFORE), to: at + BEHIND });
    },
    all: () => CODINGS.flatMap((coding) => open.get(coding) ?? []),
  };
}

/** The texts inside a text, each decoded by one step, until the budget is used up. Never throws. */
export function* layersOf(bytes: Buffer, signs: readonly Region[], budget: Budget): Generator<Layer> {
  for (const region of signs) {
    if (budget.left <= 0) return;
    budget.left -= region.to - region.from;
    const layer = undo(bytes, region);
    if (layer) yield layer;
  }
  yield* codedRuns(bytes, budget);
}

function undo(bytes: Buffer, { coding, from: first, to }: Region): Layer | null {
  // A word that is cut would be read as another one.
  const from = first === 0 ? 0 : afterWord(bytes, first);
  const end = Math.min(bytes.length, to);
  const text = bytes.toString('latin1', from, end);
  const plain = Buffer.allocUnsafe(end - from);
  /** Behind each change: a place in the plain text, and where it came from. */
  const [ats, froms]: [number[], number[]] = [[], []];
  let [read, written] = [0, 0];
  // One match at a time: `replaceAll` holds all of a text's matches at once, a hundred times the text.
  coding.pattern.lastIndex = 0;
  for (let match = coding.pattern.exec(text); match; match = coding.pattern.exec(text)) {
    const [whole, ...groups] = match;
    const instead = coding.plain(whole, ...groups);
    if (instead === whole) continue;
    written += bytes.copy(plain, written, from + read, from + match.index);
    written += plain.write(instead, written, 'latin1');
    read = match.index + whole.length;
    ats.push(written);
    froms.push(read);
  }
  if (ats.length === 0) return null;
  written += bytes.copy(plain, written, from + read, end);
  return {
    coded: coding.name,
    bytes: plain.subarray(0, written),
    origin(at) {
      const mark = lastBefore(ats.length, (each) => ats[each]! <= at);
      return from + (mark < 0 ? at : froms[mark]! + at - ats[mark]!);
    },
    changed(start, until) {
      const mark = lastBefore(ats.length, (each) => ats[each]! <= until);
      // What runs up to the cut end is not known whole.
      return mark >= 0 && ats[mark]! >= start && (end === bytes.length || until < written);
    },
  };
}

function afterWord(bytes: Buffer, from: number): number {
  for (let at = from; at < Math.min(bytes.length, from + BEFORE - 8); at += 1) {
    const byte = bytes[at]!;
    if (byte === 32 || byte === 10 || byte === 34 || byte === 39 || byte === 96 || byte === 44 || byte === 59 || byte === 61) return at;
  }
  return from;
}
