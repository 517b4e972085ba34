import { DANGERS, type Found, type MigrationClass } from './migration-danger.ts';
import { addedValue, type EnumValue, usesValue } from './migration-enum.ts';
import { type Known, learn, tableName } from './migration-known.ts';
import { dangersOf, isOutsideTransactions } from './migration-statement.ts';
import { parsePostgres, type Statement } from './postgres.ts';

export const RUNNERS = ['supabase', 'prisma', 'drizzle', 'knex', 'plain'] as const;
export type Runner = (typeof RUNNERS)[number];

/** One migration, judged. */
export interface Migration {
  path: string;
  class: MigrationClass;
  found: Found[];
}

/** Runners that open a transaction around each file, by their documentation (read 2026-11); Prisma sends several statements as one. */
const IN_TRANSACTION = { supabase: true, drizzle: true, knex: true, prisma: 'several', plain: false } as const;

/** Judges migrations in the order in which they run; what an earlier file has proven counts in the later ones. */
export async function lintMigrations(files: readonly { path: string; text: string }[], runner: Runner): Promise<Migration[]> {
  const tables: Known['tables'] = new Map();
  const linted: Migration[] = [];
  for (const { path, text } of files) linted.push(await lintOne(path, text, { runner, tables }));
  return numbered(linted);
}

async function lintOne(path: string, text: string, { runner, tables }: { runner: Runner } & Pick<Known, 'tables'>): Promise<Migration> {
  const script = await parsePostgres(text);
  if (!script.ok) return { path, class: 'neutral', found: [{ danger: 'unreadable', on: script.says, line: script.line }] };
  const known: Known = { fresh: new Set(), added: new Set(), utc: false, tables };
  const found: Found[] = [];
  const wrapped = wraps(runner, script.statements);
  const views = new Set(script.statements.flatMap(({ node }) => ('ViewStmt' in node ? [tableName(node.ViewStmt.view)] : [])));
  /** Values that the transaction which is open has given to an enum. */
  let added: EnumValue[] = [];
  let open = false;
  for (const { node, line } of script.statements) {
    if ('TransactionStmt' in node) {
      open = /BEGIN|START/.test(node.TransactionStmt.kind ?? '');
      if (!open) added = [];
    }
    for (const { value } of added.filter((each) => usesValue(node, each, known)))
      found.push({ danger: 'enum-in-transaction', on: value, line });
    const value = open || wrapped ? addedValue(node, known) : null;
    if (value) added.push(value);
    // A table that leaves a view by its old name goes on serving the code that runs.
    const isStillThere =
      'RenameStmt' in node && node.RenameStmt.renameType === 'OBJECT_TABLE' && views.has(tableName(node.RenameStmt.relation));
    if (!isStillThere) found.push(...dangersOf(node, known).map((each) => ({ ...each, line })));
    learn(node, known);
    if (isOutsideTransactions(node) && (open || wrapped)) found.push({ danger: 'index-in-transaction', on: 'CONCURRENTLY', line });
  }
  return { path, class: classOf(script.statements, found), found };
}

function wraps(runner: Runner, statements: readonly Statement[]): boolean {
  const rule = IN_TRANSACTION[runner];
  return rule === 'several' ? statements.length > 1 : rule;
}

function classOf(statements: readonly Statement[], found: readonly Found[]): MigrationClass {
  const classes = new Set<MigrationClass>(found.map(({ danger }) => DANGERS[danger].class));
  if (classes.has('contract')) return 'contract';
  const adds = statements.some(({ node }) => /^(Create|Index|AlterTable)/.test(Object.keys(node)[0] ?? ''));
  return classes.has('expand') || adds ? 'expand' : 'neutral';
}

/** The number a migration begins with; Prisma's is on its folder. Nothing for a name without one. */
export function numberOf(path: string): string | undefined {
  const parts = path.split('/');
  const name = /^migration\.sql$/i.test(parts.at(-1) ?? '') ? parts.at(-2) : parts.at(-1);
  return /^[Vv]?(\d+)/.exec(name ?? '')?.[1];
}

function numbered(migrations: readonly Migration[]): Migration[] {
  const numbers = migrations.map(({ path }) => numberOf(path));
  const widths = new Set(numbers.flatMap((number) => (number === undefined ? [] : [number.length])));
  return migrations.map((migration, at) => {
    const number = numbers[at];
    if (number === undefined) return migration;
    const twin = numbers.indexOf(number);
    const found: Found[] = [];
    if (twin < at) found.push({ danger: 'same-number', on: number, line: 1 });
    if (widths.size > 1 && number.length < Math.max(...widths) && number.length < 10)
      found.push({ danger: 'odd-number', on: number, line: 1 });
    return { ...migration, found: [...migration.found, ...found] };
  });
}
