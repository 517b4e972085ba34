import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Postgres, startPostgres } from '../../test/postgres.ts';
import { lintMigrations } from './migration.ts';
import { STABLE } from './migration-statement.ts';

let postgres: Postgres;
let client: Client;
let said: string[] = [];
beforeAll(async () => {
  postgres = await startPostgres(['autovacuum=off', 'timezone=America/New_York']);
  client = new Client(await postgres.database());
  await client.connect();
  client.on('notice', ({ message }) => said.push(message ?? ''));
}, 60_000);
afterAll(async () => {
  await client.end();
  await postgres[Symbol.asyncDispose]();
});

/** What PostgreSQL does to a table of a thousand rows, by what it tells at debug1: writes all of them anew, reads all of them, or neither. */
const EFFECTS = { rewriting: 'writes', verifying: 'reads', validating: 'reads' } as const;

const column = (was: string, becomes: string, more = ''): [string, string] => [
  `CREATE TABLE t (c ${was})`,
  `ALTER TABLE t ALTER COLUMN c TYPE ${becomes}${more}`,
];
const WIDER = [
  column('varchar(10)', 'varchar(20)'),
  column('varchar(10)', 'varchar'),
  column('varchar(10)', 'text'),
  column('varchar(10)', 'text', ' USING c::text'),
  column('text', 'varchar'),
  column('numeric(10,2)', 'numeric(12,2)'),
  column('numeric(10,2)', 'numeric'),
  column('decimal(10)', 'numeric(20,0)'),
  column('timestamptz(3)', 'timestamptz'),
  column('timestamp(0)', 'timestamp(3)'),
  column('time', 'time(6)'),
  column('cidr', 'inet'),
  column('int', 'integer'),
  column('varbit(3)', 'varbit(8)'),
];
const NARROWER = [
  column('varchar(20)', 'varchar(10)'),
  column('text', 'varchar(50)'),
  column('char(10)', 'char(20)'),
  column('char(10)', 'text'),
  column('int', 'text'),
  column('int', 'bigint'),
  column('numeric(10,2)', 'numeric(12,4)'),
  column('numeric(10,2)', 'numeric(11)'),
  column('timestamptz', 'timestamptz(3)'),
  column('timestamp', 'timestamptz'),
  column('timestamp', 'timestamptz', " USING c AT TIME ZONE 'UTC'"),
  column('varchar(10)', 'varchar(20)', ' USING lower(c)'),
  column('varchar(10)', 'varchar(20)', ' USING c::varchar(5)'),
  column('inet', 'cidr', ' USING c::cidr'),
];

/** Statements that leave the rows of a table alone, and those that do not, each after what made the table. */
const CASES: readonly [string, string, string][] = [
  ...WIDER.map(([made, sql]): [string, string, string] => [made, sql, '']),
  ...NARROWER.map(([made, sql]): [string, string, string] => [made, sql, 'writes']),
  ['CREATE TABLE t (c timestamp)', "SET timezone = 'UTC'; ALTER TABLE t ALTER c TYPE timestamptz", ''],
  ['CREATE TABLE t (c int)', "ALTER TABLE t ADD COLUMN d text NOT NULL DEFAULT 'x'", ''],
  ['CREATE TABLE t (c int)', "ALTER TABLE t ADD COLUMN d timestamptz DEFAULT date_trunc('day', now())", ''],
  ['CREATE TABLE t (c int)', 'ALTER TABLE t ADD COLUMN d jsonb DEFAULT jsonb_build_object()', ''],
  ['CREATE TABLE t (c int)', 'ALTER TABLE t ADD COLUMN d uuid DEFAULT gen_random_uuid()', 'writes'],
  ['CREATE TABLE t (c int)', 'ALTER TABLE t ADD COLUMN d timestamptz DEFAULT clock_timestamp()', 'writes'],
  ['CREATE TABLE t (c int)', 'ALTER TABLE t ADD COLUMN d int GENERATED ALWAYS AS IDENTITY', 'writes'],
  ['CREATE TABLE t (c int)', 'ALTER TABLE t ADD COLUMN d int GENERATED ALWAYS AS (c + 1) STORED', 'writes'],
  ['CREATE TABLE t (c int)', 'ALTER TABLE t ADD COLUMN d int CHECK (d > 0)', 'reads'],
  ['CREATE TABLE t (c int)', 'ALTER TABLE t ADD CONSTRAINT k CHECK (c > 0)', 'reads'],
  ['CREATE TABLE t (c int)', 'ALTER TABLE t ADD CONSTRAINT k CHECK (c > 0) NOT VALID', ''],
  ['CREATE TABLE t (c int); CREATE TABLE u (id int PRIMARY KEY)', 'ALTER TABLE t ADD COLUMN d int REFERENCES u (id)', ''],
  [
    'CREATE TABLE t (c int); CREATE TABLE u (id int PRIMARY KEY); INSERT INTO u VALUES (1)',
    'ALTER TABLE t ADD COLUMN d int DEFAULT 1 REFERENCES u (id)',
    'reads',
  ],
  ['CREATE TABLE t (c int)', 'ALTER TABLE t ALTER c SET NOT NULL', 'reads'],
  ['CREATE TABLE t (c int NOT NULL)', 'ALTER TABLE t ALTER c SET NOT NULL', ''],
  ['CREATE TABLE t (c int NOT NULL)', 'ALTER TABLE t ALTER c DROP NOT NULL; ALTER TABLE t ALTER c SET NOT NULL', 'reads'],
  ['CREATE TABLE t (c int, d int, CHECK (c IS NOT NULL AND d IS NOT NULL))', 'ALTER TABLE t ALTER d SET NOT NULL', ''],
  ['CREATE TABLE t (c int, CONSTRAINT k CHECK (c IS NOT NULL OR true))', 'ALTER TABLE t ALTER c SET NOT NULL', 'reads'],
  [
    'CREATE TABLE t (c int, CONSTRAINT k CHECK (c IS NOT NULL))',
    'ALTER TABLE t DROP CONSTRAINT k; ALTER TABLE t ALTER c SET NOT NULL',
    'reads',
  ],
  ['CREATE TABLE t (c int DEFAULT 1)', 'ALTER TABLE t ALTER c DROP DEFAULT', ''],
  ['CREATE TABLE t (c int)', 'ALTER TABLE t ALTER c SET DEFAULT 5', ''],
  [
    'CREATE TABLE s (c varchar(10)); ALTER TABLE s RENAME COLUMN c TO d; ALTER TABLE s RENAME TO t',
    'ALTER TABLE t ALTER d TYPE varchar(20)',
    '',
  ],
];

