import { automaton } from './find/automaton.ts';
import { CODINGS } from './find/codings.ts';
import type { Budget } from './find/layer.ts';
import { layersOf, regions } from './find/layers.ts';
import { mayLeak } from './prefilter.ts';
import { reach, type Span } from './spans.ts';

/** How many codings one inside the other are undone. */
const DEPTH = 4;
/** What may be undone of one text: so many times its length, as every coding inside another costs it once more, and something for short ones. */
const BUDGET = { times: 64, bytes: 65_536 } as const;
/** Bytes before a secret that hold its name. */
const BEFORE = 240;

const escape = (literal: string): string => literal.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
/** JSON inside a text: too common in code for a search of whole trees, and here too few to matter. */
const INNER_JSON = [String.raw`\"`, String.raw`\n`, String.raw`\t`];
const BY_SIGN = new Map(
  CODINGS.flatMap((coding) => [...coding.signs, ...(coding.name === 'escapes' ? INNER_JSON : [])].map((sign) => [sign, coding] as const)),
);
const SIGNS = new RegExp([...BY_SIGN.keys()].map(escape).join('|'), 'g');
const SOME = automaton([...BY_SIGN.keys()]);
/** Signs of base64, base64url and hex: a secret that is cut in the middle of one of them is masked to its end. */
const RUN = /[\w+/=-]*/y;

/**
 * Secrets that stand in a text as base64, hex, escapes, entities, percent encoding or pieces, one coding inside the other, as places of
 * the text itself. `plain` finds those of a text that are written as they are. Linear in the length of the text.
 */
export function codedSpans(text: string, plain: (text: string) => Span[]): Span[] {
  // One byte for each character, so that places are the same.
  const bytes = Buffer.from(text, 'latin1');
  return spansIn(bytes, text, { plain, budget: { left: BUDGET.times * bytes.length + BUDGET.bytes }, depth: 0 });
}

/** False only where nothing that is written in another coding in these bytes can be masked; for lines of which most hold none. */
export function codedMayLeak(bytes: Uint8Array, start: number, end: number): boolean {
  const own = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  return anyIn(own, { left: BUDGET.times * own.length + BUDGET.bytes }, 0);
}

function anyIn(bytes: Buffer, budget: Budget, depth: number): boolean {
  const signs = SOME.some(bytes, 0, bytes.length) ? signsIn(bytes, bytes.toString('latin1')) : [];
  for (const layer of layersOf(bytes, signs, budget))
    if (mayLeak(layer.bytes, 0, layer.bytes.length) || (depth < DEPTH && anyIn(layer.bytes, budget, depth + 1))) return true;
  return false;
}

interface Look {
  plain(text: string): Span[];
  budget: Budget;
  depth: number;
}

function spansIn(bytes: Buffer, text: string, look: Look): Span[] {
  const spans: Span[] = [];
  for (const layer of layersOf(bytes, signsIn(bytes, text), look.budget)) {
    const inner = layer.bytes.toString('latin1');
    const own = mayLeak(layer.bytes, 0, layer.bytes.length) ? look.plain(inner) : [];
    const deeper = look.depth < DEPTH ? spansIn(layer.bytes, inner, { ...look, depth: look.depth + 1 }) : [];
    for (const [from, to] of [...own, ...deeper]) {
      if (!layer.changed(from - BEFORE, to)) continue;
      const start = layer.origin(from);
      const end = Math.max(layer.origin(to), start + 1);
      spans.push([start, layer.coded === 'hex' || layer.coded === 'base64' ? reach(RUN, text, end) : end]);
    }
  }
  return spans;
}

function signsIn(bytes: Buffer, text: string): ReturnType<ReturnType<typeof regions>['all']> {
  const signs = regions();
  for (const { 0: sign, index } of text.matchAll(SIGNS)) {
    const coding = BY_SIGN.get(sign)!;
    if (coding.holds?.(bytes, index) !== false) signs.add(coding, index);
  }
  return signs.all();
}
