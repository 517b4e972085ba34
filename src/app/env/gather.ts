import { randomBytes } from 'node:crypto';
import { UserError } from '../../core/errors.ts';
import { type EnvFile, type Environment, readEnvFile, readEnvironment } from '../../probes/repo/environment.ts';
import { readMemory } from '../secrets/memory.ts';
import type { Workspace } from '../workspace.ts';
import type { Setting } from './judge.ts';

/** What a checkout reads, and its environments as the configuration names them or as its files show. */
export interface Gathered {
  seen: Environment;
  settings: Setting[];
  /** Key of the digests. */
  salt: string;
}

/** Reads code and environments of a workspace. Throws a UserError where the configuration names a file that is not there. */
export async function gatherEnvironment(workspace: Workspace, signal: AbortSignal, now: Date): Promise<Gathered> {
  const salt = readMemory(workspace)?.salt ?? randomBytes(16).toString('hex');
  const seen = await readEnvironment(workspace.root, { signal, salt, now });
  const told: Setting[] = [];
  for (const [environment, where] of Object.entries(workspace.config.secrets.environments)) {
    if ('names' in where) {
      const known = { looks: 'plain', digest: null, kind: null } as const;
      told.push({ environment, from: 'launch-ready.yaml', values: new Map(where.names.map((name) => [name, known])) });
      continue;
    }
    const file = await readEnvFile(workspace.root, where.file.replace(/^\.\//, ''), { environment, salt, now });
    if (!file)
      throw new UserError(
        'no-environment-file',
        `launch-ready.yaml says that ${environment} is in ${where.file}, and there is no such file.`,
        `Correct secrets.environments.${environment}, or list the names with \`names: [A, B]\`.`,
      );
    told.push(settingOf(environment, [file]));
  }
  const named = new Set(told.map(({ environment }) => environment));
  const found = Map.groupBy(
    seen.files.filter(({ environment }) => environment !== 'example' && environment !== 'default' && !named.has(environment)),
    ({ environment }) => environment,
  );
  const shared = seen.files.filter(({ environment, tracked }) => environment === 'default' && tracked);
  // A committed `.env` holds for every environment; the environment's own file wins over it.
  return { seen, settings: [...told, ...[...found].map(([environment, files]) => settingOf(environment, [...shared, ...files]))], salt };
}

function settingOf(environment: string, files: readonly EnvFile[]): Setting {
  const values = new Map(
    files.flatMap((file) => file.values.map(({ name, looks, digest, kind }) => [name, { looks, digest, kind }] as const)),
  );
  return { environment, from: files.at(-1)?.path ?? '', values };
}
