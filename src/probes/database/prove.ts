import type { Client } from 'pg';
import { quoted } from '../../parsers/schema/tree.ts';
import { askAs, type Answer, type Caller } from './asking.ts';
import { fillTables, type Filled, readTables, rowValues } from './fill.ts';
import { proveFunctions } from './prove-functions.ts';
import { proveBuckets } from './prove-storage.ts';
import type { Access, Gets, Proven, ProvenFunction } from './proven.ts';
import { USERS } from './stand-ins.ts';

export interface Proof {
  tables: Proven[];
  /** Functions with the rights of their owner that anybody may call. */
  definers: ProvenFunction[];
  /** Tables that could not be filled, so that nothing is proven for them. */
  unproven: { name: string; why: string }[];
}

/** Puts a row of each of two users into every table, then asks as nobody and as the first of them; nothing that is tried stays. */
export async function prove(client: Client, schemas: readonly string[], signal: AbortSignal): Promise<Proof> {
  const { filled, unproven } = await fillTables(client, await readTables(client, schemas));
  const tables: Proven[] = [];
  for (const table of filled) {
    signal.throwIfAborted();
    const asking = new Asking(client, table);
    const anon = await asking.access('anon');
    const user = await asking.access('user');
    const { schema, name, kind, rowSecurity, policies, published, columns } = table;
    tables.push({
      schema,
      name,
      kind,
      rowSecurity,
      policies,
      published,
      columns: columns.map((column) => column.name),
      hidden: {
        anon: columns.filter(({ anonReads }) => !anonReads).map((column) => column.name),
        user: columns.filter(({ userReads }) => !userReads).map((column) => column.name),
      },
      anon,
      user,
      broken: asking.broken,
    });
  }
  tables.push(...(await proveBuckets(client, signal)));
  const planted = filled.filter(({ kind }) => kind === 'table');
  const definers = await proveFunctions(client, schemas, { tables: planted, signal });
  return { tables, definers, unproven };
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
    const { kind, sql, columns } = this.table;
    // The API filters by a column that the caller may read: rows that cannot be seen are not changed so.
    const seen = columns.find((each) => each[`${caller}Reads`]);
    const own = columns.filter(({ generated, fixed }) => !generated && (!fixed || kind === 'view'));
    const touched = own.find((each) => each[`${caller}Reads`] && each[`${caller}Writes`]) ?? own[0]!; // !: tables without one were left out
    const [touch, filter] = [quoted(touched.name), quoted((seen ?? touched).name)];
    // Who may read some columns may not read where a row lies.
    const first = await this.rows(caller, kind === 'view' ? `SELECT 1 FROM ${sql}` : `SELECT ctid::text AS ctid FROM ${sql}`);
    const select = first === 'refused' && kind === 'table' ? await this.rows(caller, `SELECT 1 FROM ${sql}`) : first;
    return {
      select,
      insert: await this.inserts(caller),
      update: await this.rows(caller, `UPDATE ${sql} SET ${touch} = ${touch}`),
      delete: await this.rows(caller, `DELETE FROM ${sql} WHERE ${filter} IS NULL OR ${filter} IS NOT NULL`),
    };
  }

  private async rows(caller: Caller, sql: string): Promise<Gets> {
    return this.share(await askAs(this.client, caller, sql), caller);
  }

  private share(got: Answer, caller: Caller): Gets {
    if (got.is === 'broken') this.broken ??= got.why;
    if (got.is !== 'rows') return 'refused';
    if (got.count === 0) return 'none';
    if (got.count >= USERS.length) return 'all';
    const [ctid] = got.rows.flatMap((row) => (typeof row['ctid'] === 'string' ? [row['ctid']] : []));
    return caller === 'user' && (ctid === undefined || ctid === this.table.ctid) ? 'own' : 'others';
  }

  /** A row of one's own, then one in the name of the other user. The rows that are there would be in the way of the new ones. */
  private async inserts(caller: Caller): Promise<Gets> {
    const { sql, columns, kind } = this.table;
    if (kind === 'view') return 'refused';
    const add = async (user: 0 | 1): Promise<boolean> => {
      const values = rowValues(columns, user);
      const insert = `INSERT INTO ${sql} (${values.map(({ name }) => name).join(', ')}) OVERRIDING SYSTEM VALUE VALUES (${values.map(({ value }) => value).join(', ')})`;
      const got = await askAs(this.client, caller, insert, { before: `DELETE FROM ${sql}` });
      if (got.is === 'broken') this.broken ??= got.why;
      return got.is === 'rows';
    };
    if (await add(1)) return 'all';
    return caller === 'user' && (await add(0)) ? 'own' : 'refused';
  }
}
