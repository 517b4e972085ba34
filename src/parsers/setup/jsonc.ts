/** A JSON text that may hold comments and trailing commas, as tsconfig.json and bun.lock do; undefined where it is none. Never throws. */
export function parseJsonc(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(bare(text));
    } catch {
      return undefined;
    }
  }
}

/** The text without comments and without commas before a closing bracket. */
function bare(text: string): string {
  const parts: string[] = [];
  let comma = -1;
  for (let at = 0; at < text.length;) {
    const sign = text[at]!; // !: within the text
    const end = sign === '"' ? stringEnd(text, at) : sign === '/' ? commentEnd(text, at) : at + 1;
    const isComment = sign === '/' && end > at + 1;
    if ((sign === '}' || sign === ']') && comma !== -1) parts[comma] = '';
    if (!isComment) parts.push(text.slice(at, end));
    if (sign === ',') comma = parts.length - 1;
    else if (!isComment && sign.trim() !== '') comma = -1;
    at = end;
  }
  return parts.join('');
}

function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function commentEnd(text: string, from: number): number {
  const until = text[from + 1] === '/' ? '\n' : text[from + 1] === '*' ? '*/' : null;
  if (until === null) return from + 1;
  const end = text.indexOf(until, from + 2);
  if (end === -1) return text.length;
  return until === '\n' ? end : end + 2;
}

/** A value as an object of JSON; null for anything else. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null; // as: judged in this line
}
