import type { Client } from 'pg';
import { fillTables, type Filled, readTables, rowValues } from './fill.ts';
import { USERS } from './stand-ins.ts';

/** What a caller gets: nothing, the own row alone, some row that is not the own one, or every row. */
export const GETS = ['refused', 'none', 'own', 'others', 'all'] as const;
export type Gets = (typeof GETS)[number];

/** What was tried and seen for one caller. `insert` is `all` where a row could be added in somebody else's name. */
export interface Access {
  select: Gets;
  insert: Gets;
  update: Gets;
  delete: Gets;
}

export interface Proven {
  schema: string;
  name: string;
  kind: 'table' | 'view';
  rowSecurity: boolean;
  policies: string[];
  columns: string[];
  /** Without a login, and as a user who has one row of two. */
  anon: Access;
  user: Access;
  /** Why a question had no answer: a policy that calls itself, a trigger that fails; null where all were answered. */
  broken: string | null;
}

export interface Callable {
  schema: string;
  name: string;
  args: string;
}

export interface Proof {
  tables: Proven[];
  /** Functions with the rights of their owner that anybody may call; they are not called. */
  definers: Callable[];
  /** Tables that could not be filled, so that nothing is proven for them. */
  unproven: { name: string; why: string }[];
}

type Caller = 'anon' | 'user';

/** Puts a row of each of two users into every table, then asks as nobody and as the first of them; nothing that is tried stays. */
export async function prove(client: Client, schemas: readonly string[], signal: AbortSignal): Promise<Proof> {
  const { filled, unproven } = await fillTables(client, await readTables(client, schemas));
  const tables: Proven[] = [];
  for (const table of filled) {
    signal.throwIfAborted();
    const asking = new Asking(client, table);
    const anon = await asking.access('anon');
    const user = await asking.access('user');
    const { schema, name, kind, rowSecurity, policies, columns } = table;
    tables.push({
      schema,
      name,
      kind,
      rowSecurity,
      policies,
      columns: columns.map((column) => column.name),
      anon,
      user,
      broken: asking.broken,
    });
  }
  const { rows } = await client.query<Callable>(
    `SELECT n.nspname AS schema, p.proname AS name, pg_get_function_identity_arguments(p.oid) AS args
     FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE p.prosecdef AND n.nspname = ANY ($1) AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
       AND has_function_privilege('anon', p.oid, 'EXECUTE') AND has_schema_privilege('anon', n.oid, 'USAGE')
     ORDER BY 1, 2, 3`,
    [schemas],
  );
  return { tables, definers: rows, unproven };
}

/** The questions about one table. */
class Asking {
  broken: string | null = null;
  private readonly client: Client;
  private readonly table: Filled;
  constructor(client: Client, table: Filled) {
    this.client = client;
    this.table = table;
  }

  async access(caller: Caller): Promise<Access> {
    const { kind, sql, touch } = this.table;
    const select = await this.rows(caller, kind === 'view' ? `SELECT 1 FROM ${sql}` : `SELECT ctid::text AS ctid FROM ${sql}`);
    const seen = select ?? (kind === 'view' ? null : await this.rows(caller, `SELECT 1 FROM ${sql}`));
    if (kind === 'view') return { select: this.share(seen, caller), insert: 'refused', update: 'refused', delete: 'refused' };
    return {
      select: this.share(seen, caller),
      insert: await this.inserts(caller),
      // The column is read, as it is where the API filters: rows that cannot be seen are not reached so.
      update: this.share(await this.rows(caller, `UPDATE ${sql} SET ${touch} = ${touch}`), caller),
      delete: this.share(await this.rows(caller, `DELETE FROM ${sql} WHERE ${touch} IS NULL OR ${touch} IS NOT NULL`), caller),
    };
  }

  /** Rows that came back or were changed, null where the caller was refused. */
  private async rows(caller: Caller, sql: string, before?: string): Promise<{ count: number; ctids: string[] } | null> {
    const claims =
      caller === 'anon'
        ? { role: 'anon' }
        : { sub: USERS[0], role: 'authenticated', email: 'a@example.test', aud: 'authenticated', app_metadata: {}, user_metadata: {} };
    await this.client.query('BEGIN');
    try {
      if (before !== undefined) await this.client.query(before);
      await this.client.query(
        "SELECT set_config('role', $1, true), set_config('request.jwt.claims', $2, true), set_config('request.jwt.claim.sub', $3, true)",
        [caller === 'anon' ? 'anon' : 'authenticated', JSON.stringify(claims), claims.sub ?? ''],
      );
      const { rowCount, rows } = await this.client.query<{ ctid?: string }>(sql);
      return { count: rowCount ?? 0, ctids: rows.flatMap(({ ctid }) => (ctid === undefined ? [] : [ctid])) };
    } catch (error) {
      const { code, message } = error as Error & { code?: string }; // as: pg throws errors alone
      if (code !== '42501') this.broken ??= message.replace(/\s+/g, ' ').slice(0, 200);
      return null;
    } finally {
      await this.client.query('ROLLBACK');
    }
  }

  private share(got: { count: number; ctids: string[] } | null, caller: Caller): Gets {
    if (got === null) return 'refused';
    if (got.count === 0) return 'none';
    if (got.count >= USERS.length) return 'all';
    const isOwn = caller === 'user' && (got.ctids.length === 0 || got.ctids[0] === this.table.ctid);
    return isOwn ? 'own' : 'others';
  }

  /** A row of one's own, then one in the name of the other user. */
  private async inserts(caller: Caller): Promise<Gets> {
    const { sql, columns } = this.table;
    const add = (user: 0 | 1): string => {
      const values = rowValues(columns, user);
      return `INSERT INTO ${sql} (${values.map(({ name }) => name).join(', ')}) OVERRIDING SYSTEM VALUE VALUES (${values.map(({ value }) => value).join(', ')})`;
    };
    // The rows that are there would be in the way of the new ones.
    const other = await this.rows(caller, add(1), `DELETE FROM ${sql}`);
    if (other) return 'all';
    if (caller === 'anon') return 'refused';
    return (await this.rows(caller, add(0), `DELETE FROM ${sql}`)) ? 'own' : 'refused';
  }
}
