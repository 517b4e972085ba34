import type { Url } from '../core/vocabulary.ts';

/** What a stranger can do with it: take money or data at once, do harm within limits, or little. */
export type Grade = 'critical' | 'serious' | 'minor';

/** How far a labelled value reaches: to the next delimiter, to the closing quote, or over one word that does not read as prose. */
export type Value = 'assigned' | 'quoted' | 'credential' | 'header';

/** How a kind is found in bytes. */
export interface Scan {
  /** Literals in lower case that a match begins with; the automaton finds them in whatever case, and `whole` decides. */
  has: readonly [string, ...string[]];
  /** The whole secret in its exact shape, from the literal on; the first group is the secret where there is one. Every quantifier is bounded. */
  whole: string;
  /** What stands somewhere behind the literal in every real one. Kinds share it: a pattern of its own costs more than most texts are worth. */
  needs?: string;
  /** Bytes from the literal on that may be needed; 400 where left out. */
  window?: number;
  /** What stands so many bytes after the literal's start in every real one: spares a look at most others. */
  byte?: readonly [at: number, is: string];
  /** True where the literal may stand inside a word, as in `MY_TWILIO_TOKEN`. */
  inside?: true;
  grade: Grade;
  /** Where the shape is told; read 2026-11. */
  source: Url;
}

interface Named {
  /** Stable: baselines hold it. */
  id: string;
  /** As a person calls it. */
  kind: string;
  provider: string;
}

/**
 * A shape a secret has, for masking and for finding alike.
 * - `token`: the match is the secret, together with the word characters after it. `begins` is where masking begins, cut-off and lower-case
 *   forms included; the whole shape where left out.
 * - `value`: the match is a label, and what follows it is the secret; masked only.
 * - `context`: a value without a shape of its own behind its provider's name.
 * - `shape`: found by `scan`, masked by rules of its own (PEM, JSON Web Tokens, addresses with passwords).
 *
 * `begins` is bounded on every side, so that a failed attempt costs a constant: the whole scan stays linear.
 */
export type Kind =
  | (Named & { find: 'token'; begins?: string; scan?: Scan })
  | (Named & { find: 'value'; begins: string; value: Value })
  | (Named & { find: 'context' | 'shape'; scan: Scan });

/** Kinds that have a `scan`. */
export type Findable = Kind & { scan: Scan };

/** Colours of a terminal. */
const COLOURS = String.raw`(?:\x1b\[[0-9;]{0,8}m){0,2}`;

/**
 * What may stand between a name and its value: `=`, `:`, `=>`, `||`, a comma of a call or a table, the end of an XML element, `value:` of a list
 * of names and values, quotes, also escaped.
 */
export const SETS: string = String.raw`\\{0,3}["'\x60]?\]?\)?${COLOURS}\s{0,4}(?:=>|:=|\|\||\?\?|:\s{0,2}[|>][-+]?\s{1,12}|[:=,|>]|%3[dD]|</key>\s{0,12}<string>|,?\s{0,16}\\{0,3}["']?value\\{0,3}["']?\s{0,4}[:=])\s{0,4}${COLOURS}\\{0,3}["'\x60]?`;

/** The pattern of a value behind a name that begins with the provider's. `_?` in a name is any sign that joins words; what is called is no value. */
export function named(name: string, value: string): string {
  return String.raw`${name.replaceAll('_?', '[_. -]?')}${SETS}(${value})(?![\w(\[-])`;
}

/** A UUID, the shape of several providers' tokens. */
export const UUID = '[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}';
