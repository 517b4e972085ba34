import { z } from 'zod';
import type { Change } from '../../core/change.ts';
import { UserError } from '../../core/errors.ts';
import { defineVerb } from '../../core/verb.ts';
import { mustBeAllowed, mustNotVanish, REMOVALS } from '../../providers/cloudflare/guard.ts';
import type { Held } from '../../providers/cloudflare/intent.ts';
import { openZone } from '../../providers/cloudflare/read.ts';
import { zoneStatus } from '../../providers/cloudflare/state.ts';
import { type Propagated, verifyRecords } from '../../providers/cloudflare/verify.ts';
import { mustAgree } from '../agree.ts';
import { openJournal } from '../journal.ts';
import { applyChanges } from './changes.ts';
import { edgeTakes, look, whereOf } from './look.ts';
import { readPlan, remaining } from './saved.ts';
import { count, renderPlan, worst } from './words.ts';

const takes = z.strictObject({
  ...edgeTakes,
  plan: z.strictObject({ name: z.string(), text: z.string() }).optional().describe('Apply exactly this saved plan').meta({ file: 'read' }),
  yes: z.boolean().default(false).describe('Do it without asking'),
  'may-remove': z.array(z.enum(REMOVALS)).default([]).describe('Allow the last of these to be removed'),
});

/** What `edge apply` did. */
export interface EdgeApplied {
  zone: string;
  active: boolean;
  nameServers: string[];
  done: Change[];
  /** Steps of a run that was broken off, found done and written down. */
  found: Change[];
  held: Held[];
  /** What the name servers and resolvers say of each record that was changed; empty while the zone is pending. */
  propagated: Propagated[];
  calls: number;
}

/** `launch-ready edge apply`: carries the plan out, step by step, each written down before it is sent. */
export const edgeApply = defineVerb<z.output<typeof takes>, EdgeApplied>({
  name: 'edge apply',
  does: 'Change your edge as planned: preview, your yes, and every step can be undone',
  stage: 'fix',
  touches: 'production',
  takes,
  gives: z.custom<EdgeApplied>(),
  examples: ['launch-ready edge apply', 'launch-ready edge apply --plan edge-plan.json --yes'],
  async run(input, io, tell) {
    const saved = input.plan && readPlan(input.plan);
    const where = whereOf({ ...input, target: input.target ?? saved?.zone });
    if (saved && saved.zone !== where.zone)
      throw new UserError('plan-elsewhere', `The plan is for ${saved.zone}, not for ${where.zone}.`, 'Leave the domain out.');
    const looked = saved ? undefined : await look(where, io, tell);
    const open = looked?.open ?? (await openZone(io, where.zone));
    const changes = saved ? remaining(saved, open.state) : (looked?.plan.changes ?? []);
    const held = looked?.plan.held ?? [];
    const journal = openJournal(where.workspace.state);
    const mayRemove = input['may-remove'];
    if (changes.length > 0) {
      mustBeAllowed(open.state, changes);
      mustNotVanish(open.state, changes, mayRemove);
      const preview = looked ? renderPlan(looked.plan, 80) : changes.map(({ says }) => says).join('\n');
      await mustAgree({ io, yes: input.yes }, previewed(where.zone, changes, preview));
    }
    const applied =
      changes.length > 0
        ? await applyChanges(changes, { io, journal, tell, open, mayRemove })
        : { done: [], found: [], state: open.state, calls: open.client.calls() };
    const { active, nameServers } = zoneStatus(applied.state);
    const propagated = active ? await verifyRecords(io, applied.state, applied.done) : [];
    return { zone: where.zone, active, nameServers, done: applied.done, found: applied.found, held, propagated, calls: applied.calls };
  },
  shows: renderApplied,
});

/** What is shown before changes at a zone are agreed to. */
export function previewed(zone: string, changes: readonly Change[], preview: string): string {
  return `${preview}\n${count(changes.length, 'change')} at ${zone} (at stake: ${worst(changes)}).`;
}

function renderApplied({ zone, active, nameServers, done, found, held, propagated, calls }: EdgeApplied): string {
  const late = propagated.filter((each) => !each.arrived);
  return `${[
    done.length + found.length === 0
      ? `The edge of ${zone} is as it should be; nothing was changed.`
      : `${count(done.length, 'change')} made at the edge of ${zone}.`,
    ...(found.length === 0 ? [] : [`${count(found.length, 'step')} of an earlier run had arrived and is now written down.`]),
    ...held.map(({ what, why }) => `Held back: ${what}: ${why}`),
    ...(propagated.length === 0
      ? []
      : [
          late.length === 0
            ? 'Every name server and resolver that was asked answers with the new records.'
            : `Not arrived yet: ${late.map(({ name, type, server }) => `${type} ${name} at ${server}`).join(', ')}.`,
        ]),
    ...(active ? [] : [`Visitors do not come through it yet. At your registrar, set the name servers to ${nameServers.join(' and ')}.`]),
    ...(done.length === 0 ? [] : ['To take it all back: `launch-ready edge undo`.']),
    `${calls} requests to Cloudflare.`,
  ].join('\n')}\n`;
}
