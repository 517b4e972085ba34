import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DangerId } from './migration-danger.ts';
import { lintMigrations, numberOf, type Runner } from './migration.ts';
import { parsePostgres } from './postgres.ts';

async function lint(text: string, runner: Runner = 'plain'): Promise<string[]> {
  const [migration] = await lintMigrations([{ path: '001_x.sql', text }], runner);
  return migration!.found.map(({ danger }) => danger);
}

/** Statements that hurt a live database, and what each is called. */
const DANGEROUS: readonly [string, DangerId][] = [
  ['DELETE FROM bookings', 'delete-all'],
  ['UPDATE users SET plan = $$free$$', 'update-all'],
  ['TRUNCATE bookings', 'truncate'],
  ['DROP TABLE bookings', 'drop-table'],
  ['DROP SCHEMA old CASCADE', 'drop-cascade'],
  ['ALTER TABLE users DROP COLUMN email', 'drop-column'],
  ['ALTER TABLE users ALTER COLUMN id TYPE bigint', 'change-type'],
  ['ALTER TABLE users ADD COLUMN total int GENERATED ALWAYS AS (a + b) STORED', 'stored-column'],
  ['ALTER TABLE users ADD COLUMN n serial', 'volatile-default'],
  ['ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid()', 'volatile-default'],
  ['ALTER TABLE users ALTER COLUMN name SET NOT NULL', 'set-not-null'],
  ['ALTER TABLE users ADD COLUMN name text NOT NULL', 'not-null-column'],
  ['ALTER TABLE users DROP CONSTRAINT users_pkey', 'drop-key'],
  ['ALTER TABLE users DISABLE ROW LEVEL SECURITY', 'row-security-off'],
  ['GRANT ALL ON users TO PUBLIC', 'open-grant'],
  ['GRANT SELECT ON ALL TABLES IN SCHEMA public TO anon', 'open-grant'],
  ['CREATE INDEX i ON bookings (coach)', 'blocking-index'],
  ['DROP INDEX i', 'drop-index'],
  ['VACUUM FULL bookings', 'table-rewrite'],
  ['CLUSTER bookings USING i', 'table-rewrite'],
  ['LOCK TABLE bookings', 'table-lock'],
  ['ALTER TABLE bookings ATTACH PARTITION b26 DEFAULT', 'attach-partition'],
  ['REFRESH MATERIALIZED VIEW totals', 'blocking-refresh'],
  ["ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'", 'enum-rename'],
  ['ALTER TABLE bookings RENAME TO sessions', 'rename'],
  ['ALTER TABLE bookings RENAME COLUMN coach TO trainer', 'rename'],
  ['ALTER TABLE b ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users (id)', 'unproven-constraint'],
  ['ALTER TABLE users ADD COLUMN plan text CHECK (plan <> $$$$)', 'unproven-constraint'],
  ['ALTER TABLE users ADD COLUMN plan int DEFAULT 1 REFERENCES plans (id)', 'unproven-constraint'],
  ['CREATE TABLE a (id int); ALTER TABLE a RENAME TO b; CREATE INDEX i ON a (id)', 'blocking-index'],
  ['ALTER TABLE users ADD COLUMN plan text; UPDATE users SET plan = $$free$$', 'fill-all'],
  ['ALTER TABLE users ADD COLUMN plan text; UPDATE users SET plan = $$free$$, name = $$x$$', 'update-all'],
  ['CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f()', 'trigger'],
];

const SAFE: readonly string[] = [
  'ALTER TABLE users ADD COLUMN note text',
  "ALTER TABLE users ADD COLUMN plan text NOT NULL DEFAULT 'free'",
  'ALTER TABLE users ADD COLUMN at timestamptz DEFAULT now()',
  'CREATE INDEX CONCURRENTLY i ON bookings (coach)',
  'CREATE TABLE t (id serial PRIMARY KEY, u int NOT NULL); CREATE INDEX t_u ON t (u); ALTER TABLE t ALTER u SET NOT NULL',
  "DELETE FROM bookings WHERE created_at < '2026-01-01'",
  'ALTER TABLE b ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users (id) NOT VALID; ALTER TABLE b VALIDATE CONSTRAINT f',
  'ALTER TABLE u ADD CONSTRAINT c CHECK (name IS NOT NULL) NOT VALID; ALTER TABLE u VALIDATE CONSTRAINT c; ALTER TABLE u ALTER name SET NOT NULL',
  'ALTER TABLE users ENABLE ROW LEVEL SECURITY; GRANT USAGE ON SCHEMA public TO anon; GRANT SELECT ON users TO authenticated',
  'DROP POLICY IF EXISTS p ON users; CREATE POLICY p ON users FOR SELECT USING (id = auth.uid())',
  'CREATE TABLE a (id int); ALTER TABLE a RENAME TO b; CREATE INDEX i ON b (id); ALTER TABLE b RENAME COLUMN id TO n',
  'CREATE TABLE app.a (id int); ALTER TABLE app.a SET SCHEMA public; CREATE INDEX i ON a (id); DROP INDEX i',
  'CREATE VIEW v AS SELECT 1 AS a; ALTER VIEW v RENAME TO w; DROP VIEW w CASCADE',
  'ALTER TABLE bookings RENAME TO sessions; CREATE VIEW bookings AS SELECT * FROM sessions',
  "CREATE TYPE mood AS ENUM ('ok'); ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'",
  'ALTER TABLE users ADD COLUMN plan int REFERENCES plans (id)',
  'ALTER TABLE users ADD COLUMN owner uuid DEFAULT auth.uid()',
  "SELECT 'DELETE FROM users' -- DROP TABLE users",
];

