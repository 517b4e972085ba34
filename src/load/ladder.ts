import type { Io } from '../core/io.ts';
import type { Lines } from './bars.ts';
import { openSender, type Shot } from './sender.ts';
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
}

export interface Ladder {
  rungs: Rung[];
  /** The first rung at which it collapses; nothing where it does not. */
  collapsesAt?: number;
}

/** Requests of each user at a rung. */
const EACH = 8;
/** Slower than alone by this factor and over the line is a collapse; slower alone is not. */
const WORSE = 2;
const MOST_FAILED = 0.05;

/**
 * Lets 1, 5 and 20 people use a route at the same time, each asking again as soon as they were answered. A route behind one lock answers
 * each of them later the more there are, long before a load test of arrivals would show it.
 */
export async function climb(
  io: Io,
  { shot, users, lines, timeoutMs }: { shot: Shot; users: number; lines: Lines; timeoutMs: number },
): Promise<Ladder> {
  using sender = openSender(io, { timeoutMs });
  await sender.send(shot);
  const rungs: Rung[] = [];
  for (const count of [...RUNGS.filter((rung) => rung < users), users]) {
    const took: number[] = [];
    await Promise.all(
      Array.from({ length: count }, async () => {
        for (let i = 0; i < EACH; i += 1) {
          io.signal.throwIfAborted();
          const flight = await sender.send(shot);
          took.push(flight.fate === 'ok' ? flight.endedAt - flight.wroteAt : Number.POSITIVE_INFINITY);
        }
      }),
    );
    took.sort((a, b) => a - b);
    const rung = {
      users: count,
      requests: took.length,
      p50: finite(quantile(took, 0.5)),
      p95: finite(quantile(took, 0.95)),
      failed: took.filter((ms) => ms === Infinity).length,
    };
    rungs.push(rung);
    if (collapses(rung, rungs[0]!, lines)) return { rungs, collapsesAt: count };
  }
  return { rungs };
}

/** True when a rung is beyond the line and much slower than one person alone, or fails. Pure. */
export function collapses(rung: Rung, alone: Rung, lines: Lines): boolean {
  if (alone.p50 === null) return false; // it fails for one person too; that is no matter of how many
  if (rung.failed > rung.requests * MOST_FAILED) return true;
  const line = lines.failureMs ?? lines.targetMs;
  return rung.p50 === null || (rung.p50 > line && rung.p50 > alone.p50 * WORSE);
}

function finite(ms: number): number | null {
  return Number.isFinite(ms) ? Math.round(ms * 10) / 10 : null;
}
