import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Database, Row, Sql, Value } from './sql.ts';

/** Connections per process: the writers of one process mostly wait for each other anyway. */
const CONNECTIONS = 8;
/** serialization_failure and deadlock_detected; PostgreSQL manual, appendix A. */
const AGAIN = new Set(['40001', '40P01']);
const TRIES = 4;
/** int8 and numeric: all of ours are exact as numbers. */
const NUMBERS: ReadonlySet<number> = new Set([20, 1700]);

/** Opens `postgres://…`. Any number of processes on any number of machines may share it. */
export async function openPostgres(url: string): Promise<Database> {
  const { default: pg } = await import('pg');
  const types = new pg.TypeOverrides();
  for (const oid of NUMBERS) types.setTypeParser(oid, Number);
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS, types });
  pool.on('error', () => undefined); // an idle connection that dies is replaced; statements in flight reject by themselves
  return {
    ...statements(pool),
    lock: () => Promise.reject(new Error('a lock outside of a transaction holds nothing')),
    async tx(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await transaction(pool, work);
        } catch (error) {
          if (attempt === TRIES || !AGAIN.has(codeOf(error))) throw error;
        }
      }
    },
    bytes: async () => Number((await pool.query('SELECT pg_database_size(current_database()) AS bytes')).rows[0]?.bytes),
    tidy: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

async function transaction<T>(pool: Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const own = statements(client);
    const result = await work({ ...own, lock: async (name) => void (await own.all('SELECT pg_advisory_xact_lock(hashtext(?))', name)) });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((dead: unknown) => (broken = dead as Error));
    throw error;
  } finally {
    client.release(broken); // a connection that cannot even roll back is closed, not kept
  }
}

function statements(on: Pool | PoolClient): Pick<Sql, 'dialect' | 'all' | 'get' | 'run'> {
  const ask = (text: string, values: readonly Value[]) => on.query<Record<string, Value>>({ ...named(text), values: [...values] });
  return {
    dialect: 'postgres',
    // as: a statement's columns are what its text says
    all: async <T = Row>(text: string, ...values: readonly Value[]) => (await ask(text, values)).rows as T[],
    get: async <T = Row>(text: string, ...values: readonly Value[]) => (await ask(text, values)).rows[0] as T | undefined,
    run: async (text, ...values) => (await ask(text, values)).rowCount ?? 0,
  };
}

const known = new Map<string, { text: string; name: string }>();

/** `?` becomes `$1`, `$2` …; the name lets the server keep the plan. */
function named(text: string): { text: string; name: string } {
  const found = known.get(text);
  if (found) return found;
  let n = 0;
  const made = { text: text.replaceAll('?', () => `$${(n += 1)}`), name: createHash('sha256').update(text).digest('hex').slice(0, 24) };
  known.set(text, made);
  return made;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