describe('migrations', () => {
  test.each(DANGEROUS)('%s is called %s (DEP-4)', async (sql, danger) => {
    expect(await lint(`${sql};`)).toEqual([danger]);
  });

  test.each(SAFE)('%s is safe (DEP-4)', async (sql) => {
    expect(await lint(sql)).toEqual([]);
  });

  test('a table that the file made is empty, but opening it counts', async () => {
    expect(await lint('CREATE TABLE t (id int); ALTER TABLE t DISABLE ROW LEVEL SECURITY; DROP TABLE t; DELETE FROM public.t;')).toEqual([
      'row-security-off',
    ]);
  });

  test.each([
    ['supabase', ['index-in-transaction']],
    ['drizzle', ['index-in-transaction']],
    ['knex', ['index-in-transaction']],
    ['prisma', []],
    ['plain', []],
  ] as const)('%s decides whether CONCURRENTLY can run', async (runner, wanted) => {
    expect(await lint('CREATE INDEX CONCURRENTLY i ON t (c)', runner)).toEqual(wanted);
  });

  test('CONCURRENTLY between BEGIN and COMMIT, and beside another statement in Prisma, fails', async () => {
    expect(await lint('BEGIN; CREATE INDEX CONCURRENTLY i ON t (c); COMMIT;')).toEqual(['index-in-transaction']);
    expect(await lint('SELECT 1; CREATE INDEX CONCURRENTLY i ON t (c)', 'prisma')).toEqual(['index-in-transaction']);
  });

  test('a view by the old name keeps a renamed table, and no renamed column', async () => {
    expect(await lint('ALTER TABLE b RENAME TO s; ALTER TABLE c RENAME x TO y; CREATE VIEW c AS SELECT 1')).toEqual(['rename', 'rename']);
  });

  test('a proof in an earlier file counts in a later one', async () => {
    const linted = await lintMigrations(
      [
        { path: '1_a.sql', text: 'ALTER TABLE u ADD CONSTRAINT c CHECK (n IS NOT NULL) NOT VALID; ALTER TABLE u VALIDATE CONSTRAINT c' },
        { path: '2_b.sql', text: 'ALTER TABLE u ALTER n SET NOT NULL' },
      ],
      'plain',
    );
    expect(linted.map(({ found }) => found)).toEqual([[], []]);
  });

  test('names the line of the statement, after comments and letters of several bytes', async () => {
    const text = '-- größer\n\n/* ä */ SELECT 1;\n-- why\nDELETE FROM\n  bookings;\n';
    const [migration] = await lintMigrations([{ path: '1.sql', text }], 'plain');
    expect(migration!.found).toEqual([{ danger: 'delete-all', on: 'bookings', line: 5 }]);
  });

  test('tells what can be taken back', async () => {
    const classes = await lintMigrations(
      ['ALTER TABLE u ADD COLUMN a int', 'ALTER TABLE u DROP COLUMN b', 'SELECT 1'].map((text, at) => ({ path: `${at}.sql`, text })),
      'plain',
    );
    expect(classes.map((each) => each.class)).toEqual(['expand', 'contract', 'neutral']);
  });

  test('numbers that are doubled or sort badly are named', async () => {
    const names = ['0001_a.sql', '0002_b.sql', '0002_c.sql', '10_d.sql'];
    const linted = await lintMigrations(
      names.map((path) => ({ path, text: 'SELECT 1' })),
      'plain',
    );
    expect(linted.map(({ found }) => found.map(({ danger }) => danger))).toEqual([[], [], ['same-number'], ['odd-number']]);
    expect(numberOf('prisma/migrations/20261101_init/migration.sql')).toBe('20261101');
  });

  test('what is no SQL is said with its line', async () => {
    const [migration] = await lintMigrations([{ path: '1.sql', text: 'SELECT 1;\nSELEC 2;' }], 'plain');
    expect(migration!.found).toMatchObject([{ danger: 'unreadable', line: 2 }]);
  });

  test('never throws, never hangs, on any text', async () => {
    const words = fc.constantFrom('ALTER TABLE ', 'DROP ', '(', ')', ';', "'", '$$', '--', '/*', 't ', 'ADD COLUMN ', '\0', 'ä', '1');
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(words, { maxLength: 40 }).map((all) => all.join('')),
        ),
        async (text) => {
          expect(typeof (await parsePostgres(text)).ok).toBe('boolean');
          await lint(text);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('survives nesting and chains that would end a stack, and reads on', async () => {
    for (const hostile of [
      '('.repeat(5_000),
      `SELECT ${'1+'.repeat(20_000)}1`,
      `SELECT ${'NOT '.repeat(20_000)}true`,
      `SELECT ${'a.'.repeat(50_000)}b`,
    ])
      await lint(hostile);
    expect(await lint('DELETE FROM t')).toEqual(['delete-all']);
  });
});
