/** Migrations and what each check must say of them: the severity of its one finding, or nothing. */
export interface MigrationCase {
  name: string;
  sql: string;
  /** The path of the file, which tells its day; an older project where left out, whose tables are granted by the platform. */
  path?: string;
  says: 'blocker' | 'high' | 'medium' | 'low' | null;
}

export const OLD = 'supabase/migrations/20260110090000_init.sql';
export const NEW = 'supabase/migrations/20261110090000_init.sql';

const PROFILES = 'create table profiles (id uuid primary key references auth.users (id) on delete cascade, email text);';
const PLANS = 'create table plans (id int primary key, price int not null);';
const TODOS = 'create table todos (id bigint primary key, user_id uuid references auth.users, title text);';
const MEMBERS =
  'create table profiles (id uuid primary key references auth.users, full_name text, is_admin boolean, credits int, updated_at timestamptz);';
const IS_ADMIN = 'exists (select 1 from profiles p where p.id = auth.uid() and p.is_admin)';
const ON = (table: string): string => `alter table ${table} enable row level security;`;
const POLICY = (table: string, rest: string): string => `create policy p on ${table} ${rest};`;
const OWN_ROW = `${ON('profiles')} ${POLICY('profiles', 'for update using (id = auth.uid())')}`;
const LOCKED = `${PROFILES} ${ON('profiles')} ${POLICY('profiles', 'for select using (id = auth.uid())')}`;
const fn = (body: string, options = "security definer set search_path = ''"): string =>
  `create function f(who uuid) returns void language plpgsql ${options} as $$ begin ${body} end $$;`;
const bad = (says: MigrationCase['says'], name: string, sql: string, path?: string): MigrationCase => ({
  name,
  sql,
  says,
  ...(path === undefined ? {} : { path }),
});
const good = (name: string, sql: string, path?: string): MigrationCase => bad(null, name, sql, path);

