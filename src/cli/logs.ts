import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../core/errors.ts';
import { createRedactor } from '../redact/stream.ts';
import type { Arguments } from './arguments.ts';

/** `launch-ready logs redact`: stdin, or a file, to stdout, line by line as it comes. A reader that leaves (`| head`) ends it quietly. */
export async function redactLogs({ positional, flags }: Arguments, signal: AbortSignal): Promise<number> {
  if (flags['json'] === true)
    throw new UserError(
      'no-json',
      '`logs redact` gives the log itself, so --json has no meaning.',
      'Leave it out; lines of JSON stay JSON.',
    );
  if (positional === undefined && process.stdin.isTTY)
    throw new UserError(
      'no-log',
      'There is no log to mask.',
      'Pipe one in, as in `node server.js | launch-ready logs redact`, or name a file.',
    );
  const redactor = createRedactor();
  const masking = new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, redactor.push(chunk)),
    flush: (done) => done(null, redactor.end()),
  });
  try {
    // Ctrl-C reaches the program before the pipe as well: its last lines are still masked, and its end is ours.
    const source = positional === undefined ? process.stdin : createReadStream(positional, { signal });
    await pipeline(source, masking, process.stdout, { end: false });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return 0;
    signal.throwIfAborted();
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new UserError('file-unreadable', `${positional ?? 'stdin'} cannot be read: ${error.message}`, 'Check the path.');
  }
  return 0;
}
