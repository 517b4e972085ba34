import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../core/errors.ts';

/** Names of records kept at most in a document. */
const RECORDS = 40;

/** The text of a file; nothing where there is none. */
export function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Records of earlier work in a `.launch-ready` folder: name and the day each was written. Their content stays where it is. */
export function recordsIn(state: string): { name: string; at: string }[] {
  if (!existsSync(state)) return [];
  const names = readdirSync(state).filter((name) => name.endsWith('.json'));
  return names
    .toSorted((a, b) => (a < b ? -1 : 1))
    .slice(0, RECORDS)
    .map((name) => ({ name: `.launch-ready/${name}`, at: statSync(join(state, name)).mtime.toISOString() }));
}

/** Writes a file whole or not at all, and makes its folder. */
export function writeWhole(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw new UserError(
      'file-unwritable',
      `${file} cannot be written: ${(error as Error).message}`,
      'Check that the folder is yours, or choose another with --into.',
    ); // as: node:fs throws errors alone
  }
  return file;
}

/** Keeps a copy beside the file under a name that is free: `handover.kept-2026-11-25.md`, `….2.md`. Gives its path. */
export function keepCopy(file: string, text: string, day: string): string {
  const stem = join(file, '..', basename(file, '.md'));
  for (let n = 1; ; n += 1) {
    const copy = `${stem}.kept-${day}${n === 1 ? '' : `.${n}`}.md`;
    try {
      writeFileSync(copy, text, { flag: 'wx' });
      return copy;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      if (readFileSync(copy, 'utf8') === text) return copy;
    }
  }
}
