import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoSchema, type SeenSchema } from '../../probes/repo/schema.ts';
import { byHand } from '../fix.ts';
import { count, list, plain } from '../plain.ts';
import { SAMPLE_MIGRATION, sampleSchema } from '../sample-schema.ts';
import { nothingIn, readSo, sqlName } from '../schema.ts';

const routine: SeenSchema['routines'][number] = {
  file: SAMPLE_MIGRATION,
  line: 12,
  schema: 'public',
  name: 'handle_new_user',
  args: [],
  definer: true,
  searchPath: false,
  trigger: true,
  asksCaller: false,
  asksUnequal: false,
  metadata: false,
  reads: [],
  writes: true,
  grants: {},
};

export default defineCheck({
  id: 'database/search-path',
  requirements: ['SEC-10'],
  title: 'Functions with your own rights say which schemas they mean',
  failing: 'A function with your own rights may be led to a stranger’s table',
  severity: 'low',
  hurts: ['data'],
  why: 'Without a fixed search_path a name in the function means whatever comes first for the caller. Who can create objects can step in.',
  learn: [
    'https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY',
    'https://supabase.com/docs/guides/database/database-advisors?lint=0011_function_search_path_mutable',
  ],
  on: 'repo',
  reads: { schema: repoSchema },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no migrations', saw: sampleSchema({ files: 0 }), gives: 'skip' },
    { name: 'a fixed path', saw: sampleSchema({ routines: [{ ...routine, searchPath: true }] }), gives: 'pass' },
    { name: 'a function with the rights of the caller', saw: sampleSchema({ routines: [{ ...routine, definer: false }] }), gives: 'pass' },
    { name: 'no fixed path', saw: sampleSchema({ routines: [routine] }), gives: 'fail' },
  ],
  judge({ schema }) {
    const nothing = nothingIn(schema);
    if (nothing !== null) return { is: 'skip', because: nothing };
    const bad = schema.routines.filter(({ definer, searchPath }) => definer && !searchPath);
    const [first] = bad;
    if (!first) return { is: 'pass', found: readSo(schema) };
    const named = bad.map(({ file, line, ...each }) => `${sqlName(each.schema, each.name)} (${plain(file, 160)}:${line})`);
    const sql = bad
      .slice(0, 12)
      .map(
        ({ schema: own, name, args }) =>
          `ALTER FUNCTION ${sqlName(own, name)}(${args.map((arg) => plain(arg, 80)).join(', ')}) SET search_path = '';`,
      );
    return {
      is: 'fail',
      found: `${count(bad.length, 'SECURITY DEFINER function')} without a fixed search_path: ${list(named, 5)}.`,
      of: 'search_path',
      at: bad.slice(0, 10).map(({ file, line }) => ({ at: file, line })),
      fix: byHand(
        ['Write every table in these functions with its schema, such as public.profiles.', `Then, in a new migration: ${sql.join(' ')}`],
        {
          prompt: {
            goal: 'each SECURITY DEFINER function has a fixed search_path.',
            change: `write the tables inside with their schema, and add a new migration with: ${sql.join(' ')}`,
            not: 'set search_path before every name inside has its schema: the function would fail.',
            see: 'signing up and every button that calls one of them still work.',
          },
          verify: 'launch-ready audit . --only database',
          minutes: 5 * Math.min(bad.length, 12),
        },
      ),
    };
  },
});
