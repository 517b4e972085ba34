import type { Client } from 'pg';
import { SECRET_ARGUMENT } from '../../parsers/schema/routines.ts';
import { quoted } from '../../parsers/schema/tree.ts';
import { type Answer, askAs } from './asking.ts';
import { type Column, valueOf } from './fill.ts';
import type { ProvenFunction } from './proven.ts';
import { USERS } from './stand-ins.ts';

/** A table with planted rows. */
interface Planted {
  schema: string;
  name: string;
  sql: string;
}

interface Definer {
  schema: string;
  name: string;
  args: string;
  /** The API offers functions alone, no procedures. */
  kind: string;
  /** What it must be given; `cast` is the type as SQL. */
  wants: Argument[];
}

type Argument = Pick<Column, 'type' | 'category' | 'label'> & { name: string | null; cast: string };

/** Functions that are called at most, and for how long altogether, ms. */
const LIMITS = { functions: 50, ms: 20_000 } as const;
/** How long one call may take, ms. */
const CALL_MS = 1_000;
/** Rows of an answer that are looked at. */
const ROWS = 100;
/** What stands in rows of the second user, as far as short columns hold it, and in both of `auth.users`. */
const MARKS = [USERS[1].slice(0, 8), 'user@example.test'] as const;
const NOBODY = 'cccccccc-0000-4000-8000-000000000003';
const LOGINS: Planted = { schema: 'auth', name: 'users', sql: 'auth.users' };

const DEFINERS = `SELECT n.nspname AS schema, p.proname AS name, pg_get_function_identity_arguments(p.oid) AS args, p.prokind AS kind,
    (SELECT coalesce(json_agg(json_build_object('name', names.of[a.at], 'type', b.typname, 'category', b.typcategory, 'cast', format_type(a.type, NULL),
       'label', (SELECT enumlabel FROM pg_enum WHERE enumtypid = b.oid ORDER BY enumsortorder LIMIT 1)) ORDER BY a.at), '[]')
     FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY a (type, at)
     JOIN pg_type t ON t.oid = a.type JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
     WHERE a.at <= p.pronargs - p.pronargdefaults) AS wants
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  CROSS JOIN LATERAL (SELECT ARRAY(SELECT name FROM unnest(p.proargnames, p.proargmodes) AS every (name, mode)
    WHERE mode IS NULL OR mode IN ('i', 'b', 'v')) AS of) names
  WHERE p.prosecdef AND n.nspname = ANY ($1) AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
    AND has_function_privilege('anon', p.oid, 'EXECUTE') AND has_schema_privilege('anon', n.oid, 'USAGE')
  ORDER BY 1, 2, 3`;

/**
 * Calls every function that has the rights of its owner and is offered to anybody: without a login, with what belongs to the second user.
 * A row came from a table where the answer holds less of that user once the table is empty; it was changed where it no longer lies where it
 * lay. Nothing that is tried stays.
 */
export async function proveFunctions(
  client: Client,
  schemas: readonly string[],
  { tables, signal }: { tables: readonly Planted[]; signal: AbortSignal },
): Promise<ProvenFunction[]> {
  const { rows: definers } = await client.query<Definer>(DEFINERS, [schemas]);
  if (definers.length === 0) return [];
  const all = [...tables, LOGINS];
  const moved = await movedFrom(client, all);
  const until = performance.now() + LIMITS.ms;
  const proven: ProvenFunction[] = [];
  for (const { schema, name, args, kind, wants } of definers) {
    signal.throwIfAborted();
    const told: ProvenFunction = { schema, name, args, reads: [], changes: [], why: null };
    proven.push(told);
    if (kind !== 'f') told.why = 'it is no function';
    else if (proven.length > LIMITS.functions || performance.now() > until) told.why = 'there are too many to call';
    if (told.why !== null) continue;
    const call = `SELECT ${quoted(schema)}.${quoted(name)}(${wants.map(given).join(', ')}) AS gave LIMIT ${ROWS}`;
    const ask = (before: string, after?: string): Promise<Answer> =>
      askAs(client, 'anon', call, { before: `SET LOCAL statement_timeout = ${CALL_MS}; ${before}`, ...(after && { after }) });
    const got = await ask('', moved);
    if (got.is !== 'rows') {
      told.why = got.is === 'broken' ? got.why : 'it refuses';
      continue;
    }
    told.changes = (got.after ?? []).map(({ at }) => nameOf(all[Number(at)]!)); // !: its number is from there
    const whole = marksIn(got);
    for (const table of whole === 0 ? [] : all) {
      if (performance.now() > until) break;
      const less = await ask(`DELETE FROM ${table.sql}`);
      if (less.is === 'rows' && marksIn(less) < whole) told.reads.push(nameOf(table));
    }
  }
  return proven;
}

/** What belongs to the second user; a secret that a stranger cannot know is nobody's. */
function given({ name, cast, ...type }: Argument): string {
  const value = valueOf({ ...type, name: '', length: 0 }, 1);
  return `${SECRET_ARGUMENT.test(name ?? '') ? value.replaceAll(USERS[1], NOBODY) : value}::${cast}`;
}

function nameOf({ schema, name }: Planted): string {
  return `${schema}.${name}`;
}

/** SQL that gives the numbers of tables in which fewer rows lie where they lie now. */
async function movedFrom(client: Client, tables: readonly Planted[]): Promise<string> {
  const place = 'tableoid::text || ctid::text';
  const asked: string[] = [];
  for (const [at, { sql }] of tables.entries()) {
    const { rows } = await client.query<{ place: string }>(`SELECT ${place} AS place FROM ${sql}`);
    if (rows.length > 0)
      asked.push(
        `SELECT ${at} AS at FROM ${sql} WHERE ${place} IN (${rows.map((row) => `'${row.place}'`).join(', ')}) HAVING count(*) < ${rows.length}`,
      );
  }
  return asked.join(' UNION ALL ');
}

function marksIn({ rows }: Extract<Answer, { is: 'rows' }>): number {
  const text = JSON.stringify(rows);
  return MARKS.reduce((sum, mark) => sum + text.split(mark).length - 1, 0);
}
