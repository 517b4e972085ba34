import { seeded } from './io.ts';
import { fill, SHAPE_ROWS } from './secret-shapes.ts';

/** How many characters of a secret in a row must not be found anywhere; the four at its end are shown on purpose. */
export const WINDOW = 12;
/** How many of them must be drawn by lot: what all keys of a kind begin with is no secret. */
const DRAWN = 8;

/** Shorter pieces of a value name an account, a space or a version. */
const SHORTEST = 12;

/** A secret value of some kind, drawn by lot, and the name it stands behind. */
export interface Drawn {
  id: string;
  name: string;
  value: string;
  /** Every run of characters that must not be found. */
  windows: readonly string[];
}

const SLOT = /(\{[a-zA-Z]\d+\}|\{u\}|\{J\})/;

/** The values that are planted, a different one for each kind of the corpus. The same for the same seed. */
export function drawValues(seed: number): Drawn[] {
  const random = seeded(seed);
  return SHAPE_ROWS.flatMap(({ id, name, shape }) => {
    const pieces = shape.split(SLOT).map((piece) => ({ text: SLOT.test(piece) ? fill(piece, random) : piece, slot: piece }));
    const value = pieces.map(({ text }) => text).join('');
    const open = id === 'terraform-token' ? 1 : 0; // what stands before its dot is the id of the token
    const drawn = pieces.flatMap(({ text, slot }, at) => marks(text, at <= open && open > 0 ? '' : slot));
    const windows = Array.from({ length: Math.max(0, value.length - WINDOW + 1) }, (_, at) => at).flatMap((at) =>
      drawn.slice(at, at + WINDOW).filter(Boolean).length >= DRAWN ? [value.slice(at, at + WINDOW)] : [],
    );
    return windows.length > 4 ? [{ id, name, value, windows }] : [];
  });
}

/** Which characters of a piece are secret. Digits and short pieces are ids; of a token the signature counts: its header is the same in all of them. */
function marks(text: string, slot: string): boolean[] {
  const signature = slot === '{J}' ? text.lastIndexOf('.') : -1;
  return Array.from(text, (_, at) => SLOT.test(slot) && !slot.startsWith('{d') && text.length >= SHORTEST && at > signature);
}
