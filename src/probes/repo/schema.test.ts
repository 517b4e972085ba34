import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { repoMigrations } from './migrations.ts';
import { exposedIn, repoSchema } from './schema.ts';

const root = mkdtempSync(join(tmpdir(), 'launch-ready-schema-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test.each([
  ['', ['public']],
  ['[api]\nenabled = true\nschemas = ["public", "app"]\n[db]\nschemas = ["x"]', ['public', 'app']],
  ['[db]\nschemas = ["x"]', ['public']],
  ["[api]\nschemas = [\n  'api',\n]", ['api']],
])('the schemas that %j serves', (config, wanted) => {
  expect(exposedIn(config)).toEqual(wanted);
});

test('reads an app of a monorepo with its own settings, and says which file it did not read', async () => {
  const files = {
    'apps/web/supabase/config.toml': '[api]\nschemas = ["app"]\n',
    'apps/web/supabase/migrations/20261101000000_a.sql':
      'create schema app; create table app.notes (id int, email text); grant select on app.notes to anon;',
    'apps/web/supabase/migrations/20261102000000_large.sql': `-- ${'x'.repeat(1024 * 1024)}\n`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const seen = await repoSchema.collect({ kind: 'repo', root }, testIo({}));
  expect(repoSchema.sees.parse(seen)).toEqual(seen);
  expect(seen).toMatchObject({
    files: 1,
    exposed: ['app'],
    supabase: true,
    tables: [{ schema: 'app', name: 'notes', rowSecurity: false }],
  });
  expect(seen.unread.map(({ file }) => file)).toEqual(['apps/web/supabase/migrations/20261102000000_large.sql']);
});

test('reads the folder that the configuration names, where nobody would look for it', async () => {
  const named = mkdtempSync(join(root, 'named-'));
  mkdirSync(join(named, 'sql/steps'), { recursive: true });
  writeFileSync(join(named, 'sql/steps/001_a.sql'), 'create table notes (id int); drop table bookings;');
  const subject = { kind: 'repo', root: named } as const;
  const told = { ...subject, migrations: { folder: './sql/steps/', runner: 'plain' } } as const;
  expect((await repoSchema.collect(subject, testIo({}))).files).toBe(0);
  expect(await repoSchema.collect(told, testIo({}))).toMatchObject({ files: 1, tables: [{ name: 'notes' }] });
  expect(await repoMigrations.collect(told, testIo({}))).toMatchObject({ runner: 'plain', files: [{ found: [{ danger: 'drop-table' }] }] });
});
