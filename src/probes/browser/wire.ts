import type { Readable, Writable } from 'node:stream';
import { ProbeError } from '../../core/errors.ts';

const REPLY_MS = 30_000;

/** Something the browser tells unasked. */
export interface Told {
  method: string;
  params: Record<string, unknown>;
  session: string | undefined;
}

/** A browser spoken to in the Chrome DevTools Protocol. */
export interface Wire {
  /** One command; rejects with the browser's own words, after 30 s, and when the browser is gone. */
  send: (method: string, params?: object, session?: string) => Promise<Record<string, unknown>>;
  /** Calls back for everything told; the function returned ends that. */
  listen: (hear: (told: Told) => void) => () => void;
  /** Ends everything that waits: the browser is gone. */
  over(): void;
}

interface Waiting {
  resolve: (result: Record<string, unknown>) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** The protocol itself over two pipes: JSON messages, each ended by a zero byte. */
export function speak(input: Writable, output: Readable): Wire {
  const waiting = new Map<number, Waiting>();
  const ears = new Set<(told: Told) => void>();
  let next = 1;
  let ended = false;
  const over = (): void => {
    ended = true;
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(new ProbeError('browser', 'Chromium ended'));
    }
    waiting.clear();
  };
  const hear = (text: string): void => {
    const message = JSON.parse(text) as {
      id?: number;
      result?: Record<string, unknown>;
      error?: { message: string };
      method?: string;
      params?: Record<string, unknown>;
      sessionId?: string;
    }; // as: the protocol's own shape
    const asked = message.id === undefined ? undefined : waiting.get(message.id);
    if (message.method !== undefined)
      for (const ear of ears) ear({ method: message.method, params: message.params ?? {}, session: message.sessionId });
    if (asked === undefined || message.id === undefined) return;
    waiting.delete(message.id);
    clearTimeout(asked.timer);
    if (message.error) asked.reject(new ProbeError('browser', `Chromium refused: ${message.error.message}`));
    else asked.resolve(message.result ?? {});
  };
  let parts: string[] = [];
  output.setEncoding('utf8').on('data', (text: string) => {
    // A printed page is one message of megabytes: pieces are put together once, when its end is there.
    const pieces = text.split('\0');
    for (const piece of pieces.slice(0, -1)) {
      hear([...parts, piece].join(''));
      parts = [];
    }
    parts.push(pieces.at(-1)!); // !: a split gives at least one piece
  });
  for (const stream of [input, output]) stream.on('error', over);
  return {
    over,
    listen(ear) {
      ears.add(ear);
      return () => void ears.delete(ear);
    },
    send: (method, params = {}, session) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(new ProbeError('browser', 'Chromium ended'));
        const id = next;
        next += 1;
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(new ProbeError('browser', `Chromium did not answer ${method}`));
        }, REPLY_MS);
        waiting.set(id, { resolve, reject, timer });
        input.write(`${JSON.stringify({ id, method, params, ...(session === undefined ? {} : { sessionId: session }) })}\0`);
      }),
  };
}
