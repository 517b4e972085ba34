/** One assignment of an environment file. */
export interface Assignment {
  name: string;
  value: string;
  line: number;
}

/** Characters that are read, and assignments that are kept. */
const LIMIT = 512 * 1024;
const ENTRIES = 2_000;

const NAME = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]{0,199})[ \t]*(?:=|:[ \t])[ \t]*/;

/**
 * Reads an environment file as dotenv does: `export` may lead, quotes may span lines, `#` behind a space begins a comment, the last
 * assignment of a name counts. Nothing is expanded. Never throws.
 */
export function parseDotenv(text: string): Assignment[] {
  const found = new Map<string, Assignment>();
  const lines = text
    .slice(0, LIMIT)
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/);
  for (let at = 0; at < lines.length && found.size < ENTRIES; at += 1) {
    const start = at;
    const head = NAME.exec(lines[at]!);
    if (!head) continue;
    let rest = lines[at]!.slice(head[0].length);
    const quote = /^["'`]/.exec(rest)?.[0];
    if (quote === undefined) {
      found.set(head[1]!, { name: head[1]!, value: rest.replace(/(^|\s)#.*$/, '').trim(), line: start + 1 });
      continue;
    }
    // Where no quote closes, the line stands for itself: one slip must not swallow the rest of the file.
    let end = closing(rest, quote);
    for (let more = at + 1; end === -1 && more < lines.length && more < at + 200; more += 1) {
      const longer = `${rest}\n${lines[more]!}`;
      end = closing(longer, quote);
      rest = longer;
      if (end !== -1) at = more;
    }
    const value = end === -1 ? lines[start]!.slice(head[0].length + 1).trim() : rest.slice(1, end);
    found.set(head[1]!, { name: head[1]!, value: quote === '"' ? value.replaceAll('\\n', '\n') : value, line: start + 1 });
  }
  return [...found.values()];
}

function closing(text: string, quote: string): number {
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] === '\\' && quote === '"') at += 1;
    else if (text[at] === quote) return at;
  }
  return -1;
}

/** What the comments above names say, each in one line; commented-out assignments and lines of dashes say nothing. Never throws. */
export function commentsOf(text: string): Map<string, string> {
  const said = new Map<string, string>();
  let above: string[] = [];
  for (const line of text.slice(0, LIMIT).split(/\r\n|\r|\n/)) {
    const comment = /^\s{0,20}#+(.{0,500})$/.exec(line)?.[1];
    if (comment !== undefined) {
      const words = comment.replace(/[-=#*_]{3}[-=#*_]*/g, ' ').trim();
      if (/[a-z]/i.test(words) && !NAME.test(words) && !WRITTEN.test(words)) above.push(words);
      continue;
    }
    const name = NAME.exec(line)?.[1];
    const beside = name === undefined ? undefined : /\s#\s?(.{1,300})$/.exec(line)?.[1];
    const words = [...above, ...(above.length === 0 && beside !== undefined ? [beside] : [])].join(' ').replace(/\s+/g, ' ').slice(0, 200);
    if (name !== undefined && words !== '' && said.size < ENTRIES) said.set(name, words);
    above = [];
  }
  return said;
}

/** What we write ourselves above a name. */
const WRITTEN = /^(?:required|optional)(?:, secret)?; read in /;
