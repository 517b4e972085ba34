import { type Kind, KINDS, SECRET_KEY } from './kinds.ts';
import { cutOff, jwts, privateKeys, urlPasswords } from './shapes.ts';
import { mask, maskSpans, reach, type Span } from './spans.ts';
import { isSecret, valueReader } from './values.ts';

const TOKENS = new RegExp(
  KINDS.filter((kind) => kind.find === 'token')
    .map((kind) => kind.begins)
    .join('|'),
  'g',
);
const TAIL = /[\w-]*/y;
const LABELS = (KINDS as readonly Kind[]).flatMap(({ begins, value }) => (value ? [{ begins: new RegExp(begins, 'gi'), value }] : []));

/**
 * Masks every known secret in `text` to `…` and its last four characters. Each kind looks at the original text and the places are
 * united before anything is replaced, so that no kind can hide a secret from another. Linear in the length of the text.
 */
export function redactText(text: string): string {
  const spans = [...tokens(text), ...labelled(text), ...privateKeys(text), ...jwts(text), ...urlPasswords(text), ...cutOff(text)];
  return spans.length === 0 ? text : maskSpans(text, spans);
}

/** Masks every text in a JSON value at any depth, keys included, and whole texts under a key that names a secret. The shape stays. */
export function redact(value: unknown): unknown {
  return walk(value, false);
}

function walk(value: unknown, secret: boolean): unknown {
  if (typeof value === 'string') return secret && isSecret(value) ? mask(value) : redactText(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, secret));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [redactText(key), walk(held, SECRET_KEY.test(key))]));
}

function tokens(text: string): Span[] {
  const spans: Span[] = [];
  let tail = 0;
  TOKENS.lastIndex = 0;
  for (let match = TOKENS.exec(text); match; match = TOKENS.exec(text)) {
    const end = match.index + match[0].length;
    if (end > tail) tail = reach(TAIL, text, end);
    spans.push([match.index, Math.max(end, tail)]);
    TOKENS.lastIndex = match.index + 1; // one key may begin inside what looks like another
  }
  return spans;
}

function labelled(text: string): Span[] {
  const spans: Span[] = [];
  for (const { begins, value } of LABELS) {
    const read = valueReader(text, value);
    for (const match of text.matchAll(begins)) {
      const span = read(match.index + match[0].length);
      if (span) spans.push(span);
    }
  }
  return spans;
}
