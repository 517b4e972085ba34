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
  /** Behind each change: a place in the plain text, and where it came from. */
  const marks: { at: number; from: number }[] = [];
  let gone = 0;
  const plain = text.replaceAll(coding.pattern, (match: string, ...rest: unknown[]) => {
    const offset = rest.find((each): each is number => typeof each === 'number') ?? 0;
    const groups = rest.slice(0, rest.indexOf(offset)) as (string | undefined)[]; // as: groups stand before the offset
    const instead = coding.plain(match, ...groups);
    if (instead === match) return match;
    const at = offset - gone + instead.length;
    gone += match.length - instead.length;
    marks.push({ at, from: offset + match.length });
    return instead;
  });
  if (marks.length === 0) return null;
  return {
    coded: coding.name,
    bytes: Buffer.from(plain, 'latin1'),
    origin(at) {
      const mark = lastBefore(marks.length, (each) => marks[each]!.at <= at);
      return from + (mark < 0 ? at : marks[mark]!.from + at - marks[mark]!.at);
    },
    changed(start, until) {
      const mark = lastBefore(marks.length, (each) => marks[each]!.at <= until);
      // What runs up to the cut end is not known whole.
      return mark >= 0 && marks[mark]!.at >= start && (end === bytes.length || until < plain.length);
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
