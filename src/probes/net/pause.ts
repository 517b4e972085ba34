import { setTimeout as wait } from 'node:timers/promises';

/** Waits so many ms; when the run is stopped meanwhile, throws what stopped it. */
export async function pause({ signal }: { signal: AbortSignal }, ms: number): Promise<void> {
  try {
    await wait(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
