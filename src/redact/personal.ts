import { CARD_CONTEXT } from './names.ts';
import type { Span } from './spans.ts';
import { isSecret } from './values.ts';

/** Something personal in a text. What replaces it is `…` for an e-mail address' local part, else the usual mask. */
export interface Personal {
  kind: 'e-mail address' | 'card number' | 'IBAN' | 'cookie' | 'session id' | 'one-time code in an address' | 'request body';
  span: Span;
}

/** How far before a number a word still speaks of it. */
const CONTEXT_REACH = 48;

/** Every kind of personal data in a text. `context` is the key it stands under. Linear in the length of the text. */
export function personalIn(text: string, context = ''): Personal[] {
  return [...emails(text), ...cards(text, context), ...ibans(text), ...labelled(text)];
}

const DOMAIN = /(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,8}[a-z]{2,24}(?![\w-])/iy;
/** Ends of file names and versions that read like top-level domains. */
const NOT_A_DOMAIN = /^\d+\.\d|\.(?:png|jpe?g|gif|svg|webp|avif|ico|css|[cm]?js|tsx?|jsx|map|json|html?|woff2?|log)$/i;

function emails(text: string): Personal[] {
  const found: Personal[] = [];
  for (const { index, 0: sign } of text.matchAll(/@|%40/g)) {
    let start = index;
    while (start > 0 && index - start < 65 && isLocal(text.charCodeAt(start - 1))) start -= 1;
    while (start < index && /[.\-_/%=?]/.test(text[start]!)) start += 1;
    const local = text.slice(start, index);
    DOMAIN.lastIndex = index + sign.length;
    const domain = DOMAIN.exec(text)?.[0];
    // `git@` is how everybody clones; what follows `://` is a login of an address, where tokens are looked for.
    if (local === '' || local === 'git' || local.includes('…') || text.endsWith('://', start) || domain === undefined) continue;
    if (NOT_A_DOMAIN.test(domain)) continue;
    const equals = local.lastIndexOf('=') + 1;
    if (equals < local.length) found.push({ kind: 'e-mail address', span: [start + equals, index] });
  }
  return found;
}

/** RFC 5322's characters of a local part, less those that quote or part, and everything beyond ASCII (RFC 6531). */
function isLocal(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code > 127 ||
    (code > 32 && '.!#$%*+-/=_~^'.includes(String.fromCharCode(code)))
  );
}

const CARD = /(?<![\w.+-])\d(?:[ -]?\d){12,18}(?![\w-]|\.\d)/g;
/** How the numbers of cards begin (ISO/IEC 7812: Visa, Mastercard, American Express, Discover, Diners, JCB). */
const ISSUER = /^(?:4|5[1-5]|2(?:2[2-9]|[3-6]\d|7[01]|720)|3[4-7]|30|38|39|6(?:011|4[4-9]|5))/;
const GROUPED = /^\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}$|^\d{4}([ -])\d{6}\2\d{4,5}$/;

function cards(text: string, context: string): Personal[] {
  return [...text.matchAll(CARD)].flatMap(({ 0: number, index }): Personal[] => {
    const digits = number.replace(/\D/g, '');
    if (!ISSUER.test(digits) || !luhn(digits)) return [];
    const before = `${context} ${text.slice(Math.max(0, index - CONTEXT_REACH), index)}`;
    if (!GROUPED.test(number) && !CARD_CONTEXT.test(before)) return [];
    return [{ kind: 'card number', span: [index, index + number.length] }];
  });
}

/** The check digit of ISO/IEC 7812-1, annex B. */
function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}

const IBAN = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}/g;
/** Lengths by country (SWIFT IBAN registry, release 99). */
const LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  'NO15 BE16 DK18 FI18 NL18 SI19 AT20 BA20 EE20 LT20 LU20 XK20 CH21 HR21 LI21 LV21 BG22 DE22 GB22 IE22 ME22 RS22 AE23 IL23 AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 PT25 IS26 TR26 CY28 FR27 GR27 IT27 MC27 SM27 AL28 HU28 LB28 PL28 UA29 MT31'
    .split(' ')
    .map((each) => [each.slice(0, 2), Number(each.slice(2))]),
);

function ibans(text: string): Personal[] {
  return [...text.matchAll(IBAN)].flatMap(({ 0: match, index }): Personal[] => {
    const length = LENGTHS[match.slice(0, 2)] ?? Infinity;
    let end = 0;
    for (let n = 0; n < length && end < match.length; end += 1) if (match[end] !== ' ') n += 1;
    const bare = match.slice(0, end).replaceAll(' ', '');
    if (bare.length !== length || !mod97(bare) || /[A-Za-z0-9]/.test(text[index + end] ?? '')) return [];
    return [{ kind: 'IBAN', span: [index, index + end] }];
  });
}

/** ISO 7064 MOD 97-10, as ISO 13616 uses it. */
function mod97(iban: string): boolean {
  let rest = 0;
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    const digit = parseInt(char, 36);
    rest = (rest * (digit > 9 ? 100 : 10) + digit) % 97;
  }
  return rest === 1;
}

/** Labels whose value is masked: where it begins, and how far it reaches. */
const LABELS = [
  { kind: 'cookie', begins: /(?<![\w-])(?:set-)?cookie["']?\s{0,8}:\s{0,8}["']?/gi, value: /[^"'\r\n]*/y },
  { kind: 'cookie', begins: /(?<![\w-])cookie=["']?/gi, value: /[^\s"'&]*/y },
  {
    kind: 'session id',
    begins: /(?:session[ _-]?id|sessid|connect\.sid|(?<!\w)(?:sid|session))["']?\s{0,4}[=:]\s{0,4}["']?/gi,
    value: /(?=[^\s"'&;,]{0,64}\d)[^\s"'&;,]{8}[^\s"'&;,]*/y,
  },
  {
    kind: 'one-time code in an address',
    begins: /[?&](?:code|sig|auth|jwt|key|otp|pin|pass|ticket)=/gi,
    value: /[^\s"'&#<>]{4}[^\s"'&#<>]*/y,
  },
  { kind: 'request body', begins: /(?<![\w-])(?:req(?:uest)?[ ._-]?body|raw[ _-]?body)["']?\s{0,8}[:=]\s{0,8}/gi, value: /[^\r\n]+/y },
] as const satisfies readonly { kind: Personal['kind']; begins: RegExp; value: RegExp }[];

function labelled(text: string): Personal[] {
  const found: Personal[] = [];
  for (const { kind, begins, value } of LABELS) {
    let until = 0; // labels inside a value cost nothing more
    for (const { index, 0: label } of text.matchAll(begins)) {
      const from = index + label.length;
      if (from < until) continue;
      value.lastIndex = from;
      const held = value.exec(text)?.[0] ?? '';
      until = from + held.length;
      if (isSecret(held)) found.push({ kind, span: [from, until] });
    }
  }
  return found;
}
