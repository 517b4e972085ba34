import type { Io } from '../../core/io.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** A label that nobody has: what answers for it answers for every name. */
export function randomLabel(io: Pick<Io, 'random'>): string {
  return Array.from({ length: 16 }, () => LETTERS[Math.floor(io.random() * LETTERS.length)]).join('');
}
