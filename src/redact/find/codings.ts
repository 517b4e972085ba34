/** A way in which texts are written inside others so that a search for their characters misses them. */
export interface Coding {
  /** As a person calls it. */
  name: string;
  /** Literals that say that there may be something to undo. */
  signs: readonly string[];
  /** False where the bytes around a sign say that it is none. */
  holds?: (bytes: Uint8Array, at: number) => boolean;
  /** What is undone, every quantifier bounded. */
  pattern: RegExp;
  /** What stands there instead; the match's own groups follow it. */
  plain: (match: string, ...groups: (string | undefined)[]) => string;
}

const isHex = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 70) || (byte >= 97 && byte <= 102));
const isWord = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 95 || byte === 45);
/** Two hex digits of a printable ASCII character. */
const isPrintable = (bytes: Uint8Array, at: number): boolean => bytes[at]! >= 50 && bytes[at]! <= 55 && isHex(bytes[at + 1]);
/** The same, or of the beginning of a terminal's colours. */
const isSeen = (bytes: Uint8Array, at: number): boolean => isPrintable(bytes, at) || (bytes[at] === 49 && (bytes[at + 1]! | 32) === 98);
const isQuote = (byte: number | undefined): boolean => byte === 34 || byte === 39 || byte === 96;
const isBlank = (byte: number | undefined): boolean => byte === 32 || byte === 9 || byte === 10 || byte === 13;
const char = (hex: string): string => String.fromCharCode(Number.parseInt(hex, 16));

/** Tabs, ends of lines, and the beginning of a terminal's colours: they stand around keys. */
const CONTROL_CODES: ReadonlySet<number> = new Set([9, 10, 13, 27]);
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
/** The named references that stand for characters of keys and of what surrounds them (HTML Standard, 13.5). */
const ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  amp: '&',
  lt: '<',
  gt: '>',
  apos: "'",
  colon: ':',
  equals: '=',
  lowbar: '_',
  period: '.',
  sol: '/',
  commat: '@',
  plus: '+',
  hyphen: '-',
};
/** Blanks that are looked over between two pieces of a string. */
const APART = 40;

/** Signs that join the parts of keys and of addresses. */
const isJoint = (byte: number | undefined): boolean => isWord(byte) || byte === 46 || byte === 47 || byte === 58;

/** Two quoted pieces with a plus between them, each with a character of a key at the seam. */
function isSeam(bytes: Uint8Array, at: number): boolean {
  if (!isJoint(bytes[at - 1])) return false;
  let next = at + 1;
  while (bytes[next] === 32) next += 1;
  for (next += 1; isBlank(bytes[next]) && next < at + APART; next += 1);
  return isQuote(bytes[next]) && isJoint(bytes[next + 1]);
}

export const CODINGS: readonly Coding[] = [
  {
    name: 'escapes',
    signs: String.raw`\u00 \u{ \x :\/\/ .com\/ \\\\`.split(' '),
    holds: (bytes, at) => {
      if (bytes[at] !== 0x5c) return true;
      if (bytes[at + 1] === 0x78) return isSeen(bytes, at + 2);
      if (bytes[at + 1] !== 0x75) return true;
      return bytes[at + 2] === 0x7b || isSeen(bytes, at + 4);
    },
    pattern: /\\(?:u00(0[9ad]|1b|[2-7][0-9a-f])|x(0[9ad]|1b|[2-7][0-9a-f])|u\{0{0,4}(0?[9ad]|1b|[2-7][0-9a-f])\}|(["'`\\/nrt]))/gi,
    plain: (_match, long, short, braced, sign = '') => {
      const hex = long ?? short ?? braced;
      return hex === undefined ? (CONTROLS[sign] ?? sign) : char(hex);
    },
  },
  {
    name: 'percent encoding',
    signs: ['%2', '%3', '%4', '%5', '%6', '%7'],
    holds: (bytes, at) => isHex(bytes[at + 2]),
    pattern: /%(0[9ad]|1b|[2-7][0-9a-f])/gi,
    plain: (_match, hex = '') => char(hex),
  },
  {
    name: 'HTML entities',
    signs: ['&#', '&quot;', '&amp;quot;', '&amp;#', '&apos;', '&lowbar;', '&equals;', '&colon;'],
    pattern: /&(?:#(\d{1,3})|#x0{0,4}([9ad]|1b|[2-7][0-9a-f])|([a-z]{2,6}));/gi,
    plain: (match, decimal, hex, name) => {
      if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name]! : match;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return CONTROL_CODES.has(code) || (code > 31 && code < 127) ? String.fromCharCode(code) : match;
    },
  },
  {
    name: 'colours of a terminal',
    signs: ['\u001b[', '\u001b]', String.raw`\u001b[`, String.raw`\x1b[`, String.raw`\033[`],
    // oxlint-disable-next-line no-control-regex -- these are what is taken out
    pattern: /(?:\u001b|\\u001b|\\x1b|\\033)(?:\[[0-9;:?]{0,24}[A-Za-z]|\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\))/gi,
    plain: () => '',
  },
  {
    name: 'pieces',
    signs: ['"+', '" +', "'+", "' +", '`+', '` +'],
    holds: isSeam,
    pattern: /(["'`])\s{0,40}\+\s{0,40}["'`]/g,
    plain: () => '',
  },
  {
    name: 'pieces',
    signs: ['${"', "${'", '${`'],
    pattern: /\$\{(["'`])([\w+/=.-]{0,200})\1\}/g,
    plain: (_match, _quote, piece = '') => piece,
  },
  {
    name: 'pieces',
    signs: ['].join("', "].join('", '].join(`'],
    pattern:
      /\[\s{0,40}(["'`])([\w+/=.-]{1,200}\1(?:\s{0,40},\s{0,40}\1[\w+/=.-]{1,200}\1){1,40})\s{0,40},?\s{0,40}\]\.join\(["'`]([_.:/-]?)["'`]\)/g,
    plain: (_match, quote = '', pieces = '', joint = '') =>
      `${quote}${pieces
        .slice(0, -1)
        .split(new RegExp(String.raw`${quote}\s*,\s*${quote}`))
        .join(joint)}${quote}`,
  },
];