/** Safe and unsafe twins by check. */
export const MIGRATION_CASES: Readonly<Record<string, readonly MigrationCase[]>> = {
  'row-security': [
    bad('blocker', 'a personal table without row security', PROFILES),
    good('row security on', `${PROFILES} ${ON('profiles')}`),
    bad('high', 'prices that anybody changes', PLANS),
    good('prices with row security', `${PLANS} ${ON('plans')}`),
    bad('blocker', 'switched off again', `${PROFILES} ${ON('profiles')} alter table profiles disable row level security;`),
    good('switched off and on', `${PROFILES} ${ON('profiles')} alter table profiles disable row level security; ${ON('only profiles')}`),
    bad('blocker', 'a table that is dropped and made anew', `${LOCKED} drop table profiles; ${PROFILES}`),
    good('a table that is dropped', `${PROFILES} drop table if exists public.profiles cascade;`),
    bad(
      'blocker',
      'renamed before row security was meant for it',
      `${PROFILES} create table members (id int); alter table profiles rename to people; ${ON('members')}`,
    ),
    good('renamed, then locked', `${PROFILES} alter table profiles rename to people; ${ON('people')}`),
    bad(
      'medium',
      'moved into the public schema, where it brings no rights along',
      `create schema app; create table app.profiles (id uuid references auth.users, email text); alter table app.profiles set schema public;`,
    ),
    good('moved into a private schema', `create schema app; ${PROFILES} alter table profiles set schema app;`),
    good(
      'in a schema that is not served',
      'create schema private; create table private.profiles (id uuid references auth.users, email text);',
    ),
    bad('blocker', 'quoted names', 'create table "User Profiles" (id uuid references auth.users, "email" text);'),
    good(
      'quoted names, locked',
      'create table "User Profiles" (id uuid references auth.users, "email" text); alter table public."User Profiles" enable row level security;',
    ),
    bad(
      'blocker',
      'a loop that forgets one',
      `${PROFILES} ${PLANS} do $$ declare t text; begin foreach t in array array['plans'] loop execute format('alter table public.%I enable row level security', t); end loop; end $$;`,
    ),
    good(
      'a loop over named tables',
      `${PROFILES} ${PLANS} do $$ declare t text; begin foreach t in array array['plans', 'profiles'] loop execute format('alter table public.%I enable row level security', t); end loop; end $$;`,
    ),
    good(
      'a loop over the catalog',
      `${PROFILES} do $$ declare r record; begin for r in select tablename from pg_tables where schemaname = 'public' loop execute 'alter table public.' || quote_ident(r.tablename) || ' enable row level security'; end loop; end $$;`,
    ),
    good(
      'behind a guard',
      `${PROFILES} do $$ begin if not exists (select 1 from pg_tables where rowsecurity and tablename = 'profiles') then alter table profiles enable row level security; end if; end $$;`,
    ),
    good('rights taken away entirely', `${PROFILES} ${ON('profiles')} revoke all on profiles from anon, authenticated;`),
    bad('medium', 'closed by the missing grant alone', PROFILES, NEW),
    bad('blocker', 'granted by hand', `${PROFILES} grant all on profiles to anon;`, NEW),
    bad(
      'blocker',
      'granted by default privileges',
      `alter default privileges in schema public grant select on tables to anon; ${PROFILES} create policy p on profiles using (true);`,
      NEW,
    ),
    bad('blocker', 'made by a query', `create table customers as select id, email from auth.users;`),
    bad(
      'high',
      'numbered files do not tell what the platform gave',
      `${PROFILES} create policy p on profiles for select to authenticated using (true);`,
      'supabase/migrations/0001_init.sql',
    ),
    good('not a database of Supabase', 'create table profiles (id int primary key, email text);', 'migrations/001.sql'),
  ],
  'open-policy': [
    bad('blocker', 'everybody reads emails', `${PROFILES} ${ON('profiles')} ${POLICY('profiles', 'for select using (true)')}`),
    good('users read their own', LOCKED),
    bad(
      'high',
      'whoever signs up reads emails',
      `${PROFILES} ${ON('profiles')} ${POLICY('profiles', 'for select to authenticated using (true)')}`,
    ),
    bad(
      'high',
      'signed in by another spelling',
      `${PROFILES} ${ON('profiles')} ${POLICY('profiles', "for select using ((select auth.role()) = 'authenticated')")}`,
    ),
    bad('high', 'signed in by a third', `${PROFILES} ${ON('profiles')} ${POLICY('profiles', 'for select using (auth.uid() is not null)')}`),
    good(
      'signed in and the owner',
      `${PROFILES} ${ON('profiles')} ${POLICY('profiles', 'for select using (auth.uid() is not null and id = auth.uid())')}`,
    ),
    bad('blocker', 'one of two says yes', `${LOCKED} create policy q on profiles for select using (1 = 1);`),
    good(
      'a restrictive one stands before it',
      `${LOCKED} create policy q on profiles for select using (true); create policy r on profiles as restrictive for select to public using (id = auth.uid());`,
    ),
    bad('blocker', 'a column compared with itself', `${PROFILES} ${ON('profiles')} ${POLICY('profiles', 'for select using (id = id)')}`),
    good(
      'public profiles without contact data',
      `create table profiles (id uuid references auth.users, username text, avatar_url text); ${ON('profiles')} ${POLICY('profiles', 'for select using (true)')}`,
    ),
    good('prices for all', `${PLANS} ${ON('plans')} ${POLICY('plans', 'for select using (true)')}`),
    bad('high', 'prices that all change', `${PLANS} ${ON('plans')} ${POLICY('plans', 'for update using (true)')}`),
    bad('medium', 'to-do lists of all', `${TODOS} ${ON('todos')} ${POLICY('todos', 'for select using (true)')}`),
    good('to-do lists of one', `${TODOS} ${ON('todos')} ${POLICY('todos', 'for all using ((select auth.uid()) = user_id)')}`),
    bad(
      'blocker',
      'a policy for the server that names no role',
      `${TODOS} ${ON('todos')} create policy "service role" on todos for all using (true) with check (true);`,
    ),
    good(
      'the same to the server alone',
      `${TODOS} ${ON('todos')} create policy "service role" on todos for all to service_role using (true) with check (true);`,
    ),
    bad(
      'low',
      'a waitlist',
      `create table waitlist (email text); ${ON('waitlist')} ${POLICY('waitlist', 'for insert to anon with check (true)')}`,
    ),
    bad(
      'medium',
      'rows in the name of others',
      `${TODOS} ${ON('todos')} ${POLICY('todos', 'for insert to authenticated with check (true)')}`,
    ),
    good(
      'rows in one’s own name',
      `${TODOS} ${ON('todos')} ${POLICY('todos', 'for insert to authenticated with check (user_id = auth.uid())')}`,
    ),
    good(
      'opened and closed again',
      `${PROFILES} ${ON('profiles')} ${POLICY('profiles', 'for select using (true)')} alter policy p on profiles using (id = auth.uid());`,
    ),
    good('dropped', `${PROFILES} ${ON('profiles')} ${POLICY('profiles', 'for select using (true)')} drop policy p on profiles;`),
    bad(
      'blocker',
      'renamed',
      `${PROFILES} ${ON('profiles')} ${POLICY('profiles', 'for select using (true)')} alter policy p on profiles rename to "only mine";`,
    ),
    good(
      'rights taken for reading, and the table for the server',
      `${PROFILES} ${ON('profiles')} ${POLICY('profiles', 'for select to service_role using (true)')}`,
    ),
    good('false is nobody', `${PROFILES} ${ON('profiles')} ${POLICY('profiles', 'for all using (false)')}`),
    good(
      'shops show their address',
      `create table restaurants (id int, phone text, address text); ${ON('restaurants')} ${POLICY('restaurants', 'for select using (true)')}`,
    ),
  ],
  'own-role': [
    bad('high', 'an admin flag in a row that its user changes', `${MEMBERS} ${OWN_ROW}`),
    bad('blocker', 'which policies go by', `${MEMBERS} ${OWN_ROW} ${TODOS} ${ON('todos')} create policy a on todos using (${IS_ADMIN});`),
    bad(
      'blocker',
      'or by way of a function',
      `${MEMBERS} ${OWN_ROW} create function is_admin() returns boolean language sql stable as $$ select coalesce((select is_admin from profiles where id = auth.uid()), false) $$; ${TODOS} ${ON('todos')} create policy a on todos using ((select is_admin()));`,
    ),
    bad(
      'high',
      'the admin policy in the same breath guards nothing',
      `${MEMBERS} ${ON('profiles')} ${POLICY('profiles', 'for update using (id = auth.uid() or credits < 0)')}`,
    ),
    bad(
      'high',
      'a column withdrawn beside the right on the whole table',
      `${MEMBERS} ${OWN_ROW} revoke update (is_admin, credits) on profiles from authenticated;`,
    ),
    bad(
      'high',
      'roles that users add for themselves',
      `create type app_role as enum ('admin', 'user'); create table user_roles (user_id uuid references auth.users, role app_role); ${ON('user_roles')} ${POLICY('user_roles', 'for insert with check (user_id = auth.uid())')}`,
    ),
    bad(
      'high',
      'subscriptions that users change',
      `create table subscriptions (user_id uuid references auth.users, plan text); ${ON('subscriptions')} ${POLICY('subscriptions', 'for all using (user_id = auth.uid())')}`,
    ),
    bad(
      'medium',
      'a role that may be a trade',
      `create table profiles (id uuid references auth.users, role text); ${ON('profiles')} ${POLICY('profiles', 'for update using (id = auth.uid())')}`,
    ),
    good('a row that its user reads', `${MEMBERS} ${ON('profiles')} ${POLICY('profiles', 'for select using (id = auth.uid())')}`),
    good(
      'rights on the name alone',
      `${MEMBERS} ${OWN_ROW} revoke update on profiles from anon, authenticated; grant update (full_name) on profiles to authenticated;`,
    ),
    good(
      'a trigger that keeps the flag and the credits',
      `${MEMBERS} ${OWN_ROW} create function keep() returns trigger language plpgsql as $$ begin if new.is_admin is distinct from old.is_admin or new.credits is distinct from old.credits then raise exception 'no'; end if; return new; end $$; create trigger keep before update on profiles for each row execute function keep();`,
    ),
    bad(
      'high',
      'a trigger that was dropped again',
      `${MEMBERS} ${OWN_ROW} create function keep() returns trigger language plpgsql as $$ begin new.is_admin := old.is_admin; new.credits := old.credits; return new; end $$; create trigger keep before update on profiles for each row execute function keep(); drop trigger keep on profiles;`,
    ),
    bad(
      'high',
      'a trigger that keeps the time',
      `${MEMBERS} ${OWN_ROW} create function touch() returns trigger language plpgsql as $$ begin new.updated_at := now(); return new; end $$; create trigger touch before update on profiles for each row execute function touch();`,
    ),
    good(
      'a check that asks about both',
      `${MEMBERS} ${ON('profiles')} ${POLICY('profiles', 'for update using (id = auth.uid()) with check (id = auth.uid() and not is_admin and credits = (select p.credits from profiles p where p.id = auth.uid()))')}`,
    ),
    good(
      'a restrictive policy beside it',
      `${MEMBERS.replace(', credits int', '')} ${OWN_ROW} create policy keep on profiles as restrictive for update using (true) with check (is_admin = false);`,
    ),
    good(
      'a plan of a meal',
      `create table meals (id bigint primary key, user_id uuid references auth.users, plan text); ${ON('meals')} ${POLICY('meals', 'for all using (user_id = auth.uid())')}`,
    ),
    good(
      'roles that the server adds',
      `create table user_roles (user_id uuid references auth.users, role text); ${ON('user_roles')} ${POLICY('user_roles', 'for select using (user_id = auth.uid())')} create policy s on user_roles to service_role using (true);`,
    ),
  ],
  'user-metadata': [
    bad(
      'high',
      'a role from user_metadata',
      `${PROFILES} ${ON('profiles')} ${POLICY('profiles', "using ((auth.jwt() -> 'user_metadata' ->> 'role') = 'admin')")}`,
    ),
    good(
      'a role from app_metadata',
      `${PROFILES} ${ON('profiles')} ${POLICY('profiles', "using ((auth.jwt() -> 'app_metadata' ->> 'role') = 'admin')")}`,
    ),
    bad(
      'high',
      'by a path',
      `${PROFILES} ${ON('profiles')} ${POLICY('profiles', "using ((auth.jwt() #>> '{user_metadata,role}') = 'admin')")}`,
    ),
    bad(
      'high',
      'from the table of users',
      `${PROFILES} ${ON('profiles')} ${POLICY('profiles', "using (exists (select 1 from auth.users u where u.id = auth.uid() and u.raw_user_meta_data ->> 'admin' = 'true'))")}`,
    ),
    bad(
      'high',
      'through a function',
      `create function is_admin() returns boolean language sql stable as $$ select auth.jwt() -> 'user_metadata' ->> 'role' = 'admin' $$; ${PROFILES} ${ON('profiles')} ${POLICY('profiles', 'using (is_admin())')}`,
    ),
    good(
      'a function that reads a table',
      `create table roles (user_id uuid, role text); create function is_admin() returns boolean language sql stable as $$ select exists (select 1 from roles where user_id = auth.uid()) $$; ${PROFILES} ${ON('profiles')} ${POLICY('profiles', 'using (is_admin())')}`,
    ),
    good(
      'mended',
      `${PROFILES} ${ON('profiles')} ${POLICY('profiles', "using ((auth.jwt() -> 'user_metadata' ->> 'role') = 'admin')")} drop policy p on profiles;`,
    ),
  ],
  definer: [
    bad('blocker', 'a view of emails', `${LOCKED} create view people as select * from profiles;`),
    good('with the rights of the caller', `${LOCKED} create view people with (security_invoker = true) as select * from profiles;`),
    good('made so later', `${LOCKED} create view people as select * from profiles; alter view people set (security_invoker = on);`),
    bad(
      'blocker',
      'replaced without it',
      `${LOCKED} create view people with (security_invoker) as select * from profiles; create or replace view people as select * from profiles;`,
    ),
    good('ids alone', `${LOCKED} create view people as select id from profiles;`),
    good('numbers alone', `${LOCKED} create view people as select count(*) from profiles;`),
    good('it asks who is calling', `${LOCKED} create view me as select * from profiles where id = auth.uid();`),
    good('rights taken away', `${LOCKED} create view people as select * from profiles; revoke all on people from anon, authenticated;`),
    bad('blocker', 'a view of logins', `create view logins as select id, email from auth.users;`),
    good('a view of public prices', `${PLANS} ${ON('plans')} create view cheap as select * from plans;`),
    bad(
      'blocker',
      'a view on a view',
      `${LOCKED} create view a as select * from profiles; revoke all on a from anon, authenticated; create view b as select * from a;`,
    ),
    bad('blocker', 'a materialized view', `${LOCKED} create materialized view people as select email from profiles;`),
    bad('high', 'a function that deletes anybody', `${LOCKED} ${fn('delete from public.profiles where id = who;')}`),
    good(
      'it asks who is calling, as a function',
      `${LOCKED} ${fn("if auth.uid() is distinct from who then raise exception 'no'; end if; delete from public.profiles where id = who;")}`,
    ),
    bad(
      'high',
      'asking by <> alone: nobody is not another one',
      `${LOCKED} ${fn("if auth.uid() <> who then raise exception 'no'; end if; delete from public.profiles where id = who;")}`,
    ),
    bad(
      'high',
      'asking by != alone, the other way round',
      `${LOCKED} ${fn("if who != (select auth.uid()) then raise exception 'no'; end if; delete from public.profiles where id = who;")}`,
    ),
    good(
      'rows of others, of which there are none without a login',
      `${LOCKED} create function f() returns setof uuid language sql security definer set search_path = '' as $$ select id from public.profiles where id <> auth.uid() $$;`,
    ),
    good(
      'asking by <>, and whether there is a login',
      `${LOCKED} ${fn("if auth.uid() is null or auth.uid() <> who then raise exception 'no'; end if; delete from public.profiles where id = who;")}`,
    ),
    bad(
      'high',
      'asking in a comment alone',
      `${LOCKED} ${fn('-- auth.uid() is checked by the app\n delete from public.profiles where id = who;')}`,
    ),
    good(
      'for the server alone',
      `${LOCKED} ${fn('delete from public.profiles where id = who;')} revoke execute on function f(uuid) from public, anon, authenticated;`,
    ),
    bad(
      'high',
      'taken from PUBLIC, while anon was granted too',
      `${LOCKED} ${fn('delete from public.profiles where id = who;')} revoke execute on function f from public;`,
    ),
    good(
      'with the rights of the caller, as a function',
      `${LOCKED} ${fn('delete from public.profiles where id = who;', 'security invoker')}`,
    ),
    good(
      'made so later, as a function',
      `${LOCKED} ${fn('delete from public.profiles where id = who;')} alter function f(uuid) security invoker;`,
    ),
    good(
      'a trigger',
      `${LOCKED} create function n() returns trigger language plpgsql security definer as $$ begin insert into profiles values (new.id); return new; end $$;`,
    ),
  ],
  'search-path': [
    bad('low', 'no path', fn('null;', 'security definer')),
    good('a fixed path', fn('null;')),
    good('fixed later', `${fn('null;', 'security definer')} alter function f(uuid) set search_path = public;`),
    bad('low', 'replaced without it', `${fn('null;')} ${fn('null;', 'security definer').replace('create', 'create or replace')}`),
  ],
  buckets: [
    bad('high', 'invoices in public', "insert into storage.buckets (id, name, public) values ('invoices', 'invoices', true);"),
    good('invoices in private', "insert into storage.buckets (id, name, public) values ('invoices', 'invoices', false);"),
    good(
      'pictures in public',
      "insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true) on conflict do nothing;",
    ),
    good(
      'closed later',
      "insert into storage.buckets (id, name, public) values ('documents', 'documents', true); update storage.buckets set public = false where id = 'documents';",
    ),
    bad(
      'high',
      'opened later',
      "insert into storage.buckets (id, name) values ('documents', 'documents'); update storage.buckets set public = true where id in ('documents');",
    ),
    bad('blocker', 'invoices that anybody lists', "create policy p on storage.objects for select using (bucket_id = 'invoices');"),
    bad('low', 'pictures that anybody lists', "create policy p on storage.objects for select using (bucket_id = 'avatars');"),
    good(
      'files of one’s own folder',
      "create policy p on storage.objects for select using (bucket_id = 'invoices' and (storage.foldername(name))[1] = auth.uid()::text);",
    ),
    bad('high', 'anybody uploads', "create policy p on storage.objects for insert with check (bucket_id = 'avatars');"),
    good(
      'users upload',
      "create policy p on storage.objects for insert to authenticated with check (bucket_id = 'avatars' and owner = auth.uid());",
    ),
    bad(
      'medium',
      'users delete files of others',
      "create policy p on storage.objects for delete to authenticated using (bucket_id = 'avatars');",
    ),
  ],
  grants: [
    bad('medium', 'policies without a grant', LOCKED, NEW),
    good('granted', `${LOCKED} grant select on profiles to authenticated;`, NEW),
    good(
      'granted for all tables afterwards',
      `${LOCKED} grant select, insert, update, delete on all tables in schema public to authenticated;`,
      NEW,
    ),
    good(
      'by default privileges',
      `alter default privileges for role postgres in schema public grant select on tables to authenticated; ${LOCKED}`,
      NEW,
    ),
    good('an older project', LOCKED),
    good('for the server alone', `${PROFILES} ${ON('profiles')}`, NEW),
    bad('low', 'granted, and no policy', `${PROFILES} ${ON('profiles')} grant select on profiles to authenticated;`, NEW),
  ],
  indexes: [
    bad('medium', 'a policy by user_id', `${TODOS} ${ON('todos')} ${POLICY('todos', 'using (user_id = (select auth.uid()))')}`),
    good(
      'with an index',
      `${TODOS} ${ON('todos')} ${POLICY('todos', 'using (user_id = (select auth.uid()))')} create index on todos (user_id);`,
    ),
    bad('low', 'a foreign key', TODOS),
    good('a foreign key that is the key', PROFILES),
    bad('low', 'an index that begins with something else', `${TODOS} create index on todos (title, user_id);`),
    good('a unique pair that begins with it', `${TODOS} alter table todos add constraint u unique (user_id, title);`),
    bad('low', 'an index that was dropped', `${TODOS} create index i on todos (user_id); drop index i;`),
  ],
  rebuild: [
    bad('medium', 'a table that nobody makes', 'alter table teams add column name text;'),
    good('a table that an earlier statement makes', 'create table teams (id int); alter table teams add column name text;'),
    good('only if it is there', 'alter table if exists teams add column name text;'),
    bad('medium', 'a reference to it', 'create table members (team int references teams (id));'),
    good('tables of the platform', 'create table members (id uuid references auth.users);'),
    bad(
      'low',
      'where something could not be read',
      'do $$ declare r record; begin for r in select x from y loop execute r.x; end loop; end $$; alter table teams add column name text;',
    ),
  ],
};

