import { describe, expect, test } from 'vitest';
import { CLEAN_SCHEMAS, MIGRATION_CASES, OLD } from '../../../test/migration-cases.ts';
import { defaultConfig } from '../../core/config.ts';
import { type AnyCheck, verdictsOf } from '../../core/check.ts';
import { readSchema } from '../../parsers/schema/fold.ts';
import { checks } from '../index.ts';

const byId = new Map(checks.map((check) => [check.id, check]));

/** The severities of what a check finds in migrations. */
async function judged(check: AnyCheck, sql: string, path: string): Promise<string[]> {
  const schema = await readSchema([{ path, text: sql }], path.startsWith('supabase/'));
  const saw = { schema: { ...schema, files: 1, other: null, exposed: ['public'] }, replay: null };
  const context = { subject: { kind: 'repo', root: '.' }, options: {}, now: new Date('2026-11-22'), config: defaultConfig() } as const;
  return verdictsOf(check.judge(saw, context)).flatMap((verdict) => (verdict.is === 'fail' ? [verdict.severity ?? check.severity] : []));
}

describe('rules from migrations (SEC-10, DEP-4, PERF-6)', () => {
  test('the corpus has at least sixty cases, and both verdicts for every check', () => {
    const lists = Object.values(MIGRATION_CASES);
    expect(lists.flat().length).toBeGreaterThanOrEqual(60);
    for (const cases of lists) expect(new Set(cases.map(({ says }) => says === null))).toEqual(new Set([true, false]));
  });

  test.each(Object.entries(MIGRATION_CASES))('database/%s says what each of its cases deserves', async (noun, cases) => {
    const check = byId.get(`database/${noun}`)!; // !: the corpus names checks there are
    const got: [string, string[]][] = [];
    for (const { name, sql, path = OLD } of cases) got.push([name, await judged(check, sql, path)]);
    expect(got).toEqual(cases.map(({ name, says }) => [name, says === null ? [] : [says]]));
  });

  test('schemas as documentation shows them get nothing above low', async () => {
    const loud: string[] = [];
    for (const { name, sql } of CLEAN_SCHEMAS)
      for (const check of checks.filter(({ id, reads }) => id.startsWith('database/') && id !== 'database/migrations' && 'schema' in reads))
        for (const severity of await judged(check, sql, OLD)) if (severity !== 'low') loud.push(`${name}: ${check.id} ${severity}`);
    expect(loud).toEqual([]);
  });

  test('reformatting changes no verdict', async () => {
    for (const [noun, cases] of Object.entries(MIGRATION_CASES))
      for (const { sql, path = OLD } of cases.slice(0, 4)) {
        const check = byId.get(`database/${noun}`)!; // !: the corpus names checks there are
        const shouted = sql.replaceAll('create table', 'CREATE  TABLE').replaceAll(' using ', '\r\n\tUSING ').replaceAll('; ', ';\n\n');
        expect(await judged(check, `-- moved\n${'\n'.repeat(50)}${shouted}`, path)).toEqual(await judged(check, sql, path));
      }
  });
});
