import { z } from 'zod';
import { ProbeError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';
import { DANGERS, type DangerId } from '../../parsers/migration-danger.ts';
import { lintMigrations, type Migration, type Runner, RUNNERS } from '../../parsers/migration.ts';
import { listFiles, READING, readText } from './list.ts';

/** Where migrations lie by who runs them; the first that fits counts. */
const PLACES = [
  { runner: 'supabase', like: /(^|\/)supabase\/migrations\/[^/]+\.sql$/ },
  { runner: 'prisma', like: /(^|\/)prisma\/migrations\/[^/]+\/migration\.sql$/ },
  { runner: 'drizzle', like: /(^|\/)drizzle\/(migrations\/)?\d+[^/]*\.sql$/ },
  { runner: 'knex', like: /(^|\/)knex\/migrations\/[^/]+\.sql$/ },
  { runner: 'plain', like: /(^|\/)(db\/|database\/|sql\/)?migrations?\/[^/]+\.sql$/ },
] as const satisfies readonly { runner: Runner; like: RegExp }[];
/** Files that take a migration back drop things on purpose, and run only then. */
const BACKWARDS = /(^|\/)down\/|[._-](down|undo|rollback|revert)\.sql$/i;
const MOST = 400;
const BYTES = 1024 * 1024;
/** Signs that the SQL is not PostgreSQL's: another grammar would call everything broken. */
const OTHER_DATABASE = [
  { path: /(^|\/)prisma\/schema\.prisma$/, says: /provider\s*=\s*"(mysql|sqlite|sqlserver|mongodb|cockroachdb)"/ },
  { path: /(^|\/)drizzle\.config\.[cm]?[jt]s$/, says: /dialect\s*:\s*['"](mysql|sqlite|turso|singlestore)['"]/ },
  { path: /(^|\/)(wrangler\.toml|wrangler\.jsonc?)$/, says: /(d1)_databases/ },
] as const;

/** What the migrations of a checkout would do. */
export interface Migrations {
  runner: Runner | null;
  /** The other database they are for, where they are not for PostgreSQL. */
  other: string | null;
  /** In the order in which they run. */
  files: Migration[];
}

/** The migrations of a checkout as they are written. */
export interface MigrationTexts {
  runner: Runner | null;
  other: string | null;
  files: { path: string; text: string }[];
  /** Files that are there and were not read: too many, too large, or no text. */
  unread: string[];
}

/** Finds and reads the migrations of a checkout, in the order in which they run; `told` says where they lie and who runs them. */
export async function migrationTexts(
  root: string,
  signal: AbortSignal,
  told: { folder?: string | undefined; runner?: Runner | undefined } = {},
): Promise<MigrationTexts> {
  const { files } = await listFiles(root, signal);
  const place = told.folder === undefined ? PLACES.find(({ like }) => files.some((file) => like.test(file))) : undefined;
  const below = `${(told.folder ?? '').replace(/^\.\/|\/+$/g, '')}/`;
  const isOne = (file: string): boolean => (place ? place.like.test(file) : told.folder !== undefined && file.startsWith(below));
  const paths = files.filter((file) => isOne(file) && file.endsWith('.sql') && !BACKWARDS.test(file));
  if (paths.length === 0) return { runner: null, other: null, files: [], unread: [] };
  const runner = told.runner ?? place?.runner ?? PLACES.find(({ like }) => like.test(paths[0]!))?.runner ?? 'plain';
  const other = await otherDatabase(root, files);
  if (other !== null) return { runner, other, files: [], unread: [] };
  const texts = await Promise.all(paths.slice(0, MOST).map(async (path) => ({ path, text: await readText(root, path, BYTES) })));
  return {
    runner,
    other: null,
    files: texts.flatMap(({ path, text }) => (text === null ? [] : [{ path, text }])),
    unread: [...texts.flatMap(({ path, text }) => (text === null ? [path] : [])), ...paths.slice(MOST)],
  };
}

/** Reads and judges the migrations of a checkout. */
export async function readMigrations(
  root: string,
  signal: AbortSignal,
  told: Parameters<typeof migrationTexts>[2] = {},
): Promise<Migrations> {
  const { runner, other, files } = await migrationTexts(root, signal, told);
  return { runner, other, files: runner === null ? [] : await lintMigrations(files, runner) };
}

async function otherDatabase(root: string, files: readonly string[]): Promise<string | null> {
  for (const { path, says } of OTHER_DATABASE) {
    const file = files.find((each) => path.test(each));
    const name = file === undefined ? undefined : says.exec((await readText(root, file, BYTES)) ?? '')?.[1];
    if (name !== undefined) return name;
  }
  return null;
}

const dangers = Object.keys(DANGERS) as [DangerId, ...DangerId[]]; // as: keys of a table that is not empty

/** The migrations of a checkout, held against the grammar of PostgreSQL; nothing is run. */
export const repoMigrations = defineProbe({
  id: 'repo/migrations',
  on: 'repo',
  touch: 'passive',
  asks: 'the repository for its database migrations',
  deadline: READING,
  sees: z.object({
    runner: z.enum(RUNNERS).nullable(),
    other: z.string().nullable(),
    files: z.array(
      z.object({
        path: z.string(),
        class: z.enum(['expand', 'contract', 'neutral']),
        found: z.array(z.object({ danger: z.enum(dangers), on: z.string(), line: z.int() })),
      }),
    ),
  }),
  async collect({ root, migrations }, io) {
    return readMigrations(root, io.signal, migrations).catch(unreadable(root));
  },
});

/** Turns what a file system refuses into an error of the probe. */
export function unreadable(root: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string')
      throw new ProbeError(error.code, `the folder ${root} cannot be read (${error.code})`);
    throw error;
  };
}
