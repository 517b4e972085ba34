/** One `tag=value` pair, white space around both removed. */
export interface Tag {
  name: string;
  value: string;
}

/**
 * Splits a tag list (RFC 6376 section 3.2, also the form of DMARC records) at its semicolons. `problems` holds pieces that are no
 * `tag=value` and names that come twice; the first of a name counts.
 */
export function parseTags(text: string): { tags: Tag[]; problems: { tag: string; problem: string }[] } {
  const tags: Tag[] = [];
  const problems: { tag: string; problem: string }[] = [];
  const pieces = text.split(';').map((piece) => piece.trim());
  if (pieces.at(-1) === '') pieces.pop();
  for (const piece of pieces) {
    const at = piece.indexOf('=');
    const name = piece.slice(0, Math.max(at, 0)).trim();
    if (!/^[a-z][a-z0-9_]*$/i.test(name))
      problems.push({ tag: piece.slice(0, 40), problem: piece === '' ? 'there is an empty tag' : 'it is not tag=value' });
    else if (tags.some((tag) => tag.name === name)) problems.push({ tag: name, problem: 'the tag comes twice' });
    else tags.push({ name, value: piece.slice(at + 1).trim() });
  }
  return { tags, problems };
}
