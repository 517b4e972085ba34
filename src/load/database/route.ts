import type { Io } from '../../core/io.ts';
import { pause } from '../../probes/net/pause.ts';
import { openSender, type Shot } from '../sender.ts';
import { type Advice, adviseFor } from './advice.ts';
import type { Database } from './connection.ts';
import { between, snapshot, type Statement } from './statements.ts';

/** What is wrong with a query of a route. */
export interface QueryFault {
  is: 'n-plus-one' | 'unbounded' | 'missing-index' | 'reads-much';
  sql: string;
  /** Calls per request, rows per call, pages per call. */
  calls: number;
  rows: number;
  blocks: number;
  says: string;
  advice?: Advice;
}

export interface RouteQueries {
  /** Queries per request. */
  queries: number;
  /** Time in the database per request, ms. */
  ms: number;
  faults: QueryFault[];
  void?: string;
}

/** A route is called this often, so that what others do meanwhile shows as a fraction. */
const CALLS = 5;
/** Counters are written when a statement ends; the answer may have gone out a moment before. */
const SETTLE_MS = 150;

const MANY_CALLS = 5;
const MANY_ROWS = 1_000;
const MANY_BLOCKS = 200;

/**
 * Calls a route five times and sees what PostgreSQL counted meanwhile: which queries run how often, how many rows they give and how much
 * they read. It works for any framework, because it looks at the database and not at the code.
 */
export async function watchRoute(io: Io, database: Database, shot: Shot): Promise<RouteQueries> {
  using sender = openSender(io, { timeoutMs: 30_000 });
  // The first call of all prepares what later ones have ready.
  const first = await sender.send(shot);
  if (first.fate !== 'ok') return { queries: 0, ms: 0, faults: [], void: `The route answers ${first.status ?? 'nothing'}.` };
  await pause(io, SETTLE_MS);
  const before = await snapshot(database);
  for (let call = 0; call < CALLS; call += 1) await sender.send(shot);
  await pause(io, SETTLE_MS);
  const statements = between(before, await snapshot(database)).filter(({ calls }) => calls >= CALLS);
  const faults: QueryFault[] = [];
  for (const statement of statements) faults.push(...faultsOf(statement, await adviseIfSlow(database, statement)));
  return {
    queries: Math.round(statements.reduce((sum, { calls }) => sum + calls, 0) / CALLS),
    ms: Math.round((statements.reduce((sum, { ms }) => sum + ms, 0) / CALLS) * 10) / 10,
    faults,
  };
}

async function adviseIfSlow(database: Database, { sql, blocks, calls }: Statement): Promise<Advice[]> {
  return blocks / calls < MANY_BLOCKS / 10 ? [] : adviseFor(database, sql);
}

/** What the counters of one query tell, of a route that was called five times. Pure. */
export function faultsOf(statement: Statement, advice: readonly Advice[]): QueryFault[] {
  const numbers = {
    sql: statement.sql.replaceAll(/\s+/g, ' ').trim(),
    calls: Math.round(statement.calls / CALLS),
    rows: Math.round(statement.rows / statement.calls),
    blocks: Math.round(statement.blocks / statement.calls),
  };
  const faults: QueryFault[] = [];
  if (numbers.calls >= MANY_CALLS)
    faults.push({ is: 'n-plus-one', ...numbers, says: `The same query runs ${numbers.calls} times per request; fetch all rows with one.` });
  if (numbers.rows >= MANY_ROWS)
    faults.push({
      is: 'unbounded',
      ...numbers,
      says: `One call brings ${numbers.rows.toLocaleString('en')} rows; give it a LIMIT and pages.`,
    });
  for (const each of advice) faults.push({ is: 'missing-index', ...numbers, says: each.why, advice: each });
  if (faults.length === 0 && numbers.blocks >= MANY_BLOCKS && numbers.blocks > numbers.rows * 10)
    faults.push({ is: 'reads-much', ...numbers, says: `It reads ${numbers.blocks} pages for ${numbers.rows} rows.` });
  return faults;
}
