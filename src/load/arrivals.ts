import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Io } from '../core/io.ts';
import { within } from '../probes/net/deadline.ts';
import { pause } from '../probes/net/pause.ts';

/** How late this process was, ms: the send lag of each arrival is measured apart, this is the loop itself. */
const RESOLUTION_MS = 5;

/** Watches how late this process runs; a client that lags measures itself. */
export interface Watch extends Disposable {
  /** The longest that this process stood still since the last call, ms. */
  stall(): number;
}

export function watchSelf(): Watch {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return {
    stall() {
      const longest = delay.count === 0 ? 0 : Math.max(0, delay.max / 1e6 - RESOLUTION_MS);
      delay.reset();
      return longest;
    },
    [Symbol.dispose]() {
      delay.disable();
    },
  };
}

/** The time between two arrivals of independent visitors at `perSecond` (a Poisson process), ms. */
export function gap(random: () => number, perSecond: number): number {
  return (-Math.log(1 - random()) / perSecond) * 1_000;
}

/**
 * Calls `arrive` for one visitor after another at random times, never waiting for an earlier one: slow answers do not thin the load out,
 * as they do where each client waits before it asks again. `arrive` gets the intended time and returns false to end. Resolves after the
 * last arrival has finished, or rejects with what one threw.
 */
export async function openLoop(
  io: Pick<Io, 'random' | 'signal'>,
  { perSecond, arrive }: { perSecond: number; arrive: (intendedAt: number, n: number) => Promise<void> | false },
): Promise<void> {
  const flying = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let intendedAt = performance.now();
  for (let n = 0; failures.length === 0; n += 1) {
    intendedAt += gap(io.random, perSecond);
    const ahead = intendedAt - performance.now();
    if (ahead > 0) await pause(io, ahead);
    io.signal.throwIfAborted();
    const flight = arrive(intendedAt, n);
    if (flight === false) break;
    const settled: Promise<void> = flight.then(
      () => void flying.delete(settled),
      (error: unknown) => {
        flying.delete(settled);
        failures.push(error);
      },
    );
    flying.add(settled);
  }
  await within(io.signal, Promise.all(flying));
  if (failures.length > 0) throw failures[0];
}
