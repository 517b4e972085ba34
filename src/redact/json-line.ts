import { type Named, nameOf, namesSecret } from './names.ts';

/** How deep objects are looked into; a deeper line is masked whole. */
const DEPTH = 200;

/** What masks one text. `named` is what its key says of it, `key` the key itself with the one around it. */
export type MaskText = (text: string, named: Named, key: string) => string;

/** What stands in for a number that is a secret, and for a line nobody could look through. */
const MASKED = '"…"';

const PLAIN = { named: 'plain', key: '', within: '' } as const;

type Edit = readonly [start: number, end: number, replacement: string];

/**
 * A line of JSON with its texts masked, and everything else left byte for byte as it was: it stays JSON with the same shape, except that
 * a number under a key such as `cvv` becomes the text `…`. `named` is what stood before it. Nothing for a line that is no JSON object, array or text.
 */
export function redactJson(line: string, named: Named, mask: MaskText): string | undefined {
  if (!/^\s*[[{"]/.test(line) || !isJson(line)) return undefined;
  const walk = walker(line, mask);
  const fits = walk.value(walk.blank(0), { ...PLAIN, named, depth: 0 }) !== undefined;
  if (!fits) return MASKED;
  let out = '';
  let kept = 0;
  for (const [start, end, replacement] of walk.edits.toSorted((a, b) => a[0] - b[0])) {
    out += line.slice(kept, start) + replacement;
    kept = end;
  }
  return out + line.slice(kept);
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** What is known of a value before it is read: what its key says, the key, the key around that, and how deep it stands. */
interface Known {
  named: Named;
  key: string;
  within: string;
  depth: number;
}

interface Walker {
  /** What to replace, so far. */
  readonly edits: readonly Edit[];
  /** The index of the first character from `at` on that is not blank. */
  blank(at: number): number;
  /** Reads the value at `at` and gives the index after it; nothing where it is too deep. */
  value(at: number, known: Known): number | undefined;
}

/** Walks over a text that is known to be JSON, and collects what to replace. */
function walker(line: string, mask: MaskText): Walker {
  const edits: Edit[] = [];
  return { edits, blank, value };

  function blank(at: number): number {
    while (at < line.length && line.charCodeAt(at) <= 32) at += 1;
    return at;
  }

  function value(at: number, known: Known): number | undefined {
    if (known.depth > DEPTH) return undefined;
    if (line[at] === '{') return object(at, known);
    if (line[at] === '[') return array(at, known);
    return line[at] === '"' ? text(at, known).end : word(at, known);
  }

  /** A number, true, false or null. */
  function word(at: number, { named }: Known): number {
    let end = at;
    while (end < line.length && !/[\s,\]}]/.test(line[end]!)) end += 1;
    if (named === 'digits' && /^-?\d/.test(line.slice(at, at + 2))) edits.push([at, end, MASKED]);
    return end;
  }

  function text(at: number, { named, key, within }: Pick<Known, 'named' | 'key' | 'within'>): { end: number; was: string } {
    let end = at + 1;
    while (line[end] !== '"') end += line[end] === '\\' ? 2 : 1;
    end += 1;
    const raw = line.slice(at, end);
    const was = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1); // as: a JSON text is a string
    const now = mask(was, named, within === '' ? key : `${within} ${key}`);
    if (now !== was) edits.push([at, end, JSON.stringify(now)]);
    return { end, was };
  }

  function array(at: number, known: Known): number | undefined {
    const inside = { ...known, depth: known.depth + 1 };
    let next = blank(at + 1);
    let before: string | undefined;
    while (line[next] !== ']') {
      // rawHeaders: name, value, name, value
      const after = before !== undefined && namesSecret(before) ? { ...inside, named: nameOf(before, ''), key: before } : undefined;
      const read = line[next] === '"' ? text(next, after ?? inside) : { end: value(next, after ?? inside), was: undefined };
      if (read.end === undefined) return undefined;
      before = after === undefined ? read.was : undefined;
      next = blank(read.end);
      if (line[next] === ',') next = blank(next + 1);
    }
    return next + 1;
  }

  function object(at: number, known: Known): number | undefined {
    let next = blank(at + 1);
    let said: string | undefined;
    let held: { from: number; edits: number; until: number } | undefined;
    while (line[next] !== '}') {
      const key = text(next, PLAIN);
      const from = blank(blank(key.end) + 1);
      const own = key.was === 'session' && line[from] !== '"' ? 'plain' : nameOf(key.was, known.key);
      const edited = edits.length;
      const named = own === 'plain' ? known.named : own;
      const end = value(from, { named, key: key.was, within: known.key, depth: known.depth + 1 });
      if (end === undefined) return undefined;
      if (line[from] === '"' && /^(?:name|key|header)$/i.test(key.was)) said = line.slice(from + 1, end - 1);
      if (line[from] === '"' && /^value$/i.test(key.was)) held = { from, edits: edited, until: edits.length };
      next = blank(end);
      if (line[next] === ',') next = blank(next + 1);
    }
    if (said !== undefined && held !== undefined && namesSecret(said)) {
      edits.splice(held.edits, held.until - held.edits);
      text(held.from, { named: nameOf(said, ''), key: said, within: '' });
    }
    return next + 1;
  }
}
