import type { InventoryEntry } from './list-secrets.ts';
import type { Memory, Rotation } from './memory.ts';

/** Why a step is not so, and what to do. */
export interface Hindrance {
  code: 'still-exposed' | 'old-value-in-use' | 'not-rotated' | 'not-verified' | 'still-in-history';
  message: string;
  hint: string;
}

/** Why a secret cannot be taken one step on, in the words of a person; null where it can. Deleting a line proves nothing. */
export function hinders({ name, exposed, livesIn, oldIn, state }: InventoryEntry, as: Rotation, wholeHistory: boolean): Hindrance | null {
  if (as === 'leaked') return null;
  if (exposed === 'head' || exposed === 'bundle')
    return {
      code: 'still-exposed',
      message: `${name} is not ${as} yet: its value still stands in ${livesIn.join(', ')}.`,
      hint: 'Take the value out of these files first; the new one belongs on the platform alone.',
    };
  if (as === 'rotated' && oldIn.length > 0)
    return {
      code: 'old-value-in-use',
      message: `${name} is not rotated yet: ${oldIn.join(', ')} still holds the value that leaked.`,
      hint: 'Make the new key at the provider, and enter it there and on the platform.',
    };
  if (as === 'verified' && state !== 'rotated' && state !== 'verified' && state !== 'purged')
    return {
      code: 'not-rotated',
      message: `${name} has no new value yet: were the old one refused, the app would stand still.`,
      hint: 'Mark it as rotated once the new value is in use.',
    };
  if (as === 'purged' && state !== 'verified' && state !== 'purged')
    return {
      code: 'not-verified',
      message: `${name} may still work, so cleaning the history hides it at most.`,
      hint: 'Mark it as verified first.',
    };
  if (as === 'purged' && (!wholeHistory || exposed !== null))
    return {
      code: 'still-in-history',
      message: wholeHistory ? `The history still holds the value of ${name}.` : 'Nobody has looked through the history.',
      hint: 'Run `launch-ready secrets inventory --history`; it marks what is gone by itself.',
    };
  return null;
}

/** The memory with one secret one step on. */
export function stepped(
  memory: Memory,
  { name }: Pick<InventoryEntry, 'name'>,
  { as, by, on }: { as: Rotation; by: 'seen' | 'told'; on: string },
): Memory {
  return { ...memory, secrets: { ...memory.secrets, [name]: { ...memory.secrets[name], state: as, by, on } } };
}
