import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoSchema, type SeenSchema } from '../../probes/repo/schema.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { samplePolicy, sampleSchema, sampleTable } from '../sample-schema.ts';
import { CALLERS, type Caller, type Command, nothingOfSupabase, reach, readSo, type SeenTable, tableName } from '../schema.ts';

const COMMANDS = ['select', 'insert', 'update', 'delete'] as const satisfies readonly Command[];
/** Since this day no new table of any project has rights by itself; supabase.com/changelog/45329, read 2026-11. */
const SURE_SINCE = '20261030';

export default defineCheck({
  id: 'database/grants',
  requirements: ['DEP-4'],
  title: 'Tables with policies are granted to those whom the policies speak of',
  failing: 'The app gets “permission denied” for a table: it was never granted',
  severity: 'medium',
  hurts: ['signup', 'data'],
  why: 'Supabase no longer gives new tables any rights by itself. Policies alone do not help: every call ends with error 42501.',
  learn: ['https://supabase.com/changelog/45329-breaking-change-tables-not-exposed-to-data-and-graphql-api-automatically'],
  on: 'repo',
  reads: { schema: repoSchema },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no Supabase', saw: sampleSchema({ supabase: false }), gives: 'skip' },
    { name: 'granted', saw: sampleSchema({ tables: [sampleTable({ policies: [samplePolicy()] })] }), gives: 'pass' },
    { name: 'a table for the server alone', saw: sampleSchema({ tables: [sampleTable({ grants: {} })] }), gives: 'pass' },
    {
      name: 'a policy without a grant',
      saw: sampleSchema({ tables: [sampleTable({ policies: [samplePolicy()], grants: {} })] }),
      gives: 'fail',
    },
    {
      name: 'the same in a project that may be older',
      saw: sampleSchema({
        tables: [sampleTable({ file: 'supabase/migrations/20260701090000_init.sql', policies: [samplePolicy()], grants: {} })],
      }),
      gives: { fail: 'low' },
    },
    {
      name: 'granted, and no policy lets anybody in',
      saw: sampleSchema({ tables: [sampleTable({ grants: { authenticated: { select: 'yes' } } })] }),
      gives: { fail: 'low' },
    },
  ],
  judge({ schema }) {
    const nothing = nothingOfSupabase(schema);
    if (nothing !== null) return { is: 'skip', because: nothing };
    const tables = schema.tables.filter((table) => table.file !== '' && schema.exposed.includes(table.schema) && table.rowSecurity);
    const lacking = tables.map((table) => ({ table, wants: wanting(table) })).filter(({ wants }) => wants.length > 0);
    // What the platform gave by itself says nothing of what was meant.
    const silent = tables.filter(
      (table) =>
        table.policies.length === 0 && table.platform === 'no' && CALLERS.some((caller) => reach(table.grants, caller, 'select') === 'yes'),
    );
    if (lacking.length === 0 && silent.length === 0) return { is: 'pass', found: readSo(schema) };
    return [...(lacking.length > 0 ? [ungranted(lacking)] : []), ...(silent.length > 0 ? [empty(silent)] : [])];
  },
});

interface Want {
  caller: Caller;
  commands: Command[];
}

/** What policies speak of and nobody was granted. */
function wanting(table: SeenTable): Want[] {
  return CALLERS.flatMap((caller) => {
    const meant = table.policies.filter(
      ({ permissive, roles }) => permissive && (roles.includes(caller) || (caller === 'authenticated' && roles.includes('public'))),
    );
    const commands = COMMANDS.filter(
      (command) =>
        meant.some((policy) => policy.command === 'all' || policy.command === command) && reach(table.grants, caller, command) === 'no',
    );
    // A table that was granted in part is meant so.
    const isPartly = COMMANDS.some((command) => reach(table.grants, caller, command) !== 'no');
    return commands.length > 0 && !isPartly ? [{ caller, commands }] : [];
  });
}

type Table = SeenSchema['tables'][number];

function ungranted(lacking: readonly { table: Table; wants: readonly Want[] }[]) {
  const { table: first } = lacking[0]!; // !: the caller looked
  const isSure = lacking.some(({ table }) => (/(20\d{6})\d{6}/.exec(table.file)?.[1] ?? '') >= SURE_SINCE);
  const sql = lacking
    .slice(0, 12)
    .flatMap(({ table, wants }) =>
      wants.map(({ caller, commands }) => `GRANT ${commands.join(', ').toUpperCase()} ON ${tableName(table)} TO ${caller};`),
    );
  const named = lacking.map(({ table }) => `${tableName(table)} (${plain(table.file, 160)}:${table.line})`);
  return {
    is: 'fail' as const,
    found: `${list(named, 5)}: there are policies and no GRANT. New tables have none by themselves since 30 October 2026, in new projects since 30 May.`,
    severity: isSure ? ('medium' as const) : ('low' as const),
    of: 'no grant',
    at: lacking.slice(0, 10).map(({ table }) => ({ at: table.file, line: table.line })),
    fix: byHand([`In a new migration: ${sql.join(' ')}`], {
      prompt: {
        goal: `the app reads and writes ${tableName(first)} without “permission denied” (42501).`,
        change: `add a new migration with: ${sql.join(' ')}`,
        not: 'grant to anon what only users need, use GRANT ALL, or switch off row level security.',
        see: 'a test user sees their own rows, and a visitor without login gets an error or nothing.',
      },
      verify: 'launch-ready audit . --only database',
      minutes: 10,
    }),
  };
}

function empty(silent: readonly Table[]) {
  const named = silent.map((table) => `${tableName(table)} (${plain(table.file, 160)}:${table.line})`);
  return {
    is: 'fail' as const,
    found: `${list(named, 5)}: granted to the app, but no policy lets any row through. That is safe, and the app sees an empty table.`,
    severity: 'low' as const,
    of: 'no policy',
    at: silent.slice(0, 10).map(({ file, line }) => ({ at: file, line })),
    fix: byHand(['Write a policy for each who must see rows, or revoke the grant where only your server uses the table.'], {
      prompt: {
        goal: `${tableName(silent[0]!)} either has policies that name who may, or is not granted to the app at all.`, // !: the caller looked
        change: 'find out whether pages read these tables: then write a policy by user id; else revoke the grant in a new migration.',
        not: 'write USING (true), or switch off row level security.',
        see: 'a test user sees their own rows and nobody else’s.',
      },
      verify: 'launch-ready audit . --only database',
      minutes: 20,
    }),
  };
}
