import type { Mark } from './words.ts';

/** SGR codes of the sixteen terminal colours, readable on dark and on light backgrounds; bold and dim where colour says nothing. */
const CODES = {
  blocker: '1;31',
  high: '33',
  medium: '36',
  low: '2',
  pass: '32',
  unknown: '35',
  skip: '2',
  ignored: '2',
  strong: '1',
  faint: '2',
} as const satisfies Record<Mark | 'strong' | 'faint', string>;

/** Puts a colour around text that is already plain. */
export type Paint = (as: keyof typeof CODES, text: string) => string;

/** Colours, or none of them. */
export function painter(colour: boolean): Paint {
  return (as, text) => (colour && text !== '' ? `\u001b[${CODES[as]}m${text}\u001b[0m` : text);
}
