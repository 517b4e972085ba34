import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { CONFIG_FILES } from '../target.ts';

/** Largest file of ours that is read, bytes. */
const LIMIT = 4_000_000;

/** The text of a file; null where there is none. Throws a UserError where it cannot be read. */
export function readOwn(file: string, limit = LIMIT): string | null {
  if (!existsSync(file)) return null;
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length <= limit) return text;
  } catch (error) {
    throw new UserError('file-unreadable', `${file} cannot be read: ${(error as Error).message}`, 'Check that the file is yours to read.'); // as: node:fs throws errors alone
  }
  throw new UserError('file-unreadable', `${file} is too large to be a file of Launch Ready.`, 'Move it away and run the command again.');
}

/** Writes a file whole or not at all; the folder is made where it is missing. Throws a UserError where it cannot be written. */
export function writeOwn(file: string, text: string, mode = 0o644): void {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, text, { mode });
    renameSync(draft, file);
  } catch (error) {
    throw new UserError('file-unwritable', `${file} cannot be written: ${(error as Error).message}`, 'Check that the folder is yours.'); // as: see above
  }
}

/** A folder with one of these is a checkout; any other is a pile of files. */
const CHECKOUT = ['.git', 'package.json', ...CONFIG_FILES] as const;

/** True for a file, and for a folder that is no checkout. */
export function isPile(path: string): boolean {
  return existsSync(path) && !CHECKOUT.some((name) => existsSync(join(path, name)));
}
