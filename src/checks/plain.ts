/** Longest text of a stranger that a sentence repeats, characters; a TXT record in use is rarely longer. */
const QUOTE_LIMIT = 500;

/** A stranger's text made safe to repeat: one line, printable, without the quotes that frame it, at most `limit` characters. */
export function plain(text: string, limit: number = QUOTE_LIMIT): string {
  // \p{C}: control, format and unassigned characters, which could forge lines or hide text in a terminal.
  const line = text
    .replace(/[\p{C}\s]+/gu, ' ')
    .replace(/[“”`]/g, "'")
    .trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}

/** A URL as people write it: the bare host without its slash, quotes encoded so that it is safe inside a command. */
export function shortUrl(url: string): string {
  const encoded = plain(url, 200).replace(/['"\\$ ]/g, (sign) => encodeURIComponent(sign).replace("'", '%27'));
  return encoded.replace(/^(https?:\/\/[^/?#]+)\/$/, '$1');
}

/** A list for a sentence: `a, b and c`, at most `limit` of them, the rest counted. */
export function list(items: readonly string[], limit = 6): string {
  const shown = items.length > limit ? [...items.slice(0, limit), `${items.length - limit} more`] : items;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** `1 server`, `2 servers`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