/** Schemas as their public documentation shows them, which deserve no finding above low. */
export const CLEAN_SCHEMAS: readonly { name: string; sql: string }[] = [
  {
    name: 'user management',
    sql: `create table profiles (id uuid references auth.users not null primary key, updated_at timestamptz, username text unique, full_name text, avatar_url text, website text);
      alter table profiles enable row level security;
      create policy "Public profiles are visible" on profiles for select using (true);
      create policy "Users add their own" on profiles for insert with check ((select auth.uid()) = id);
      create policy "Users change their own" on profiles for update using ((select auth.uid()) = id);
      create function public.handle_new_user() returns trigger set search_path = '' as $$ begin insert into public.profiles (id, full_name) values (new.id, new.raw_user_meta_data ->> 'full_name'); return new; end; $$ language plpgsql security definer;
      create trigger on_auth_user_created after insert on auth.users for each row execute procedure public.handle_new_user();
      insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);
      create policy "Anyone sees an avatar" on storage.objects for select using (bucket_id = 'avatars');
      create policy "Users upload an avatar" on storage.objects for insert to authenticated with check (bucket_id = 'avatars');`,
  },
  {
    name: 'subscriptions with a payment provider',
    sql: `create table users (id uuid references auth.users not null primary key, full_name text, avatar_url text, billing_address jsonb);
      alter table users enable row level security;
      create policy "own" on users for select using (auth.uid() = id);
      create table customers (id uuid references auth.users not null primary key, stripe_customer_id text);
      alter table customers enable row level security;
      create table products (id text primary key, name text, active boolean);
      alter table products enable row level security;
      create policy "all read" on products for select using (true);
      create table subscriptions (id text primary key, user_id uuid references auth.users not null, price_id text);
      create index on subscriptions (user_id);
      alter table subscriptions enable row level security;
      create policy "own" on subscriptions for select using (auth.uid() = user_id);
      create publication supabase_realtime for table products;`,
  },
  {
    name: 'teams and roles',
    sql: `create schema private;
      create table teams (id uuid primary key default gen_random_uuid(), name text not null);
      create table team_members (team_id uuid references teams, user_id uuid references auth.users, role text, primary key (user_id, team_id));
      create index on team_members (team_id);
      create function private.my_teams() returns setof uuid language sql stable security definer set search_path = '' as $$ select team_id from public.team_members where user_id = (select auth.uid()) $$;
      alter table teams enable row level security; alter table team_members enable row level security;
      create policy "members" on teams for select to authenticated using (id in (select private.my_teams()));
      create policy "members" on team_members for select to authenticated using (team_id in (select private.my_teams()));`,
  },
  {
    name: 'a blog',
    sql: `create table posts (id bigint generated always as identity primary key, author_id uuid references auth.users, title text, published boolean default false);
      create index on posts (author_id);
      alter table posts enable row level security;
      create policy "published" on posts for select using (published);
      create policy "authors" on posts for all to authenticated using (author_id = (select auth.uid())) with check (author_id = (select auth.uid()));
      create table comments (id bigint generated always as identity primary key, post_id bigint references posts, user_id uuid references auth.users, body text);
      create index on comments (post_id); create index on comments (user_id);
      alter table comments enable row level security;
      create policy "all read" on comments for select using (true);
      create policy "own" on comments for insert to authenticated with check (user_id = (select auth.uid()));`,
  },
  {
    name: 'a search of vectors',
    sql: `create extension if not exists vector with schema extensions;
      create table documents (id bigserial primary key, user_id uuid not null references auth.users, content text, embedding extensions.vector(1536));
      create index on documents (user_id);
      alter table documents enable row level security;
      create policy "own" on documents for select to authenticated using (user_id = (select auth.uid()));
      create function match_documents(query extensions.vector(1536), count int) returns setof documents language sql stable as $$ select * from documents limit count $$;`,
  },
];
