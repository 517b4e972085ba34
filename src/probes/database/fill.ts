import type { Client } from 'pg';
import { quoted } from '../../parsers/schema/tree.ts';
import { USERS } from './stand-ins.ts';

export interface Column {
  name: string;
  /** The base type as PostgreSQL names it. */
  type: string;
  /** Longest text, 0 for no limit. */
  length: number;
  label: string | null;
  generated: boolean;
  /** True for an identity that no UPDATE may set. */
  fixed: boolean;
  category: string;
  /** Whether each caller has the right to read and to change it. */
  anonReads: boolean;
  anonWrites: boolean;
  userReads: boolean;
  userWrites: boolean;
}

export interface Found {
  schema: string;
  name: string;
  kind: 'table' | 'view';
  rowSecurity: boolean;
  policies: string[];
  /** True where each change is sent to whoever listens and may read the row. */
  published: boolean;
  columns: Column[];
}

/** A table with one row of each user; `ctid` is where the first user's row lies. */
export interface Filled extends Found {
  sql: string;
  ctid: string;
}

/** Values that open what is closed to a plain user: roles, and states in which a row is for all. */
const MIGHTY = 'admin|owner|super|staff|moderator|manager|editor|root|system|service|public|publish|active|approved|visible|open';
/** Truths that keep a row to its owner. */
const KEEPS = /private|hidden|deleted|archived|draft|banned|blocked|disabled|internal|locked/i;

/** Tables and views of these schemas by the catalog; partitions are reached through their table. */
export async function readTables(client: Client, schemas: readonly string[]): Promise<Found[]> {
  const { rows } = await client.query<Found>(
    `SELECT n.nspname AS schema, c.relname AS name, CASE WHEN c.relkind IN ('r', 'p') THEN 'table' ELSE 'view' END AS kind,
       c.relrowsecurity AS "rowSecurity",
       EXISTS (SELECT FROM pg_publication_tables WHERE pubname = 'supabase_realtime' AND schemaname = n.nspname AND tablename = c.relname) AS published,
       ARRAY(SELECT polname::text FROM pg_policy WHERE polrelid = c.oid ORDER BY 1) AS policies,
       (SELECT coalesce(json_agg(json_build_object('name', a.attname, 'type', b.typname, 'category', b.typcategory, 'generated', a.attgenerated <> '', 'fixed', a.attidentity = 'a',
          'length', CASE WHEN b.typname IN ('varchar', 'bpchar') AND a.atttypmod > 4 THEN a.atttypmod - 4 ELSE 0 END,
          'label', (SELECT enumlabel FROM pg_enum WHERE enumtypid = b.oid ORDER BY enumlabel ~* $2, enumsortorder LIMIT 1),
          'anonReads', has_column_privilege('anon', c.oid, a.attnum, 'SELECT'), 'anonWrites', has_column_privilege('anon', c.oid, a.attnum, 'UPDATE'),
          'userReads', has_column_privilege('authenticated', c.oid, a.attnum, 'SELECT'), 'userWrites', has_column_privilege('authenticated', c.oid, a.attnum, 'UPDATE')) ORDER BY a.attnum), '[]')
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
       AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
     ORDER BY c.relkind IN ('v', 'm'), n.nspname, c.relname`,
    [schemas, MIGHTY],
  );
  return rows;
}

/**
 * Gives every table a row of each user. In a database that is thrown away afterwards, foreign keys, checks and triggers are dropped first:
 * they decide what a row may hold, not who may see it.
 */
export async function fillTables(
  client: Client,
  found: readonly Found[],
): Promise<{ filled: Filled[]; unproven: { name: string; why: string }[] }> {
  await client.query(LOOSEN);
  await client.query(
    `INSERT INTO auth.users (id, email) SELECT id::uuid, 'user@example.test' FROM unnest($1::text[]) id ON CONFLICT DO NOTHING`,
    [USERS],
  );
  const filled: Filled[] = [];
  const unproven: { name: string; why: string }[] = [];
  for (const table of found) {
    const sql = `${quoted(table.schema)}.${quoted(table.name)}`;
    if (!table.columns.some(({ generated, fixed }) => !generated && (!fixed || table.kind === 'view'))) {
      unproven.push({ name: sql, why: 'it has no column to write' });
      continue;
    }
    try {
      filled.push({
        ...table,
        sql,
        ctid: table.kind === 'view' ? '' : await fillOne(client, sql, table.columns),
      });
    } catch (error) {
      unproven.push({ name: sql, why: (error instanceof Error ? error.message : 'no answer').replace(/\s+/g, ' ').slice(0, 200) });
    }
  }
  for (const { kind, sql } of filled) if (kind === 'view') await client.query(`REFRESH MATERIALIZED VIEW ${sql}`).catch(() => undefined);
  return { filled, unproven };
}

/** What migrations have put in themselves goes: two rows are counted, no more. */
async function fillOne(client: Client, sql: string, columns: readonly Column[]): Promise<string> {
  await client.query(`DELETE FROM ${sql}`);
  const ctids: string[] = [];
  for (const user of [0, 1] as const) {
    const values = rowValues(columns, user);
    const { rows } = await client.query<{ ctid: string }>(
      `INSERT INTO ${sql} (${values.map(({ name }) => name).join(', ')}) OVERRIDING SYSTEM VALUE VALUES (${values.map(({ value }) => value).join(', ')}) RETURNING ctid::text AS ctid`,
    );
    ctids.push(rows[0]?.ctid ?? '');
  }
  return ctids[0]!; // !: the first user's row
}

const LOOSEN = `DO $$
DECLARE each record;
BEGIN
  FOR each IN SELECT conrelid::regclass AS on, conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    WHERE contype IN ('f', 'c') AND t.relowner = current_user::regrole AND NOT t.relispartition AND c.conparentid = 0
  LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', each.on, each.conname); END LOOP;
  FOR each IN SELECT DISTINCT tgrelid::regclass AS on FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
    WHERE NOT tgisinternal AND t.relowner = current_user::regrole AND t.relkind IN ('r', 'p')
  LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', each.on); END LOOP;
  FOR each IN SELECT oid::regclass AS on FROM pg_class WHERE relforcerowsecurity AND relowner = current_user::regrole
  LOOP EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', each.on); END LOOP;
END $$`;

/** SQL values of a user's row: every id in it is the user's own, and nothing in it opens the row to others. */
export function rowValues(columns: readonly Column[], user: 0 | 1): { name: string; value: string }[] {
  return columns.flatMap((column) => {
    if (column.generated) return [];
    return [{ name: quoted(column.name), value: valueOf(column, user) }];
  });
}

/** The SQL of a value of this type that belongs to the user. */
export function valueOf(
  { name, type, category, length, label }: Pick<Column, 'name' | 'type' | 'category' | 'length' | 'label'>,
  user: 0 | 1,
): string {
  const id = USERS[user];
  if (label !== null) return `'${label.replaceAll("'", "''")}'`;
  if (category === 'A') return "'{}'";
  switch (type) {
    case 'uuid':
      return `'${id}'`;
    case 'bool':
      return String(KEEPS.test(name));
    case 'json':
    case 'jsonb':
      return "'{}'";
    case 'bytea':
      return "'\\x00'";
    case 'inet':
    case 'cidr':
      return "'127.0.0.1'";
    case 'interval':
      return "'1 day'";
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return `now() - interval '${user + 1} days'`;
    case 'time':
    case 'timetz':
      return "'12:00'";
    default:
  }
  if (category === 'N') return String(user + 1);
  if (category === 'S') return `'${length > 0 ? id.slice(0, length) : id}'`;
  return 'NULL';
}
