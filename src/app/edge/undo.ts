import { z } from 'zod';
import type { Change } from '../../core/change.ts';
import { defineVerb } from '../../core/verb.ts';
import { openZone } from '../../providers/cloudflare/read.ts';
import { mustAgree } from '../agree.ts';
import { openJournal } from '../journal.ts';
import { previewed } from './apply.ts';
import { openSteps, undoChanges } from './changes.ts';
import { edgeTakes, whereOf } from './look.ts';
import { count } from './words.ts';

const takes = z.strictObject({ ...edgeTakes, yes: z.boolean().default(false).describe('Do it without asking') });

/** `launch-ready edge undo`: takes back everything the journal says was done at the edge, newest first. */
export const edgeUndo = defineVerb<z.output<typeof takes>, { zone: string; undone: Change[]; calls: number }>({
  name: 'edge undo',
  does: 'Take back everything that was changed at your edge, newest first',
  stage: 'fix',
  touches: 'production',
  takes,
  gives: z.custom<{ zone: string; undone: Change[]; calls: number }>(),
  examples: ['launch-ready edge undo', 'launch-ready edge undo --yes'],
  async run(input, io, tell) {
    const { zone, workspace } = whereOf(input);
    const journal = openJournal(workspace.state);
    const steps = openSteps(journal, zone)
      .toReversed()
      .map(({ undo }) => undo);
    const pending = journal.lines.some(({ entry }) => entry.is === 'intends');
    if (steps.length === 0 && !pending) return { zone, undone: [], calls: 0 };
    const preview = steps.map(({ says }) => says).join('\n');
    await mustAgree({ io, yes: input.yes }, previewed(zone, steps, preview));
    const open = await openZone(io, zone);
    const { done, calls } = await undoChanges(zone, { io, journal, tell, open });
    return { zone, undone: done, calls };
  },
  shows: ({ zone, undone }) =>
    undone.length === 0
      ? `The journal knows of nothing to take back at ${zone}.\n`
      : `${count(undone.length, 'change')} taken back; ${zone} is as it was before.\n`,
});
