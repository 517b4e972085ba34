import { type C, type Kit } from './kit.ts';

/** Sends one event; data is JSON on one line. */
export type Send = (message: { event: string; data: unknown; id?: number }) => void;

/** Comments that keep proxies from closing a quiet stream, ms. */
const BEAT = 20_000;

/**
 * A stream of server-sent events that `work` fills until it returns, the reader leaves or the server stops. What was not taken yet is
 * dropped when a reader is more than 256 messages behind: the page asks again anyway.
 */
export function sse(c: C, kit: Pick<Kit, 'io' | 'onTrouble'>, work: (send: Send, signal: AbortSignal) => Promise<void>): Response {
  const leave = new AbortController();
  const signal = AbortSignal.any([leave.signal, kit.io.signal, c.req.raw.signal]);
  const bytes = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string): void => {
          if (!signal.aborted && (controller.desiredSize ?? 0) > -256) controller.enqueue(bytes.encode(text));
        };
        write(': listening\n\n');
        const beat = setInterval(() => write(': beat\n\n'), BEAT);
        const send: Send = ({ event, data, id }) =>
          write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
        work(send, signal)
          .catch((error: unknown) => kit.onTrouble(error, 'a live stream'))
          .finally(() => {
            clearInterval(beat);
            try {
              controller.close();
            } catch {
              // The reader was faster and closed it.
            }
          });
      },
      cancel: () => leave.abort(),
    },
    { highWaterMark: 64 },
  );
  return c.body(body, 200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
}
