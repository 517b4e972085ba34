import type { Io } from '../core/io.ts';
import { within } from '../probes/net/deadline.ts';
import { openLoop } from './arrivals.ts';
import { type Measured, type Sample, summarise } from './measured.ts';
import { pause } from '../probes/net/pause.ts';
import { openSender, type Sender, type Shot } from './sender.ts';

/** What one measurement may cost. */
export interface Budget {
  perSecond: number;
  requests: number;
  /** The whole run, warm-up and repetitions included, ms. */
  ms: number;
  timeoutMs: number;
}

/** Below every limit that a product sets its visitors: like twenty people clicking. */
export const POLITE = { perSecond: 20, requests: 400, ms: 120_000, timeoutMs: 10_000 } as const satisfies Budget;

/** Fewer samples than this leave p95 without an upper end: 1 - 0.95^72 < 97.5 %. */
export const LEAST_REQUESTS = 100;

export interface Measuring {
  shot: Shot;
  budget: Budget;
  /** True when more samples change nothing; asked at 100, 200, 400 …, where a void run ends too. Left out, all requests are sent. */
  decided?: (soFar: Measured) => boolean;
  /** Repetitions of a run that this machine was too busy for. */
  tries?: number;
}

/** Requests that open connections and wake the app up before anything counts. */
const WARM_UP = 5;
/** Between a void run and its repetition. */
const PAUSE_MS = 500;

/**
 * Measures one route as independent visitors would meet it: open loop, arrivals at random times, latency from the intended time, set-up
 * of connections and warm-up apart. A run in which this machine lagged is void and is repeated while the budget lasts; what comes back
 * still void must not be used.
 */
export async function measure(io: Io, { shot, budget, decided, tries = 3 }: Measuring): Promise<Measured> {
  const started = performance.now();
  using sender = openSender(io, { timeoutMs: budget.timeoutMs });
  const first = await within(io.signal, sender.send(shot));
  let last: Measured | undefined;
  let { perSecond } = budget;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    await warmUp(io, sender, shot);
    const left = budget.ms - (performance.now() - started);
    if (last !== undefined && left < (LEAST_REQUESTS / perSecond) * 1_000) break;
    last = await run(io, { sender, shot, budget: { ...budget, perSecond, ms: left }, ...(decided ? { decided } : {}), first });
    if (last.void === undefined || last.lagP95 === 0 || last.fates.moved + last.fates.refused + last.fates.limited > 0) break;
    // Whatever keeps this machine busy may pass, and half the work is easier to do on time.
    await pause(io, PAUSE_MS);
    perSecond /= 2;
  }
  return last ?? summarise([], { random: () => io.random() });
}

interface Run {
  sender: Sender;
  shot: Shot;
  budget: Budget;
  decided?: (soFar: Measured) => boolean;
  first: Awaited<ReturnType<Sender['send']>>;
}

async function run(io: Io, { sender, shot, budget, decided, first }: Run): Promise<Measured> {
  const started = performance.now();
  const samples: Sample[] = [];
  let nextLook = LEAST_REQUESTS;
  let enough = false;
  const look = (): void => {
    if (enough || samples.length < nextLook) return;
    nextLook *= 2;
    const soFar = summarise(samples, { random: () => io.random(), first });
    // A run that is void already is not worth finishing.
    enough = soFar.void !== undefined || decided?.(soFar) === true;
  };
  await openLoop(io, {
    perSecond: budget.perSecond,
    arrive(intendedAt, n) {
      if (enough || n >= budget.requests || performance.now() - started > budget.ms) return false;
      return sender.send(shot).then((flight) => {
        samples.push({ intendedAt, flight });
        look();
      });
    },
  });
  // In the order of arrival: neighbours in time must stay neighbours in blocks.
  samples.sort((a, b) => a.intendedAt - b.intendedAt);
  return summarise(samples, { random: () => io.random(), first });
}

async function warmUp(io: Io, sender: Sender, shot: Shot): Promise<void> {
  io.signal.throwIfAborted();
  await within(io.signal, Promise.all(Array.from({ length: WARM_UP }, () => sender.send(shot))));
}
