import type { Value } from './kind.ts';
import { PLACEHOLDER, PUBLIC } from './kinds.ts';
import { isAnon } from './shapes.ts';
import { reach, type Span } from './spans.ts';

const OPENING = /\\{0,3}["'`]/y;
const ASSIGNED = /[^\s"'`&;,<>\\]*/y;
const WORD = /[A-Za-z0-9+/_.~=-]{12}[A-Za-z0-9+/_.~=-]*/y;
const CREDENTIAL = /[A-Za-z0-9._~+/-]{8}[A-Za-z0-9._~+/-]*={0,2}/y;
const HEADER = /(?:(?:bearer|basic|token|digest|bot|apikey)\s{1,8})?[^\s"'`,;<>\\]*/iy;

/** A reader of the values after labels, for one text and one kind. It remembers runs, so that labels inside one cost nothing more. */
export function valueReader(text: string, value: Value): (from: number) => Span | undefined {
  let run = 0;
  const unquoted = (sticky: RegExp, from: number): Span => {
    run = from < run ? run : reach(sticky, text, from);
    return [from, run];
  };
  const read = (from: number): Span => {
    const opened = reach(OPENING, text, from);
    const quoted: Span | undefined = opened > from ? [opened, untilQuote(text, opened, text.slice(from, opened))] : undefined;
    switch (value) {
      case 'assigned':
        return quoted ?? unquoted(ASSIGNED, from);
      case 'quoted':
        return quoted ?? random(text, [from, reach(WORD, text, from)]);
      case 'credential':
        return random(text, [from, reach(CREDENTIAL, text, from)]);
      case 'header':
        return quoted ?? unquoted(HEADER, from);
      default:
        return value satisfies never;
    }
  };
  return (from) => {
    const span = read(from);
    return isSecret(text.slice(...span)) ? span : undefined;
  };
}

/** False for what stands in for a secret, and for keys meant to be seen. */
export function isSecret(value: string): boolean {
  return value.length > 0 && !PLACEHOLDER.test(value) && !PUBLIC.test(value) && !isAnon(value);
}

/** Where the quoted value that starts at `from` ends: at the same quote, unescaped, or at the end of the line. */
function untilQuote(text: string, from: number, quote: string): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && !text.startsWith(quote, at)) at += quote.length === 1 && text[at] === '\\' ? 2 : 1;
  return Math.min(at, text.length);
}

/** The span when its text reads as a key rather than as a word of a sentence; else an empty one. */
function random(text: string, span: Span): Span {
  const word = text.slice(...span);
  return /\d/.test(word) || word.length >= 20 ? span : [span[0], span[0]];
}
