import { UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { openAdapter } from '../../deploy/adapters.ts';
import type { Environment } from '../../probes/repo/environment.ts';
import type { Workspace } from '../workspace.ts';
import type { Gathered } from './gather.ts';
import type { Setting } from './scope.ts';

/** The settings of every package in one: a release takes them all along. */
export function wholeOf(settings: readonly Setting[]): Setting | undefined {
  const first = settings[0];
  return first && { ...first, scope: '', values: new Map(settings.flatMap(({ values }) => [...values])) };
}

/** What is set there by the adapter's own eyes, and by files that go along with the code. */
export function merged(
  environment: string,
  set: readonly string[],
  { told, seen }: { told: Setting | undefined; seen: Environment },
): Setting {
  const known = { looks: 'plain', digest: null, kind: null } as const;
  const shipped = seen.files.filter((file) => file.tracked && (file.environment === environment || file.environment === 'default'));
  const travels = new Set(shipped.flatMap(({ values }) => values.map(({ name }) => name)));
  const along = [...(told?.values ?? [])].filter(([name]) => travels.has(name) || set.includes(name));
  const values = new Map(along);
  // A file that leaves a name empty does not unset what the platform has.
  for (const name of set) if (!isUsable({ values }, name)) values.set(name, known);
  return { environment, from: told?.from ?? 'the adapter', scope: '', values };
}

/** True for a variable with a value that is none to be filled in. */
export function isUsable({ values }: Pick<Setting, 'values'>, name: string): boolean {
  const value = values.get(name);
  return value !== undefined && value.looks !== 'empty' && value.looks !== 'stand-in';
}

/** The environments, the one that releases go to as its platform shows it now. Throws a UserError where the platform cannot be asked. */
export async function liveSettings(
  workspace: Workspace,
  { seen, settings }: Gathered,
  { io, say }: { io: Io; say: (text: string) => void },
): Promise<Setting[]> {
  const { deploy } = workspace.config;
  const set = await openAdapter({ config: deploy, root: workspace.root, io, say }).envNames();
  if (set === null)
    throw new UserError(
      'no-live-names',
      `The adapter of launch-ready.yaml does not tell which variables ${deploy.environment} has.`,
      'Give deploy.commands an `env` that prints their names, or leave --live away.',
    );
  const told = wholeOf(settings.filter(({ environment }) => environment === deploy.environment));
  const live = { ...merged(deploy.environment, set, { told, seen }), from: 'the platform' };
  return [...settings.filter(({ environment }) => environment !== deploy.environment), live];
}
