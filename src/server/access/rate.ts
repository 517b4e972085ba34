/** A bucket per key: `burst` at once, then `perMinute`. In memory, because a limit per process is enough to keep one client polite. */
export interface Rate {
  /** Seconds to wait; 0 when it may go on. */
  take(key: string, now: number): number;
}

/** Keys remembered at once; the oldest are forgotten, so that nobody fills the memory with names. */
const KEYS = 5_000;

export function makeRate({ burst, perMinute }: { burst: number; perMinute: number }): Rate {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(key, now) {
      const held = buckets.get(key) ?? { left: burst, at: now };
      const left = Math.min(burst, held.left + ((now - held.at) / 60_000) * perMinute);
      buckets.delete(key);
      buckets.set(key, { left: left < 1 ? left : left - 1, at: now });
      if (buckets.size > KEYS) buckets.delete(buckets.keys().next().value!);
      return left < 1 ? Math.ceil(((1 - left) * 60) / perMinute) : 0;
    },
  };
}
