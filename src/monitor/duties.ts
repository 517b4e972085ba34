import type { Database } from './store/sql.ts';
import type { Time } from './types.ts';

/** Work that one process at a time does for all, again after `everyMs`. */
export interface Duty {
  name: string;
  everyMs: number;
  /** Resolves when it is done. */
  work: () => Promise<void>;
}

/** A process that does a duty may take this long, ms, before another one takes over. */
const LEASE = 10 * 60_000;
/** What failed is due again after this long, ms. */
const AGAIN = 30_000;

export interface Doing {
  worker: string;
  now: () => Time;
  onTrouble: (error: unknown, doing: string) => void;
}

/** Does the duties that are due and that nobody else is doing. One that fails keeps no other one back. */
export async function doDuties(database: Database, duties: readonly Duty[], { worker, now, onTrouble }: Doing): Promise<void> {
  for (const { name, everyMs, work } of duties) {
    if (!(await elected(database, { name, everyMs, worker, now: now() }))) continue;
    try {
      await work();
      await database.run('UPDATE duties SET done = ?, until = 0 WHERE name = ? AND holder = ?', now(), name, worker);
    } catch (error) {
      await database.run('UPDATE duties SET done = ?, until = 0 WHERE name = ? AND holder = ?', now() - everyMs + AGAIN, name, worker);
      onTrouble(error, name);
    }
  }
}

async function elected(
  database: Database,
  { name, everyMs, worker, now }: { name: string; everyMs: number; worker: string; now: Time },
): Promise<boolean> {
  const due = await database.get<{ done: number; until: number }>('SELECT done, until FROM duties WHERE name = ?', name);
  if (due && (due.done > now - everyMs || due.until > now)) return false;
  const changed = await database.run(
    `INSERT INTO duties (name, holder, until) VALUES (?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE duties.done <= ? AND duties.until <= ?`,
    name,
    worker,
    now + LEASE,
    now - everyMs,
    now,
  );
  return changed === 1;
}
