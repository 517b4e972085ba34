import { decodeSketch, encodeSketch, mergeInto, type Sketch } from './sketch.ts';
import { countsBy, DAY, HOUR, putBar } from './store/read-monitors.ts';
import type { Database } from './store/sql.ts';

/** How long the fine grain is kept, ms: enough to look at last night, not more. */
const SAMPLES = 3 * DAY;
const MINUTES = 2 * DAY;
const HOURS = 32 * DAY;
/** Ids of events and states of sessions, to know what comes twice. */
const SEEN = 2 * DAY;
const SESSIONS = 5 * DAY;
/** Rows that one statement deletes: a long delete would hold up the looks and invent down time. */
const SLICE = 2_000;
const MINUTE = 60_000;
/** What belonged to an issue that is gone; the value is there because every condition takes one. */
const ORPHANS = 'issue NOT IN (SELECT id FROM issues) AND CAST(? AS BIGINT) > 0';

/** Rolls closed hours and days of looks up: sums and sketches, exact however often it is done. */
export async function rollUpBars(database: Database, now: number): Promise<void> {
  const monitors = await database.all<{ n: number }>('SELECT n FROM monitors');
  for (const { n } of monitors) {
    for (const step of [HOUR, DAY]) {
      const last = (await database.get<{ at: number | null }>('SELECT MAX(at) AS at FROM bars WHERE monitor = ? AND step = ?', n, step))
        ?.at;
      const first = last ?? (await database.get<{ at: number | null }>('SELECT MIN(at) AS at FROM samples WHERE monitor = ?', n))?.at;
      if (first === undefined || first === null) continue;
      const from = last === null || last === undefined ? Math.floor(first / step) * step : last + step;
      const to = Math.floor(now / step) * step;
      if (to <= from) continue;
      const counts = await countsBy(database, n, { from, to, step });
      await database.tx(async (sql) => {
        for (const [at, counted] of counts) await putBar(sql, { monitor: n, step, at, counted });
      });
    }
  }
}

interface RouteRow {
  project: number;
  at: number;
  route: string;
  release: string;
  requests: number;
  errors: number;
  sketch: Uint8Array;
}

/** Merges the statistics of routes that are older than the grain is kept: minutes to hours, hours to days. */
export async function rollUpRoutes(database: Database, now: number): Promise<void> {
  for (const { from, to, keep } of [
    { from: MINUTE, to: HOUR, keep: MINUTES },
    { from: HOUR, to: DAY, keep: HOURS },
  ]) {
    const until = Math.floor((now - keep) / to) * to;
    for (;;) {
      const oldest = (
        await database.get<{ at: number | null }>('SELECT MIN(at) AS at FROM route_stats WHERE step = ? AND at < ?', from, until)
      )?.at;
      if (oldest === undefined || oldest === null) break;
      const at = Math.floor(oldest / to) * to;
      await mergeRoutes(database, { from, to, at });
    }
  }
}

/** One hour or day, in one transaction: merged rows in, fine rows out. */
async function mergeRoutes(database: Database, { from, to, at }: { from: number; to: number; at: number }): Promise<void> {
  await database.tx(async (sql) => {
    await sql.lock('roll up routes');
    const range = [from, to, at, at + to] as const;
    const rows = await sql.all<RouteRow>('SELECT * FROM route_stats WHERE (step = ? OR step = ?) AND at >= ? AND at < ?', ...range);
    const merged = new Map<string, Omit<RouteRow, 'sketch'> & { sketch: Sketch }>();
    for (const row of rows) {
      const key = `${row.project} ${row.release} ${row.route}`;
      const known = merged.get(key);
      if (!known) merged.set(key, { ...row, sketch: decodeSketch(row.sketch) });
      else {
        known.requests += row.requests;
        known.errors += row.errors;
        mergeInto(known.sketch, decodeSketch(row.sketch));
      }
    }
    await sql.run('DELETE FROM route_stats WHERE (step = ? OR step = ?) AND at >= ? AND at < ?', ...range);
    for (const { project, route, release, requests, errors, sketch } of merged.values()) {
      await sql.run(
        "INSERT INTO route_stats (project, step, at, route, release, writer, requests, errors, sketch) VALUES (?, ?, ?, ?, ?, '', ?, ?, ?)",
        project,
        to,
        at,
        route,
        release,
        requests,
        errors,
        encodeSketch(sketch),
      );
    }
  });
}

/** Deletes what is older than it is kept, a slice at a time; what was told and audited stays a year longer, incidents and markers for good. */
export async function prune(database: Database, now: number, retentionDays: number): Promise<void> {
  const kept = now - retentionDays * DAY;
  const proof = kept - 365 * DAY;
  for (const [table, key, where, before] of [
    ['samples', 'monitor, at', 'at < ?', now - SAMPLES],
    ['bars', 'monitor, step, at', `step = ${HOUR} AND at < ?`, now - HOURS],
    ['bars', 'monitor, step, at', `step = ${DAY} AND at < ?`, Math.min(kept, now - 90 * DAY)],
    ['seen', 'project, id', 'at < ?', now - SEEN],
    ['session_states', 'project, sid', 'at < ?', now - SESSIONS],
    ['events', 'project, id', 'at < ?', kept],
    ['issue_hours', 'at, issue', 'at < ?', kept],
    ['issues', 'id', 'last_seen < ?', kept],
    ['issue_hashes', 'project, hash', ORPHANS, kept],
    ['issue_users', 'issue, who', ORPHANS, kept],
    ['issue_releases', 'issue, release', ORPHANS, kept],
    ['route_stats', 'project, step, at, route, release, writer', 'at < ?', kept],
    ['session_stats', 'project, at, release, environment', 'at < ?', kept],
    ['job_stats', 'project, at, job', 'at < ?', kept],
    ['dropped', 'project, at, category, reason', 'at < ?', kept],
    ['log_rates', 'source, at', 'at < ?', kept],
    ['outbox', 'id', "state <> 'waiting' AND created < ?", proof],
    ['audits', 'id', 'at < ?', proof],
    ['records', 'kind, id', 'expires < ?', now],
  ] as const) {
    const text = `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${where} LIMIT ${SLICE})`;
    while ((await database.run(text, before)) === SLICE);
  }
  await database.tidy();
}
