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

const DOTTED = /[\w-]*(?:\.[\w-]+)*/y;

/** JSON Web Tokens and encrypted ones, except those for the role `anon`, which Supabase hands to every visitor. */
export function jwts(text: string): Span[] {
  const spans: Span[] = [];
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

const USER = /:\/\/[^\s/?#@:"'<>]{0,200}:(?!\d{1,5}(?:[/?#\s"']|$))/g;
const MASKED = /^…\S{0,4}$/;
const PASSWORD = /[^\s"'<>]{0,256}@/y;

/** Passwords in addresses such as `postgres://user:password@host`, up to the last `@`. */
export function urlPasswords(text: string): Span[] {
  return [...text.matchAll(USER)].flatMap((match): Span[] => {
    const from = match.index + match[0].length;
    const end = reach(PASSWORD, text, from);
    return end > from + 1 && !MASKED.test(text.slice(from, end - 1)) ? [[from, end - 1]] : [];
  });
}
