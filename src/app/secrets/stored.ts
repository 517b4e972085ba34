import { parseDotenv } from '../../parsers/dotenv.ts';
import { readText } from '../../probes/repo/list.ts';
import { ENV_BYTES } from '../../probes/repo/env-names.ts';
import { sieve } from '../../redact/find/sieve.ts';
import type { Gathered } from '../env/gather.ts';
import type { Workspace } from '../workspace.ts';

/** Secrets that files of environments hold, tracked or not: the variable, the file, and the id that a scan would give the value. */
export type Stored = readonly { name: string; path: string; id: string }[];

/** Reads what the environments of a checkout hold, as ids alone: so that a value that leaked is told from a new one. */
export async function storedIn(
  { root }: Pick<Workspace, 'root'>,
  { seen, settings }: Gathered,
  { salt, now }: { salt: string; now: Date },
): Promise<Stored> {
  const named = settings.map(({ from }) => from).filter((from) => from !== '' && from !== 'launch-ready.yaml');
  const paths = [...new Set([...seen.files.filter(({ environment }) => environment !== 'example').map(({ path }) => path), ...named])];
  const stored: { name: string; path: string; id: string }[] = [];
  for (const path of paths) {
    for (const { name, value } of parseDotenv((await readText(root, path, ENV_BYTES)) ?? '')) {
      const pot = sieve(now);
      pot.pour({ bytes: Buffer.from(`${name}=${value}\n`, 'latin1'), at: path, exposure: 'local' });
      stored.push(...pot.told(salt).found.map(({ id }) => ({ name, path, id })));
    }
  }
  return stored;
}
