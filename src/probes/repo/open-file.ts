import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { join, sep } from 'node:path';

/** A plain file that is open, until its block ends. */
export interface PlainFile extends Disposable {
  fd: number;
  /** Bytes when it was opened. */
  size: number;
}

/**
 * Opens a plain file below the root; null when it is missing, unreadable, no plain file (a FIFO would wait for ever), or reached through a
 * symbolic link. `folders` remembers the folders that were looked at, for whoever opens many files.
 */
// All at once: a checkout has thousands of files, and a promise for each step takes ten times as long as the steps.
export function openFile(root: string, path: string, folders: Set<string> = new Set()): PlainFile | null {
  const parts = path.split('/');
  if (parts.includes('..') || path.includes('\0')) return null;
  try {
    for (let depth = 1; depth < parts.length; depth += 1) {
      const folder = join(root, ...parts.slice(0, depth));
      if (folders.has(folder)) continue;
      if (lstatSync(folder).isSymbolicLink()) return null;
      folders.add(folder);
    }
    const fd = openSync(join(root, parts.join(sep)), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const about = fstatSync(fd);
      if (about.isFile()) return { fd, size: about.size, [Symbol.dispose]: () => closeSync(fd) };
    } catch {
      // What cannot be asked for its kind is none that is read.
    }
    closeSync(fd);
    return null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

/** Reads the next bytes of an open file into a buffer and says how many they are; `null` where the disk gives none. */
export function readNext({ fd }: PlainFile, into: Buffer, { at, length }: { at: number; length: number }): number | null {
  try {
    return readSync(fd, into, at, length, null);
  } catch {
    return null;
  }
}

/** The bytes of an open file, as many as it had when it was opened; `null` where the disk gives none. */
export function readAll({ fd, size }: PlainFile): Buffer | null {
  const bytes = Buffer.allocUnsafe(size);
  let read = 0;
  try {
    for (let got = -1; read < size && got !== 0; read += got) got = readSync(fd, bytes, read, size - read, read);
  } catch {
    return null;
  }
  return bytes.subarray(0, read);
}
