import { z } from 'zod';
import { ProbeError, UserError } from '../../core/errors.ts';
import { defineProbe } from '../../core/probe.ts';
import { GETS } from '../database/proven.ts';
import { replayMigrations } from '../database/replayed.ts';
import { readText } from './list.ts';
import { migrationTexts, unreadable } from './migrations.ts';
import { configBeside, exposedIn } from './schema.ts';

const gets = z.enum(GETS);
const access = z.object({ select: gets, insert: gets, update: gets, delete: gets });
const hidden = z.array(z.string());

const sees = z.object({
  /** Null where there are no migrations that could run; `other` names another database they are for. */
  files: z.int(),
  other: z.string().nullable(),
  version: z.string(),
  supabase: z.boolean(),
  ran: z.int(),
  failed: z.array(
    z.object({
      file: z.string(),
      line: z.int(),
      code: z.string(),
      says: z.string(),
      because: z.enum(['itself', 'an earlier failure', 'a missing extension']),
    }),
  ),
  extensions: z.array(z.string()),
  leftOut: z.record(z.string(), z.int()),
  /** Migrations that are there and were not read. */
  unread: z.array(z.string()),
  tables: z.array(
    z.object({
      schema: z.string(),
      name: z.string(),
      kind: z.enum(['table', 'view', 'bucket']),
      rowSecurity: z.boolean(),
      policies: z.array(z.string()),
      published: z.boolean(),
      columns: z.array(z.string()),
      hidden: z.object({ anon: hidden, user: hidden }),
      anon: access,
      user: access,
      broken: z.string().nullable(),
    }),
  ),
  definers: z.array(
    z.object({
      schema: z.string(),
      name: z.string(),
      args: z.string(),
      reads: z.array(z.string()),
      changes: z.array(z.string()),
      why: z.string().nullable(),
    }),
  ),
  unproven: z.array(z.object({ name: z.string(), why: z.string() })),
});
export type SeenReplay = z.output<typeof sees>;

const NOTHING: SeenReplay = {
  files: 0,
  other: null,
  version: '',
  supabase: false,
  ran: 0,
  failed: [],
  extensions: [],
  leftOut: {},
  unread: [],
  tables: [],
  definers: [],
  unproven: [],
};

/**
 * What a real PostgreSQL makes of the migrations, and who can do what there. Only where the person named a server: it runs the SQL of the
 * checkout, in a database and as a login of its own that are gone afterwards.
 */
export const repoReplay = defineProbe({
  id: 'repo/replay',
  on: 'repo',
  touch: 'passive',
  fits: ({ replay }) => replay !== undefined,
  asks: 'PostgreSQL what the migrations make of an empty database',
  deadline: 180_000,
  sees,
  async collect({ root, replay = '', migrations }, io): Promise<SeenReplay> {
    const { runner, other, files, unread } = await migrationTexts(root, io.signal, migrations).catch(unreadable(root));
    if (runner === null || other !== null) return { ...NOTHING, other };
    const exposed = exposedIn((await readText(root, configBeside(files), 256 * 1024)) ?? '');
    const where = { address: io.env[replay] ?? '', anywhere: false, exposed, signal: io.signal };
    const replayed = await replayMigrations({ runner, files }, where).catch((error: unknown) => {
      if (error instanceof UserError) throw new ProbeError(error.code, `the migrations were not replayed: ${error.message} ${error.hint}`);
      throw error;
    });
    return { ...replayed, files: files.length, other, unread: unread.slice(0, 20) };
  },
});
