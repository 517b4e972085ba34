import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { Severity } from '../../core/vocabulary.ts';
import { ifAsked } from '../../core/if-asked.ts';
import { repoReplay } from '../../probes/repo/replay.ts';
import { repoSchema } from '../../probes/repo/schema.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { sampleCondition, samplePolicy, sampleProven, sampleReplay, sampleSchema, sampleTable } from '../sample-schema.ts';
import { gets, type Proof, proofOf, proofSentence } from '../proof.ts';
import {
  type Caller,
  CALLERS,
  type Command,
  INTAKE,
  isSensitive,
  lowered,
  nothingOfSupabase,
  openPolicies,
  privacyOf,
  reach,
  readSo,
  type SeenPolicy,
  type SeenTable,
  sqlName,
  tableName,
  worst,
} from '../schema.ts';

const SHOWN = 20;
const COMMANDS = ['select', 'insert', 'update', 'delete'] as const satisfies readonly Command[];

const READ = { select: 'all', insert: 'refused', update: 'none', delete: 'none' } as const;
const everybody = sampleCondition({ admits: 'everybody', owner: [] });
const plans = { name: 'plans', columns: [{ name: 'price', type: 'integer' }], foreign: [] };
const todos = { name: 'todos', columns: [{ name: 'user_id', type: 'uuid' }] };
const sample = (table: Partial<SeenTable>, policy: Partial<SeenPolicy>) =>
  sampleSchema({
    tables: [sampleTable({ ...table, policies: [samplePolicy({ name: 'open', roles: ['public'], using: everybody, ...policy })] })],
  });

export default defineCheck({
  id: 'database/open-policy',
  requirements: ['SEC-10', 'SEC-5'],
  title: 'Policies ask whose row it is',
  failing: 'A policy lets strangers read or change rows of your customers',
  severity: 'blocker',
  hurts: ['data', 'trust'],
  why: 'USING (true) means everybody. Row level security is on, and still each visitor gets every row.',
  learn: [
    'https://supabase.com/docs/guides/database/postgres/row-level-security#policies',
    'https://www.postgresql.org/docs/current/sql-createpolicy.html',
  ],
  on: 'repo',
  reads: { schema: repoSchema, replay: ifAsked(repoReplay) },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no Supabase', saw: sampleSchema({ supabase: false }), gives: 'skip' },
    { name: 'users read their own row', saw: sampleSchema({ tables: [sampleTable({ policies: [samplePolicy()] })] }), gives: 'pass' },
    { name: 'everybody reads emails', saw: sample({}, {}), gives: 'fail' },
    {
      name: 'whoever signs up reads emails',
      saw: sample({}, { using: sampleCondition({ admits: 'signed-in' }) }),
      gives: { fail: 'high' },
    },
    { name: 'everybody reads the to-do lists of all', saw: sample(todos, {}), gives: { fail: 'medium' } },
    { name: 'everybody reads the plans', saw: sample(plans, {}), gives: 'pass' },
    { name: 'everybody changes the plans', saw: sample(plans, { command: 'update' }), gives: { fail: 'high' } },
    { name: 'the server role alone', saw: sample({}, { command: 'all', roles: ['service_role'] }), gives: 'pass' },
    {
      name: 'a waitlist that anybody may join',
      saw: sample({ name: 'waitlist' }, { command: 'insert', roles: ['anon'], using: null, check: everybody }),
      gives: { fail: 'low' },
    },
    {
      name: 'a server proves it',
      saw: { ...sample({}, {}), replay: sampleReplay({ tables: [sampleProven({ anon: READ, user: READ })] }) },
      gives: 'fail',
    },
    { name: 'a server refuses it', saw: { ...sample({}, {}), replay: sampleReplay({ tables: [sampleProven()] }) }, gives: 'pass' },
    {
      name: 'a restrictive policy stands before it',
      saw: sampleSchema({
        tables: [sampleTable({ policies: [samplePolicy({ using: everybody }), samplePolicy({ permissive: false, roles: ['public'] })] })],
      }),
      gives: 'pass',
    },
  ],
  judge({ schema, replay }) {
    const nothing = nothingOfSupabase(schema);
    if (nothing !== null) return { is: 'skip', because: nothing };
    const bad = schema.tables
      .filter((table) => table.file !== '' && table.rowSecurity && schema.exposed.includes(table.schema))
      .map((table) => {
        const proof = proofOf(replay, table);
        return { table, proof, open: opened(table).filter((way) => !isDisproved(way, table, proof)) };
      })
      .filter(({ open }) => open.length > 0);
    if (bad.length === 0) return { is: 'pass', found: readSo(schema) };
    return bad.slice(0, SHOWN).map(({ table, proof, open }, at) => {
      const name = tableName(table);
      const policies = [...new Set(open.map(({ policy }) => policy))];
      const [first] = policies as [SeenPolicy]; // as: there is one open way at least
      const proven = proofSentence(proof, open, name);
      const told = [...policies.map((policy) => says(policy, open)), ...(proven === '' ? [] : [proven])];
      const more = bad.length - SHOWN;
      const steps = policies.map((policy) => `In a new migration: ${repair(table, policy)}`);
      return {
        is: 'fail' as const,
        found: `${name}: ${told.join(' ')}${at === SHOWN - 1 && more > 0 ? ` And ${more} more tables.` : ''}`,
        severity: worst(open.map(({ severity }) => severity)),
        of: `${table.schema}.${table.name}`,
        at: [{ at: first.file, line: first.line }, ...policies.slice(1, 6).map(({ file, line }) => ({ at: file, line }))],
        fix: byHand(steps, {
          prompt: {
            goal: `rows of ${name} are read and changed by those alone whose rows they are.`,
            change: `add a new migration with: ${policies.map((policy) => repair(table, policy)).join(' ')}`,
            not: 'switch row level security off, or keep a second policy with true beside the new one: one that says yes is enough.',
            see: 'a second test user sees and changes none of the first user’s rows, and the pages for visitors still work.',
          },
          verify: 'launch-ready audit . --only database',
          minutes: 20,
        }),
      };
    });
  },
});

