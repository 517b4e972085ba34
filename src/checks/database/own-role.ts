import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { Severity } from '../../core/vocabulary.ts';
import { repoSchema } from '../../probes/repo/schema.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { sampleCondition, samplePolicy, sampleSchema, sampleTable } from '../sample-schema.ts';
import {
  conditionFor,
  nothingOfSupabase,
  openPolicies,
  reach,
  readSo,
  type SeenPolicy,
  type SeenTable,
  sqlName,
  tableName,
  worst,
} from '../schema.ts';

const SHOWN = 20;
/** Tables that say what somebody may do, and those of people and of what they belong to. */
const RIGHTS = /^(user_?roles?|roles|admins?|admin_users|staff|permissions|user_permissions)$/;
const BILLING = /^(user_?)?(subscriptions?|entitlements?|credits?|credit_balances?|wallets?|licen[cs]es?)$/;
const PEOPLE = /(^|_)(profiles?|users?|accounts?|members?|memberships?|customers?|teams?|organi[sz]ations?|workspaces?)$/;
/** Columns that make somebody an admin by their name alone; those that do where they are of a type of their own or a policy goes by them. */
const ADMIN = /^(is_?)?(super_?)?admin$|^is_?(staff|super_?user|moderator)$|^(user|account|app)_?roles?$|^permissions?$|^access_level$/;
const ROLE = /^(roles?|type|level)$/;
/** Columns that hold what somebody has paid for. */
const PAID =
  /^(is_?|has_?)?(pro|premium|paid|subscribed)$|^(credits?|coins)(_(balance|left|remaining))?$|^(wallet_|credit_)?balance$|^(plan|tier)(_id|_name)?$|^price_id$|^subscription_(status|tier|plan)$|^(usage|message|generation)s?_(limit|quota|remaining)$|^lifetime_access$|^current_period_end$/;

const columns = ['id', 'full_name', 'is_admin'].map((name) => ({ name, type: name === 'id' ? 'uuid' : 'text' }));
const own = samplePolicy({ name: 'own profile', command: 'update' });
const sample = (table: Partial<SeenTable> = {}, believed: string[] = []) =>
  sampleSchema({ believed, tables: [sampleTable({ columns, policies: [own], ...table })] });
const credits = { columns: [...columns.slice(0, 2), { name: 'credits', type: 'integer' }] };

export default defineCheck({
  id: 'database/own-role',
  requirements: ['SEC-10', 'SEC-5'],
  title: 'Users cannot write their own role, plan or credits',
  failing: 'Any customer can become an admin, or take what was never paid for',
  severity: 'blocker',
  hurts: ['data', 'billing', 'trust'],
  why: 'A policy says which rows a user may change, not which columns. Whoever sends is_admin: true with their own row is an admin.',
  learn: [
    'https://supabase.com/docs/guides/database/postgres/column-level-security',
    'https://www.postgresql.org/docs/current/sql-createpolicy.html',
  ],
  on: 'repo',
  reads: { schema: repoSchema },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no Supabase', saw: sampleSchema({ supabase: false }), gives: 'skip' },
    { name: 'users change their own row, is_admin with it', saw: sample(), gives: { fail: 'high' } },
    { name: 'and policies go by is_admin', saw: sample({}, ['is_admin']), gives: 'fail' },
    { name: 'users change their own credits', saw: sample(credits), gives: { fail: 'high' } },
    { name: 'nothing but a name to change', saw: sample({ columns: columns.slice(0, 2) }), gives: 'pass' },
    { name: 'users only read their row', saw: sample({ policies: [samplePolicy()] }), gives: 'pass' },
    { name: 'a trigger looks at the column', saw: sample({ watched: ['is_admin'] }), gives: 'pass' },
    {
      name: 'the policy asks about the column',
      saw: sample({ policies: [{ ...own, check: sampleCondition({ asks: ['id', 'is_admin'] }) }] }),
      gives: 'pass',
    },
    {
      name: 'rights on two columns alone',
      saw: sample({ grants: { authenticated: { select: 'yes', update: 'maybe' } }, changes: { authenticated: ['full_name'] } }),
      gives: 'pass',
    },
    { name: 'policies of the server alone', saw: sample({ policies: [{ ...own, roles: ['service_role'] }] }), gives: 'pass' },
  ],
  judge({ schema }) {
    const nothing = nothingOfSupabase(schema);
    if (nothing !== null) return { is: 'skip', because: nothing };
    const bad = schema.tables
      .filter(
        (table) =>
          table.rowSecurity && schema.exposed.includes(table.schema) && openPolicies(table, 'update', 'authenticated').length === 0,
      )
      .map((table) => ({ table, gifts: giftsOf(table, new Set(schema.believed)) }))
      .filter(({ gifts }) => gifts.length > 0);
    if (bad.length === 0) return { is: 'pass', found: readSo(schema) };
    return bad.slice(0, SHOWN).map(({ table, gifts }) => {
      const name = tableName(table);
      const { policy } = gifts[0]!; // !: none is empty
      const names = [...new Set(gifts.map(({ column }) => column))];
      const shown = list(
        names.map((each) => plain(each, 63)),
        4,
      );
      const rest = table.columns
        .map((each) => each.name)
        .filter((each) => !names.includes(each) && !/^(id|created_at|updated_at)$/.test(each));
      const grant =
        rest.length > 0
          ? ` GRANT UPDATE (${rest
              .slice(0, 30)
              .map((each) => sqlName(each))
              .join(', ')}) ON ${name} TO authenticated;`
          : '';
      const rights = policy.command === 'insert' ? 'INSERT, UPDATE' : 'UPDATE';
      const sql = `REVOKE ${rights} ON ${name} FROM anon, authenticated;${policy.command === 'insert' ? '' : grant}`;
      return {
        is: 'fail' as const,
        severity: worst(gifts.map(({ severity }) => severity)),
        found: `${name}: policy “${plain(policy.name, 80)}” (${plain(policy.file, 160)}:${policy.line}) lets users ${policy.command === 'insert' ? 'add' : 'change'} their own row with ${shown} in it.`,
        of: `${table.schema}.${table.name}`,
        at: [{ at: policy.file, line: policy.line }],
        fix: byHand(
          [
            `In a new migration: ${sql}`,
            `Let the server alone write ${shown}: a function with the service role, after it has checked who asks or what was paid.`,
          ],
          {
            prompt: {
              goal: `no user can write ${shown} of ${name} from the browser.`,
              change: `add a new migration with: ${sql} Then move every change of ${shown} into a server function that uses the service role and checks who asks.`,
              not: 'revoke single columns while UPDATE on the whole table stays granted: PostgreSQL ignores that.',
              see: `as a test user, supabase.from('${plain(table.name, 63)}').update({ ${plain(names[0] ?? '', 63)}: … }) fails, and changing the rest of the row still works.`,
            },
            verify: 'launch-ready audit . --only database',
            minutes: 30,
          },
        ),
      };
    });
  },
});

