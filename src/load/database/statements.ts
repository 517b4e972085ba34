import { UserError } from '../../core/errors.ts';
import type { Database } from './connection.ts';

/** What one kind of query did between two looks, literals replaced by $1. */
export interface Statement {
  sql: string;
  calls: number;
  rows: number;
  /** Pages of 8 kB that were touched. */
  blocks: number;
  ms: number;
}

/** The counters at one moment, by query id. */
export type Snapshot = ReadonlyMap<string, Statement>;

const COUNTERS = `
  select queryid::text as id, query as sql, calls::float8 as calls, rows::float8 as rows,
         (shared_blks_hit + shared_blks_read)::float8 as blocks, total_exec_time as ms
  from pg_stat_statements
  where dbid = (select oid from pg_database where datname = current_database())`;

/** Counters of pg_stat_statements; throws UserError with the way to switch it on where it is not. */
export async function snapshot(database: Database): Promise<Snapshot> {
  const rows = await database.rows<Statement & { id: string }>(COUNTERS).catch((error: unknown) => {
    throw new UserError(
      'no-statements',
      `pg_stat_statements cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      'Switch it on at your provider, or: shared_preload_libraries = pg_stat_statements, then CREATE EXTENSION pg_stat_statements.',
    );
  });
  const seen = new Map<string, Statement>();
  for (const { id, ...row } of rows) {
    // The same query by two users has two rows.
    const known = seen.get(id);
    seen.set(id, known ? added(known, row) : row);
  }
  return seen;
}

/** What happened between two snapshots, the most expensive first; our own questions are left out. Pure. */
export function between(before: Snapshot, after: Snapshot): Statement[] {
  const changed: Statement[] = [];
  for (const [id, now] of after) {
    const then = before.get(id);
    // Counters that shrank were reset or evicted meanwhile; then all there is happened since.
    const since = then && then.calls <= now.calls ? minus(now, then) : now;
    if (since.calls > 0 && !OURS.test(now.sql)) changed.push(since);
  }
  return changed.sort((a, b) => b.ms - a.ms || (a.sql < b.sql ? -1 : 1));
}

const OURS =
  /pg_stat_statements|pg_catalog|current_setting|pg_get_indexdef|pg_class|pg_type\b|^\s*(begin|commit|rollback|set|show|discard|deallocate|prepare|explain)\b/i;

function added(a: Statement, b: Statement): Statement {
  return { sql: a.sql, calls: a.calls + b.calls, rows: a.rows + b.rows, blocks: a.blocks + b.blocks, ms: a.ms + b.ms };
}

function minus(a: Statement, b: Statement): Statement {
  return { sql: a.sql, calls: a.calls - b.calls, rows: a.rows - b.rows, blocks: a.blocks - b.blocks, ms: a.ms - b.ms };
}
