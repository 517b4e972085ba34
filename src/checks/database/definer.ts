import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { Severity } from '../../core/vocabulary.ts';
import { ifAsked } from '../../core/if-asked.ts';
import { repoReplay } from '../../probes/repo/replay.ts';
import { repoSchema, type SeenSchema } from '../../probes/repo/schema.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { proofOf, proofSentence, type Replay } from '../proof.ts';
import { SAMPLE_MIGRATION, sampleCondition, samplePolicy, sampleReplay, sampleSchema, sampleTable } from '../sample-schema.ts';
import {
  CALLERS,
  furthest,
  isSensitive,
  lowered,
  nothingOfSupabase,
  openPolicies,
  personalColumns,
  privacyOf,
  reach,
  readSo,
  sqlName,
  tableName,
} from '../schema.ts';

const SHOWN = 20;
type View = SeenSchema['views'][number];
type Routine = SeenSchema['routines'][number];

const at = { file: SAMPLE_MIGRATION, line: 9, schema: 'public' };
const anon = { anon: { select: 'yes', execute: 'yes' } } as const;
const view: View = {
  ...at,
  name: 'people',
  materialized: false,
  invoker: false,
  reads: ['public.profiles'],
  shows: ['*'],
  asksCaller: false,
  grants: anon,
};
const routine: Routine = {
  ...at,
  name: 'delete_user',
  args: ['uuid'],
  definer: true,
  searchPath: true,
  trigger: false,
  asksCaller: false,
  asksUnequal: false,
  metadata: false,
  reads: ['public.profiles'],
  writes: true,
  grants: anon,
};
const sample = (over: Partial<SeenSchema>) =>
  sampleSchema({
    tables: [
      sampleTable(),
      sampleTable({
        name: 'plans',
        columns: [],
        foreign: [],
        policies: [samplePolicy({ roles: ['public'], using: sampleCondition({ admits: 'everybody' }) })],
      }),
    ],
    ...over,
  });

export default defineCheck({
  id: 'database/definer',
  requirements: ['SEC-10', 'SEC-5'],
  title: 'Views and functions with your own rights ask who is calling',
  failing: 'A view or function gives strangers what your policies keep from them',
  severity: 'blocker',
  hurts: ['data', 'trust'],
  why: 'It runs with the rights of whoever made it, so row level security is passed by. The API offers it to everybody by name.',
  learn: [
    'https://supabase.com/docs/guides/database/database-advisors?lint=0010_security_definer_view',
    'https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY',
  ],
  on: 'repo',
  reads: { schema: repoSchema, replay: ifAsked(repoReplay) },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no Supabase', saw: sampleSchema({ supabase: false }), gives: 'skip' },
    { name: 'a view with the rights of the caller', saw: sample({ views: [{ ...view, invoker: true }] }), gives: 'pass' },
    { name: 'a view that shows every email', saw: sample({ views: [view] }), gives: 'fail' },
    { name: 'a view of logins', saw: sample({ views: [{ ...view, reads: ['auth.users'], shows: ['id', 'email'] }] }), gives: 'fail' },
    { name: 'a view of names alone', saw: sample({ views: [{ ...view, shows: ['id', 'username'] }] }), gives: 'pass' },
    { name: 'a view of the plans', saw: sample({ views: [{ ...view, reads: ['public.plans'] }] }), gives: 'pass' },
    { name: 'a function that deletes whom it is told', saw: sample({ routines: [routine] }), gives: { fail: 'high' } },
    { name: 'the same for the server alone', saw: sample({ routines: [{ ...routine, grants: {} }] }), gives: 'pass' },
    { name: 'the same, asking who calls', saw: sample({ routines: [{ ...routine, asksCaller: true }] }), gives: 'pass' },
    { name: 'the same, asking by <> alone', saw: sample({ routines: [{ ...routine, asksUnequal: true }] }), gives: { fail: 'high' } },
    { name: 'a trigger', saw: sample({ routines: [{ ...routine, trigger: true }] }), gives: 'pass' },
    {
      name: 'asking who calls, and yet it answered a server',
      saw: {
        ...sample({ routines: [{ ...routine, asksCaller: true }] }),
        replay: sampleReplay({
          definers: [{ schema: 'public', name: 'delete_user', args: 'uuid', reads: [], changes: ['public.profiles'], why: null }],
        }),
      },
      gives: { fail: 'high' },
    },
    {
      name: 'a function that reads the plans',
      saw: sample({ routines: [{ ...routine, writes: false, reads: ['public.plans'] }] }),
      gives: 'pass',
    },
  ],
  judge({ schema, replay }) {
    const nothing = nothingOfSupabase(schema);
    if (nothing !== null) return { is: 'skip', because: nothing };
    const views = schema.views
      .filter(({ schema: own }) => schema.exposed.includes(own))
      .flatMap((each) => provenView(judgeView(each, schema), each, replay));
    const routines = schema.routines
      .filter(({ schema: own }) => schema.exposed.includes(own))
      .flatMap((each) => judgeRoutine(each, schema, replay));
    const bad = [...views, ...routines];
    if (bad.length === 0) return { is: 'pass', found: readSo(schema) };
    return bad.slice(0, SHOWN).map(({ name, file, line, found, severity, sql, see, proof = '' }) => ({
      is: 'fail' as const,
      found: `${found} (${plain(file, 160)}:${line}).${proof}`,
      severity,
      of: name,
      at: [{ at: file, line }],
      fix: byHand(
        [
          `In a new migration: ${sql}`,
          'Where visitors need it, give them a view or function that shows what they may see and nothing else.',
        ],
        {
          prompt: {
            goal: `${plain(name, 120)} gives nobody more than the policies of the tables behind it.`,
            change: `add a new migration with: ${sql}`,
            not: 'drop the policies, or grant the tables behind it to anon.',
            see,
          },
          verify: 'launch-ready audit . --only database',
          minutes: 20,
        },
      ),
    }));
  },
});

