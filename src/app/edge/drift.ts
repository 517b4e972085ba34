import { z } from 'zod';
import { canonicalJson } from '../../core/bundle.ts';
import type { Change } from '../../core/change.ts';
import { defineVerb } from '../../core/verb.ts';
import { weigh, type Weight } from '../../providers/cloudflare/weigh.ts';
import { type Journal, openJournal } from '../journal.ts';
import { edgeTakes, look, whereOf } from './look.ts';
import { count, fieldsOf } from './words.ts';

const takes = z.strictObject(edgeTakes);

/** One difference between the live edge and the configuration. */
export interface Drifted {
  change: Change;
  /** What the live edge is, held against the configuration. */
  is: Weight;
  /** Who made it: somebody elsewhere after we had set it, or the configuration, which was never applied. */
  by: { who: 'elsewhere'; since: string } | { who: 'configuration' };
}

export interface EdgeDrift {
  zone: string;
  drifted: Drifted[];
  held: { what: string; why: string }[];
}

/** `launch-ready edge drift`: is the edge still what it should be, and if not, is it weaker? */
export const edgeDrift = defineVerb<z.output<typeof takes>, EdgeDrift>({
  name: 'edge drift',
  does: 'Tell whether your edge still is what you wrote down; exit 1 when it is not',
  stage: 'watch',
  touches: 'network',
  takes,
  gives: z.custom<EdgeDrift>(),
  examples: ['launch-ready edge drift', 'launch-ready edge drift --json'],
  async run(input, io, tell) {
    const where = whereOf(input);
    const { plan } = await look(where, io, tell);
    const journal = openJournal(where.workspace.state);
    const drifted = plan.changes.map((change) => ({ change, is: weigh(change), by: causeOf(change, journal) }));
    return { zone: where.zone, drifted, held: plan.held };
  },
  shows: ({ zone, drifted }) =>
    drifted.length === 0
      ? `The edge of ${zone} is what your configuration says.\n`
      : `${[
          `${count(drifted.length, 'difference')} at the edge of ${zone}.`,
          '',
          ...drifted.flatMap(({ change, is, by }) => [
            `${is.padEnd(9)} ${change.at.split(' ').slice(2).join(' ')}`,
            `          ${by.who === 'elsewhere' ? `changed elsewhere since ${by.since}` : 'in your configuration, not applied yet'}`,
            ...fieldsOf(change).map((field) => `          ${field}`),
          ]),
        ].join('\n')}\n`,
  exit: ({ drifted }) => (drifted.length === 0 ? 0 : 1),
});

/** The journal knows whether the wanted value stood there once. */
function causeOf(change: Change, journal: Pick<Journal, 'lines'>): Drifted['by'] {
  const last = journal.lines.findLast(({ entry }) => entry.is === 'did' && entry.undo.at === change.at);
  if (last?.entry.is !== 'did') return { who: 'configuration' };
  const intended = journal.lines.findLast(
    ({ entry }) => entry.is === 'intends' && last.entry.is === 'did' && entry.change.id === last.entry.change,
  );
  const set = intended?.entry.is === 'intends' ? intended.entry.change.after : null;
  const same = canonicalJson(bare(set)) === canonicalJson(bare(change.after));
  return same ? { who: 'elsewhere', since: last.at } : { who: 'configuration' };
}

/** Without its place among others, which is no part of what a rule says. */
function bare(value: Change['after']): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'position'));
}
