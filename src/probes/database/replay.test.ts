import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Postgres, startPostgres } from '../../../test/postgres.ts';
import { replayMigrations } from './replayed.ts';

let postgres: Postgres;
let address: string;
beforeAll(async () => {
  postgres = await startPostgres(['autovacuum=off']);
  address = await postgres.database();
}, 60_000);
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
});

describe('x', () => {
  test('y', async () => {
    const t = performance.now();
    const got = await replayMigrations(
      {
        runner: 'supabase',
        files: [
          {
            path: 'supabase/migrations/20260101000000_a.sql',
            text: `
create extension if not exists vector;
create table public.profiles (id uuid primary key references auth.users on delete cascade, email text, full_name text);
alter table profiles enable row level security;
create policy "own" on profiles for all using ((select auth.uid()) = id);
create table todos (id bigint generated always as identity primary key, user_id uuid references auth.users not null, done boolean, created_at timestamptz default now());
create table plans (id int primary key, price int check (price > 10));
alter table plans enable row level security;
create policy r on plans for select using (true);
create table loop (id uuid, user_id uuid); alter table loop enable row level security;
create policy l on loop using (exists (select 1 from loop x where x.user_id = auth.uid()));
create or replace function public.wipe() returns void language plpgsql security definer as $$ begin delete from profiles; end $$;
create view emails as select email from profiles;
create index on nothing (x);
alter table embeddings add column v vector(3);
alter table plans owner to postgres;
select cron.schedule('a','b','c');
`,
          },
        ],
      },
      { address, anywhere: false, exposed: ['public'], signal: AbortSignal.timeout(20_000) },
    );
    console.log(JSON.stringify(got, null, 1), performance.now() - t);
    expect(1).toBe(1);
  }, 60_000);
});
