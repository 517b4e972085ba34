import { setTimeout as wait } from 'node:timers/promises';

export interface Repeating {
  everyMs: number;
  signal: AbortSignal;
  /** Told what went wrong; the next turn comes all the same. */
  trouble: (error: unknown) => void;
}

/** Does `work` again and again, never twice at once, until the signal aborts. Never rejects. */
export async function repeat({ everyMs, signal, trouble }: Repeating, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) trouble(error);
    }
    await wait(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
