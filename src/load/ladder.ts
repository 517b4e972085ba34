import type { Io } from '../core/io.ts';
import { pause } from '../probes/net/pause.ts';
import { watchSelf } from './arrivals.ts';
import type { Lines } from './bars.ts';
import { openSender, type Flight, type Sender, type Shot } from './sender.ts';
import { quantile } from './statistics.ts';

/** So many people at the same time, one rung after another. */
export const RUNGS = [1, 5, 20] as const;

/** What people at one rung met. */
export interface Rung {
  users: number;
  requests: number;
  p50: number | null;
  p95: number | null;
  failed: number;
  collapsed: boolean;
  /** Why nothing can be said of so many people; nothing where it can. */
  void?: string;
}

export interface Ladder {
  rungs: Rung[];
  /** The first rung at which it collapses; nothing where it does not. Nobody climbs further. */
  collapsesAt?: number;
}

/** Requests of a rung: enough for a p95 that one answer does not decide, and at least so many of each user. */
const LEAST = 80;
const EACH = 8;
/** A slow route ends a rung earlier, ms; those who are waiting still get their answer. */
const RUNG_MS = 15_000;
/** Slower than alone by this factor and over the line is a collapse; slower alone is not. */
const WORSE = 2;
const MOST_FAILED = 0.05;
/** Standing still for more than this share of the line, or of p95, may be our slowness and not theirs. */
const STILL = 0.25;
const TRIES = 3;
const PAUSE_MS = 500;

/**
 * Lets 1, 5 and 20 people use a route at the same time, each asking again as soon as they were answered. A route behind one lock answers
 * each of them later the more there are, long before a load test of arrivals would show it. A rung during which this machine stood
 * still is climbed again, and what stays void ends the ladder, as does a rate limit: it answers in place of the route.
 */
export async function climb(
  io: Io,
  { shot, users, lines, timeoutMs }: { shot: Shot; users: number; lines: Lines; timeoutMs: number },
): Promise<Ladder> {
  using sender = openSender(io, { timeoutMs });
  await sender.send(shot);
  const rungs: Rung[] = [];
  for (const count of [...RUNGS.filter((rung) => rung < users), users]) {
    const standing = { sender, shot, users: count, lineMs: lineOf(lines) };
    let rung = await stand(io, standing);
    for (let tries = 1; rung.busy && tries < TRIES; tries += 1) {
      await pause(io, PAUSE_MS);
      rung = await stand(io, standing);
    }
    const { busy: _, ...met } = rung;
    const collapsed = met.void === undefined && collapses(met, rungs[0] ?? met, lines);
    rungs.push({ ...met, collapsed });
    if (collapsed) return { rungs, collapsesAt: count };
    if (met.void !== undefined) break;
  }
  return { rungs };
}

/** One rung, once. `busy` says that another try may give more. */
async function stand(
  io: Io,
  { sender, shot, users, lineMs }: { sender: Sender; shot: Shot; users: number; lineMs: number },
): Promise<Omit<Rung, 'collapsed'> & { busy: boolean }> {
  using watch = watchSelf();
  const flights: Flight[] = [];
  const each = Math.max(EACH, Math.ceil(LEAST / users));
  const began = performance.now();
  await Promise.all(
    Array.from({ length: users }, async () => {
      for (let i = 0; i < each && performance.now() - began < RUNG_MS; i += 1) {
        io.signal.throwIfAborted();
        flights.push(await sender.send(shot));
      }
    }),
  );
  const took = Float64Array.from(flights, ({ fate, endedAt, wroteAt }) => (fate === 'ok' ? endedAt - wroteAt : Infinity)).sort();
  const p95 = finite(quantile(took, 0.95));
  const failed = took.filter((ms) => ms === Infinity).length;
  const limited = flights.filter(({ fate }) => fate === 'limited').length;
  const still = Math.round(watch.stall());
  const busy = still > Math.max(lineMs, p95 ?? 0) * STILL;
  const why =
    limited > 0
      ? `The rate limit answered ${limited} of ${flights.length} requests of ${people(users)}; nothing is known of so many.`
      : busy
        ? `This machine stood still for ${still} ms while it was ${people(users)}; it was too busy to measure.`
        : undefined;
  return {
    users,
    requests: flights.length,
    p50: finite(quantile(took, 0.5)),
    p95,
    failed,
    busy: limited === 0 && busy,
    ...(why === undefined ? {} : { void: why }),
  };
}

/** True when a rung is beyond the line and much slower than one person alone, or fails. Pure. */
export function collapses(rung: Pick<Rung, 'p95' | 'failed' | 'requests'>, alone: Pick<Rung, 'p95'>, lines: Lines): boolean {
  if (alone.p95 === null) return false; // it fails for one person too; that is no matter of how many
  if (rung.failed > rung.requests * MOST_FAILED) return true;
  return rung.p95 === null || (rung.p95 > lineOf(lines) && rung.p95 > alone.p95 * WORSE);
}

function lineOf({ failureMs, targetMs }: Lines): number {
  return failureMs ?? targetMs;
}

/** How many people, in words. */
export function people(users: number): string {
  return users === 1 ? '1 user' : `${users} users`;
}

function finite(ms: number): number | null {
  return Number.isFinite(ms) ? Math.round(ms * 10) / 10 : null;
}
