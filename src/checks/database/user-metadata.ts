import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoSchema } from '../../probes/repo/schema.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { sampleCondition, samplePolicy, sampleSchema, sampleTable } from '../sample-schema.ts';
import { nothingOfSupabase, readSo, sqlName, tableName } from '../schema.ts';

const SHOWN = 20;
const trusting = samplePolicy({ name: 'admins', using: sampleCondition({ metadata: true }) });

export default defineCheck({
  id: 'database/user-metadata',
  requirements: ['SEC-10', 'SEC-5'],
  title: 'No policy believes what users write about themselves',
  failing: 'Any user can make themselves an admin, and your policies believe it',
  severity: 'high',
  hurts: ['data', 'login', 'trust'],
  why: 'Users change their own user_metadata with one call from the browser. A role kept there is a role that anybody takes.',
  learn: ['https://supabase.com/docs/guides/database/database-advisors?lint=0015_rls_references_user_metadata'],
  on: 'repo',
  reads: { schema: repoSchema },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no Supabase', saw: sampleSchema({ supabase: false }), gives: 'skip' },
    { name: 'policies by user id', saw: sampleSchema({ tables: [sampleTable({ policies: [samplePolicy()] })] }), gives: 'pass' },
    {
      name: 'a policy that reads a role from user_metadata',
      saw: sampleSchema({ tables: [sampleTable({ policies: [trusting] })] }),
      gives: 'fail',
    },
  ],
  judge({ schema }) {
    const nothing = nothingOfSupabase(schema);
    if (nothing !== null) return { is: 'skip', because: nothing };
    const bad = schema.tables
      .map((table) => ({
        table,
        policies: table.policies.filter(({ using, check }) => using?.metadata === true || check?.metadata === true),
      }))
      .filter(({ policies }) => policies.length > 0);
    if (bad.length === 0) return { is: 'pass', found: readSo(schema) };
    return bad.slice(0, SHOWN).map(({ table, policies }) => {
      const name = tableName(table);
      const [first] = policies;
      const named = list(
        policies.map((policy) => `“${plain(policy.name, 80)}” (${plain(policy.file, 160)}:${policy.line})`),
        4,
      );
      return {
        is: 'fail' as const,
        found: `${name}: ${policies.length === 1 ? 'policy' : 'policies'} ${named} trust user_metadata, which each user writes.`,
        of: `${table.schema}.${table.name}`,
        at: policies.slice(0, 6).map(({ file, line }) => ({ at: file, line })),
        fix: byHand(
          [
            'Keep roles in app_metadata, which only your server writes, or in a table that users cannot change.',
            `In a new migration: ALTER POLICY ${sqlName(first!.name)} ON ${name} USING ((SELECT auth.jwt()) -> 'app_metadata' ->> 'role' = 'admin');`, // !: none is empty
            'Move the roles of today by your server: auth.admin.updateUserById(id, { app_metadata: { role } }).',
          ],
          {
            prompt: {
              goal: `no policy of ${name} reads user_metadata.`,
              change: `in a new migration alter ${named}: read the role from app_metadata or from a roles table instead, and set app_metadata on the server alone.`,
              not: 'copy user_metadata into app_metadata by a trigger: users would still decide.',
              see: 'a test user who calls supabase.auth.updateUser({ data: { role: "admin" } }) sees nothing more than before.',
            },
            verify: 'launch-ready audit . --only database',
            minutes: 45,
          },
        ),
      };
    });
  },
});
