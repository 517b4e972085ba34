import { type Candidate, candidatesOf, quoted } from './candidates.ts';
import type { Database } from './connection.ts';

/** An index to make, the way back, and why. */
export interface Advice {
  table: string;
  up: string;
  down: string;
  why: string;
}

/** Below so many rows PostgreSQL reads the whole table and is right to. */
const LARGE_ROWS = 1_000;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}

/**
 * Which index a query lacks: PostgreSQL's plan for any values reads a whole large table, and the query looks for columns that no index
 * begins with. Plans are generic, because a plan for NULLs would be folded away. Nothing where all is well or cannot be told.
 */
export async function adviseFor(database: Database, sql: string): Promise<Advice[]> {
  const candidates = await candidatesOf(sql);
  if (candidates.length === 0) return [];
  const plan = await genericPlan(database, sql);
  const scanned = new Set(plan ? wholeScans(plan) : []);
  const advice: Advice[] = [];
  for (const candidate of candidates) {
    if (!scanned.has(candidate.table)) continue;
    const [table] = await database.rows<{ rows: number; indexes: string[] | null }>(INDEXES, [nameOf(candidate)]);
    if (!table || table.rows < LARGE_ROWS || hasIndex(candidate, table.indexes ?? [])) continue;
    advice.push(adviceOf(candidate, table.rows));
  }
  return advice;
}

const INDEXES = `
  select c.reltuples::float8 as rows,
    (select array_agg(pg_get_indexdef(i.indexrelid)) from pg_index i where i.indrelid = c.oid and i.indisvalid) as indexes
  from pg_class c where c.oid = to_regclass($1)`;

/** The index as SQL that locks nobody out, and the way back. Neither can run inside a transaction. Pure. */
export function adviceOf(candidate: Candidate, rows: number): Advice {
  const columns = candidate.parts.map(({ sql, descending }) => `${sql}${descending ? ' DESC' : ''}`).join(', ');
  const name = quoted(
    `${candidate.table}_${candidate.parts.map(({ sql }) => sql.replaceAll(/\W+/g, '_').replace(/^_|_$/g, '')).join('_')}_idx`
      .slice(0, 63)
      .toLowerCase(),
  );
  const schema = candidate.schema === undefined ? '' : `${quoted(candidate.schema)}.`;
  return {
    table: candidate.table,
    up: `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${name} ON ${nameOf(candidate)} (${columns});`,
    down: `DROP INDEX CONCURRENTLY IF EXISTS ${schema}${name};`,
    why: `Every call reads all ${Math.round(rows).toLocaleString('en')} rows of ${candidate.table}.`,
  };
}

/** True when an index begins with the parts that are looked for; directions do not matter, it can be read backwards. Pure. */
export function hasIndex(candidate: Candidate, definitions: readonly string[]): boolean {
  const wanted = candidate.parts.map(({ sql }) => sql);
  return definitions.some((definition) => {
    if (/\) WHERE /.test(definition)) return false;
    const inner = /USING btree \((.*)\)$/.exec(definition.replace(/ INCLUDE \(.*\)$/, ''))?.[1];
    const keys = (inner ?? '').split(/, (?![^(]*\))/).map((key) =>
      key
        .replace(/ (DESC|ASC|NULLS (FIRST|LAST))/g, '')
        .replace(/::\w+( varying)?/g, '')
        .replace(/\(\((\w+)\)\)/, '($1)'),
    );
    return wanted.every((part, i) => keys[i] === part);
  });
}

function nameOf({ schema, table }: Candidate): string {
  return schema === undefined ? quoted(table) : `${quoted(schema)}.${quoted(table)}`;
}

/** The plan for any values: from PostgreSQL 16 on by itself, before that of a prepared statement. */
async function genericPlan(database: Database, sql: string): Promise<Plan | undefined> {
  try {
    if (database.version >= 160_000) return planIn(await database.rows(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${sql}`));
    const parameters = Math.max(0, ...[...sql.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])));
    await database.rows(`PREPARE launch_ready AS ${sql}`);
    try {
      const values = parameters === 0 ? '' : `(${Array.from({ length: parameters }, () => 'NULL').join(', ')})`;
      return planIn(await database.rows(`EXPLAIN (FORMAT JSON) EXECUTE launch_ready${values}`));
    } finally {
      await database.rows('DEALLOCATE launch_ready');
    }
  } catch {
    return undefined; // a type that cannot be guessed, a table that is not ours to read: no advice rather than a wrong one
  }
}

function planIn(rows: readonly unknown[]): Plan | undefined {
  const first = rows[0] as { 'QUERY PLAN'?: { Plan: Plan }[] } | undefined; // as: what EXPLAIN FORMAT JSON gives
  return first?.['QUERY PLAN']?.[0]?.Plan;
}

/** Tables that a plan reads from end to end. */
function wholeScans(plan: Plan): string[] {
  const own = plan['Node Type'] === 'Seq Scan' && plan['Relation Name'] !== undefined ? [plan['Relation Name']] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(wholeScans)];
}
