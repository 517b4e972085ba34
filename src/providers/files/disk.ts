import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { hashOf } from './patch.ts';

/** Largest file that is changed, bytes. */
const LIMIT = 1024 * 1024;

/** The content of a file of the checkout; null where there is none. Throws a UserError where it is no plain file of the checkout. */
export function readTarget(root: string, path: string): Buffer | null {
  const file = placeOf(root, path);
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return null;
  if (!found.isFile() || found.size > LIMIT) throw notOurs(path);
  return readFileSync(file);
}

/** Keeps a content in the state folder under its hash, for this user alone, so that it can be put back. */
export function keepContent(state: string, bytes: Buffer): void {
  const file = keptAt(state, hashOf(bytes));
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, bytes, { mode: 0o600 });
  renameSync(draft, file);
}

/** A content that was kept. Throws a UserError where it is gone or is not what it was. */
export function keptContent(state: string, hash: string): Buffer {
  const file = keptAt(state, hash);
  const bytes = /^[0-9a-f]{64}$/.test(hash) && existsSync(file) ? readFileSync(file) : undefined;
  if (bytes !== undefined && hashOf(bytes) === hash) return bytes;
  throw new UserError('content-lost', `${file} is missing or was changed.`, 'Take the former file from git or a backup.');
}

/**
 * Puts `bytes` where a file with the content `expected` stands, whole or not at all; null is no file. The mode stays. Throws a UserError
 * `file-changed` where somebody else has changed it since.
 */
export function replaceTarget(root: string, path: string, { expected, bytes }: { expected: string | null; bytes: Buffer | null }): void {
  const now = readTarget(root, path);
  if ((now === null ? null : hashOf(now)) !== expected)
    throw new UserError(
      'file-changed',
      `${path} was changed since; it is left as it is.`,
      'Look at the file, and change it by hand where needed.',
    );
  const file = placeOf(root, path);
  if (bytes === null) return rmSync(file);
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, bytes);
  if (now !== null) chmodSync(draft, statSync(file).mode & 0o7777);
  renameSync(draft, file);
}

function keptAt(state: string, hash: string): string {
  return join(state, 'kept', hash);
}

/** The file below the root, whose folders lead nowhere else: a checkout may be a stranger's, with links out of it. */
function placeOf(root: string, path: string): string {
  const file = join(root, path);
  const inside = relative(root, file);
  if (inside === '' || inside.startsWith('..') || inside.split(sep)[0] === '.git') throw notOurs(path);
  let folder = dirname(file);
  while (!existsSync(folder)) folder = dirname(folder);
  const real = relative(realpathSync(root), realpathSync(folder));
  if (real.startsWith('..')) throw notOurs(path);
  return file;
}

function notOurs(path: string): UserError {
  return new UserError('file-not-plain', `${path} is no plain file of this checkout, so it is not changed.`, 'Change it by hand.');
}
