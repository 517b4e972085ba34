import type { Config } from '../core/config.ts';
import type { Io } from '../core/io.ts';
import type { Profile } from '../core/profile.ts';
import type { Canaries } from './canary.ts';
import type { Committer } from './commit.ts';
import type { EngineStatus, Pace } from './engine.ts';
import { look, type Looked } from './look.ts';
import { confirmationsOf } from './monitors.ts';
import { makeDelayWatch, TOO_LATE } from './own-delay.ts';
import type { Telling } from './raise.ts';
import { record } from './record.ts';
import { claimDue, type Due, nextDue } from './schedule.ts';
import { addTo, quantile, type Sketch } from './sketch.ts';
import { nextSlot } from './slots.ts';
import type { Database, Sql } from './store/sql.ts';
import type { MonitorEvent } from './types.ts';

export interface Looking {
  database: Database;
  io: Io;
  config: Config;
  profile: Pick<Profile, 'bars'>;
  worker: string;
  pace: Pace;
  committer: Committer;
  canaries: Canaries;
  telling: (sql: Sql) => Telling;
  publish: (events: readonly MonitorEvent[]) => void;
  trouble: (error: unknown, doing: string) => void;
}

export interface Lookout {
  /** Begins the looks that are due and that there is room for. */
  tick(): Promise<void>;
  /** Resolves when no look is under way. */
  idle(): Promise<void>;
  counts(): Pick<EngineStatus, 'looks' | 'skipped' | 'voids' | 'latenessP95Ms'>;
}

/** Looks at once: handshakes of more than this measure each other. */
const AT_ONCE = 24;
/** Causes that may be our own network; an answer, whatever it says, is not. */
const SILENT = ['dns', 'connect', 'timeout', 'tls'] as const;

/** Looks at what is due and records it; each monitor once at a time, in one process. */
export function makeLookout(at: Looking): Lookout {
  const { database, io, worker, pace } = at;
  const running = new Set<Promise<void>>();
  const lateness: Sketch = new Map();
  const delays = makeDelayWatch();
  let [looks, skipped, voids] = [0, 0, 0];
  const confirmations = confirmationsOf(at.config, at.profile);
  const now = (): number => io.now().getTime();

  const lookAt = async ({ monitor, slot }: Due): Promise<void> => {
    const began = now();
    addTo(lateness, Math.max(0, began - slot));
    skipped += Math.max(0, Math.floor((began - slot) / monitor.intervalMs));
    const { gave: looked, lateMs } = await delays.during(() => look(io, monitor));
    const sample = { monitor: monitor.id, at: began, ...(lateMs > TOO_LATE ? voided(looked, lateMs) : await judged(at, looked)) };
    voids += lateMs > TOO_LATE ? 1 : 0;
    looks += 1;
    const happened = await at.committer.add(async (sql) => {
      const telling = at.telling(sql);
      const nextAt = (again: boolean): number => (again ? now() + Math.min(pace.againMs, monitor.intervalMs) : nextSlot(monitor, now()));
      await record(telling, { monitor, sample, worker, confirmations, certificateDays: at.config.monitor.certificate_days, nextAt });
      return telling.happened;
    });
    at.publish(happened);
  };

  return {
    async tick() {
      const next = await nextDue(database);
      if (next === null || next > now() || running.size >= AT_ONCE) return;
      const due = await database.tx((sql) => claimDue(sql, { worker, now: now(), limit: AT_ONCE - running.size }));
      for (const each of due) {
        const work = lookAt(each).catch((error: unknown) => at.trouble(error, `looking at ${each.monitor.name}`));
        running.add(work);
        void work.finally(() => running.delete(work));
      }
    },
    async idle() {
      await Promise.allSettled(running);
    },
    counts: () => ({ looks, skipped, voids, latenessP95Ms: quantile(lateness, 0.95) ?? 0 }),
  };
}

/**
 * A look during which this process itself came late: its times are void, and silence may be ours. What the target said stands, as a
 * status and a text say the same however late they are read.
 */
export function voided(looked: Looked, lateMs: number): Looked {
  const timeless = { ...looked, slow: false, dnsMs: null, tcpMs: null, tlsMs: null, ttfbMs: null, totalMs: 0 };
  const says = `This server itself came ${Math.round(lateMs)} ms late, so this says nothing about the target's time`;
  if (looked.outcome === 'ok') return { ...timeless, cause: 'own-delay', code: null, says };
  if (looked.outcome === 'fail' && !SILENT.some((cause) => cause === looked.cause)) return timeless;
  return { ...timeless, outcome: 'unknown', cause: 'own-delay', says };
}

/** A failure while our own network is down proves nothing about the target. */
async function judged({ canaries }: Looking, looked: Looked): Promise<Looked> {
  if (looked.outcome !== 'fail' || !SILENT.some((cause) => cause === looked.cause)) return looked;
  if ((await canaries.check()) !== 'failing') return looked;
  return {
    ...looked,
    outcome: 'unknown',
    cause: 'own-network',
    says: 'Our own network does not answer, so this says nothing about the target',
  };
}
