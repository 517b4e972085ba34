import { z } from 'zod';
import { type Change, RISKS } from '../../core/change.ts';
import { UserError } from '../../core/errors.ts';
import { makeChange, placeOf, PROVIDER } from '../../providers/cloudflare/change-of.ts';
import { simulate } from '../../providers/cloudflare/simulate.ts';
import { standingOf } from '../../providers/cloudflare/standing.ts';
import { stateHash, type ZoneState } from '../../providers/cloudflare/state.ts';

const saved = z.object({
  schema: z.literal(1),
  zone: z.string(),
  state: z.string().regex(/^[0-9a-f]{64}$/),
  changes: z.array(
    z.object({
      id: z.string(),
      provider: z.literal(PROVIDER),
      at: z.string(),
      says: z.string(),
      before: z.json(),
      after: z.json(),
      risk: z.enum(RISKS),
      mends: z.array(z.string()).optional(),
    }),
  ),
});
export type SavedPlan = { zone: string; state: string; changes: Change[] };

/** Reads a saved plan. Throws a UserError for anything else, and for one that was edited. */
export function readPlan({ name, text }: { name: string; text: string }): SavedPlan {
  const parsed = saved.safeParse(jsonOf(text));
  const changes = (parsed.data?.changes ?? []) as Change[]; // as: an absent `mends` and one that is undefined are the same here
  if (!parsed.success || !changes.every((change) => isWhole(change, parsed.data.zone)))
    throw new UserError(
      'plan-invalid',
      `${name} is no plan, or somebody has edited it.`,
      'Make one with `launch-ready edge plan --save edge-plan.json`.',
    );
  return { zone: parsed.data.zone, state: parsed.data.state, changes };
}

/** A change whose id is still the hash of what it does, for the zone of the plan. */
function isWhole(change: Change, zone: string): boolean {
  try {
    const place = placeOf(change);
    return place.zone === zone && makeChange(place, change).id === change.id;
  } catch {
    return false;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The changes of a plan that are still to be done. The zone must be as it was when the plan was made, or differ from that by nothing
 * but steps of this plan that an earlier run has carried out; anything else is a UserError `edge-moved`.
 */
export function remaining(plan: SavedPlan, state: ZoneState): Change[] {
  if (stateHash(state) === plan.state) return plan.changes;
  const done = plan.changes.filter((change) => standingOf(state, change) === 'after');
  const rewound = done
    .toReversed()
    .reduce((held, change) => simulate(held, { ...change, before: change.after, after: change.before }), state);
  if (done.length > 0 && stateHash(rewound) === plan.state) return plan.changes.filter((change) => !done.includes(change));
  throw new UserError(
    'edge-moved',
    `${plan.zone} is no longer what the plan was made from: somebody changed it since. Nothing was changed.`,
    'Make a new plan with `launch-ready edge plan --save edge-plan.json` and look at it again.',
  );
}
