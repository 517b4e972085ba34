import { describe, expect, test } from 'vitest';
import { CLEAN_SCHEMAS, MIGRATION_CASES, OLD } from '../../../test/migration-cases.ts';
import { defaultConfig } from '../../core/config.ts';
import { type AnyCheck, verdictsOf } from '../../core/check.ts';
import { judgeOne } from '../../core/judge.ts';
import { readSchema } from '../../parsers/schema/fold.ts';
import { checks } from '../index.ts';

const byId = new Map(checks.map((check) => [check.id, check]));

const BENCH = {
  config: defaultConfig(),
  profile: { name: 'plain', title: 'Plain', about: '', bars: {} },
  now: new Date('2026-11-22'),
  sites: [],
  hosts: [],
};

async function sawIn(sql: string, path: string): Promise<object> {
  const schema = await readSchema([{ path, text: sql }], path.startsWith('supabase/'));
  return { ...schema, files: 1, other: null, exposed: ['public'] };
}

/** The severities of what a check finds in migrations. */
async function judged(check: AnyCheck, sql: string, path: string): Promise<string[]> {
  const context = { subject: { kind: 'repo', root: '.' }, options: {}, now: BENCH.now, config: BENCH.config } as const;
  const verdicts = verdictsOf(check.judge({ schema: await sawIn(sql, path), replay: null }, context));
  return verdicts.flatMap((verdict) => (verdict.is === 'fail' ? [verdict.severity ?? check.severity] : []));
}

/** The ids of what a check finds in migrations. */
async function idsIn(check: AnyCheck, sql: string, path: string): Promise<string[]> {
  const evidence = { ok: true as const, saw: await sawIn(sql, path), ms: 1, from: 'files' };
  const found = judgeOne(
    check,
    { kind: 'repo', root: '.' },
    { ...BENCH, evidence: (key) => (key.startsWith('repo/schema ') ? evidence : undefined) },
  );
  return found.flatMap(({ state, id }) => (state === 'fail' ? [id] : []));
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

  const WORDS =
    /'[^']*'|"[^"]*"|\$\$[^$]*\$\$|\b(create|alter|drop|table|policy|function|view|index|on|for|select|insert|update|using|with|check|enable|row|level|security|definer|grant|to|references|primary|key|returns|language|set|as)\b/g;

  test('neither another way to write it nor another number changes an id', async () => {
    for (const [noun, cases] of Object.entries(MIGRATION_CASES))
      for (const { name, sql, path = OLD } of cases.filter(({ says }) => says !== null)) {
        const check = byId.get(`database/${noun}`)!; // !: the corpus names checks there are
        const ids = await idsIn(check, sql, path);
        expect([name, ids]).not.toEqual([name, []]);
        const shouted = sql.replaceAll(WORDS, (all, word?: string) => (word === undefined ? all : `\r\n\t${word.toUpperCase()} /* - */ `));
        const renumbered = path.replace('090000', '090001').replace('_init', '_tables');
        expect([name, await idsIn(check, `-- moved\n${'\n'.repeat(50)}${shouted}`, renumbered)]).toEqual([name, ids]);
      }
  });
});
