import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MIGRATION_CASES, OLD } from '../../../test/migration-cases.ts';
import { testIo } from '../../../test/io.ts';
import { type Postgres, startPostgres } from '../../../test/postgres.ts';
import { audit } from '../../app/audit.ts';
import { databaseReplay } from '../../app/database/replay.ts';
import { CALLERS, openPolicies, reach, type SeenTable } from '../../checks/schema.ts';
import { checkOut } from '../../lab/checkout.ts';
import { scenarios } from '../../lab/scenarios/index.ts';
import { readSchema } from '../../parsers/schema/fold.ts';
import { prove, type Proof } from './prove.ts';
import { replay } from './replay.ts';
import { replayMigrations } from './replayed.ts';
import { openScratch, type Scratch } from './scratch.ts';
import { USERS } from './stand-ins.ts';

let postgres: Postgres;
let address: string;
beforeAll(async () => {
  postgres = await startPostgres(['autovacuum=off']);
  address = await postgres.database();
}, 60_000);
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
});

const signal = AbortSignal.timeout(120_000);
const run = (text: string, path = OLD) =>
  replayMigrations({ runner: 'supabase', files: [{ path, text }] }, { address, anywhere: false, exposed: ['public'], signal });

/** Everything of a case goes, so that the next one begins with an empty database. */
const EMPTY = `DROP SCHEMA IF EXISTS public, auth, storage, extensions, realtime, app, private CASCADE; DROP PUBLICATION IF EXISTS supabase_realtime;
  ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM anon, authenticated, service_role;
  CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC`;

/** What the migrations alone say that a caller can do to every row. */
function predicted(table: SeenTable): string[] {
  return CALLERS.flatMap((caller) => {
    const can = (command: 'select' | 'insert' | 'update' | 'delete'): boolean =>
      reach(table.grants, caller, command) !== 'no' && (!table.rowSecurity || openPolicies(table, command, caller).length > 0);
    // A row that cannot be seen is not reached by a filter either.
    const seen = can('select');
    const ways = [seen && 'select', can('insert') && 'insert', seen && can('update') && 'update', seen && can('delete') && 'delete'];
    return ways.filter((way) => way !== false).map((way) => `${table.name} ${caller} ${way}`);
  });
}

function proven({ tables }: Proof): string[] {
  return tables
    .filter(({ kind }) => kind === 'table')
    .flatMap(({ name, anon, user }) =>
      (
        [
          ['anon', anon],
          ['authenticated', user],
        ] as const
      ).flatMap(([caller, access]) =>
        (['select', 'insert', 'update', 'delete'] as const).filter((way) => access[way] === 'all').map((way) => `${name} ${caller} ${way}`),
      ),
    );
}

