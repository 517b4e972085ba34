import type { Line } from '../../core/journal.ts';
import { freshRun, type Io } from '../../core/io.ts';
import type { Tell } from '../../core/verb.ts';
import type { Journal } from '../journal.ts';
import type { Target } from '../target.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';

/** What every stage of a sprint works with. */
export interface Sprint {
  workspace: Workspace;
  target: Target & { domain: string };
  profile: string | undefined;
  /** True when every change was agreed to beforehand. */
  yes: boolean;
  io: Io;
  tell: Tell;
  journal: Journal;
}

/** What became of a stage: `open` waits for a person or for what is not configured, and says so. */
export interface Became {
  state: 'done' | 'skipped' | 'open';
  says: string;
  open?: readonly string[];
}

export interface Stage {
  name: string;
  title: string;
  /** Does the work. Called again after a crash in the middle, so it must begin from what it finds. */
  run(sprint: Sprint): Promise<Became>;
}

/** A stage with what became of it. */
export interface StageReport {
  name: string;
  title: string;
  state: Became['state'];
  says: string;
  open: readonly string[];
}

/**
 * Runs the stages in order, each written down when it begins and ends. Where the last sprint of the journal was broken off, the stages
 * it had done are not done again; one that was open is tried again.
 */
export async function runStages(stages: readonly Stage[], sprint: Sprint): Promise<StageReport[]> {
  const { journal, io, tell } = sprint;
  const earlier = unfinished(journal.lines);
  if (earlier === undefined) journal.write({ is: 'stage', stage: 'sprint', state: 'begun' }, io.now());
  const reports: StageReport[] = [];
  for (const [i, stage] of stages.entries()) {
    const { name, title } = stage;
    const before = earlier?.get(name);
    if (before !== undefined && before.state !== 'open') {
      tell({ is: 'done', text: `${i + 1}/${stages.length} ${title}: done before, ${before.says}` });
      reports.push({ name, title, ...before });
      continue;
    }
    tell({ is: 'done', text: `${i + 1}/${stages.length} ${title}` });
    journal.write({ is: 'stage', stage: name, state: 'begun' }, io.now());
    const { state, says, open = [] } = await stage.run(freshly(sprint));
    journal.write({ is: 'stage', stage: name, state: state === 'skipped' ? 'skipped' : 'done', became: state, says, open }, io.now());
    tell({ is: 'done', text: `    ${says}` });
    reports.push({ name, title, state, says, open });
  }
  journal.write({ is: 'stage', stage: 'sprint', state: 'done' }, io.now());
  return reports;
}

/** A stage reads the configuration as it is by then, and believes nothing that DNS has said before. */
function freshly(sprint: Sprint): Sprint {
  const { root, state } = sprint.workspace;
  return { ...sprint, workspace: { ...openWorkspace(root), state }, io: freshRun(sprint.io) };
}

/** What the stages of a sprint that was broken off have become; nothing when the last one ended, or there was none. */
function unfinished(lines: readonly Line[]): Map<string, Omit<StageReport, 'name' | 'title'>> | undefined {
  const last = lines.findLastIndex(({ entry }) => entry.is === 'stage' && entry.stage === 'sprint');
  const at = lines[last]?.entry;
  if (at?.is !== 'stage' || at.state === 'done') return undefined;
  return new Map(
    lines.slice(last + 1).flatMap(({ entry }): [string, Omit<StageReport, 'name' | 'title'>][] =>
      entry.is === 'stage' && entry.state !== 'begun'
        ? [
            [
              entry.stage,
              {
                state: entry['became'] as Became['state'], // as: runStages wrote it, and the journal's chain is whole
                says: String(entry['says']),
                open: entry['open'] as string[],
              },
            ],
          ]
        : [],
    ),
  );
}

/** Asks the person to do what only they can; `false` where they put it off or nobody can be asked. */
export async function asksFor({ io }: Pick<Sprint, 'io'>, question: Parameters<Io['ask']>[0]): Promise<boolean> {
  try {
    return /^(?:y|yes|done|ok|)$/i.test(await io.ask(question));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'nobody-to-ask') return false;
    throw error;
  }
}