interface Judged {
  name: string;
  file: string;
  line: number;
  found: string;
  /** What a server showed, a sentence. */
  proof?: string;
  severity: Severity;
  sql: string;
  see: string;
}

/** The tables behind a view, through the views between. */
function tablesBehind(reads: readonly string[], schema: SeenSchema, seen = new Set<string>()): Set<string> {
  for (const key of reads) {
    if (seen.has(key)) continue;
    seen.add(key);
    const inner = schema.views.find((each) => `${each.schema}.${each.name}` === key);
    if (inner && !inner.invoker) tablesBehind(inner.reads, schema, seen);
  }
  return seen;
}

function judgeView(view: View, schema: SeenSchema): Judged[] {
  const { reach: reached, callers } = furthest(view.grants, ['select']);
  if (view.invoker || view.asksCaller || reached === 'no' || view.shows.length === 0) return [];
  const behind = tablesBehind(view.reads, schema);
  const shows = (wanted: readonly string[]): boolean => view.shows.includes('*') || view.shows.some((column) => wanted.includes(column));
  const leaks = schema.tables.filter((table) => {
    if (!behind.has(`${table.schema}.${table.name}`) || privacyOf(table) !== 'personal') return false;
    const personal = personalColumns(table);
    // What everybody may read anyway is no leak of the view.
    return openPolicies(table, 'select', callers[0]!).length === 0 && (personal.length === 0 || shows(personal)); // !: somebody reaches it
  });
  const logins =
    behind.has('auth.users') &&
    (view.shows.includes('*') || view.shows.some((column) => isSensitive(column) || /meta_?data$/.test(column)));
  if (leaks.length === 0 && !logins) return [];
  const name = tableName(view);
  const what = [...(logins ? ['auth.users'] : []), ...leaks.map(tableName)];
  const sql = view.materialized
    ? `REVOKE ALL ON ${name} FROM anon, authenticated;`
    : logins
      ? `REVOKE ALL ON ${name} FROM anon, authenticated; ALTER VIEW ${name} SET (security_invoker = on);`
      : `ALTER VIEW ${name} SET (security_invoker = on);`;
  return [
    {
      name: `${view.schema}.${view.name}`,
      file: view.file,
      line: view.line,
      found: `the ${view.materialized ? 'materialized ' : ''}view ${name} shows ${list(what, 4)} to ${callers.includes('anon') ? 'anybody' : 'whoever signs up'}, past every policy`,
      severity: lowered(callers.includes('anon') ? 'blocker' : 'high', reached),
      sql,
      see: `a visitor without login gets no row of ${name}.`,
    },
  ];
}

