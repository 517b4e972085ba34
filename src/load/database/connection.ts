import { Client } from 'pg';
import { UserError } from '../../core/errors.ts';

/** One connection of our own that can only read, and never for long. */
export interface Database extends AsyncDisposable {
  version: number;
  /** Rows of a query; throws what PostgreSQL said. */
  rows<T>(sql: string, values?: readonly unknown[]): Promise<T[]>;
}

/** Longer than this no question of ours may take, ms. */
const STATEMENT_MS = 5_000;
const CONNECT_MS = 8_000;

/**
 * Connects to the database that a person's own configuration names, which is private nearly always: the rule against private addresses
 * is for what strangers lead us to. Throws UserError `database-unreachable` without the address or the password in it.
 */
export async function openDatabase(url: string): Promise<Database> {
  const client = new Client({
    connectionString: url,
    application_name: 'launch-ready',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS * 2,
    options: `-c default_transaction_read_only=on -c statement_timeout=${STATEMENT_MS} -c plan_cache_mode=force_generic_plan`,
  });
  client.on('error', () => undefined); // a connection lost between questions fails the next one
  try {
    await client.connect();
    const [row] = (await client.query<{ version: string }>("select current_setting('server_version_num') as version")).rows;
    return {
      version: Number(row?.version),
      rows: async <T>(sql: string, values: readonly unknown[] = []) => (await client.query(sql, [...values])).rows as T[], // as: the caller names the columns it asks for
      [Symbol.asyncDispose]: () => client.end(),
    };
  } catch (error) {
    await client.end().catch(() => undefined);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    throw new UserError(
      'database-unreachable',
      `The database cannot be asked (${code}).`,
      'Check the address in the environment variable that `perf.database` names.',
    );
  }
}
