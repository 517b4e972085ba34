/** A stranger's text on one line without control characters, at most `limit` characters, so that a report can quote it. */
export function plain(text: string, limit = 120): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}

/** A URL as people write it: the bare host without its slash, quotes encoded so that it is safe inside a command. */
export function shortUrl(url: string): string {
  const encoded = plain(url, 200).replace(/['"`\\$ ]/g, (sign) => encodeURIComponent(sign).replace("'", '%27'));
  return encoded.replace(/^(https?:\/\/[^/?#]+)\/$/, '$1');
}

/** A list for a sentence: "a, b and 3 more". */
export function listed(items: readonly string[], limit = 4): string {
  const shown = items.slice(0, limit);
  const rest = items.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
}
