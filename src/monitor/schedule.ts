import { firstSlot } from './slots.ts';
import { newState } from './state.ts';
import type { Database, Sql } from './store/sql.ts';
import type { Monitor, Time } from './types.ts';

/** A process that looks may take this long, ms, before another one believes it dead. */
const LEASE = 40_000;

/** A monitor that is due, and the slot it is due for. */
export interface Due {
  monitor: Monitor;
  slot: Time;
}

/**
 * Brings the table to what the configuration asks for. Known monitors keep their state and history; those not wanted any more are kept
 * but not looked at, and given back, so that their incidents can end. Every monitor is due within seconds of now.
 */
export async function schedule(database: Database, wanted: readonly Monitor[], now: Time): Promise<string[]> {
  return database.tx(async (sql) => {
    await sql.lock('schedule');
    for (const [place, monitor] of wanted.entries()) {
      await sql.run(
        `INSERT INTO monitors (id, spec, place, wanted, state, next_at) VALUES (?, ?, ?, 1, ?, ?)
          ON CONFLICT (id) DO UPDATE SET spec = excluded.spec, place = excluded.place, wanted = 1,
            next_at = CASE WHEN monitors.next_at < ? OR monitors.next_at > excluded.next_at THEN excluded.next_at ELSE monitors.next_at END`,
        monitor.id,
        JSON.stringify(monitor),
        place,
        JSON.stringify(newState(now)),
        firstSlot(monitor, now),
        now,
      );
    }
    const ids = new Set(wanted.map(({ id }) => id));
    const known = await sql.all<{ id: string }>('SELECT id FROM monitors WHERE wanted = 1');
    const gone = known.map(({ id }) => id).filter((id) => !ids.has(id));
    for (const id of gone) await sql.run('UPDATE monitors SET wanted = 0 WHERE id = ?', id);
    return gone;
  });
}

/** Takes monitors that are due, each for this process alone until its look is recorded or its lease ends. */
export async function claimDue(sql: Sql, { worker, now, limit }: { worker: string; now: Time; limit: number }): Promise<Due[]> {
  const skip = sql.dialect === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : '';
  const rows = await sql.all<{ spec: string; next_at: number }>(
    `UPDATE monitors SET leased_by = ?, leased_until = ? WHERE n IN (
      SELECT n FROM monitors WHERE next_at <= ? AND wanted = 1 AND leased_until <= ? ORDER BY next_at LIMIT ? ${skip})
      RETURNING spec, next_at`,
    worker,
    now + LEASE,
    now,
    now,
    limit,
  );
  return rows.map(({ spec, next_at }) => ({ monitor: JSON.parse(spec) as Monitor, slot: next_at })); // as: ours
}

/** Gives back what was claimed and not looked at, at the end of a process. */
export async function release(sql: Sql, worker: string): Promise<void> {
  await sql.run('UPDATE monitors SET leased_by = NULL, leased_until = 0 WHERE leased_by = ?', worker);
  await sql.run('UPDATE outbox SET leased_by = NULL, leased_until = 0 WHERE leased_by = ?', worker);
}

/** When the next monitor is due; null when there is none. */
export async function nextDue(sql: Pick<Sql, 'get'>): Promise<Time | null> {
  return (await sql.get<{ at: number | null }>('SELECT MIN(next_at) AS at FROM monitors WHERE wanted = 1'))?.at ?? null;
}
