/** Untrusted text inside Markdown: one line, nothing that opens a link, a tag or a cell. Within a word `_` opens nothing. */
export function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*[\]<>|#~]|(?<!\w)_|_(?!\w)/g, (sign) => `\\${sign}`);
}

/** Text as it is, in a block that no text can end. */
export function fence(text: string, language = ''): string[] {
  const ticks = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return [`${ticks}${language}`, ...text.trimEnd().split('\n'), ticks];
}
