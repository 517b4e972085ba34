import { automaton } from './find/automaton.ts';
import { KINDS, SECRET_KEY } from './kinds.ts';
import { cutOff, jwts, privateKeys, urlPasswords } from './shapes.ts';
import { mask, maskSpans, reach, type Span } from './spans.ts';
import { isSecret, valueReader } from './values.ts';

/** Kinds that are masked from their first characters on, in one pattern. */
const TOKENS = new RegExp(
  KINDS.flatMap((kind) => (kind.find === 'token' && kind.begins !== undefined ? [kind.begins] : [])).join('|'),
  'g',
);

/** Kinds that are masked where they are whole: literals lead to them, so that their number costs nothing. */
const WHOLE = KINDS.flatMap((kind) => {
  if (kind.find === 'value' || kind.find === 'shape' || kind.scan === undefined || (kind.find === 'token' && kind.begins !== undefined))
    return [];
  const pattern = new RegExp(kind.scan.whole, kind.find === 'context' ? 'diy' : 'dy');
  return kind.scan.has.map((literal) => ({ literal, pattern }));
});
const LITERALS = automaton(WHOLE.map(({ literal }) => literal));
const TAIL = /[\w-]*/y;
const LABELS = KINDS.flatMap((kind) => (kind.find === 'value' ? [{ begins: new RegExp(kind.begins, 'gi'), value: kind.value }] : []));

/**
 * Masks every known secret in `text` to `…` and its last four characters. Each kind looks at the original text and the places are
 * united before anything is replaced, so that no kind can hide a secret from another. Linear in the length of the text.
 */
export function redactText(text: string): string {
  const spans = [
    ...tokens(text),
    ...wholes(text),
    ...labelled(text),
    ...privateKeys(text),
    ...jwts(text),
    ...urlPasswords(text),
    ...cutOff(text),
  ];
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

function wholes(text: string): Span[] {
  const spans: Span[] = [];
  let tail = 0;
  LITERALS.scan(text, (literal, start) => {
    const { pattern } = WHOLE[literal]!;
    pattern.lastIndex = start;
    const found = pattern.exec(text)?.indices;
    const [from, end] = found?.[1] ?? found?.[0] ?? [0, 0];
    if (end === from) return;
    if (end > tail) tail = reach(TAIL, text, end);
    spans.push([from, Math.max(end, tail)]);
  });
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
