import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoSchema } from '../../probes/repo/schema.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { samplePolicy, sampleCondition, sampleSchema, sampleTable } from '../sample-schema.ts';
import { nothingIn, readSo, type SeenTable, sqlName, tableName, worst } from '../schema.ts';

/** Statements shown in full. */
const SHOWN = 12;
const CREATED = /^(created|inserted|posted|sent)_?at$/;
const posts: Partial<SeenTable> = {
  name: 'posts',
  columns: ['id', 'user_id', 'created_at'].map((name) => ({ name, type: name === 'created_at' ? 'timestamptz' : 'uuid' })),
  foreign: [{ file: 'supabase/migrations/20261110090000_init.sql', line: 3, columns: ['user_id'], to: 'auth.users' }],
};

export default defineCheck({
  id: 'database/indexes',
  requirements: ['PERF-6'],
  title: 'What every page looks up has an index',
  failing: 'Pages turn slow with your first thousand rows: an index is missing',
  severity: 'medium',
  hurts: ['traffic', 'cost'],
  why: 'Without an index each visit reads the whole table, and each deleted user reads every table that points to users.',
  learn: [
    'https://supabase.com/docs/guides/database/postgres/row-level-security#add-indexes',
    'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK',
  ],
  on: 'repo',
  reads: { schema: repoSchema },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no migrations', saw: sampleSchema({ files: 0 }), gives: 'skip' },
    {
      name: 'an index that begins with it',
      saw: sampleSchema({ tables: [sampleTable({ ...posts, keys: [['id'], ['user_id', 'created_at']] })] }),
      gives: 'pass',
    },
    {
      name: 'a policy asks for user_id, and no index begins with it',
      saw: sampleSchema({
        tables: [sampleTable({ ...posts, policies: [samplePolicy({ using: sampleCondition({ owner: ['user_id'] }) })] })],
      }),
      gives: 'fail',
    },
    { name: 'a foreign key without an index', saw: sampleSchema({ tables: [sampleTable(posts)] }), gives: { fail: 'low' } },
  ],
  judge({ schema }) {
    const nothing = nothingIn(schema);
    if (nothing !== null) return { is: 'skip', because: nothing };
    const missing = schema.tables.filter(({ file }) => file !== '').flatMap(missingIn);
    const [first] = missing;
    if (!first) return { is: 'pass', found: readSo(schema) };
    const told = missing.map(
      ({ table, columns, why }) => `${tableName(table)} (${columns.map((each) => sqlName(each)).join(', ')}), ${why}`,
    );
    const sql = missing.slice(0, SHOWN).map(({ table, columns }) => statement(table, columns));
    return {
      is: 'fail',
      found: `${missing.length === 1 ? 'An index is' : `${missing.length} indexes are`} missing: ${list(told, 5)}.`,
      severity: worst(missing.map(({ severity }) => severity)),
      of: 'indexes',
      at: missing.slice(0, 10).map(({ at }) => ({ at: at.file, line: at.line })),
      fix: byHand(
        [
          `Where the tables hold rows already, run this first, one after the other, outside a migration: ${sql.join(' ')}`,
          'Then write the same without CONCURRENTLY and with IF NOT EXISTS into a new migration, so that a rebuilt database has them.',
        ],
        {
          prompt: {
            goal: `what pages look up in ${list([...new Set(missing.map(({ table }) => tableName(table)))], 5)} has an index.`,
            change: `add these: ${sql.join(' ')} In a migration that runs inside a transaction leave CONCURRENTLY out and write IF NOT EXISTS.`,
            not: 'add an index on every column: each one slows writing down.',
            see: '`EXPLAIN` of the list page’s query names the new index.',
          },
          verify: 'launch-ready audit . --only database',
          minutes: 10 + 2 * Math.min(missing.length, SHOWN),
        },
      ),
    };
  },
});

interface Missing {
  table: SeenTable;
  columns: string[];
  why: string;
  severity: 'medium' | 'low';
  at: { file: string; line: number };
}

/** The lookups of a table that no index serves: what policies compare with the caller, then foreign keys. */
function missingIn(table: SeenTable): Missing[] {
  const has = (column: string): boolean => table.keys.some(([leading]) => leading === column);
  const types = new Map(table.columns.map(({ name, type }) => [name, type]));
  const created = table.columns.find(({ name }) => CREATED.test(name))?.name;
  const found = new Map<string, Missing>();
  for (const policy of table.policies) {
    for (const column of [...(policy.using?.owner ?? []), ...(policy.check?.owner ?? [])]) {
      if (has(column) || !types.has(column) || policy.command === 'insert') continue;
      const columns = created === undefined ? [column] : [column, created];
      found.set(column, {
        table,
        columns,
        why: `which policy “${plain(policy.name, 60)}” asks for each row`,
        severity: 'medium',
        at: policy,
      });
    }
  }
  for (const key of table.foreign) {
    const [column] = key.columns;
    if (column === undefined || key.columns.length > 1 || has(column) || found.has(column) || !types.has(column)) continue;
    const columns = created === undefined || key.to !== 'auth.users' ? [column] : [column, created];
    found.set(column, { table, columns, why: `which points to ${plain(key.to, 80)}`, severity: 'low', at: key });
  }
  return [...found.values()];
}

function statement(table: SeenTable, columns: readonly string[]): string {
  const listed = columns.map((each, at) => `${sqlName(each)}${at > 0 ? ' DESC' : ''}`).join(', ');
  return `CREATE INDEX CONCURRENTLY ${sqlName(`${table.name}_${columns.join('_')}_idx`.slice(0, 63))} ON ${tableName(table)} (${listed});`;
}
