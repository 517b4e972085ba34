/** How closely the event loop is watched, ms. */
const TICK = 20;
/**
 * Past this a time that was measured here is ours as much as theirs, ms. Collecting garbage stays below; a tenth of the shortest failure
 * line for pages (2 s) is as much as people notice.
 */
export const TOO_LATE = 200;

/** Watches how late this process itself comes to its work, for each stretch of time that it is asked about. */
export interface DelayWatch {
  /** Does `work` and gives the worst delay meanwhile, ms. Throws what it throws. */
  during<T>(work: () => Promise<T>): Promise<{ gave: T; lateMs: number }>;
}

/**
 * A clock that strikes while somebody watches, and is late when the event loop is. `monitorEventLoopDelay` of Node sums over one
 * stretch per instrument and notices nothing before its second tick, so that looks that overlap, or are short, go wrong with it.
 */
export function makeDelayWatch(): DelayWatch {
  const watching = new Set<{ worstMs: number }>();
  const waiting = new Set<() => void>();
  let clock: NodeJS.Timeout | undefined;
  let struck = 0;
  const strike = (): void => {
    const lateMs = performance.now() - struck - TICK;
    struck = performance.now();
    for (const each of watching) each.worstMs = Math.max(each.worstMs, lateMs);
    for (const go of waiting) go();
    waiting.clear();
  };
  return {
    async during(work) {
      const seen = { worstMs: 0 };
      watching.add(seen);
      if (clock === undefined) {
        struck = performance.now();
        clock = setInterval(strike, TICK);
      }
      try {
        const gave = await work();
        // What blocks may end in the same turn as the answer comes; the clock strikes in the next.
        await new Promise<void>((go) => void waiting.add(go));
        return { gave, lateMs: seen.worstMs };
      } finally {
        watching.delete(seen);
        if (watching.size === 0) {
          clearInterval(clock);
          clock = undefined;
        }
      }
    },
  };
}
