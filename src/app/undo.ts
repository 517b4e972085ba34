import { z } from 'zod';
import type { Change } from '../core/change.ts';
import { defineVerb } from '../core/verb.ts';
import { deploysIn } from '../deploy/record.ts';
import { wrap } from '../reports/columns.ts';
import { line, plain } from '../reports/text.ts';
import { openSteps, undoChanges } from './edge/changes.ts';
import { openFileSteps, undoFiles } from './files/changes.ts';
import { type Journal, openJournal } from './journal.ts';
import { agrees } from './agree.ts';
import { openWorkspace, repoInput } from './workspace.ts';

const takes = z.strictObject({
  repo: repoInput,
  yes: z.boolean().default(false).describe('Do it without asking'),
});

/** What `undo` took back, and what it leaves to other commands. */
export interface Undone {
  undone: Change[];
  /** Where somebody else has to act. */
  left: string[];
}

/** `launch-ready undo`: takes back what the journal says was changed, newest first. */
export const undo = defineVerb<z.output<typeof takes>, Undone>({
  name: 'undo',
  does: 'Take back every change that fix or sprint made, newest first, to the exact start',
  stage: 'fix',
  touches: 'production',
  takes,
  gives: z.custom<Undone>(),
  examples: ['launch-ready undo', 'launch-ready undo --yes'],
  async run({ repo, yes }, io, tell) {
    const { root, state } = openWorkspace(repo);
    const journal = openJournal(state);
    const left = deploysLeft(journal);
    const files = openFileSteps(journal).toReversed();
    const zones = zonesIn(journal);
    const steps = zones.flatMap((zone) => openSteps(journal, zone)).toReversed();
    if (zones.length === 0 && files.length === 0) return { undone: [], left };
    const preview = [...files, ...steps].map(({ undo: back }) => `  · ${plain(back.says)}`).join('\n');
    if (
      !(await agrees(
        { io, yes },
        `${preview}\n${files.length + steps.length} changes are taken back${zones.length > 0 ? `, at ${zones.join(', ')}` : ''}.`,
      ))
    )
      return { undone: [], left: ['Nothing was taken back: you did not agree.', ...left] };
    const { done: undone, left: changed } = undoFiles({ root, state, io, journal, tell });
    for (const zone of zones) undone.push(...(await undoChanges(zone, { io, journal, tell })).done);
    return { undone, left: [...changed, ...left] };
  },
  shows: ({ undone, left }, { width }) =>
    `${[
      undone.length === 0 ? 'The journal knows of nothing to take back.' : `${undone.length} changes taken back.`,
      ...undone.flatMap(({ says }) => wrap(`· ${line(says, 300)}`, width)),
      ...left.flatMap((text) => wrap(`? ${line(text, 300)}`, width)),
    ].join('\n')}\n`,
});

/** Zones with changes that stand, or whose fate is unsure, those changed last first. */
function zonesIn({ lines }: Journal): string[] {
  const zones = lines.flatMap(({ entry }) => {
    const at = entry.is === 'intends' ? entry.change.at : entry.is === 'did' ? entry.undo.at : '';
    return at.startsWith('zone ') ? [at.split(' ')[1] ?? ''] : [];
  });
  return [...new Set(zones.toReversed())];
}

/** A release is taken back by its own command, which proves that the one before serves again. */
function deploysLeft({ lines }: Journal): string[] {
  const last = deploysIn(lines).findLast(({ state }) => state === 'live');
  return last ? [`Release ${last.release} stays live; \`launch-ready deploy rollback\` takes it back.`] : [];
}
