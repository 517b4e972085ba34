import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adviceOf, hasIndex } from './advice.ts';
import { candidatesOf } from './candidates.ts';
import { between, type Snapshot } from './statements.ts';

const shown = async (sql: string): Promise<string[]> =>
  (await candidatesOf(sql)).map(
    ({ table, parts }) => `${table} (${parts.map((part) => `${part.sql}${part.descending ? ' DESC' : ''}`).join(', ')})`,
  );

describe('the columns a query looks for', () => {
  test.each([
    ['select * from posts where user_id = $1 order by created_at desc limit $2', ['posts (user_id, created_at DESC)']],
    ['select * from users u where lower(u.email) = lower($1)', ['users (lower(email))']],
    ['select * from posts where user_id = $1 and status = $2 and created_at > $3', ['posts (user_id, status, created_at)']],
    ['select * from posts where status in ($1, $2)', ['posts (status)']],
    ['select * from posts where id = any($1)', ['posts (id)']],
    ['select c.* from comments c join posts p on p.id = c.post_id where p.user_id = $1', ['comments (post_id)', 'posts (id, user_id)']],
    ['select * from posts order by created_at limit 10', ['posts (created_at)']],
    ['select * from "Order" where "customerId" = $1', ['Order ("customerId")']],
    ['update posts set body = $2 where slug = $1', ['posts (slug)']],
    ['delete from sessions where token = $1', ['sessions (token)']],
    // Nothing an index helps with, or nothing that can be told.
    ['select * from posts where a = b', []],
    ['select * from posts where title like $1 or user_id = $2', []],
    ['select * from posts, users where id = $1', []],
    ['insert into posts values ($1)', []],
    ['this is no query', []],
    ['', []],
  ])('%s', async (sql, candidates) => {
    expect(await shown(sql)).toEqual(candidates);
  });

  test('never throws, whatever the text is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `select * from t where ${text}`),
        ),
        async (sql) => {
          expect(Array.isArray(await candidatesOf(sql))).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});

const wanted = {
  schema: undefined,
  table: 'posts',
  parts: [
    { sql: 'user_id', descending: false },
    { sql: 'created_at', descending: true },
  ],
};

test.each([
  ['CREATE INDEX a ON public.posts USING btree (user_id, created_at DESC)', true],
  ['CREATE INDEX a ON public.posts USING btree (user_id, created_at, id)', true],
  ['CREATE UNIQUE INDEX a ON public.posts USING btree (user_id, created_at) INCLUDE (body)', true],
  ['CREATE INDEX a ON public.posts USING btree (user_id)', false],
  ['CREATE INDEX a ON public.posts USING btree (created_at, user_id)', false],
  ["CREATE INDEX a ON public.posts USING btree (user_id, created_at) WHERE (status = 'x'::text)", false],
  ['CREATE INDEX a ON public.posts USING gin (body)', false],
])('%s serves the query: %s', (definition, serves) => {
  expect(hasIndex(wanted, [definition])).toBe(serves);
});

test('an index on an expression is known again', () => {
  const lower = { schema: undefined, table: 'users', parts: [{ sql: 'lower(email)', descending: false }] };
  expect(hasIndex(lower, ['CREATE INDEX a ON public.users USING btree (lower(email))'])).toBe(true);
  expect(hasIndex(lower, ['CREATE INDEX a ON public.users USING btree (lower((email)::text))'])).toBe(true);
  expect(hasIndex(lower, ['CREATE INDEX a ON public.users USING btree (email)'])).toBe(false);
});

test('the SQL quotes names, and the way back names the same index', () => {
  const { up, down } = adviceOf({ schema: 'Shop', table: 'Order', parts: [{ sql: '"customerId"', descending: false }] }, 5_000);
  expect(up).toBe('CREATE INDEX CONCURRENTLY IF NOT EXISTS order_customerid_idx ON "Shop"."Order" ("customerId");');
  expect(down).toBe('DROP INDEX CONCURRENTLY IF EXISTS "Shop".order_customerid_idx;');
});

test('what happened between two looks leaves our own questions out and survives a reset', () => {
  const row = (sql: string, calls: number) => ({ sql, calls, rows: calls, blocks: 0, ms: calls });
  const before: Snapshot = new Map([
    ['1', row('select a', 10)],
    ['2', row('select b', 90)],
  ]);
  const after: Snapshot = new Map([
    ['1', row('select a', 15)],
    ['2', row('select b', 3)],
    ['3', row('select * from pg_stat_statements', 9)],
    ['4', row('BEGIN', 9)],
  ]);
  expect(between(before, after).map(({ sql, calls }) => [sql, calls])).toEqual([
    ['select a', 5],
    ['select b', 3],
  ]);
});
