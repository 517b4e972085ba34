/** One `name`, `name=token` or `name="quoted string"` of a header; `problem` says why it is none. */
export interface Directive {
  /** Lower case. */
  name: string;
  /** Unquoted; null where there is none. */
  value: string | null;
  problem?: string;
}

/** RFC 9110 §5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** RFC 9110 §5.6.4; control characters have no place in it. */
const QUOTED = /^"(?:[^"\\\p{Cc}]|\\[^\p{Cc}]|\t)*"$/u;

/**
 * The directives of a header value, split at `separator` outside quotes, empty ones left out. Serves Strict-Transport-Security (`;`,
 * RFC 6797 §6.1, white space around `=` allowed) and Cache-Control (`,`, RFC 9111 §5.2). Linear in the length of the text.
 */
export function readDirectives(text: string, separator: ';' | ','): Directive[] {
  return splitOutsideQuotes(text, separator)
    .map((part) => part.replace(/^[ \t]+/, '').trimEnd())
    .filter((part) => part !== '')
    .map(readDirective);
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let [start, quoted] = [0, false];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (quoted && char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (char === separator && !quoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

function readDirective(part: string): Directive {
  const equals = part.indexOf('=');
  const name = (equals === -1 ? part : part.slice(0, equals)).trim().toLowerCase();
  const raw = equals === -1 ? null : part.slice(equals + 1).trim();
  if (!TOKEN.test(name)) return { name, value: raw, problem: `"${short(part)}" is not a directive` };
  if (raw === null || TOKEN.test(raw)) return { name, value: raw };
  if (QUOTED.test(raw)) return { name, value: raw.slice(1, -1).replaceAll(/\\(.)/gu, '$1') };
  return {
    name,
    value: null,
    problem: raw === '' ? `${short(name)} has an empty value` : `the value of ${short(name)} is not a word or a quoted text`,
  };
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
