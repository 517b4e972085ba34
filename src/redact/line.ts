import { codedMayLeak } from './coded.ts';
import { redactJson } from './json-line.ts';
import type { Named } from './names.ts';
import { personalIn } from './personal.ts';
import { mayLeak } from './prefilter.ts';
import { redactText } from './redact.ts';
import { mask } from './spans.ts';
import { isSecret } from './values.ts';

/** JSON inside a text, inside JSON: how often it is opened. */
const NESTED = 4;

/** A label before JSON that says it is what a customer sent. */
const BODY = /(?<![\w-])(?:req(?:uest)?[ ._-]?body|raw[ _-]?body)["']?\s{0,8}[:=]\s{0,8}$/i;

/** Told of every text that was masked: what it was, and what its key said of it. Whoever listens must never print the text. */
export type OnMasked = (was: string, named: Named, key: string) => void;

/** One line of a log with every secret and everything personal masked. A line of JSON stays JSON; so does JSON after a prefix. */
export function redactLine(line: string, onMasked?: OnMasked): string {
  return redactAt(line, NESTED, { named: 'plain', key: '', onMasked });
}

interface Held {
  named: Named;
  key: string;
  onMasked: OnMasked | undefined;
}

function redactAt(text: string, nested: number, held: Held): string {
  if (held.named === 'plain' && !mayHold(held.key === '' ? text : `${held.key} ${text}`)) return text;
  for (const opens of nested > 0 ? jsonFrom(text) : []) {
    const named: Named = BODY.test(text.slice(0, opens)) ? 'body' : held.named;
    const json = redactJson(text.slice(opens), named, (inner, own, key) =>
      redactAt(inner, nested - 1, { named: own, key, onMasked: held.onMasked }),
    );
    if (json !== undefined) return redactAt(text.slice(0, opens), 0, { ...held, named: 'plain' }) + json;
  }
  const masked = maskAs(text, held.named, held.key);
  if (masked !== text) held.onMasked?.(text, held.named, held.key);
  return masked;
}

/** False only where nothing in a text can be masked. Characters beyond Latin-1 may look like others, never the other way round. */
function mayHold(text: string): boolean {
  const bytes = Buffer.from(text, 'latin1');
  return mayLeak(bytes, 0, bytes.length) || codedMayLeak(bytes, 0, bytes.length);
}

/** Where JSON may begin: at once, or after a prefix such as a time or a container's name. */
function jsonFrom(text: string): number[] {
  if (!/[\]}"]\s*$/.test(text)) return [];
  const brace = text.search(/\{\s{0,8}["}]/);
  const after = brace > 0 && text[brace - 1] === '[' ? brace - 1 : brace;
  return [...(/^\s*[[{"]/.test(text) ? [0] : []), ...(after > 0 ? [after] : [])];
}

function maskAs(text: string, named: Named, key: string): string {
  switch (named) {
    case 'plain':
      return maskPersonal(redactText(text), key);
    case 'secret':
    case 'digits':
      return isSecret(text) ? mask(text) : text;
    case 'body':
      return text === '' ? '' : '…';
    default:
      return named satisfies never;
  }
}

function maskPersonal(text: string, key: string): string {
  const found = personalIn(text, key).toSorted((a, b) => a.span[0] - b.span[0] || b.span[1] - a.span[1]);
  if (found.length === 0) return text;
  let out = '';
  let kept = 0;
  for (const { kind, span } of found) {
    if (span[1] <= kept) continue;
    const from = Math.max(span[0], kept);
    const whole = kind === 'e-mail address' || kind === 'request body';
    out += text.slice(kept, from) + (whole ? '…' : mask(text.slice(from, span[1])));
    kept = span[1];
  }
  return out + text.slice(kept);
}