/** What a server showed strangers of a view; one that refuses them is no finding. A view may leave out the rows that were planted, which proves nothing. */
function provenView(judged: readonly Judged[], view: View, replay: Replay): Judged[] {
  const proof = proofOf(replay, view);
  const reached = furthest(view.grants, ['select']);
  const ways = CALLERS.map((caller) => ({ caller, command: 'select' as const }));
  if (proof?.ok === true && reached.reach !== 'no' && proof.saw.anon.select === 'refused' && proof.saw.user.select === 'refused') return [];
  const says = proofSentence(proof, ways, tableName(view));
  return judged.map((each) => (says === '' ? each : { ...each, proof: ` ${says}` }));
}

function judgeRoutine(routine: Routine, schema: SeenSchema, replay: Replay): Judged[] {
  const reached = reach(routine.grants, 'anon', 'execute');
  if (!routine.definer || routine.trigger || reached === 'no') return [];
  const shut = (key: string): boolean => {
    const table = schema.tables.find((each) => `${each.schema}.${each.name}` === key);
    return key === 'auth.users' || (table !== undefined && table.rowSecurity && openPolicies(table, 'select', 'anon').length === 0);
  };
  const proof = proofOfCall(replay, routine);
  const behind = tablesBehind(routine.reads, schema);
  const tables = schema.tables.filter((table) => behind.has(`${table.schema}.${table.name}`));
  const isPrivate = tables.filter((table) => shut(`${table.schema}.${table.name}`));
  const logins = routine.reads.includes('auth.users');
  const opened = [...new Set([...proof.reads, ...proof.changes])].filter(shut);
  const says = !routine.asksCaller && (routine.writes || isPrivate.length > 0 || logins);
  if (!says && opened.length === 0) return [];
  const name = `${sqlName(routine.schema, routine.name)}(${routine.args.map((arg) => plain(arg, 80)).join(', ')})`;
  const does = (says ? routine.writes : proof.changes.length > 0)
    ? 'changes data'
    : `reads ${list(says ? [...(logins ? ['auth.users'] : []), ...isPrivate.map(tableName)] : opened, 3)}`;
  const asks = routine.asksCaller
    ? 'answers strangers, though it asks who is calling'
    : routine.asksUnequal
      ? 'asks by auth.uid() <> alone, which keeps nobody out who has no login'
      : 'does not ask who is calling';
  const revoke = `REVOKE EXECUTE ON FUNCTION ${name} FROM PUBLIC, anon, authenticated; GRANT EXECUTE ON FUNCTION ${name} TO service_role;`;
  const personal = logins || opened.length > 0 || (routine.writes ? tables : isPrivate).some((table) => privacyOf(table) !== 'other');
  return [
    {
      name: `${routine.schema}.${routine.name}`,
      file: routine.file,
      line: routine.line,
      found: `anybody may call ${name}; it ${does} with your own rights and ${asks}`,
      proof: proof.says,
      severity: lowered(personal ? 'high' : 'medium', reached),
      sql: routine.asksUnequal
        ? `make ${name} anew with IS DISTINCT FROM in place of <>, or, where the server alone calls it: ${revoke}`
        : revoke,
      see: `a call without login is refused: permission denied for function ${plain(routine.name, 63)}.`,
    },
  ];
}

/** What calls of a function of this name did on a server, also as a sentence. */
function proofOfCall(replay: Replay, routine: Routine): { reads: string[]; changes: string[]; says: string } {
  const called =
    replay?.ok === true ? replay.saw.definers.filter(({ schema, name }) => schema === routine.schema && name === routine.name) : [];
  const [reads, changes] = [called.flatMap((each) => each.reads), called.flatMap((each) => each.changes)];
  const rowsOf = (keys: readonly string[]): string =>
    `rows of ${list(
      [...new Set(keys)].map((key) => plain(key, 80)),
      3,
    )}`;
  const did = [...(reads.length > 0 ? [`gave ${rowsOf(reads)}`] : []), ...(changes.length > 0 ? [`changed ${rowsOf(changes)}`] : [])];
  const failed = replay?.ok === false ? replay.why : (called.find(({ why }) => why !== null)?.why ?? undefined);
  const says =
    did.length > 0 && replay?.ok === true
      ? ` Proven on PostgreSQL ${plain(replay.saw.version, 20)}: called without a login, with what belongs to another user, it ${did.join(' and ')}.`
      : failed === undefined
        ? ''
        : ` Could not check on a server: ${plain(failed, 200)}.`;
  return { reads, changes, says };
}
