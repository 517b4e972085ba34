// oxlint-disable no-control-regex, no-misleading-character-class -- these are the characters that are looked for

/** Escape sequences of terminals, ECMA-48: operating-system commands and other strings, control sequences, and two-byte escapes. */
const ESCAPES = [
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c\n]{0,4096}(?:\u0007|\u001b\\|\u009c)?/g,
  /(?:\u001b\[|\u009b)[0-?]{0,256}[ -/]{0,16}[@-~]?/g,
  /\u001b[ -/]{0,4}[0-~]?/g,
] as const;

/**
 * Characters that steer instead of showing: controls, bidirectional overrides (they make text read differently from what it is),
 * invisible ones that can smuggle text (zero width, tags, variation selectors beyond the usual sixteen) and non-characters. Joiners stay:
 * scripts and emoji need them.
 */
const STEERING =
  /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufff0-\ufffc\ufffe\uffff\u{e0000}-\u{e0fff}]/gu;

/** A stranger's text with everything taken out that steers a terminal or a reader's eye. Lines stay lines. */
export function plain(text: string): string {
  if (/^[\n -~]*$/.test(text)) return text;
  let clean = text.toWellFormed();
  for (const escape of ESCAPES) clean = clean.replace(escape, '');
  return clean
    .replace(/\r\n?|[\u2028\u2029\u0085\u000b\u000c]/g, '\n')
    .replaceAll('\t', '  ')
    .replace(STEERING, '');
}

/** `plain` on one line, cut at `limit` characters where a limit is given. */
export function line(text: string, limit = Infinity): string {
  return clip(plain(text).replace(/\s+/g, ' ').trim(), limit);
}

/** Text cut at `limit` characters, never inside one; an ellipsis says so. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, Math.max(0, limit - 1)).replace(/[\ud800-\udbff]$/, '')}…`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

/** Plain text as HTML or XML that shows it and does nothing else, in element content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return plain(text).replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
}
