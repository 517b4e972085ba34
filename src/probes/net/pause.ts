import { setTimeout as wait } from 'node:timers/promises';
import type { Io } from '../../core/io.ts';

/** Waits so many ms; when the run is stopped meanwhile, throws what stopped it. */
export async function pause(io: Pick<Io, 'signal'>, ms: number): Promise<void> {
  try {
    await wait(ms, undefined, { signal: io.signal });
  } catch (error) {
    io.signal.throwIfAborted();
    throw error;
  }
}
