import { codedSpans } from './coded.ts';
import { automaton } from './find/automaton.ts';
import { FINDABLE, KINDS, SECRET_KEY } from './kinds.ts';
import { cutOff, jwts, privateKeys, urlPasswords } from './shapes.ts';
import { mask, maskSpans, reach, type Span } from './spans.ts';
import { isSecret, valueReader } from './values.ts';

/** Kinds that are masked from their first characters on, in one pattern. */
const TOKENS = new RegExp(
  KINDS.flatMap((kind) => (kind.find === 'token' && kind.begins !== undefined ? [kind.begins] : [])).join('|'),
  'y',
);

/** Kinds that are masked where they are whole: values behind a provider's name are the first group. */
const WHOLE = FINDABLE.flatMap((kind) => {
  if (kind.find === 'shape' || (kind.find === 'token' && kind.begins !== undefined)) return [];
  return [{ has: kind.scan.has, pattern: new RegExp(kind.scan.whole, kind.find === 'context' ? 'diy' : 'dy') }];
});

/** Every literal that a token begins with; `xox` begins those of Slack that only masking knows. They lead to the patterns, whose number then costs nothing. */
const LITERALS = [...new Set([...FINDABLE.filter(({ find }) => find !== 'shape').flatMap(({ scan }) => scan.has), 'xox'])];
const LED = new Map<string, RegExp[]>(LITERALS.map((literal) => [literal, []]));
for (const { has, pattern } of WHOLE) for (const literal of has) LED.get(literal)!.push(pattern);
const LEADS = [...LED.values()];
const AUTOMATON = automaton(LITERALS);
/** The tokens of Telegram alone begin before their literal: with 8 to 10 digits. */
const TELEGRAM = LITERALS.indexOf(':aa');
const TAIL = /[\w-]*/y;
const LABELS = KINDS.flatMap((kind) => (kind.find === 'value' ? [{ begins: new RegExp(kind.begins, 'gi'), value: kind.value }] : []));

/**
 * Masks every known secret in `text` to `…` and its last four characters, also where it is written in another coding. Each kind looks at
 * the original text and the places are united before anything is replaced, so that no kind can hide a secret from another. Linear in the
 * length of the text.
 */
export function redactText(text: string): string {
  const spans = [...plainSpans(text), ...codedSpans(text, plainSpans)];
  return spans.length === 0 ? text : maskSpans(text, spans);
}

/** Secrets that are written as they are. */
function plainSpans(text: string): Span[] {
  return [...tokens(text), ...labelled(text), ...privateKeys(text), ...jwts(text), ...urlPasswords(text), ...cutOff(text)];
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
  const keep = (from: number, end: number): void => {
    if (end > tail) tail = reach(TAIL, text, end);
    spans.push([from, Math.max(end, tail)]);
  };
  AUTOMATON.scan(text, (literal, start) => {
    for (const from of literal === TELEGRAM ? [start - 10, start - 9, start - 8] : [start]) {
      if (from < 0) continue;
      const end = reach(TOKENS, text, from);
      if (end > from) keep(from, end);
    }
    for (const pattern of LEADS[literal]!) {
      pattern.lastIndex = start;
      const found = pattern.exec(text)?.indices;
      const [from, end] = found?.[1] ?? found?.[0] ?? [0, 0];
      if (end > from) keep(from, end);
    }
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
