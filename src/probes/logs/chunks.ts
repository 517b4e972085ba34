import { createReadStream } from 'node:fs';
import { UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';

/** Reads a file of any size in chunks, in order. A file that cannot be read is a UserError that names it. */
export async function readChunks(file: string, io: Pick<Io, 'signal'>, take: (chunk: Buffer) => void): Promise<void> {
  try {
    const stream = createReadStream(file, { signal: io.signal, highWaterMark: 256 * 1024 });
    for await (const chunk of stream) take(chunk as Buffer); // as: no encoding was asked for
  } catch (error) {
    io.signal.throwIfAborted();
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new UserError('file-unreadable', `${file} cannot be read: ${error.message}`, 'Check the path.');
  }
}
