import { z } from 'zod';
import { holdsPrivateFiles, privacyOf } from '../../checks/schema.ts';
import { UserError } from '../../core/errors.ts';
import { defineVerb } from '../../core/verb.ts';
import { configBeside, exposedIn } from '../../probes/repo/schema.ts';
import { readText } from '../../probes/repo/list.ts';
import { migrationTexts } from '../../probes/repo/migrations.ts';
import type { Access, Proven, ProvenFunction } from '../../probes/database/proven.ts';
import { type Replay, replayMigrations } from '../../probes/database/replayed.ts';
import { redact } from '../../redact/redact.ts';
import { renderReplay } from '../../reports/replay.ts';
import { openWorkspace, repoInput } from '../workspace.ts';

const takes = z.strictObject({
  repo: repoInput.meta({ positional: true }),
  database: z
    .string()
    .default('')
    .describe('The environment variable with the address of a PostgreSQL of your own; `perf.database` where left out'),
  anywhere: z.boolean().default(false).describe('Also use a server on another machine; never that of production'),
});

/** A table, what was proven of it, and whether that is more than strangers should get. */
export type ReplayedTable = Proven & { open: boolean };

/** A function, what a call of it did, and whether that passes by the policies of what is private. */
export type ReplayedFunction = ProvenFunction & { open: boolean };

/** What a replay gives; `--json` prints it. */
export interface DatabaseReplay extends Omit<Replay, 'tables' | 'definers'> {
  schema: 1;
  at: string;
  files: number;
  /** Migrations that are there and were not read. */
  unread: string[];
  tables: ReplayedTable[];
  definers: ReplayedFunction[];
}

/** `launch-ready database replay`: do the migrations rebuild the database, and who can read what in it? */
export const databaseReplay = defineVerb<z.output<typeof takes>, DatabaseReplay>({
  name: 'database replay',
  does: 'Run the migrations in a throw-away PostgreSQL database and prove who can read what',
  stage: 'audit',
  touches: 'network',
  takes,
  gives: z.custom<DatabaseReplay>(),
  examples: [
    'launch-ready database replay --database DATABASE_URL',
    'launch-ready database replay ../app --database TEST_DATABASE_URL --json',
  ],
  async run({ repo, database, anywhere }, io, tell) {
    const { root, config } = openWorkspace(repo);
    const variable = database || /^\$\{(\w+)\}$/.exec(config.perf.database ?? '')?.[1];
    const address = variable === undefined ? undefined : io.env[variable];
    if (!address)
      throw new UserError(
        variable === undefined ? 'no-database' : 'no-such-variable',
        variable === undefined ? 'No database server is named.' : `The environment variable ${variable.slice(0, 40)} is not set.`,
        'Give --database NAME, where NAME holds postgres://… of a PostgreSQL on this machine.',
      );
    const texts = await migrationTexts(root, io.signal, config.deploy?.migrations ?? {});
    if (texts.runner === null || texts.other !== null)
      throw new UserError(
        'no-migrations',
        texts.other === null ? 'There are no SQL migrations in this folder.' : `The migrations are for ${texts.other.slice(0, 30)}.`,
        'Name their folder under `deploy.migrations.folder` in launch-ready.yaml.',
      );
    tell({ is: 'asking', text: `PostgreSQL to run ${texts.files.length} migrations in a database of its own` });
    const exposed = exposedIn((await readText(root, configBeside(texts.files), 256 * 1024)) ?? '');
    const replayed = await replayMigrations(texts, { address, anywhere, exposed, signal: io.signal });
    const tables = replayed.tables.map((table): ReplayedTable => ({ ...table, open: isOpen(table) }));
    const definers = replayed.definers.map((each): ReplayedFunction => ({ ...each, open: isPassedBy(each, tables) }));
    const gave = { schema: 1, at: io.now().toISOString(), files: texts.files.length, unread: texts.unread, ...replayed, tables, definers };
    return redact(gave) as DatabaseReplay; // as: redacting keeps the shape
  },
  shows: (gave, page) => renderReplay(gave, page),
  exit({ failed, tables, definers, unproven, unread, extensions }) {
    const isWrong = ({ open, broken }: ReplayedTable): boolean => open || /infinite recursion/.test(broken ?? '');
    if (failed.some(({ because }) => because === 'itself') || tables.some(isWrong) || definers.some(({ open }) => open)) return 1;
    return unproven.length + unread.length + extensions.length > 0 || tables.some(({ broken }) => broken !== null) ? 3 : 0;
  },
});

const STRANGERS = new Set(['all', 'others']);

/** True where strangers change what is not theirs, or read what belongs to single users. */
function isOpen(table: Proven): boolean {
  const writes = ({ update, delete: removes }: Access): boolean => STRANGERS.has(update) || STRANGERS.has(removes);
  const reads = isPrivate(table) && (STRANGERS.has(table.anon.select) || STRANGERS.has(table.user.select));
  return reads || writes(table.anon) || writes(table.user);
}

function isPrivate({ kind, name, columns }: Proven): boolean {
  return kind === 'bucket'
    ? holdsPrivateFiles(name)
    : privacyOf({ name, columns: columns.map((column) => ({ name: column, type: '' })), foreign: [] }) !== 'other';
}

/** True where a function gives or changes rows of single users that a caller without a login cannot read otherwise. */
function isPassedBy({ reads, changes }: ProvenFunction, tables: readonly Proven[]): boolean {
  return [...reads, ...changes].some((key) => {
    const table = tables.find(({ schema, name, kind }) => kind === 'table' && `${schema}.${name}` === key);
    return table === undefined ? key === 'auth.users' : isPrivate(table) && !STRANGERS.has(table.anon.select);
  });
}
