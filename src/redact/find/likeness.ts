import { SURPRISE, WEIGHTS } from './likeness-table.ts';
import { traitsOf } from './likeness-traits.ts';

/** How much a text reads as a random token rather than as words of code: above 0 it more likely is one. Pure. */
export function likeness(text: string): number {
  return traitsOf(text, (slot) => SURPRISE.charCodeAt(slot) - 48).reduce((sum, trait, at) => sum + trait * WEIGHTS[at]!, 0);
}
