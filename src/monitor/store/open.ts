import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { timeline, findIncident, readIncident } from '../incidents.ts';
import { readItem } from '../outbox.ts';
import { issueReads } from './read-issues.ts';
import { readMarkers } from './read-markers.ts';
import { DAY, HOUR, type MonitorRow, readBars, readSamples, readWatched } from './read-monitors.ts';
import { recordReads } from './records.ts';
import { routeReads } from './read-routes.ts';
import { COUNTED, migrate } from './schema.ts';
import type { Database } from './sql.ts';
import type { Store } from './store.ts';

/**
 * Opens the store at `where`, migrated: `postgres://…`, a SQLite file (its folder is made), or `:memory:`. `now` is the clock that
 * decides what has expired and what a monitor is called.
 */
export async function openStore(where: string, now: () => number = Date.now): Promise<Store> {
  const database = await openDatabase(where);
  try {
    await migrate(database);
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
  return storeOn(database, now);
}

async function openDatabase(where: string): Promise<Database> {
  if (/^postgres(ql)?:\/\//.test(where)) return (await import('./postgres.ts')).openPostgres(where);
  if (where !== ':memory:') mkdirSync(dirname(where), { recursive: true });
  return (await import('./sqlite.ts')).openSqlite(where);
}

function storeOn(database: Database, now: () => number): Store {
  return {
    dialect: database.dialect,
    database,
    async monitors() {
      const rows = await database.all<MonitorRow>('SELECT * FROM monitors WHERE wanted = 1 ORDER BY place, n');
      return rows.map((row) => readWatched(row, now()));
    },
    async monitor(id) {
      const row = await database.get<MonitorRow>('SELECT * FROM monitors WHERE id = ?', id);
      return row ? readWatched(row, now()) : null;
    },
    samples: (monitor, span) => readSamples(database, monitor, span),
    bars: (monitor, span, step) => readBars(database, monitor, { ...span, step: step === 'hour' ? HOUR : DAY }),
    async incidents({ open, limit = 100 } = {}) {
      const where = open === undefined ? '' : `WHERE resolved IS ${open ? '' : 'NOT '}NULL`;
      return (
        await database.all<Parameters<typeof readIncident>[0]>(`SELECT * FROM incidents ${where} ORDER BY id DESC LIMIT ?`, limit)
      ).map(readIncident);
    },
    async incident(id) {
      const incident = await findIncident(database, id);
      if (!incident) return null;
      const deliveries = await database.all<Parameters<typeof readItem>[0]>('SELECT * FROM outbox WHERE incident = ? ORDER BY id', id);
      return { incident, events: await timeline(database, id), deliveries: deliveries.map(readItem) };
    },
    async undelivered(limit = 100) {
      const rows = await database.all<Parameters<typeof readItem>[0]>(
        "SELECT * FROM outbox WHERE state IN ('waiting', 'gave-up') ORDER BY id DESC LIMIT ?",
        limit,
      );
      return rows.map(readItem);
    },
    projects: () => database.all('SELECT id, name, key FROM projects ORDER BY id'),
    ...issueReads(database),
    ...routeReads(database),
    markers: ({ from, to }) => readMarkers(database, 'WHERE at >= ? AND at < ? ORDER BY at DESC LIMIT 500', from, to),
    ...recordReads(database, now),
    async size() {
      const rows: Record<string, number> = {};
      for (const table of COUNTED) rows[table] = (await database.get<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`))?.n ?? 0;
      return { bytes: await database.bytes(), rows };
    },
    async ping() {
      await database.run(
        "INSERT INTO records (kind, id, value) VALUES ('ping', 'ping', '1') ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value",
      );
      await database.get('SELECT 1 AS one');
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
