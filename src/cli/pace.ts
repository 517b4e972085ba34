import { setTimeout as wait } from 'node:timers/promises';
import type { Io } from '../core/io.ts';

/** ms from one request to a host to the next: a little less than ten a second. */
const APART = 105;

/** A `pace` that spaces the requests to each host evenly. */
export function paced(apart: number = APART): Io['pace'] {
  const next = new Map<string, number>();
  return async (host, signal) => {
    const now = performance.now();
    const at = Math.max(now, next.get(host) ?? 0);
    next.set(host, at + apart);
    if (at <= now) return;
    await wait(at - now, undefined, { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
  };
}
