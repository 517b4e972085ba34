/** How often it is looked, ms. */
const STEP = 5;

/** When this process came late, in the order of time. */
export interface Holds extends Disposable {
  /** How long it was held up between two moments of `performance.now()`, ms. */
  between(from: number, to: number): number;
}

/** Notes when this process is held up, by work of its own or by a machine with too much to do, until it is disposed of. */
export function noteHolds(): Holds {
  const holds: { from: number; to: number }[] = [];
  let due = performance.now() + STEP;
  const timer = setInterval(() => {
    const now = performance.now();
    // A timer counts whole milliseconds: one late is on time.
    if (now - due > 1) holds.push({ from: due, to: now });
    due = now + STEP;
  }, STEP);
  timer.unref();
  return {
    between: (from, to) => holds.reduce((sum, hold) => sum + Math.max(0, Math.min(to, hold.to) - Math.max(from, hold.from)), 0),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
