import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { ifAsked } from '../../core/if-asked.ts';
import { repoReplay } from '../../probes/repo/replay.ts';
import { repoSchema } from '../../probes/repo/schema.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { sampleSchema, sampleTable } from '../sample-schema.ts';
import { gets, proofOf, proofSentence } from '../proof.ts';
import { CALLERS, furthest, lowered, nothingOfSupabase, personalColumns, privacyOf, readSo, sqlName, tableName } from '../schema.ts';

/** Tables that are named; a schema without any row security is one fault. */
const SHOWN = 20;
const COMMANDS = ['select', 'insert', 'update', 'delete'] as const;

export default defineCheck({
  id: 'database/row-security',
  requirements: ['SEC-10', 'SEC-5'],
  title: 'Every table that browsers reach asks who may see which row',
  failing: 'Strangers can read and change a table of your customers',
  severity: 'blocker',
  hurts: ['data', 'trust'],
  why: 'Supabase serves the table to anybody who has the key in your pages. Without row level security that is everybody, for every row.',
  learn: [
    'https://supabase.com/docs/guides/database/postgres/row-level-security',
    'https://supabase.com/changelog/45329-breaking-change-tables-not-exposed-to-data-and-graphql-api-automatically',
  ],
  on: 'repo',
  reads: { schema: repoSchema, replay: ifAsked(repoReplay) },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no migrations', saw: sampleSchema({ files: 0 }), gives: 'skip' },
    { name: 'a database that browsers do not reach', saw: sampleSchema({ supabase: false }), gives: 'skip' },
    { name: 'row security on', saw: sampleSchema({ tables: [sampleTable()] }), gives: 'pass' },
    { name: 'a personal table without it', saw: sampleSchema({ tables: [sampleTable({ rowSecurity: false })] }), gives: 'fail' },
    {
      name: 'a table of plans without it: anybody changes the prices',
      saw: sampleSchema({ tables: [sampleTable({ name: 'plans', columns: [], foreign: [], rowSecurity: false })] }),
      gives: { fail: 'high' },
    },
    {
      name: 'closed by a missing GRANT alone',
      saw: sampleSchema({ tables: [sampleTable({ rowSecurity: false, grants: {} })] }),
      gives: { fail: 'medium' },
    },
    {
      name: 'in a schema that is not served',
      saw: sampleSchema({ tables: [sampleTable({ schema: 'private', rowSecurity: false })] }),
      gives: 'pass',
    },
  ],
  judge({ schema, replay }) {
    const nothing = nothingOfSupabase(schema);
    if (nothing !== null) return { is: 'skip', because: nothing };
    const open = schema.tables.filter((table) => table.file !== '' && !table.rowSecurity && schema.exposed.includes(table.schema));
    if (open.length === 0) return { is: 'pass', found: readSo(schema) };
    return open.slice(0, SHOWN).map((table, at) => {
      const name = tableName(table);
      const { reach, callers } = furthest(table.grants, COMMANDS);
      const personal = privacyOf(table) === 'personal';
      const place = table.offAt ?? table;
      const where = `${plain(place.file, 160)}:${place.line}`;
      const columns = personalColumns(table);
      const more = open.length - SHOWN;
      const proof = proofOf(replay, table);
      const ways = CALLERS.flatMap((caller) => COMMANDS.map((command) => ({ caller, command })));
      // Rights that only a server knows of, such as those of a group, keep strangers out; row security still does not.
      const isShut = proof?.ok === true && reach !== 'no' && !ways.some(({ caller, command }) => gets(proof.saw, caller, command));
      const sentences = [
        table.offAt ? `${where} switches row level security off for ${name}.` : `${name} (${where}) has no row level security.`,
        columns.length > 0
          ? `It holds ${list(
              columns.map((column) => plain(column, 63)),
              4,
            )}.`
          : '',
        reach === 'yes' ? `${callers.includes('anon') ? 'Anybody' : 'Whoever signs up'} has rights on every row.` : '',
        reach === 'maybe' ? 'Whether the platform grants it to everybody, the files do not tell.' : '',
        reach === 'no' ? 'Today only the missing GRANT keeps strangers out.' : '',
        table.policies.length > 0 ? `Its ${table.policies.length} policies do nothing while it is off.` : '',
        schema.realtime.some((each) => each === '*' || each === `${table.schema}.${table.name}`)
          ? 'Each change is sent to whoever listens.'
          : '',
        isShut ? `On PostgreSQL ${proof.version} nobody gets in today.` : proofSentence(proof, ways, name),
        at === SHOWN - 1 && more > 0 ? `And ${more} more tables.` : '',
      ];
      const enable = `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY;`;
      const owner = table.foreign.find(({ to, columns: own }) => to === 'auth.users' && own.length === 1)?.columns[0];
      const policy =
        table.policies.length > 0
          ? ''
          : owner === undefined
            ? ''
            : `CREATE POLICY "own rows" ON ${name} FOR ALL TO authenticated USING ((SELECT auth.uid()) = ${sqlName(owner)}) WITH CHECK ((SELECT auth.uid()) = ${sqlName(owner)});`;
      return {
        is: 'fail' as const,
        found: sentences.filter((sentence) => sentence !== '').join(' '),
        severity: isShut ? ('low' as const) : lowered(personal ? 'blocker' : 'high', reach),
        of: `${table.schema}.${table.name}`,
        at: [{ at: place.file, line: place.line }],
        fix: byHand(
          [
            `In a new migration: ${enable}`,
            policy === ''
              ? 'Add a policy for each who must see rows; without one only your server does.'
              : `Let users have their own rows: ${policy}`,
          ],
          {
            prompt: {
              goal: `${name} is read and written by those alone whose rows they are.`,
              change: `add a new migration with: ${[enable, policy].filter((sql) => sql !== '').join(' ')}`,
              not: 'write a policy with USING (true), or move the app to the service role key to make errors go away.',
              see: 'a second test user and a visitor without login see none of the first user’s rows, and the app still works.',
            },
            verify: 'launch-ready audit . --only database',
            minutes: 15,
          },
        ),
      };
    });
  },
});