interface Way {
  policy: SeenPolicy;
  command: Command;
  caller: Caller;
  severity: Severity;
}

/** True where a server refused what the policy seems to allow, and neither a missing right nor rows that cannot be seen are the reason. */
function isDisproved({ caller, command }: Way, table: SeenTable, proof: Proof): boolean {
  if (proof?.ok !== true || gets(proof.saw, caller, command) || reach(table.grants, caller, command) === 'no') return false;
  return command === 'select' || command === 'insert' || gets(proof.saw, caller, 'select');
}

/** Every way in which a caller may do something to all rows, that is worth a word. */
function opened(table: SeenTable): Way[] {
  return COMMANDS.flatMap((command) =>
    CALLERS.flatMap((caller) =>
      openPolicies(table, command, caller).flatMap((policy) => {
        const severity = gravity(table, command, caller);
        return severity === null ? [] : [{ policy, command, caller, severity: lowered(severity, reach(table.grants, caller, command)) }];
      }),
    ),
  );
}

function gravity(table: SeenTable, command: Command, caller: Caller): Severity | null {
  const privacy = privacyOf(table);
  if (command === 'select') {
    // A page for everybody about each user is what profiles without contact data are for.
    if (/profiles?$|^users$/.test(table.name) && !table.columns.some(({ name }) => isSensitive(name))) return null;
    if (privacy === 'personal') return caller === 'anon' ? 'blocker' : 'high';
    return privacy === 'owned' ? 'medium' : null;
  }
  if (command === 'insert') {
    if (INTAKE.test(table.name)) return caller === 'anon' ? 'low' : null;
    if (caller === 'anon') return privacy === 'other' ? 'medium' : 'high';
    return privacy === 'other' ? 'low' : 'medium';
  }
  if (caller === 'anon') return privacy === 'other' ? 'high' : 'blocker';
  return 'high';
}

const DOES = { select: 'read', insert: 'add', update: 'change', delete: 'delete' } as const;

function says(policy: SeenPolicy, ways: readonly Way[]): string {
  const own = ways.filter((way) => way.policy === policy);
  const who = own.some(({ caller }) => caller === 'anon') ? 'anybody' : 'whoever signs up';
  const does = list([...new Set(own.map(({ command }) => DOES[command]))]);
  return `policy “${plain(policy.name, 80)}” (${plain(policy.file, 160)}:${policy.line}) lets ${who} ${does} ${own.every(({ command }) => command === 'insert') ? 'any row' : 'every row'}.`;
}

/** The SQL that binds a policy to the owner of the row, or to the server where the table has no owner. */
function repair(table: SeenTable, policy: SeenPolicy): string {
  const at = `${sqlName(policy.name)} ON ${tableName(table)}`;
  const owner =
    table.foreign.find(({ to, columns }) => to === 'auth.users' && columns.length === 1)?.columns[0] ??
    table.columns.find(({ name }) => /^(user_?id|owner_id|author_id|created_by)$/.test(name))?.name;
  if (owner === undefined) return `DROP POLICY ${at}; (then write one that names who may, or leave it to the server)`;
  const mine = `((SELECT auth.uid()) = ${sqlName(owner)})`;
  const using = policy.command === 'insert' ? '' : ` USING ${mine}`;
  const check = policy.command === 'select' || policy.command === 'delete' ? '' : ` WITH CHECK ${mine}`;
  return `ALTER POLICY ${at} TO authenticated${using}${check};`;
}
