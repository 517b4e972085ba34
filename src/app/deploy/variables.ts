import { UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import type { Item } from '../../deploy/preflight.ts';
import type { Environment } from '../../probes/repo/environment.ts';
import { type Gathered, gatherEnvironment } from '../env/gather.ts';
import { judgeEnvironment, requiredReads } from '../env/judge.ts';
import { isUsable, merged, wholeOf } from '../env/live.ts';
import type { Workspace } from '../workspace.ts';

const WHAT = 'variables';
/** Names before the rest is only counted. */
const NAMED = 12;

/**
 * What `env check` finds for the environment that a release goes to, as lines of the checklist (DEP-6, SEC-7). `set` are the names that
 * the adapter sees there, null where it cannot look: then the environment as the checkout tells it counts. Names alone are ever said.
 */
export async function variableItems(workspace: Workspace, set: readonly string[] | null, io: Io): Promise<Item[]> {
  try {
    return judged(workspace, set, await gatherEnvironment(workspace, io.signal, io.now()));
  } catch (error) {
    if (error instanceof UserError && error.code === 'no-environment-file') return [{ what: WHAT, state: 'unknown', says: error.message }];
    throw error;
  }
}

function judged({ config: { deploy } }: Workspace, set: readonly string[] | null, { seen, settings }: Gathered): Item[] {
  const target = deploy.environment;
  const wanted = wantedNames(seen, deploy.env);
  const told = wholeOf(settings.filter(({ environment }) => environment === target));
  const here = set === null ? told : merged(target, set, { told, seen });
  const unread = unreadItems(seen);
  if (here === undefined)
    return wanted.length === 0
      ? [{ what: WHAT, state: 'note', says: 'no code reads one, and no .env.example names one' }, ...unread]
      : [{ what: WHAT, state: 'unknown', says: `it cannot be seen which of ${wanted.length} are set in ${target}` }, ...unread];
  const others = settings.filter(({ environment }) => environment !== target);
  const problems = judgeEnvironment(seen, [...others, here]).filter(({ environment }) => environment === null || environment === target);
  const lacking = problems.filter(({ is }) => is === 'missing').map(({ name }) => name);
  const absent = [...new Set([...lacking, ...wanted.filter((name) => !isUsable(here, name) && !givenBy(seen, target, name))])].toSorted();
  const wrong = problems.filter(({ is, severity }) => is !== 'missing' && (severity === 'blocker' || severity === 'high'));
  const small = problems.filter(({ is, severity }) => !['missing', 'unread'].includes(is) && ['medium', 'low'].includes(severity)).length;
  return [
    ...(absent.length > 0
      ? [fail(`not set in ${target}: ${some(absent)}`)]
      : wrong.length > 0
        ? []
        : [{ what: WHAT, state: 'pass' as const, says: `${wanted.length} needed, all set` }]),
    ...wrong.map(({ says }) => fail(says)),
    ...unread,
    ...(small > 0
      ? [
          {
            what: WHAT,
            state: 'note' as const,
            says: `${small} smaller ${small === 1 ? 'thing' : 'things'}; \`launch-ready env check\` names them`,
          },
        ]
      : []),
  ];
}

/** Names the release cannot run without: those that code reads without a default, those of deploy.env, and those of .env.example that no code shows to be optional. */
function wantedNames(seen: Environment, configured: readonly string[]): string[] {
  const read = new Set(seen.reads.map(({ name }) => name));
  const documented = seen.files
    .filter(({ environment }) => environment === 'example')
    .flatMap(({ values }) => values.map(({ name }) => name))
    .filter((name) => !read.has(name));
  return [...new Set([...requiredReads(seen.reads).keys(), ...configured, ...documented])];
}

/** True for a name that a file of the platform sets in the environment. */
function givenBy(seen: Environment, target: string, name: string): boolean {
  return seen.sets.some((each) => each.name === name && (each.environment === null || each.environment === target));
}

function unreadItems({ unread, truncated }: Environment): Item[] {
  const could = (says: string): Item => ({ what: WHAT, state: 'unknown', says });
  return [
    ...(unread.length > 0 ? [could(`could not check what these need: ${some(unread)}`)] : []),
    ...(truncated ? [could('could not check every file: the checkout has too many')] : []),
  ];
}

function fail(says: string): Item {
  return { what: WHAT, state: 'fail', says };
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join(', ');
  return names.length > NAMED ? `${shown} and ${names.length - NAMED} more` : shown;
}