/** What uses a value of an enum in the transaction that adds it, which PostgreSQL refuses, and what only looks like it. */
const VALUES: readonly [string, boolean][] = [
  ["UPDATE e SET m = 'new' WHERE id = 1", true],
  ["INSERT INTO e (id, m) VALUES (1, 'ok'), (2, 'new')", true],
  ["INSERT INTO e VALUES (1, 'new')", true],
  ["DELETE FROM e WHERE m IN ('ok', 'new')", true],
  ["ALTER TABLE e ALTER m SET DEFAULT 'new'", true],
  ["ALTER TABLE e ADD COLUMN n mood DEFAULT 'new'", true],
  ["CREATE POLICY p ON e USING (m = 'new')", true],
  ["SELECT 'new'::mood", true],
  ["UPDATE e SET m = 'ok' WHERE id = 1", false],
  ["INSERT INTO e (id, note) VALUES (1, 'new')", false],
  ["UPDATE e SET note = 'new' WHERE m = 'ok'", false],
  ["CREATE POLICY p ON e USING (note = 'new')", false],
  ["SELECT 'new'", false],
];

describe('what a migration does to rows is what a server does (DEP-4)', () => {
  test.each(CASES)('%s; %s', async (made, sql, wanted) => {
    await client.query(`RESET ALL; DROP TABLE IF EXISTS t, u; ${made}`);
    const { rows } = await client.query<{ attname: string; type: string }>(
      "SELECT attname, format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0",
    );
    const values = {
      int: '1',
      num: '1',
      var: "'1'",
      tex: "'1'",
      cha: "'1'",
      tim: "'12:00'",
      cid: "'10.0.0.0/8'",
      ine: "'10.0.0.0/8'",
      bit: "B'101'",
    };
    const value = (type: string): string =>
      type.startsWith('timestamp') ? "'2026-11-01'" : values[type.slice(0, 3) as keyof typeof values]; // as: the types of the cases
    await client.query(`INSERT INTO t SELECT ${rows.map(({ type }) => value(type)).join(', ')} FROM generate_series(1, 1000)`);
    await client.query('SET client_min_messages = debug1');
    said = [];
    await client.query(sql);
    await client.query('SET client_min_messages = notice');
    const did = said.flatMap((each) => Object.entries(EFFECTS).find(([word]) => each.startsWith(word))?.[1] ?? []);
    expect(did[0] ?? '').toBe(wanted);
    const [, second] = await lintMigrations(
      [
        { path: '1_a.sql', text: made },
        { path: '2_b.sql', text: sql },
      ],
      'plain',
    );
    expect(second!.found.length > 0).toBe(wanted !== ''); // !: two files
  });

  test.each(VALUES)('a value that is added and used at once: %s', async (sql, refused) => {
    const made = "CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE e (id int, m mood, note text)";
    const text = `ALTER TYPE mood ADD VALUE 'new'; ${sql}`;
    await client.query(`RESET ALL; DROP TABLE IF EXISTS e; DROP TYPE IF EXISTS mood; ${made}`);
    const error = await client.query(`BEGIN; ${text}; COMMIT`).then(
      () => null,
      ({ message }: Error) => message,
    );
    await client.query('ROLLBACK');
    expect(error === null ? null : /unsafe use of new value/.test(error)).toBe(refused ? true : null);
    const files = [
      { path: '1_a.sql', text: made },
      { path: '2_b.sql', text },
    ];
    const dangers = async (runner: 'supabase' | 'plain', all = files): Promise<boolean> =>
      (await lintMigrations(all, runner)).some(({ found }) => found.some(({ danger }) => danger === 'enum-in-transaction'));
    expect(await dangers('supabase')).toBe(refused);
    expect(await dangers('plain')).toBe(false);
    expect(await dangers('supabase', [{ path: '1_a.sql', text: `${made}; ${text}` }])).toBe(false);
  });

  test('functions called stable are none of those that PostgreSQL calls volatile', async () => {
    const own = [...STABLE].filter((name) => !name.includes('.'));
    const { rows } = await client.query<{ proname: string; worst: string }>(
      "SELECT proname, max(provolatile) AS worst FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY ($1) GROUP BY 1",
      [own],
    );
    expect(rows.filter(({ worst }) => worst === 'v')).toEqual([]);
    expect(rows.map(({ proname }) => proname).toSorted()).toEqual(own.toSorted());
  });
});