interface Gift {
  column: string;
  policy: SeenPolicy;
  severity: Severity;
}

/** Columns that a user could write in his own row, and what that would give him. */
function giftsOf(table: SeenTable, believed: ReadonlySet<string>): Gift[] {
  const ways = table.policies.filter(
    ({ permissive, command, roles }) =>
      permissive &&
      (command === 'update' || command === 'all' || (command === 'insert' && (RIGHTS.test(table.name) || BILLING.test(table.name)))) &&
      roles.some((role) => role === 'authenticated' || role === 'public'),
  );
  return table.columns.flatMap(({ name, type }) => {
    const severity = gravity(table.name, { name, type }, believed);
    if (severity === null || table.watched.includes(name) || table.watched.includes('*')) return [];
    const policy = ways.find((each) => isOwn(each) && !asksAbout(each, name) && mayWrite(table, each, name));
    const stops = table.policies.some((each) => !each.permissive && asksAbout(each, name));
    return policy && !stops ? [{ column: name, policy, severity }] : [];
  });
}

function gravity(table: string, { name, type }: { name: string; type: string }, believed: ReadonlySet<string>): Severity | null {
  const isRight = ADMIN.test(name) && (PEOPLE.test(table) || RIGHTS.test(table));
  const isRole = ROLE.test(name) && (RIGHTS.test(table) || (name.startsWith('role') && PEOPLE.test(table)));
  if (isRight || isRole) {
    if (believed.has(name)) return 'blocker';
    // A role as text may be what somebody does for a living.
    return isRight || RIGHTS.test(table) || !/^(text|varchar|character varying)$/.test(type) ? 'high' : 'medium';
  }
  return PAID.test(name) && (PEOPLE.test(table) || BILLING.test(table)) ? 'high' : null;
}

/** True for a policy that lets a user write rows that are his. */
function isOwn(policy: SeenPolicy): boolean {
  const condition = conditionFor(policy, policy.command === 'insert' ? 'insert' : 'update');
  return condition?.admits === 'some' && condition.owner.length > 0;
}

/** The row as it becomes must pass the check, which is the condition where none is written (PostgreSQL, CREATE POLICY). */
function asksAbout({ using, check }: SeenPolicy, column: string): boolean {
  return (check ?? using)?.asks.includes(column) ?? false;
}

function mayWrite(table: SeenTable, policy: SeenPolicy, column: string): boolean {
  const right = policy.command === 'insert' ? 'insert' : 'update';
  const listed = right === 'update' ? [table.changes['authenticated'], table.changes['public']].filter((each) => each !== undefined) : [];
  if (reach(table.grants, 'authenticated', right) === 'yes') return true;
  return listed.length > 0 ? listed.some((columns) => columns.includes(column)) : reach(table.grants, 'authenticated', right) === 'maybe';
}
