import { randomBytes } from 'node:crypto';
import { UserError } from '../../core/errors.ts';
import { type EnvFile, readEnvFile } from '../../probes/repo/env-files.ts';
import { type Environment, readEnvironment } from '../../probes/repo/environment.ts';
import { packageOf } from '../../probes/repo/packages.ts';
import { readMemory } from '../secrets/memory.ts';
import type { Workspace } from '../workspace.ts';
import type { Setting } from './scope.ts';

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
      told.push({ environment, from: 'launch-ready.yaml', scope: '', values: new Map(where.names.map((name) => [name, known])) });
      continue;
    }
    const file = await readEnvFile(workspace.root, where.file.replace(/^\.\//, ''), { environment, salt, now });
    if (!file)
      throw new UserError(
        'no-environment-file',
        `launch-ready.yaml says that ${environment} is in ${where.file}, and there is no such file.`,
        `Correct secrets.environments.${environment}, or list the names with \`names: [A, B]\`.`,
      );
    told.push(settingOf(environment, '', [file]));
  }
  const named = new Set(told.map(({ environment }) => environment));
  return { seen, settings: [...told, ...foundSettings(seen).filter(({ environment }) => !named.has(environment))], salt };
}

/** The environments that the files of each package show, each with the files below it that count there as well. */
function foundSettings(seen: Environment): Setting[] {
  const files = seen.files
    .filter(({ environment }) => environment !== 'example')
    .map((file) => ({ ...file, scope: packageOf(seen.packages, file.path) }));
  const own = files.filter(({ environment }) => environment !== 'default');
  const groups = Map.groupBy(own, ({ environment, scope }) => `${environment}\0${scope}`);
  return [...groups.values()].map((group) => {
    const { environment, scope } = group[0]!;
    const isBelow = (file: (typeof files)[number]): boolean => {
      const counts =
        file.environment === environment || (file.environment === 'default' && (file.tracked || environment === 'development'));
      return counts && (file.scope === scope || file.scope === '') && !group.includes(file);
    };
    const below = files.filter(isBelow).toSorted((a, b) => a.scope.length - b.scope.length);
    const order = precedence(seen.packages.find(({ folder }) => folder === scope)?.dependencies ?? []);
    return settingOf(environment, scope, [...below, ...group.toSorted((a, b) => order(a.path) - order(b.path))]);
  });
}

/**
 * Which of two files of an environment wins, by the framework that reads them: Next.js, Expo and Create React App let `.env.local` win over
 * `.env.production`, Vite lets `.env.production` win. Sources: each framework's guide, 2026-11.
 */
export function precedence(dependencies: readonly string[]): (path: string) => number {
  const isMode = ['next', 'expo', 'react-scripts'].some((name) => dependencies.includes(name));
  return (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name.endsWith('.local') && name !== '.env.local') return 3;
    return (name === '.env.local') === isMode ? 2 : 1;
  };
}

function settingOf(environment: string, scope: string, files: readonly EnvFile[]): Setting {
  const values = new Map(
    files.flatMap((file) => file.values.map(({ name, looks, digest, kind }) => [name, { looks, digest, kind }] as const)),
  );
  return { environment, from: files.at(-1)?.path ?? '', scope, values };
}
