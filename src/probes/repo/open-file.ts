import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { join, sep } from 'node:path';

/**
 * Opens a plain file below the root; null when it is missing, unreadable, no plain file (a FIFO would wait for ever), or reached through a
 * symbolic link. The caller closes it.
 */
export async function openFile(root: string, path: string): Promise<{ file: FileHandle; size: number } | null> {
  const parts = path.split('/');
  if (parts.includes('..') || path.includes('\0')) return null;
  try {
    for (let depth = 1; depth < parts.length; depth += 1) {
      if ((await lstat(join(root, ...parts.slice(0, depth)))).isSymbolicLink()) return null;
    }
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const file = await open(join(root, parts.join(sep)), flags);
    const about = await file.stat().catch(() => null);
    if (about?.isFile()) return { file, size: about.size };
    await file.close();
    return null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
