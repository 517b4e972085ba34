import type { Pointer } from '../core/check.ts';
import type { RuleId } from '../parsers/code/rules.ts';
import type { Place } from '../probes/repo/code.ts';
import { list, plain } from './plain.ts';

/** What a rule found in one file. */
export interface FileFacts {
  file: string;
  /** The file, safe to repeat. */
  shown: string;
  /** `src/a.ts:3`, `src/a.ts:3 and 9`. */
  where: string;
  /** What it found, each once, as a list for a sentence. */
  what: string;
  places: Place[];
  at: Pointer[];
}

/** What a rule found, file by file: one finding for each, whose id no moved line changes. */
export function factsOf(code: { facts: Readonly<Record<string, Place[]>> }, rule: RuleId): FileFacts[] {
  const byFile = Map.groupBy(code.facts[rule] ?? [], ({ file }) => file);
  return [...byFile].map(([file, found]) => {
    const places = found.toSorted((a, b) => a.line - b.line);
    const lines = [...new Set(places.map(({ line }) => line))];
    const shown = plain(file, 160);
    return {
      file,
      shown,
      where: `${shown}:${list(lines.map(String), 4)}`,
      what: list([...new Set(places.map(({ what }) => plain(what, 80)))], 3),
      places,
      at: lines.map((line) => ({ at: file, line })),
    };
  });
}
