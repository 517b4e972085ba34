import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { defineVerb } from '../../core/verb.ts';
import { redact } from '../../redact/redact.ts';
import { renderInventory } from '../../reports/secrets-inventory.ts';
import { openWorkspace, repoInput } from '../workspace.ts';
import type { InventoryEntry } from './list-secrets.ts';
import { type Memory, ROTATION, writeMemory } from './memory.ts';
import { hinders, stepped } from './step.ts';
import { type Taken, takeInventory } from './take.ts';

const takes = z.strictObject({
  repo: repoInput.meta({ positional: true }),
  history: z.boolean().default(false).describe('Look through the whole history as well'),
  mark: z.string().optional().describe('A name or id whose rotation went on; needs --as'),
  as: z
    .enum(ROTATION)
    .optional()
    .describe('How far: leaked, rotated (the new value is in use), verified (the old one is refused), purged (history holds it no longer)'),
});
type Takes = z.output<typeof takes>;

export interface Inventory {
  secrets: InventoryEntry[];
}

/** `launch-ready secrets inventory`: whose keys are these, who has seen them, and what is left to do? */
export const secretsInventory = defineVerb<Takes, Inventory>({
  name: 'secrets inventory',
  does: 'List every secret: owner, where it lives, exposed or not, rotation',
  stage: 'hand over',
  touches: 'nothing',
  takes,
  gives: z.custom<Inventory>(),
  examples: [
    'launch-ready secrets inventory',
    'launch-ready secrets inventory --history',
    'launch-ready secrets inventory --mark STRIPE_SECRET_KEY --as rotated',
    'launch-ready secrets inventory --json',
  ],
  async run(input, io, tell) {
    const workspace = openWorkspace(input.repo);
    const taken = await takeInventory(workspace, { history: input.history, io, tell });
    if (input.mark === undefined) return redact({ secrets: taken.secrets }) as Inventory; // as: redacting keeps the shape
    const marked = markSecret(taken, input, io.now().toISOString().slice(0, 10));
    writeMemory(workspace, marked);
    return redact({ secrets: taken.list(marked) }) as Inventory; // as: see above
  },
  shows: (gave, page) => renderInventory(gave.secrets, page),
  exit: ({ secrets }) => (secrets.some(({ state }) => state === 'leaked') ? 1 : 0),
});

/** The memory with one step more. Refuses what is not so. */
function markSecret({ secrets, memory, wholeHistory }: Taken, { mark, as }: Takes, today: string): Memory {
  const about = secrets.find(({ name }) => name === mark);
  if (as === undefined)
    throw new UserError('no-state', '--mark needs to know how far the rotation is.', 'Add --as leaked, --as rotated or --as verified.');
  if (!about)
    throw new UserError('no-such-secret', 'There is no secret of that name or id.', 'Take the name from `launch-ready secrets inventory`.');
  const hindrance = hinders(about, as, wholeHistory);
  if (hindrance) throw new UserError(hindrance.code, hindrance.message, hindrance.hint);
  return stepped(memory, about, { as, by: as === 'rotated' && about.stored === 'new' ? 'seen' : 'told', on: today });
}
