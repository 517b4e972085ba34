import { createWriteStream } from 'node:fs';
import { finished, Transform, Writable } from 'node:stream';
import { createRedactor } from '../redact/stream.ts';

/** Options of `pino.transport({ target: 'launch-ready/pino', options })`. */
export interface PinoOptions {
  /** A file to append to, or a descriptor; 1, which is stdout, where left out. False inside a `pipeline`, whose next stage gets the lines. */
  destination?: string | number | false;
}

/**
 * A pino transport that masks every secret and everything personal in finished lines, at any depth and in any spelling, whatever the
 * program has put into them. It runs in pino's worker, beside the program rather than in it.
 */
export default function pinoRedactor({ destination = 1 }: PinoOptions = {}): Writable {
  const redactor = createRedactor();
  if (destination === false)
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => done(null, redactor.push(chunk)),
      flush: (done) => done(null, redactor.end()),
    });
  const out =
    typeof destination === 'number'
      ? createWriteStream('', { fd: destination, autoClose: false })
      : createWriteStream(destination, { flags: 'a' });
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => void out.write(redactor.push(chunk), done),
    final(done) {
      // The worker ends with this stream: what was written must be out by then.
      finished(out, (error) => done(error));
      out.end(redactor.end());
    },
  });
  out.on('error', (error) => stream.destroy(error));
  return stream;
}
