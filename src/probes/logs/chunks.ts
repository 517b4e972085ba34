import { createReadStream } from 'node:fs';
import { UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { openFile } from '../repo/open-file.ts';

/** A log that a person named, or one in a checkout. */
export type LogSource = string | { root: string; path: string };

/**
 * Reads a file of any size in chunks, in order. In a checkout, which may be a stranger's, links are not followed. A file that cannot be read
 * is a UserError that names it.
 */
export async function readChunks(log: LogSource, io: Pick<Io, 'signal'>, take: (chunk: Buffer) => void): Promise<void> {
  const name = typeof log === 'string' ? log : log.path;
  using file = typeof log === 'string' ? undefined : openFile(log.root, log.path);
  if (file === null)
    throw new UserError('file-unreadable', `${name} is no plain file of the checkout.`, 'Check the path; links are not followed.');
  const options = { signal: io.signal, highWaterMark: 256 * 1024 };
  try {
    const stream = createReadStream(name, file ? { ...options, fd: file.fd, autoClose: false } : options);
    for await (const chunk of stream) take(chunk as Buffer); // as: no encoding was asked for
  } catch (error) {
    io.signal.throwIfAborted();
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new UserError('file-unreadable', `${name} cannot be read: ${error.message}`, 'Check the path.');
  }
}
