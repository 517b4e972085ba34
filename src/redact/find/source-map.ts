import { lastBefore } from './lookup.ts';

/** A place in a source that a source map brings along. */
export interface Origin {
  source: string;
  line: number;
}

interface Content {
  source: string;
  from: number;
  to: number;
}

/** Bytes of a name that are kept. */
const NAME = 400;

/** Reads source maps (ECMA-426): which source the byte at a place of the map's text belongs to. Null where it is no map. Never throws. */
export function sourceMap(bytes: Buffer): ((at: number) => Origin | null) | null {
  if (!bytes.includes('"sourcesContent"')) return null;
  const contents = contentsOf(bytes);
  let counted = { from: 0, at: 0, line: 1 };
  return (at) => {
    const content = contents[lastBefore(contents.length, (each) => contents[each]!.from <= at)];
    if (!content || at >= content.to) return null;
    const begun = counted.from === content.from && counted.at <= at ? counted : { from: content.from, at: content.from, line: 1 };
    counted = { ...begun, at, line: begun.line + breaksIn(bytes, begun.at, at) };
    return { source: content.source, line: counted.line };
  };
}

/** Every content with its name; an indexed map has several lists, each beside the list of its names. */
function contentsOf(bytes: Buffer): Content[] {
  const names = arraysOf(bytes, '"sources"');
  return arraysOf(bytes, '"sourcesContent"').flatMap((strings, at) => {
    const own = names[at] ?? [];
    return strings.flatMap(({ from, to }, index): Content[] => {
      const name = own[index];
      return name ? [{ source: nameOf(bytes, name), from, to }] : [];
    });
  });
}

interface Slot {
  from: number;
  to: number;
}

/** Where the strings of every array behind a key lie, without their quotes; `null` counts as an empty one. */
function arraysOf(bytes: Buffer, key: string): Slot[][] {
  const arrays: Slot[][] = [];
  for (let found = bytes.indexOf(key); found !== -1; found = bytes.indexOf(key, found)) {
    found += key.length;
    let at = blanks(bytes, found);
    if (bytes[at] !== 0x3a) continue;
    at = blanks(bytes, at + 1);
    if (bytes[at] !== 0x5b) continue;
    const slots: Slot[] = [];
    for (at += 1; at < bytes.length && bytes[at] !== 0x5d;) {
      if (bytes[at] === 0x22) {
        const end = stringEnd(bytes, at + 1);
        slots.push({ from: at + 1, to: end });
        at = end + 1;
        continue;
      }
      if (bytes[at] === 0x6e) slots.push({ from: at, to: at }); // null
      at += bytes[at] === 0x6e ? 4 : 1;
    }
    arrays.push(slots);
    found = at;
  }
  return arrays;
}

function blanks(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 32 || bytes[at] === 10 || bytes[at] === 13 || bytes[at] === 9) at += 1;
  return at;
}

function stringEnd(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0x22, from); at !== -1; at = bytes.indexOf(0x22, at + 1)) {
    let slashes = 0;
    while (bytes[at - 1 - slashes] === 0x5c && at - 1 - slashes >= from) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return bytes.length;
}

/** A name without what bundlers put before it: `webpack://_N_E/./src/a.ts` is `src/a.ts`. */
function nameOf(bytes: Buffer, { from, to }: Slot): string {
  return bytes
    .toString('utf8', from, Math.min(to, from + NAME))
    .replace(/^(?:webpack|turbopack|vite|file):\/\/(?:[\w.@-]{0,80}\/)?/, '')
    .replace(/^(?:\.{1,2}\/)+/, '');
}

/** Escaped line feeds between two places. */
function breaksIn(bytes: Buffer, from: number, at: number): number {
  let breaks = 0;
  for (let next = bytes.indexOf('\\n', from); next !== -1 && next < at; next = bytes.indexOf('\\n', next + 2)) {
    let slashes = 1;
    while (bytes[next - slashes] === 0x5c && next - slashes >= from) slashes += 1;
    if (slashes % 2 === 1) breaks += 1;
  }
  return breaks;
}
