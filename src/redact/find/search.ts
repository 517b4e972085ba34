import { setFlagsFromString } from 'node:v8';
import type { Findable } from '../kind.ts';
import { FINDABLE } from '../kinds.ts';
import { ASSIGNED, mayAssign } from './assigned.ts';
import { automaton } from './automaton.ts';
import { CODINGS } from './codings.ts';
import { type Region, regions } from './layers.ts';

/** A place that has the shape of a kind. */
export interface Shaped {
  kind: Findable;
  /** Where the secret itself starts and ends, bytes. */
  start: number;
  end: number;
  /** Where what stands before it begins, as far as it is looked at. */
  from: number;
}

/** Such a place with its texts, which are read one at a time: a hostile file has a million places. */
export interface Hit extends Shaped {
  /** The secret as latin1 text. */
  value: string;
  /** The line it stands in, up to 120 characters before it and 60 after, to tell who it belongs to. Holds the secret. */
  before: string;
}

/** Bytes before the literal that patterns may look back at. */
const BACK = 160;
const WINDOW = 400;
/** Bytes from the literal on in which a name ends and the beginning of its value stands. */
const NAMED = 180;

/** The longest window: chunks of one file overlap by it. */
export const REACH: number = Math.max(...FINDABLE.map(({ scan }) => scan.window ?? WINDOW)) + BACK;

/** All that is looked for: kinds with a shape, and what a name alone says is a secret. */
const LOOKED: readonly Findable[] = [...FINDABLE, ASSIGNED];

const LITERALS = LOOKED.flatMap((kind) => kind.scan.has.map((literal) => ({ kind, literal })));
/** Signs of codings are found in the same pass. */
const SIGNS = CODINGS.flatMap((coding) => coding.signs.map((literal) => ({ coding, literal })));
const AUTOMATON = automaton([...LITERALS, ...SIGNS].map(({ literal }) => literal));
const PATTERNS = patterns();
const NEEDS = new Map<string, RegExp>();

/** V8 makes machine code of a pattern when it runs for the second time: of these, which most runs meet a few times, that would cost more than all else. */
function patterns(): ReadonlyMap<Findable, RegExp> {
  setFlagsFromString('--regexp-tier-up-ticks=100');
  const made = LOOKED.map(
    (kind) => [kind, new RegExp(`${kind.scan.whole}(?![A-Za-z0-9])`, kind.find === 'context' ? 'diy' : 'dy')] as const,
  );
  setFlagsFromString('--regexp-tier-up-ticks=1');
  return new Map(made);
}

/**
 * Everything in `bytes` that has the shape of a known secret, in order; several kinds may claim one place. Beside it the regions that are
 * written in some other way, to be undone and searched again. Bytes are read as latin1, so
 * that positions hold and nothing is lost. Linear: patterns run on a bounded window behind their literal alone.
 * `until` leaves what begins behind it to the next chunk, which must begin `REACH` bytes earlier.
 */
export function search(bytes: Buffer, until = bytes.length): { hits: Shaped[]; signs: Region[] } {
  const hits: Shaped[] = [];
  const signs = regions();
  const seen = new Map<Findable, number>();
  AUTOMATON.scan(bytes, (literal, start) => {
    if (literal >= LITERALS.length) {
      const { coding } = SIGNS[literal - LITERALS.length]!;
      if (start < until && coding.holds?.(bytes, start) !== false) signs.add(coding, start);
      return;
    }
    const { kind } = LITERALS[literal]!;
    if (start >= until || !mayBegin(bytes, start, kind)) return;
    const from = Math.max(0, start - BACK);
    const window = bytes.toString('latin1', from, Math.min(bytes.length, start + (kind.scan.window ?? WINDOW)));
    if (!holds(window, start - from, kind)) return;
    const pattern = PATTERNS.get(kind)!;
    pattern.lastIndex = start - from;
    const found = pattern.exec(window);
    if (!found) return;
    const [first, last] = found.indices?.[found[1] === undefined ? 0 : 1] ?? [0, 0];
    if (from + first < (seen.get(kind) ?? 0)) return; // a literal inside what was just found
    seen.set(kind, from + last);
    hits.push({ kind, start: from + first, end: from + last, from });
  });
  return { hits: hits.toSorted((a, b) => a.start - b.start || b.end - a.end), signs: signs.all() };
}

/** False where what every real one has is not there. */
function holds(window: string, from: number, { scan: { needs } }: Findable): boolean {
  if (needs === undefined) return true;
  const pattern = NEEDS.get(needs) ?? new RegExp(needs, 'i');
  NEEDS.set(needs, pattern);
  return pattern.test(window.slice(from, from + NAMED));
}

/** The texts of a place. */
export function hitAt(bytes: Buffer, { kind, start, end, from }: Shaped): Hit {
  return { kind, start, end, from, value: bytes.toString('latin1', start, end), before: bytes.toString('latin1', from, start) };
}

/** False where the bytes around a literal already say that no secret begins there. */
function mayBegin(bytes: Uint8Array, start: number, kind: Findable): boolean {
  if (kind === ASSIGNED) return mayAssign(bytes, start);
  const { scan } = kind;
  if (scan.byte && bytes[start + scan.byte[0]] !== scan.byte[1].charCodeAt(0)) return false;
  return scan.inside === true || start === 0 || !isWord(bytes[start - 1]!) || isEscape(bytes, start);
}

function isWord(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
}

/** True behind `\n` and the like, `%3D`, and a colour of a terminal: their last letter belongs to no word. */
function isEscape(bytes: Uint8Array, start: number): boolean {
  const [before, second, third] = [bytes[start - 1], bytes[start - 2], bytes[start - 3]];
  const isColour = before === 0x6d && second !== undefined && (second === 0x5b || (second >= 48 && second <= 57));
  return second === 0x5c || third === 0x25 || isColour;
}
