import { createHash } from 'node:crypto';

/** The marks around a place for people to write in, each on a line of its own. */
export const opens = (id: string): string => `<!-- notes: ${id} -->`;
export const closes = (id: string): string => `<!-- /notes: ${id} -->`;

const OPENS = /^<!-- notes: ([a-z0-9-]{1,80}) -->\r?$/;
const CLOSES = /^<!-- \/notes: ([a-z0-9-]{1,80}) -->\r?$/;
const SEAL = /^<!-- sealed ([0-9a-f]{64}) -->\r?$/;

/** What people have done to a document that we wrote. */
export interface Edited {
  /** What stands in each place, byte for byte, without the line feed before its end. A place that is there twice gets a second id. */
  notes: Record<string, string>;
  /** True when anything else was changed: then the file must be kept before it is written again. */
  outside: boolean;
}

/** Reads the notes of a document, and whether anything outside of them is not as we wrote it. Never throws. */
export function readNotes(document: string): Edited {
  const notes: Record<string, string> = {};
  const ours: string[] = [];
  let open: { id: string; lines: string[] } | undefined;
  let broken = false;
  let seal: string | undefined;
  const keep = (id: string, text: string): void => {
    let name = id;
    // Neither a name that is taken, nor one whose end stands in the text itself.
    const ends = new Set(text.split('\n').map((line) => CLOSES.exec(line)?.[1]));
    for (let n = 2; Object.hasOwn(notes, name) || ends.has(name); n += 1) name = `${id}-${n}`;
    if (name !== id) broken = true;
    notes[name] = text;
  };
  for (const line of document.split('\n')) {
    if (open !== undefined) {
      if (CLOSES.exec(line)?.[1] === open.id) {
        keep(open.id, open.lines.join('\n'));
        ours.push(closes(open.id));
        open = undefined;
      } else open.lines.push(line);
      continue;
    }
    const id = OPENS.exec(line)?.[1];
    const sealed = SEAL.exec(line)?.[1];
    if (id !== undefined) open = { id, lines: [] };
    if (sealed === undefined) ours.push(id === undefined ? line.replace(/\r$/, '') : opens(id));
    else seal = sealed;
  }
  if (open !== undefined) keep(open.id, open.lines.join('\n'));
  return { notes, outside: broken || open !== undefined || seal !== sealOf(ours) };
}

/** The document with a seal at its end: later it tells whether anything but the notes was changed. */
export function sealed(document: string): string {
  const ours: string[] = [];
  let open: string | undefined;
  for (const line of document.split('\n')) {
    if (open !== undefined && line !== closes(open)) continue;
    ours.push(line);
    open = open === undefined ? OPENS.exec(line)?.[1] : undefined;
  }
  // The last line is empty: the seal stands before the line feed that ends the file.
  return `${document}<!-- sealed ${sealOf(ours)} -->\n`;
}

function sealOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}