describe('migrations run in a real PostgreSQL (DEP-4, SEC-10)', () => {
  test('what is read from migrations is what a server proves, case by case', async () => {
    await using scratch: Scratch = await openScratch(address, false);
    const client = await scratch.connect();
    const wrong: string[] = [];
    let compared = 0;
    for (const [noun, cases] of Object.entries(MIGRATION_CASES)) {
      if (!['row-security', 'open-policy', 'grants', 'definer'].includes(noun)) continue;
      for (const { name, sql, path = OLD } of cases.filter(({ path: at }) => at === undefined || at.startsWith('supabase'))) {
        const schema = await readSchema([{ path, text: sql }], true);
        await client.query(EMPTY);
        const { failed } = await replay(client, [{ path, text: sql }], { supabase: true, signal });
        const proof = await prove(client, ['public'], signal);
        const said = schema.tables.filter((table) => table.schema === 'public').flatMap(predicted);
        const definers = schema.routines
          .filter((each) => each.definer && !each.trigger && reach(each.grants, 'anon', 'execute') !== 'no')
          .map((each) => each.name);
        compared += 1;
        if (failed.length > 0) wrong.push(`${noun}, ${name}: ${failed[0]!.says}`); // !: there is one
        if (said.toSorted().join() !== proven(proof).toSorted().join())
          wrong.push(`${noun}, ${name}: read ${said.join()}; proven ${proven(proof).join()}`);
        // Whoever changes rows without a login is told of, and nobody else is.
        const changers = proof.definers.filter(({ changes }) => changes.length > 0).map((each) => each.name);
        const told = schema.routines.filter((each) => changers.includes(each.name) && !each.asksCaller && each.writes);
        if (told.length !== changers.length) wrong.push(`${noun}, ${name}: ${changers.join()} change rows of others`);
        if (definers.join() !== proof.definers.map((each) => each.name).join())
          wrong.push(`${noun}, ${name}: definers ${definers.join()}; proven ${JSON.stringify(proof.definers)}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(60);
  }, 60_000);

  test('a user of a real server takes what the cases say that he can take', async () => {
    await using scratch: Scratch = await openScratch(address, false);
    const client = await scratch.connect();
    const [me] = USERS;
    const tries = [
      ['profiles', 'is_admin', 'UPDATE profiles SET is_admin = true WHERE id = auth.uid()'],
      ['profiles', 'credits', 'UPDATE profiles SET credits = 999 WHERE id = auth.uid()'],
      ['profiles', 'role', "UPDATE profiles SET role = 'admin' WHERE id = auth.uid()"],
      ['subscriptions', 'plan', "UPDATE subscriptions SET plan = 'pro' WHERE user_id = auth.uid()"],
      ['user_roles', 'role', "INSERT INTO user_roles (user_id, role) VALUES (auth.uid(), 'admin')"],
    ] as const;
    const got: [string, boolean][] = [];
    for (const { name, sql } of MIGRATION_CASES['own-role']!) {
      await client.query(EMPTY);
      expect((await replay(client, [{ path: OLD, text: sql }], { supabase: true, signal })).failed).toEqual([]);
      await client.query('INSERT INTO auth.users (id) VALUES ($1)', [me]);
      const profile = /is_admin boolean/.test(sql) ? '(id, is_admin) VALUES ($1, false)' : '(id) VALUES ($1)';
      if (/create table profiles/.test(sql)) await client.query(`INSERT INTO profiles ${profile}`, [me]);
      if (/create table subscriptions/.test(sql)) await client.query('INSERT INTO subscriptions (user_id) VALUES ($1)', [me]);
      // What a user needs to reach his own row at all; the cases are about changing it.
      await client.query(
        'DO $$ BEGIN CREATE POLICY seen ON profiles FOR SELECT USING (id = auth.uid()); EXCEPTION WHEN undefined_table THEN END $$',
      );
      let taken = false;
      for (const [table, column, attempt] of tries) {
        if (!new RegExp(`create table ${table} [^;]*\\b${column}\\b`).test(sql)) continue;
        await client.query('BEGIN');
        try {
          await client.query("SELECT set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)", [
            JSON.stringify({ sub: me, role: 'authenticated' }),
          ]);
          taken ||= ((await client.query(attempt)).rowCount ?? 0) > 0;
        } catch (error) {
          if (!/permission denied|row-level security|\bno\b/.test(String(error))) throw error;
        } finally {
          await client.query('ROLLBACK');
        }
      }
      got.push([name, taken]);
    }
    expect(got).toEqual(MIGRATION_CASES['own-role']!.map(({ name, says }) => [name, says !== null]));
  }, 60_000);

  test('says who can read what, which statement fails with its line, and what only lacks an extension', async () => {
    const got = await run(`create extension vector;
create table notes (id bigint generated always as identity primary key, user_id uuid references auth.users not null, body text check (length(body) < 5));
alter table notes enable row level security;
create policy own on notes for all to authenticated using (user_id = auth.uid());
create table loops (id uuid); alter table loops enable row level security;
create policy l on loops using (exists (select 1 from loops x where x.id = auth.uid()));
create index on nothing (x);
create table made (v vector(3));
alter table made add column later int;
alter table notes owner to postgres;
select cron.schedule('a', 'b', 'c');`);
    const notes = got.tables.find(({ name }) => name === 'notes');
    expect(notes).toMatchObject({
      anon: { select: 'none', insert: 'refused', update: 'none', delete: 'none' },
      user: { select: 'own', insert: 'own', update: 'own', delete: 'own' },
    });
    expect(got.tables.find(({ name }) => name === 'loops')?.broken).toContain('infinite recursion');
    expect(got.failed.map(({ line, because }) => [line, because])).toEqual([
      [7, 'itself'],
      [8, 'a missing extension'],
      [9, 'an earlier failure'],
      [11, 'a missing extension'],
    ]);
    expect(got).toMatchObject({ extensions: ['vector'], leftOut: { owners: 1 } });
  }, 30_000);

  test('says whose files each caller opens, lists, adds and takes away, bucket by bucket', async () => {
    const mine = '(storage.foldername(name))[1] = (select auth.uid())::text';
    const got = await run(`insert into storage.buckets (id, name, public) values ('invoices', 'invoices', false), ('it''s', 'it''s', true);
create policy a on storage.objects for select to authenticated using (bucket_id = 'invoices' and ${mine});
create policy b on storage.objects for insert to authenticated with check (bucket_id = 'invoices' and ${mine});
create policy c on storage.objects for select using (bucket_id = 'it''s');
create policy d on storage.objects for insert with check (bucket_id = 'it''s');
create policy e on storage.objects for all to authenticated using (bucket_id = 'made-in-a-panel');`);
    expect(got.failed).toEqual([]);
    const shut = { select: 'none', insert: 'refused', update: 'none', delete: 'none' };
    expect(got.tables.map(({ name, kind, anon, user }) => ({ name, kind, anon, user }))).toEqual([
      { name: 'invoices', kind: 'bucket', anon: shut, user: { ...shut, select: 'own', insert: 'own' } },
      { name: "it's", kind: 'bucket', anon: { ...shut, select: 'all', insert: 'all' }, user: { ...shut, select: 'all', insert: 'all' } },
      { name: 'made-in-a-panel', kind: 'bucket', anon: shut, user: { select: 'all', insert: 'all', update: 'all', delete: 'all' } },
    ]);
  }, 30_000);

  test('says what functions with the rights of their owner give and change for whoever calls them', async () => {
    const definer = (head: string, body: string): string =>
      `create function ${head} language plpgsql security definer set search_path = '' as $$ begin ${body} end $$;`;
    const got = await run(`create type mood as enum ('sad', 'ok');
create table profiles (id uuid primary key references auth.users, email varchar(12), mood mood);
alter table profiles enable row level security;
create table posts (id bigint generated always as identity, user_id uuid, views int);
alter table posts enable row level security;
create policy seen on posts for select using (true);
create table "odd.Name" (id uuid, note text);
alter table "odd.Name" enable row level security;
${definer('all_people() returns setof public.profiles', 'return query select * from public.profiles;')}
${definer('find_mail(who uuid, limited int default 5) returns text', 'return (select email from public.profiles where id = who limit limited);')}
${definer('login_mail(who uuid) returns text', 'return (select email from auth.users where id = who);')}
${definer('echo(who uuid) returns uuid', 'return who;')}
${definer('by_token(invite_token text) returns text', 'return (select note from public."odd.Name" where note = invite_token);')}
${definer('seen(post bigint) returns void', 'begin update public.posts set views = views + 1 where id = post; exception when others then null; end;')}
${definer('drop_me(who uuid) returns void', "if auth.uid() <> who then raise exception 'no'; end if; delete from public.profiles where id = who;")}
${definer('drop_own(who uuid) returns void', "if auth.uid() is distinct from who then raise exception 'not yours'; end if; delete from public.profiles where id = who;")}
${definer('join_list(mail text, how mood) returns void', 'insert into public.profiles (id, email) values (gen_random_uuid(), left(mail, 12));')}
${definer('forever() returns void', 'loop perform pg_sleep(60); end loop;')}
create procedure never() language plpgsql security definer as $$ begin null; end $$;`);
    expect(got.failed).toEqual([]);
    const said = got.definers.map(({ name, reads, changes, why }) => [name, reads.join(), changes.join(), why]);
    expect(said).toEqual([
      ['all_people', 'public.profiles', '', null],
      ['by_token', '', '', null],
      ['drop_me', '', 'public.profiles', null],
      ['drop_own', '', '', 'not yours'],
      ['echo', '', '', null],
      ['find_mail', 'public.profiles', '', null],
      ['forever', '', '', 'canceling statement due to statement timeout'],
      ['join_list', '', '', null],
      ['login_mail', 'auth.users', '', null],
      ['never', '', '', 'it is no function'],
      ['seen', '', 'public.posts', null],
    ]);
    // Nothing of it stays: the last question sees what the first one saw.
    expect(got.tables.map(({ name, anon }) => [name, anon.select])).toEqual([
      ['odd.Name', 'none'],
      ['posts', 'all'],
      ['profiles', 'none'],
    ]);
  }, 30_000);

  test('leaves nothing behind, runs as no superuser, and touches no database that is there', async () => {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: address });
    await client.connect();
    await client.query('CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)');
    const got = await run(
      "create table t (who text default current_user); copy t from program 'id'; do $$ begin execute 'copy t from program ''id'''; end $$; create table kept (id int);",
    );
    expect(got.failed).toMatchObject([{ code: '42501' }]);
    expect(got.leftOut).toEqual({ COPY: 1 });
    const { rows } = await client.query<{ left: number; kept: number }>(
      "SELECT (SELECT count(*)::int FROM pg_database WHERE datname LIKE 'launch%') + (SELECT count(*)::int FROM pg_roles WHERE rolname ~ '^(launch|anon|authenticated|service_role)') AS left, (SELECT count(*)::int FROM kept) AS kept",
    );
    await client.end();
    expect(rows).toEqual([{ left: 0, kept: 1 }]);
  }, 30_000);

  test.each([
    ['ai-built-mess', 1, 'Strangers get into 1 table.'],
    ['healthy', 0, 'Nobody reads or changes rows that belong to somebody else.'],
  ])(
    'database replay of %s ends with %i',
    async (name, wanted, says) => {
      const root = mkdtempSync(join(tmpdir(), 'launch-ready-replay-'));
      checkOut(
        scenarios.find((each) => each.name === name)!,
        root,
      ); // !: both are there
      const io = testIo({ env: { TEST_DATABASE: address } });
      const gave = await databaseReplay.run({ repo: root, database: 'TEST_DATABASE', anywhere: false }, io, () => undefined);
      rmSync(root, { recursive: true });
      expect(gave.failed).toEqual([]);
      expect({
        exit: databaseReplay.exit?.(gave),
        shown: databaseReplay.shows(gave, { width: 80, colour: false }, { repo: root, database: '', anywhere: false }),
      }).toEqual({
        exit: wanted,
        shown: expect.stringContaining(says) as string,
      });
    },
    30_000,
  );

  test('an audit that asks for it proves its findings, under the same ids, and drops what a server refuses', async () => {
    const root = mkdtempSync(join(tmpdir(), 'launch-ready-replay-'));
    mkdirSync(join(root, 'supabase/migrations'), { recursive: true });
    writeFileSync(
      join(root, OLD),
      `create table profiles (id uuid primary key references auth.users, email text);
create table orders (id uuid primary key, user_id uuid references auth.users, email text);
alter table orders enable row level security;
create policy open on orders for select using (true);
create table invoices (id uuid primary key, user_id uuid references auth.users);
alter table invoices enable row level security;
create policy odd on invoices for select using (true);
create policy deny on invoices as restrictive for all using (current_setting('app.nobody', true) is not null);
create view people as select email from profiles;
create function drop_me(who uuid) returns void language plpgsql security definer set search_path = '' as $$ declare me uuid := auth.uid(); begin if me <> who then raise exception 'no'; end if; delete from public.invoices where id = who; end $$;
create policy papers on storage.objects for select using (bucket_id = 'documents');
create policy notes on storage.objects for select using (bucket_id = 'chat-exports');
create policy kept on storage.objects as restrictive for select using (bucket_id <> 'chat-exports' or current_setting('app.nobody', true) is not null);
select nothing();`,
    );
    const run = async (replay?: string): Promise<Map<string, { id: string; state: string; severity: string; found: string }>> => {
      const io = testIo({ env: { TEST_DATABASE: address, SHUT: 'postgres://127.0.0.1:1/x' } });
      const { report } = await audit.run(
        { target: root, only: ['database'], ...(replay === undefined ? {} : { replay }) },
        io,
        () => undefined,
      );
      return new Map(report.findings.map((each) => [`${each.check} ${each.state} ${each.found.split(' ')[0]}`, each]));
    };
    const [read, proven, again, shut] = [await run(), await run('TEST_DATABASE'), await run('TEST_DATABASE'), await run('SHUT')];
    const open = 'database/row-security fail public.profiles';
    expect(proven.get(open)).toMatchObject({ id: read.get(open)?.id, severity: 'blocker' });
    expect(proven.get(open)?.found).toContain('as anon, on public.profiles SELECT returned 2 of 2 rows planted, INSERT');
    expect(proven.get('database/open-policy fail public.orders:')?.found).toContain('as anon, on public.orders SELECT returned 2 of 2');
    expect([...proven.values()].find(({ found }) => found.includes('function nothing() does not exist'))?.state).toBe('fail');
    expect(proven.get('database/definer fail the')?.found).toContain('as anon, on public.people SELECT returned 2 of 2 rows planted');
    // To hold nothing against an id is neither true nor false, which only a server shows through a variable.
    expect([...read.keys()].some((key) => key.startsWith('database/definer fail anybody'))).toBe(false);
    const called = proven.get('database/definer fail anybody');
    expect(called?.severity).toBe('high');
    expect(called?.found).toContain('it changes data with your own rights and answers strangers, though it asks who is calling');
    expect(called?.found).toContain('called without a login, with what belongs to another user, it changed rows of public.invoices.');
    const papers = [...read.values()].find(({ found }) => found.includes('“papers”'))?.id;
    const files = [...proven.values()].filter(({ found }) => found.includes('on files of'));
    expect(files.map(({ id, severity }) => ({ id, severity }))).toEqual([{ id: papers, severity: 'blocker' }]);
    expect(files[0]?.found).toContain('as anon, on files of “documents” SELECT returned 2 of 2 rows planted');
    expect([...proven]).toEqual([...again]);
    expect([...read.keys()].some((key) => key.startsWith('database/replay'))).toBe(false);
    expect([...shut.values()].find(({ state }) => state === 'unknown')?.found).toContain('the migrations were not replayed');
    expect(shut.get(open)?.found).toContain('Could not check on a server');
    await expect(run('UNSET')).rejects.toMatchObject({ code: 'no-such-variable' });
    rmSync(root, { recursive: true });
  }, 60_000);

  test('refuses a server on another machine, and says in words what it cannot reach', async () => {
    await expect(openScratch('postgres://db.example.test/postgres', false)).rejects.toMatchObject({ code: 'not-this-machine' });
    await expect(openScratch('postgres:///postgres?host=db.example.test', false)).rejects.toMatchObject({ code: 'not-this-machine' });
    await expect(openScratch('mysql://127.0.0.1/x', false)).rejects.toMatchObject({ code: 'no-postgres-address' });
    await expect(openScratch('postgres://127.0.0.1:1/x', false)).rejects.toMatchObject({ code: 'database-unreachable' });
  });
});
