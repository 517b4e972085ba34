import type { Url } from '../core/vocabulary.ts';
import { type Findable, type Grade, named, SETS } from './kind.ts';

/** One line of a table: literals are divided by spaces. `ends` is how the name of a value ends that has no shape of its own. */
export type Row = readonly [
  id: string,
  kind: string,
  provider: string,
  has: string,
  shape: string,
  grade: Grade,
  source: Url,
  ends?: string,
];

/** How a name says that its value is secret. Keys that say they are for everybody are not. */
const SECRET = String.raw`(?:(?<!(?:public|publishable|pub|search|site|anon|client|browser)[_. -]?)key|token|secret|password)`;

/** Between the provider and the rest of the name: more of the name, or the first line of a section that the provider names. */
const MIDDLE = String.raw`(?:[\w. -]{0,30}|\\{0,3}["']?\]?\s{0,2}[:=]?\s{0,2}\{?\s{0,12}\\{0,3}["']?[\w-]{0,24})`;

/** The environment that a name may end with. */
const WHERE = '(?:_(?:prod|production|live|dev|development|staging|test|[0-9]{1,2}))?';

/** The end of a name that says its value is secret, and the beginning of a value: they have 20 characters at least. */
const SECRETS = String.raw`${SECRET}${WHERE}${SETS}[\w.+/=:|-]{12}`;

/** So many hexadecimal digits. */
export const hex = (length: number): string => `[a-f0-9]{${length}}`;

/** So many letters and digits, one digit at least: what has none is a word of code. */
export const alnum = (length: number): string => `(?=[a-z]{0,${length - 1}}[0-9])[a-z0-9]{${length}}`;

/** As `alnum`, with the two signs of URL-safe base64. */
export const urlSafe = (length: number): string => String.raw`(?=[a-z_-]{0,${length - 1}}[0-9])[\w-]{${length}}`;

/** A value whose shape its provider does not tell: 20 characters and two digits at least. */
export const OPAQUE = String.raw`(?=(?:[a-z_-]{0,60}[0-9]){2})[\w-]{20,200}`;

/** A JSON Web Token. */
export const JWT = String.raw`eyJ[\w-]{10,400}\.eyJ[\w-]{10,1200}\.[\w-]{20,800}`;

/** Tokens with a prefix of their own. */
export const tokens = (...rows: readonly Row[]): Findable[] =>
  rows.map(([id, kind, provider, has, whole, grade, source]) => ({
    id,
    kind,
    provider,
    find: 'token',
    scan: {
      has: several(has.split(' ')),
      whole,
      ...windowOf(whole),
      ...(whole.startsWith('(?<=') && { inside: true as const }),
      grade,
      source,
    },
  }));

/**
 * Values behind a name that begins with one of the literals, however its words are joined: `box_client`, `boxClient`, `box.client`. What
 * stands behind a `+` in a literal makes it rarer, and is read again as part of the name's end.
 */
export const behind = (...rows: readonly Row[]): Findable[] =>
  rows.map(([id, kind, provider, has, value, grade, source, ends = SECRET]) => ({
    id,
    kind,
    provider,
    find: 'context',
    scan: {
      has: several(has.replaceAll('+', '').split(' ').flatMap(joined)),
      whole: named(
        `(?:${has
          .replace(/\+[\w.]{1,20}/g, '')
          .replaceAll(/_(?=\w)/g, '_?')
          .replaceAll(' ', '|')})${MIDDLE}${ends}${WHERE}`,
        `(?:${value})`,
      ),
      inside: true,
      ...(ends === SECRET && { needs: SECRETS }),
      ...windowOf(value),
      grade,
      source,
    },
  }));

/** A literal with its words joined in each way. */
function joined(literal: string): string[] {
  return /_\w/.test(literal) ? ['_', '', '.', '-'].map((sign) => literal.replaceAll(/_(?=\w)/g, sign)) : [literal];
}

/** How many bytes a long shape needs: the sum of its longest runs, and something for the name before it. */
function windowOf(shape: string): { window?: number } {
  const longest = [...shape.matchAll(/\{(?:\d+,)?(\d+)\}/g)].reduce((sum, [, most]) => sum + Number(most), 0);
  return longest > 200 ? { window: longest + 200 } : {};
}

function several(literals: readonly string[]): [string, ...string[]] {
  const [first = '', ...others] = new Set(literals);
  return [first, ...others];
}
