import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLEAN_SCHEMAS, MIGRATION_CASES } from '../../../test/migration-cases.ts';
import { readSchema } from './fold.ts';
import type { Schema } from './model.ts';

const read = (...texts: string[]): Promise<Schema> =>
  readSchema(
    texts.map((text, at) => ({ path: `supabase/migrations/2026010${at + 1}000000_x.sql`, text })),
    true,
  );

describe('a schema read from migrations', () => {
  test('goes over files in their order, with names, places and schemas', async () => {
    const { tables, routines, realtime, unread } = await read(
      'create schema app; set search_path to app, public; create table "My Notes" (id int primary key, "User" uuid);',
      'create table notes (id int); alter publication supabase_realtime add table notes;\n\nalter table notes disable row level security;',
      'alter table app."My Notes" rename column "User" to owner; create index on app."My Notes" (owner, id); alter table notes rename to memos; create or replace function app.f(a int, out b text[]) language sql as $$ select 1 $$;',
    );
    expect(tables.map(({ schema, name, keys }) => [schema, name, keys])).toEqual([
      ['app', 'My Notes', [['id'], ['owner', 'id']]],
      ['public', 'memos', []],
    ]);
    expect(tables[1]).toMatchObject({ offAt: { file: 'supabase/migrations/20260102000000_x.sql', line: 3 } });
    expect(realtime).toEqual(['public.memos']);
    expect(routines).toMatchObject([{ schema: 'app', name: 'f', args: ['integer'] }]);
    expect(unread).toEqual([]);
  });

  test.each([
    ['DO $$ begin if now() > now() then drop table a; else drop table b; end if; end $$;', 'one thing or another'],
    [
      "DO $$ declare r record; begin for r in select x from y loop execute 'drop table ' || r.x; end loop; end $$;",
      'a loop over what a query gives',
    ],
    ['DO $$ declare s text := pick(); begin execute s; end $$;', 'put together while it runs'],
    ['DO LANGUAGE plperl $$ spi() $$;', 'a language that is not read'],
    ["insert into storage.buckets (id, public) values (current_setting('x'), true);", 'made up while it runs'],
    ['create tabel x();', 'syntax error'],
  ])('says what it could not understand: %s', async (sql, why) => {
    const { unread } = await read(`select 1;\n${sql}`);
    expect(unread).toHaveLength(1);
    expect(unread[0]).toMatchObject({ line: 2 });
    expect(unread[0]!.why).toContain(why); // !: its length was just looked at
  });

  test('never throws, never hangs, on any statements in any order', async () => {
    const all = [...Object.values(MIGRATION_CASES).flat(), ...CLEAN_SCHEMAS].flatMap(({ sql }) => sql.split(/(?<=;) /));
    const pieces = fc.constantFrom(
      ...all,
      'drop schema public cascade;',
      'alter table a.b.c rename to d;',
      'create table "__proto__" ("constructor" int);',
      'grant all on "__proto__" to "toString";',
      'do $$ begin execute format(1, 2); end $$;',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 12 }), async (statements) => {
        const schema = await read(statements.join('\n'));
        expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
      }),
      { numRuns: 40 },
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        await read(`do $$ ${text} $$;`, text);
      }),
      { numRuns: 40 },
    );
  });

  test('ends on what would end a stack or fill a memory', async () => {
    await read(`create table t (${Array.from({ length: 3_000 }, (_, at) => `c${at} int`).join(', ')});`);
    const { unread } = await read(Array.from({ length: 3_200 }, (_, at) => `create table t${at} (id int);`).join(''));
    expect(unread[0]?.why).toContain('more than 3000');
    await read(
      `create policy p on t using (${'not '.repeat(20_000)}true);`,
      `create policy p on t using (${'('.repeat(150)}true${')'.repeat(150)});`,
    );
    await read(
      `create function f() returns int language sql as $$ ${"'".repeat(100_000)} $$;`,
      `create function g() returns int language sql as $x$ ${'$a'.repeat(50_000)} ${'/*'.repeat(50_000)} $x$;`,
    );
  });
});
