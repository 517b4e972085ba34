import type { Scenario } from '../scenario.ts';
import { type Draft, files } from './edit.ts';
import { faultsOn } from './fault.ts';

/** A migration of that name, behind those that are there. */
const migrates = (name: string, ...statements: string[]): ((world: Draft<Scenario>) => void) =>
  files({ [`supabase/migrations/20261120090000_${name}.sql`]: `SET lock_timeout = '3s';\n${statements.join('\n')}\n` });

const table = (name: string): string =>
  `CREATE TABLE ${name} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner uuid NOT NULL, text text NOT NULL);`;
const index = (name: string): string => `CREATE INDEX ${name}_owner ON ${name} (owner);`;
const guard = (name: string): string => `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY;`;
const grant = (name: string): string => `GRANT SELECT, INSERT, UPDATE, DELETE ON ${name} TO authenticated;`;
const own = (name: string): string => `CREATE POLICY own_${name} ON ${name} TO authenticated USING (owner = auth.uid());`;

/** What the rules of a database let through, each alone in a clean checkout. */
export const database = faultsOn('copperlane.test', [
  ['A table is open to everybody.', 'database/row-security', 'repo', migrates('drafts', table('drafts'), index('drafts'), grant('drafts'))],
  [
    'A policy lets everybody read the notes of all.',
    'database/open-policy',
    'repo',
    migrates(
      'notes',
      ...[table, index, guard, grant].map((of) => of('notes')),
      'CREATE POLICY notes_read ON notes FOR SELECT USING (true);',
    ),
  ],
  [
    'A policy believes what people say of themselves.',
    'database/user-metadata',
    'repo',
    migrates(
      'letters',
      ...[table, index, guard, grant, own].map((of) => of('letters')),
      "CREATE POLICY admins ON letters TO authenticated USING ((auth.jwt() -> 'user_metadata' ->> 'role') = 'admin');",
    ),
  ],
  [
    'People may change their own role.',
    'database/own-role',
    'repo',
    migrates(
      'profiles',
      "CREATE TABLE profiles (id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE, name text NOT NULL, role text NOT NULL DEFAULT 'member');",
      guard('profiles'),
      'GRANT SELECT, UPDATE ON profiles TO authenticated;',
      'CREATE POLICY own_profile ON profiles TO authenticated USING (id = auth.uid()) WITH CHECK (id = auth.uid());',
    ),
  ],
  [
    'A function with its owner’s rights gives out the invoices of all.',
    'database/definer',
    'repo',
    migrates(
      'all_invoices',
      "CREATE FUNCTION public.all_invoices() RETURNS SETOF invoices LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT * FROM public.invoices';",
    ),
  ],
  [
    'A function with its owner’s rights finds its tables wherever the caller says.',
    'database/search-path',
    'repo',
    migrates(
      'own_count',
      "CREATE FUNCTION own_count() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM invoices WHERE owner = auth.uid()';",
      'REVOKE EXECUTE ON FUNCTION own_count() FROM PUBLIC, anon;',
    ),
  ],
  [
    'Uploads are public.',
    'database/buckets',
    'repo',
    migrates('contracts', "INSERT INTO storage.buckets (id, name, public) VALUES ('contracts', 'contracts', true);"),
  ],
  [
    'A table that the API may not use.',
    'database/grants',
    'repo',
    migrates('receipts', ...[table, index, guard, own].map((of) => of('receipts'))),
  ],
  [
    'The orders of one person are looked for in all.',
    'database/indexes',
    'repo',
    migrates('orders', ...[table, guard, grant, own].map((of) => of('orders'))),
  ],
  [
    'A migration drops what customers wrote.',
    'database/migrations',
    'repo',
    migrates('without_note', 'ALTER TABLE invoices DROP COLUMN note;'),
  ],
  [
    'A migration builds on a table that no migration makes.',
    'database/rebuild',
    'repo',
    migrates('phone', 'ALTER TABLE customers ADD COLUMN phone text;'),
  ],
  [
    'Firestore is open to everybody.',
    'database/firebase-rules',
    'repo',
    files({
      'firestore.rules':
        "rules_version = '2';\nservice cloud.firestore {\n  match /databases/{database}/documents {\n    match /{document=**} {\n      allow read, write: if true;\n    }\n  }\n}\n",
    }),
  ],
]);
