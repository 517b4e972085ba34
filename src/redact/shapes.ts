import { reach, type Span } from './spans.ts';

const KEY_BEGINS = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** Without the dashes after it: they may be those that begin the next key. */
const KEY_ENDS = /-----END[A-Z0-9 ]{0,60}/g;

/** PEM private keys, whole. One that was cut off before its end reaches to the end of the text. */
export function privateKeys(text: string): Span[] {
  const spans: Span[] = [];
  let closed = 0;
  for (const { index } of text.matchAll(KEY_BEGINS)) {
    if (index < closed) continue;
    KEY_ENDS.lastIndex = index;
    closed = KEY_ENDS.test(text) ? KEY_ENDS.lastIndex : text.length;
    spans.push([index, closed]);
  }
  return spans;
}

/** Parts of one token: what goes on for ever is none, and uses up the stack. */
const DOTTED = /[\w-]*(?:\.[\w-]+){0,1000}/y;

/**
 * A token that became part of a name, in lower case; the second part must begin like one too, for words begin like this.
 * It takes every part that follows: where several tokens became one name, the next one begins inside the last part of the one before.
 */
const LOWER_CASE_JWT = /(?<![a-z0-9])eyj[a-z0-9_-]{12,200}\.eyj[a-z0-9_-]{12,4000}(?:\.[a-z0-9_-]*){0,1000}/g;

/**
 * What a token's first part always begins with: the base64 of `{"alg"`, `{"typ"`, `{"kid"` or `{"enc"`, in whatever case, and whatever
 * stands before it. Enough to tell a token that was cut in two.
 */
const JWT_BEGINS = /eyj(?:hbgci|0exai|rawqi|lbmmi)[\w-]*(?:\.[\w-]+){0,1000}/gi;

/** JSON Web Tokens and encrypted ones, except those for the role `anon`, which Supabase hands to every visitor. */
export function jwts(text: string): Span[] {
  const spans = [...text.matchAll(LOWER_CASE_JWT), ...text.matchAll(JWT_BEGINS)]
    .filter(([token]) => !isAnon(token))
    .map(({ 0: token, index }): Span => [index, index + token.length]);
  for (let at = text.indexOf('eyJ'); at >= 0;) {
    const end = reach(DOTTED, text, at);
    const token = text.slice(at, end);
    if (token.split('.', 3).length === 3 && !isAnon(token)) spans.push([at, end]);
    at = text.indexOf('eyJ', end);
  }
  return spans;
}

/** True for a token whose payload says `"role":"anon"`: public by design. */
export function isAnon(token: string): boolean {
  const payloadPart = /^eyJ[\w-]*\.([\w-]+)\.[\w-]*$/.exec(token)?.[1];
  if (payloadPart === undefined) return false;
  try {
    const payload: unknown = JSON.parse(Buffer.from(payloadPart, 'base64url').toString('utf8'));
    return typeof payload === 'object' && payload !== null && 'role' in payload && payload.role === 'anon';
  } catch {
    return false;
  }
}

/** Also as one address stands inside another, percent-encoded. */
const USER = /(?::\/\/|%3a%2f%2f)[^\s/?#@:"'<>]{0,200}?(?::|%3a)(?!\d{1,5}(?:[/?#\s"']|%2f|$))/gi;
const MASKED = /^…\S{0,4}$/;
const PASSWORD = /[^\s"'<>]{0,256}(?:@|%40)/y;

/** Passwords in addresses such as `postgres://user:password@host`, up to the last `@`. */
export function urlPasswords(text: string): Span[] {
  return [...text.matchAll(USER)].flatMap((match): Span[] => {
    const from = match.index + match[0].length;
    const end = reach(PASSWORD, text, from);
    const to = end - (text[end - 1] === '@' ? 1 : 3);
    return to > from && !MASKED.test(text.slice(from, to)) ? [[from, to]] : [];
  });
}

/** How far from the end of a text the beginning of a secret is looked for; longer than any but a PEM key. */
const CUT_REACH = 2_048;

/** How secrets begin whose rest may have been cut off: providers' prefixes, a token's first part, and `user:password` without its `@`. */
const CUT = [
  /(?:[sr]k_(?:live|test|prod)_|whsec_|sk-(?:ant|proj|svcacct|admin|or-v1)-|gh[pousr]_|github_pat_|glpat-|npm_|A[KS]IA|sb_secret_|sbp_|xox[a-z]-|xapp-|hf_|gsk_|shp(?:at|ca|pa|ss)_|do[opr]_v1_|cf(?:k|ut|at)_)(?=[a-z_-]{0,40}[A-Z0-9])[\w+/-]{6}[\w+/-]*$/,
  /(?<![\w-])(?:sk-(?=[a-z]{0,20}[A-Z0-9])[A-Za-z0-9]{10}[A-Za-z0-9]*|re_(?=[a-z_]{0,30}[A-Z0-9])[A-Za-z0-9]{6,12}_[A-Za-z0-9]+)$/,
  /(?:SG\.[\w-]{6,32}(?:\.[\w-]*)?|[0-9]{8,10}:AA[\w-]{6}[\w-]*|hooks\.slack\.com\/services\/[\w/]+)$/,
  /(?:(?<![\w.-])|(?<=%(?:25)?[0-9A-F]{2}))(?:eyJ[\w-]{6}[\w-]*|eyj(?=[a-z_-]{0,40}\d)[a-z0-9_-]{17}[a-z0-9_-]*)(?:\.[\w-]*)?$/,
  /(?<=(?::\/\/|%3a%2f%2f)[^\s/?#@:"'<>]{1,200}?(?::|%3a))(?!\d{0,5}(?:$|%2f|%3f|%23)|…)(?:(?!%40)[^\s"'<>/@]){6,256}$/i,
] as const satisfies readonly RegExp[];

/** The beginning of a secret at the very end of a text: whoever keeps the first characters of something long may cut one in two. */
export function cutOff(text: string): Span[] {
  const from = Math.max(0, text.length - CUT_REACH);
  const tail = text.slice(from);
  return CUT.flatMap((begins): Span[] => {
    const at = tail.search(begins);
    return at < 0 ? [] : [[from + at, text.length]];
  });
}
