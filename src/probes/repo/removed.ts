import { type GitOptions, runGitAsFar } from './git.ts';

/** A commit that took something away. */
export interface Removal {
  commit: string;
  date: string;
}

/** One version of a path in the place of another, by one commit. */
interface Step extends Removal {
  before: string;
  after: string;
}

/** Paths that are asked about; a command line holds no more. */
const PATHS = 200;

/** How these paths changed in the history of HEAD, the newest step first; steps that merges alone made are left out. */
export async function stepsOf(root: string, paths: readonly string[], options: GitOptions): Promise<Map<string, Step[]>> {
  const steps = new Map<string, Step[]>();
  if (paths.length === 0) return steps;
  const how = ['--raw', '-z', '--no-abbrev', '--no-renames', '--full-history', '--no-ext-diff', '--no-textconv', '--no-color'];
  const args = ['log', 'HEAD', '--format=commit %H %at', ...how, '--', ...paths.slice(0, PATHS)];
  const { text } = await runGitAsFar(root, args, options);
  let by: Removal = { commit: '', date: '' };
  const fields = text.split('\0');
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at]!.trim();
    const head = /^commit ([a-f0-9]{40,64}) (\d{1,12})$/.exec(field);
    if (head) by = { commit: head[1]!.slice(0, 10), date: new Date(Number(head[2]) * 1000).toISOString() };
    const change = /^:\d+ \d+ ([a-f0-9]+) ([a-f0-9]+) [A-Z]$/.exec(field);
    if (!change) continue;
    at += 1;
    const path = fields[at] ?? '';
    steps.set(path, [...(steps.get(path) ?? []), { ...by, before: change[1]!, after: change[2]! }]);
  }
  return steps;
}

/** The newest commit that left a path without any of these versions; nothing for what only another branch had. Pure. */
export function removalIn(steps: readonly Step[] | undefined, held: ReadonlySet<string> | undefined): Removal | undefined {
  const step = steps?.find(({ before, after }) => held?.has(before) === true && !held.has(after));
  return step && { commit: step.commit, date: step.date };
}
