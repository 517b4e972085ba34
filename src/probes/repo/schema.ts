import { z } from 'zod';
import { defineProbe } from '../../core/probe.ts';
import { type Schema } from '../../parsers/schema/model.ts';
import { readSchema } from '../../parsers/schema/fold.ts';
import { migrationTexts, unreadable } from './migrations.ts';
import { READING, readText } from './list.ts';

const place = { file: z.string(), line: z.int() };
const grants = z.record(z.string(), z.record(z.string(), z.enum(['yes', 'maybe'])));
const condition = z
  .object({
    admits: z.enum(['everybody', 'signed-in', 'some', 'nobody']),
    metadata: z.boolean(),
    owner: z.array(z.string()),
    buckets: z.array(z.string()),
    asks: z.array(z.string()),
  })
  .nullable();

const table = z.object({
  ...place,
  schema: z.string(),
  name: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  keys: z.array(z.array(z.string())),
  foreign: z.array(z.object({ ...place, columns: z.array(z.string()), to: z.string() })),
  rowSecurity: z.boolean(),
  offAt: z.object(place).nullable(),
  policies: z.array(
    z.object({
      ...place,
      name: z.string(),
      permissive: z.boolean(),
      command: z.enum(['all', 'select', 'insert', 'update', 'delete']),
      roles: z.array(z.string()),
      using: condition,
      check: condition,
    }),
  ),
  grants,
  changes: z.record(z.string(), z.array(z.string())),
  watched: z.array(z.string()),
  platform: z.enum(['yes', 'maybe', 'no']),
});

const view = z.object({
  ...place,
  schema: z.string(),
  name: z.string(),
  materialized: z.boolean(),
  invoker: z.boolean(),
  reads: z.array(z.string()),
  shows: z.array(z.string()),
  asksCaller: z.boolean(),
  grants,
});

const routine = z.object({
  ...place,
  schema: z.string(),
  name: z.string(),
  args: z.array(z.string()),
  definer: z.boolean(),
  searchPath: z.boolean(),
  trigger: z.boolean(),
  asksCaller: z.boolean(),
  asksUnequal: z.boolean(),
  metadata: z.boolean(),
  reads: z.array(z.string()),
  writes: z.boolean(),
  grants,
});

const sees = z.object({
  /** Whether there are migrations for PostgreSQL; `other` names another database they are for. */
  files: z.int(),
  other: z.string().nullable(),
  /** Schemas that the platform's API serves. */
  exposed: z.array(z.string()),
  supabase: z.boolean(),
  tables: z.array(table),
  views: z.array(view),
  routines: z.array(routine),
  buckets: z.array(z.object({ ...place, id: z.string(), public: z.boolean() })),
  realtime: z.array(z.string()),
  believed: z.array(z.string()),
  unread: z.array(z.object({ ...place, why: z.string() })),
  missing: z.array(z.object({ ...place, name: z.string() })),
});
export type SeenSchema = z.output<typeof sees>;

/** Where Supabase's own settings lie: beside its migrations, which an app in a monorepo has further down. */
export function configBeside(files: readonly { path: string }[]): string {
  const folder = /^(.*?)supabase\/migrations\//.exec(files[0]?.path ?? '')?.[1] ?? '';
  return `${folder}supabase/config.toml`;
}

/** What the database of a checkout looks like once its migrations have run, read from them alone. */
export const repoSchema = defineProbe({
  id: 'repo/schema',
  on: 'repo',
  touch: 'passive',
  asks: 'the migrations for who may read and write what',
  deadline: READING,
  sees,
  async collect({ root, migrations }, io): Promise<SeenSchema> {
    const { runner, other, files, unread } = await migrationTexts(root, io.signal, migrations).catch(unreadable(root));
    const config = await readText(root, configBeside(files), 256 * 1024);
    const schema: Schema = await readSchema(files, runner === 'supabase' || config !== null);
    const whole = unread.slice(0, 20).map((file) => ({ file, line: 1, why: 'the file is too large, too late in the list, or no text' }));
    return { ...schema, unread: [...whole, ...schema.unread], files: files.length, other, exposed: exposedIn(config ?? '') };
  },
});

/** The schemas that `[api] schemas` of Supabase's config.toml names; `public` where it says nothing. */
export function exposedIn(config: string): string[] {
  const [, section = ''] = /^\[api\]\s*$([\s\S]*?)(?=^\[|(?![\s\S]))/m.exec(config) ?? [];
  const listed = /^\s*schemas\s*=\s*\[([^\]]{0,2000})\]/m.exec(section)?.[1];
  const names = [...(listed ?? '').matchAll(/["']([^"']{1,63})["']/g)].map((match) => match[1]!); // !: the group is not optional
  return names.length > 0 ? names : ['public'];
}
