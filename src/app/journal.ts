import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { brokenAt, type Entry, type Line, nextLine } from '../core/journal.ts';
import { redact } from '../redact/redact.ts';
import { makeState } from './workspace.ts';

/** The journal of a workspace: `.launch-ready/journal.jsonl`, appended to and never rewritten. */
export interface Journal {
  readonly lines: readonly Line[];
  /** Writes an entry down, on disk before it returns. Secrets are masked. */
  write(entry: Entry, now: Date): Line;
}

/**
 * Opens the journal of a `.launch-ready` folder. A last line that a crash cut short is left out and written over; any other fault is a
 * UserError `journal-broken` that names the line, because undo and proof stand on it.
 */
export function openJournal(state: string): Journal {
  const file = join(state, 'journal.jsonl');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = whole.split('\n').flatMap((line, i) => (line === '' ? [] : [parse(line, i + 1, file)]));
  const broken = brokenAt(lines);
  if (broken !== undefined) throw damaged(file, broken);
  let end = Buffer.byteLength(whole);
  return {
    lines,
    write(entry, now) {
      const line = nextLine(lines.at(-1), redact(entry) as Entry, now); // as: redacting keeps the shape
      makeState(state);
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      const open = openSync(file, existsSync(file) ? 'r+' : 'w');
      try {
        ftruncateSync(open, end);
        writeSync(open, bytes, 0, bytes.length, end);
        fsyncSync(open);
      } finally {
        closeSync(open);
      }
      end += bytes.length;
      lines.push(line);
      return line;
    },
  };
}

function parse(text: string, n: number, file: string): Line {
  try {
    return JSON.parse(text) as Line; // as: brokenAt holds every line against its hash
  } catch {
    throw damaged(file, n);
  }
}

function damaged(file: string, n: number): UserError {
  return new UserError(
    'journal-broken',
    `${file}:${n}: the journal was changed by somebody else.`,
    'Restore it from a backup, or move it away to begin a new one; what it proved can then no longer be undone.',
  );
}
