import { automaton } from './find/automaton.ts';
import { KINDS } from './kinds.ts';

/**
 * The first look at every byte: all literals in one pass, then three neighbours at a time, in 32 classes of characters, against a table of
 * what else begins a secret. Most lines of a log end here, at a few hundred MB a second. It may say yes to what is harmless, and must never say no to what is masked.
 */

const KEYS = ['api', 'access', 'private', 'auth', 'service', 'encryption', 'signing', 'master'].flatMap((name) =>
  ['key', '_key', '-key', ' key', '.key'].map((key) => name + key),
);
const IN_ADDRESSES = ['code', 'sig', 'auth', 'jwt', 'key', 'otp', 'pin', 'pass', 'ticket'].flatMap((name) => [`?${name}=`, `&${name}=`]);

/** Texts without which nothing is masked, in lower case: labels, then the prefixes of providers. */
const LITERALS = [
  ...'passw pass_word pass-word pwd passphrase passcode token secret credential signature bearer basic authorization cookie session sessid'.split(
    ' ',
  ),
  ...KEYS,
  ...IN_ADDRESSES,
  ...'card visa amex maestro american discover creditcard iban cvv cvc securitycode security_code security-code socialsecurity social_security'.split(
    ' ',
  ),
  'reqbody',
  'requestbody',
  'rawbody',
  'bodyraw',
  'request body',
  'req body',
  'raw body',
  'req_body',
  'request_body',
  'raw_body',
  'body_raw',

  'req.body',
  'request.body',
  'req-body',
  'request-body',
  'raw-body',
  '"body"',
  ...'sk_ rk_ sk- whsec_ ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- npm_ akia asia sb_secret_ sbp_ xox xapp- hooks.slack.com sg. hf_ gsk_'.split(
    ' ',
  ),
  ...'shpat_ shpca_ shppa_ shpss_ doo_v1_ dop_v1_ dor_v1_ cfk_ cfut_ cfat_ eyj :aa -----begin -----end'.split(' '),
  '\\u0', // an escape that hides a character of ASCII
] as const satisfies readonly string[];

/** Kinds whose beginning the list above holds, and that could not be read off their pattern. */
const LISTED: ReadonlySet<string> = new Set<string>([
  'Stripe key',
  'Anthropic key',
  'OpenAI key',
  'Resend key',
  'GitHub token',
  'AWS key id',
  'AWS key id in lower case',
  'Supabase secret key',
  'Slack token',
  'Shopify token',
  'DigitalOcean token',
  'Cloudflare token',
  'Telegram bot token',
]);

/** Kinds as the first look needs them: what masking begins with, and the literals that lead to a whole secret. */
interface Begun {
  kind: string;
  find: string;
  begins?: string;
  scan?: { has: readonly string[] };
}
const kinds: readonly Begun[] = KINDS;

