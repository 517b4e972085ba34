import { createHash } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits as a key has them, the same in every run and by the name they are for. No file holds them, so that no scanner takes one for a leak. */
export function madeUp(name: string, length: number): string {
  let text = '';
  for (let block = 0; text.length < length; block += 1)
    for (const byte of createHash('sha512').update(`${name} ${block}`).digest()) text += LETTERS[byte % LETTERS.length];
  return text.slice(0, length);
}
