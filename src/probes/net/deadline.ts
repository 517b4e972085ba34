import { ProbeError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';

/** A limit on a piece of work: `signal` aborts with a ProbeError `timeout` after `ms`, or with the reason of `io.signal`. */
export interface Deadline extends Disposable {
  signal: AbortSignal;
  /** Milliseconds left; at least 1. */
  left(): number;
}

/** Starts a limit of `ms` for what `who` should do; dispose of it when the work is done. */
export function deadline(io: Pick<Io, 'signal'>, ms: number, who: string): Deadline {
  const controller = new AbortController();
  const started = performance.now();
  const cancelled = (): void => controller.abort(io.signal.reason);
  const timer = setTimeout(() => controller.abort(new ProbeError('timeout', `${who} did not answer in time`)), ms);
  io.signal.addEventListener('abort', cancelled, { once: true });
  if (io.signal.aborted) cancelled();
  return {
    signal: controller.signal,
    left: () => Math.max(1, Math.round(ms - (performance.now() - started))),
    [Symbol.dispose]() {
      clearTimeout(timer);
      io.signal.removeEventListener('abort', cancelled);
    },
  };
}

/** Settles with `work`, or rejects with the signal's reason as soon as it aborts. */
export async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  if (signal.aborted) work.catch(() => undefined);
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const stop = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
