import { readSchema } from '../../parsers/schema/fold.ts';
import type { MigrationTexts } from '../repo/migrations.ts';
import { type Proof, prove } from './prove.ts';
import { replay, type Replayed } from './replay.ts';
import { openScratch } from './scratch.ts';

/** What the migrations made of an empty database, and who can do what in it. */
export interface Replay extends Replayed, Proof {
  version: string;
  supabase: boolean;
}

export interface Where {
  address: string;
  anywhere: boolean;
  /** Schemas that the API serves. */
  exposed: readonly string[];
  signal: AbortSignal;
}

/** Runs migrations in a database of its own that is gone afterwards, and proves who can do what in it. */
export async function replayMigrations(
  { files, runner }: Pick<MigrationTexts, 'files' | 'runner'>,
  { address, anywhere, exposed, signal }: Where,
): Promise<Replay> {
  const { supabase } = await readSchema(files, runner === 'supabase');
  await using scratch = await openScratch(address, anywhere);
  const client = await scratch.connect();
  const replayed = await replay(client, files, { supabase, signal });
  await client.query('RESET ALL');
  const proof = supabase ? await prove(client, exposed, signal) : { tables: [], definers: [], unproven: [] };
  return { version: scratch.version, supabase, ...replayed, ...proof };
}
