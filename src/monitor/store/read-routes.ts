import { countOf, decodeSketch, mergeInto, quantile, type Sketch } from '../sketch.ts';
import type { LogRate } from '../types.ts';
import { readJobs } from './read-jobs.ts';
import type { Sql, Value } from './sql.ts';
import type { Span, Store } from './store.ts';

interface Row {
  project: number;
  at: number;
  route: string;
  release: string;
  requests: number;
  errors: number;
  sketch: Uint8Array;
}

type Reads = Pick<Store, 'routes' | 'routeHistory' | 'releaseHealth' | 'dropped' | 'logRates' | 'jobs'>;
type Filter = Readonly<Record<'project' | 'release' | 'route', Value | undefined>>;

const STEPS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** Statistics of routes: sketches are merged, percentiles never averaged. */
export function routeReads(sql: Pick<Sql, 'all' | 'get'>): Reads {
  return {
    async routes(span, { project, release, limit = 100 } = {}) {
      const merged = new Map<string, Row & { merged: Sketch }>();
      for (const row of await rowsOf(sql, span, { project, release, route: undefined })) {
        const key = `${row.project} ${row.route}`;
        const known = merged.get(key);
        if (known) {
          known.requests += row.requests;
          known.errors += row.errors;
          mergeInto(known.merged, decodeSketch(row.sketch));
        } else merged.set(key, { ...row, merged: decodeSketch(row.sketch) });
      }
      return [...merged.values()]
        .sort((a, b) => b.requests - a.requests || a.route.localeCompare(b.route))
        .slice(0, limit)
        .map(({ project, route, requests, errors, merged }) => ({
          project,
          route,
          release: release ?? null,
          requests,
          errors,
          p50Ms: quantile(merged, 0.5) ?? 0,
          p95Ms: quantile(merged, 0.95) ?? 0,
        }));
    },
    async routeHistory(span, step, { project, route } = {}) {
      const stepMs = STEPS[step];
      const points = new Map<number, { requests: number; errors: number; sketch: Sketch }>();
      for (const row of await rowsOf(sql, span, { project, route, release: undefined })) {
        const at = Math.floor(row.at / stepMs) * stepMs;
        const point = points.get(at) ?? { requests: 0, errors: 0, sketch: new Map<number, number>() };
        points.set(at, point);
        point.requests += row.requests;
        point.errors += row.errors;
        mergeInto(point.sketch, decodeSketch(row.sketch));
      }
      return [...points]
        .sort(([a], [b]) => a - b)
        .map(([at, { requests, errors, sketch }]) => ({
          at,
          stepMs,
          requests,
          errors,
          p95Ms: countOf(sketch) === 0 ? 0 : (quantile(sketch, 0.95) ?? 0),
        }));
    },
    jobs: (span) => readJobs(sql, span),
    releaseHealth: ({ from, to }) =>
      sql.all(
        `SELECT release, environment, SUM(sessions) AS sessions, SUM(errored) AS errored, SUM(crashed) AS crashed FROM session_stats
          WHERE at >= ? AND at < ? GROUP BY release, environment ORDER BY MAX(at) DESC, release LIMIT 100`,
        hourOf(from),
        to,
      ),
    dropped: ({ from, to }) =>
      sql.all(
        'SELECT category, reason, SUM(n) AS count FROM dropped WHERE at >= ? AND at < ? GROUP BY category, reason ORDER BY category, reason LIMIT 100',
        hourOf(from),
        to,
      ),
    async logRates({ from, to }) {
      const rows = await sql.all<{
        source: string;
        at: number;
        lines: number;
        server_errors: number;
        auth_failures: number;
        with_id: number;
      }>('SELECT * FROM log_rates WHERE at >= ? AND at < ? ORDER BY at, source', from, to);
      return rows.map(({ source, at, lines, server_errors, auth_failures, with_id }): LogRate => ({
        source,
        at,
        lines,
        serverErrors: server_errors,
        authFailures: auth_failures,
        withId: with_id,
      }));
    },
  };
}

/** Rows of every step: what is rolled up is not there a second time. */
async function rowsOf(sql: Pick<Sql, 'all'>, { from, to }: Span, filter: Filter): Promise<Row[]> {
  const told = Object.entries(filter).flatMap(([column, value]) => (value === undefined ? [] : [[column, value] as const]));
  const more = told.map(([column]) => ` AND ${column} = ?`).join('');
  return sql.all<Row>(
    `SELECT * FROM route_stats WHERE at >= ? AND at < ?${more}`,
    Math.floor(from / 60_000) * 60_000,
    to,
    ...told.map(([, value]) => value),
  );
}

function hourOf(at: number): number {
  return Math.floor(at / STEPS.hour) * STEPS.hour;
}