/** The text a pattern begins with, where it does begin with one of three characters or more. */
function literalOf(pattern: string): string | undefined {
  const begun = /^(?:\(\?<![^()]*\))?((?:[A-Za-z0-9_-]|\\\.)+)(?![?*+{|])/.exec(pattern)?.[1]?.replaceAll('\\', '');
  const alternates = /\|/.test(pattern.replace(/\((?:[^()]|\([^()]*\))*\)/g, ''));
  return begun !== undefined && begun.length >= 3 && !alternates ? begun.toLowerCase() : undefined;
}

/** The literals of one kind; nothing where they cannot be told. Labels are in the list above. */
function literalsOf({ kind, find, begins, scan }: Begun): readonly string[] | undefined {
  if (find === 'value') return [];
  const led = scan?.has.every((literal) => literal.length >= 3) === true ? scan.has : undefined;
  if (begins === undefined) return led;
  const own = literalOf(begins);
  if (own !== undefined) return [own, ...(led ?? [])];
  return LISTED.has(kind) || led !== undefined ? (led ?? []) : undefined;
}

const literals = [...LITERALS, ...kinds.flatMap((kind) => literalsOf(kind) ?? [])];
const unread = kinds.filter((kind) => literalsOf(kind) === undefined).flatMap(({ begins }) => begins ?? []);
/** What neither list nor reading covers is looked for by its pattern: slower, never wrong. */
const UNREAD = unread.length === 0 ? undefined : new RegExp(unread.join('|'), 'i');

const DIGIT = 27;
const AT = 28;
const GAP = 30;
const FOLD = Uint8Array.from({ length: 256 }, (_, code) => {
  const char = String.fromCharCode(code).toLowerCase();
  if (char >= 'a' && char <= 'z') return char.charCodeAt(0) - 96;
  if (char >= '0' && char <= '9') return DIGIT;
  return { '@': AT, _: 29, '-': GAP, ' ': GAP, '%': 31 }[char] ?? 0;
});

type Holds = (bytes: Uint8Array, at: number, end: number) => boolean;

/** 1 where three classes in a row may begin something; what then decides is in `SURE`. */
const MARK = new Uint8Array(1 << 15);
const SURE: Holds[][] = [];

function mark(a: number, b: number, c: number, holds: Holds): void {
  const three = (a << 10) | (b << 5) | c;
  MARK[three] = 1;
  (SURE[three] ??= []).push(holds);
}

const AUTOMATON = automaton([...new Set(literals)]);
const isWord = (fold: number | undefined): boolean => fold !== undefined && fold > 0 && fold < AT;
for (const word of ['sid', 'pan', 'ssn', 'otp', 'pin']) {
  const [a, b, c] = word.split('').map((char) => FOLD[char.charCodeAt(0)]!);
  mark(a!, b!, c!, (bytes, at, end) => {
    const before = at >= 3 ? bytes[at - 3]! : 0;
    return !isWord(FOLD[before]) && (at + 1 >= end || !isWord(FOLD[bytes[at + 1]!]));
  });
}
for (let a = 0; a < 32; a += 1) for (let c = 0; c < 32; c += 1) mark(a, AT, c, () => true);
mark(31, DIGIT, DIGIT, (bytes, at) => bytes[at - 1] === 52 && bytes[at] === 48); // %40
const digits = (bytes: Uint8Array, from: number, n: number): boolean => {
  for (let i = from; i < from + n; i += 1) if (FOLD[bytes[i] ?? 0] !== DIGIT) return false;
  return true;
};
mark(DIGIT, GAP, DIGIT, (bytes, at, end) => at >= 5 && at + 4 <= end && digits(bytes, at - 5, 4) && digits(bytes, at, 4)); // 4111 1111
const isUpper = (code: number | undefined): boolean => code !== undefined && code >= 65 && code <= 90;
for (let letter = 1; letter <= 26; letter += 1)
  mark(letter, DIGIT, DIGIT, (bytes, at) => isUpper(bytes[at - 2]) && isUpper(bytes[at - 3]) && (at < 4 || !isWord(FOLD[bytes[at - 4]!]))); // DE89
// re_ABCDEFGH_…: another underscore after six to twelve
mark(FOLD[114]!, FOLD[101]!, FOLD[95]!, (bytes, at, end) => {
  for (let i = at + 7; i <= at + 13 && i < end; i += 1) if (bytes[i] === 95) return true;
  return false;
});

/** False only where nothing in these bytes can be masked. */
export function mayLeak(bytes: Uint8Array, start: number, end: number): boolean {
  if (AUTOMATON.some(bytes, start, end)) return true;
  let three = 0;
  for (let at = start; at < end; at += 1) {
    three = ((three << 5) | FOLD[bytes[at]!]!) & 0x7fff;
    if (MARK[three] === 1 && at - start >= 1 && certain(three, bytes, at, end)) return true;
  }
  return UNREAD !== undefined && UNREAD.test(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1'));
}

function certain(three: number, bytes: Uint8Array, at: number, end: number): boolean {
  for (const holds of SURE[three]!) if (holds(bytes, at, end)) return true;
  return false;
}
