import type { EnvRead } from './env-usage.ts';

/** Characters that are read, and reads that are kept. */
const LIMIT = 300_000;
const READS = 2_000;

const UPPER = /^[A-Z][A-Z0-9_]{1,199}$/;
/** What shells set by themselves; from the manual of bash. */
const OWN =
  /^(?:BASH\w{0,40}|IFS|OLDPWD|UID|EUID|PPID|RANDOM|SECONDS|LINENO|OPTARG|OPTIND|REPLY|FUNCNAME|PIPESTATUS|SHLVL|LC_ALL|LC_\w{1,20}|HISTFILE|PS[1-4])$/;

/**
 * The variables that a shell script reads and does not set itself: `$A`, `${A:-x}`, `${A:?}`; capital names alone. Comments, texts in single
 * quotes and quoted here documents are left out. Never throws.
 */
export function readShell(source: string): EnvRead[] {
  const text = source.slice(0, LIMIT);
  const set = new Set<string>();
  const reads: EnvRead[] = [];
  let line = 1;
  let isQuoted = false;
  let literal: string | null = null;
  for (let at = 0; at < text.length && reads.length < READS; at += 1) {
    const char = text[at]!;
    if (char === '\n') {
      line += 1;
      if (literal === null) continue;
      const end = hereEnd(text, at, literal);
      line += text.slice(at + 1, end).split('\n').length - 1;
      at = end - 1;
      literal = null;
    } else if (char === '\\') at += text[at + 1] === '\n' ? 0 : 1;
    else if (char === '"') isQuoted = !isQuoted;
    else if (char === "'" && !isQuoted) {
      const end = text.indexOf("'", at + 1);
      if (end === -1) continue;
      line += text.slice(at, end).split('\n').length - 1;
      at = end;
    } else if (char === '#' && !isQuoted && /[\s;&|(]/.test(text[at - 1] ?? '\n')) {
      const end = text.indexOf('\n', at);
      at = (end === -1 ? text.length : end) - 1;
    } else if (char === '<' && !isQuoted && text.startsWith('<<', at)) {
      const word = /^<<-?\s{0,4}(["'])(\w{1,60})\1/.exec(text.slice(at, at + 80))?.[2];
      if (word !== undefined) literal = word;
      at += 1;
    } else if (char === '$') {
      const found = expansion(text, at);
      if (!found) continue;
      const isAsked = /\[{1,2} (?:! )?-[nzv] "?$/.test(text.slice(Math.max(0, at - 12), at));
      if (UPPER.test(found.name) && !OWN.test(found.name)) reads.push({ name: found.name, line, optional: found.optional || isAsked });
      at += found.length - 1;
    } else if (!isQuoted && /[A-Z]/.test(char) && !/[\w$-]/.test(text[at - 1] ?? ' ')) {
      const word = /^[A-Z][A-Z0-9_]{0,199}/.exec(text.slice(at, at + 200))![0];
      if (isSet(text, at, word)) set.add(word);
      at += word.length - 1;
    }
  }
  // `A=${A:-x}` reads what it sets.
  return reads.filter(
    ({ name, optional }) => !set.has(name) || (optional && new RegExp(String.raw`\b${name}="?\$\{${name}:?[-?=]`).test(text)),
  );
}

/** The end of a here document, before its word. */
function hereEnd(text: string, from: number, word: string): number {
  const at = text.slice(from).search(new RegExp(String.raw`\n\t{0,20}${word}(?:\n|$)`));
  return at === -1 ? text.length : from + at + 1;
}

/** `A=…`, `export A=…`, `read A`, `for A in`, `local A`. */
function isSet(text: string, at: number, word: string): boolean {
  const next = text.slice(at + word.length, at + word.length + 2);
  if (/^\+?=/.test(next) || next.startsWith('[')) return true;
  return /(?:^|[\s;&|])(?:read(?: -\w{1,6}){0,4}|for|local|declare(?: -\w{1,6}){0,3}|typeset|mapfile -t|printf -v)\s{1,4}$/.test(
    text.slice(Math.max(0, at - 40), at),
  );
}

/** `$A`, or `${A…}` with what follows the name. */
function expansion(text: string, at: number): { name: string; optional: boolean; length: number } | null {
  const [whole, braced, sign, plain] = /^\$(?:\{([A-Za-z_]\w{0,199})(:?[-+=?])?|([A-Za-z_]\w{0,199}))/.exec(text.slice(at, at + 210)) ?? [];
  if (whole === undefined) return null;
  return { name: braced ?? plain ?? '', optional: /[-+=]$/.test(sign ?? ''), length: whole.length };
}
