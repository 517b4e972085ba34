import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoSchema } from '../../probes/repo/schema.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { SAMPLE_MIGRATION, sampleSchema } from '../sample-schema.ts';
import { nothingIn, readSo, sqlName } from '../schema.ts';

const missing = [{ file: SAMPLE_MIGRATION, line: 4, name: 'public.teams' }];

export default defineCheck({
  id: 'database/rebuild',
  requirements: ['DEP-4', 'DEP-6'],
  title: 'The migrations alone rebuild the database',
  failing: 'Your database cannot be rebuilt from its migrations',
  severity: 'medium',
  hurts: ['data', 'trust'],
  why: 'Tables made by hand in a panel exist once. A test copy, a preview or a new start after an accident lacks them.',
  learn: ['https://supabase.com/docs/guides/deployment/database-migrations'],
  on: 'repo',
  reads: { schema: repoSchema },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no migrations', saw: sampleSchema({ files: 0 }), gives: 'skip' },
    { name: 'every table is made by a migration', saw: sampleSchema({}), gives: 'pass' },
    { name: 'a table that no migration makes', saw: sampleSchema({ missing }), gives: 'fail' },
    {
      name: 'the same, where some statements could not be read',
      saw: sampleSchema({ missing, unread: [{ file: SAMPLE_MIGRATION, line: 1, why: 'SQL that is put together while it runs' }] }),
      gives: { fail: 'low' },
    },
  ],
  judge({ schema }) {
    const nothing = nothingIn(schema);
    if (nothing !== null) return { is: 'skip', because: nothing };
    const { missing: lacking, unread } = schema;
    if (lacking.length === 0) return { is: 'pass', found: readSo(schema) };
    const named = lacking.map(({ name, file, line }) => `${sqlName(...name.split('.'))} (${plain(file, 160)}:${line})`);
    const doubt = unread.length > 0 ? ` ${unread.length} places could not be understood, so one of them may make it.` : '';
    return {
      is: 'fail',
      found: `No migration makes what others need: ${list(named, 6)}.${doubt}`,
      severity: unread.length > 0 ? 'low' : 'medium',
      of: 'missing tables',
      at: lacking.slice(0, 10).map(({ file, line }) => ({ at: file, line })),
      fix: byHand(
        [
          'Write down what the live database has: supabase db pull (or pg_dump --schema-only), as a migration that runs first.',
          'Mark it as run where it is there already: supabase migration repair --status applied <its number>.',
          'Prove it: launch-ready database replay --database DATABASE_URL runs all of them in a database that is thrown away.',
        ],
        {
          prompt: {
            goal: 'an empty database and the migrations of this repository make the whole schema.',
            change: `add a first migration that creates ${list(
              lacking.map(({ name }) => plain(name, 80)),
              6,
            )}, as they are in production.`,
            not: 'change migrations that have run, or invent columns: take them from the live database.',
            see: '`launch-ready database replay` says that every migration ran.',
          },
          verify: 'launch-ready audit . --only database',
          minutes: 40,
        },
      ),
    };
  },
});
