import { readFileSync } from 'node:fs';

/**
 * One value of every kind that the tables of kinds hold in one line: its id, the name it stands behind, and its shape. `{h32}` is 32
 * characters of hex; the letters are those of `SIGNS`. Shapes are no secrets, so that no scanner takes this file for a leak.
 */
const SHAPES = readFileSync(new URL('secret-shapes.txt', import.meta.url), 'utf8');

/** The characters behind each letter of a shape. */
const SIGNS: Readonly<Record<string, string>> = {
  h: '0123456789abcdef',
  H: '0123456789ABCDEF',
  a: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  w: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-',
  b: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  c: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./',
  l: 'abcdefghijklmnopqrstuvwxyz0123456789',
  U: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  Z: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  z: 'abcdefghijklmnopqrstuvwxyz',
  t: 'abcdefghijklmnopqrstuvwxyz234567',
  T: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  G: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
  d: '123456789',
};
const WORDS = 'orbit velvet canyon ripple harbor timber saddle museum cradle pepper lantern glimpse anchor bottle drift ember'.split(' ');

/** A kind, the name its value stands behind, and the shape of the value. */
export interface Shape {
  id: string;
  name: string;
  shape: string;
}

export const SHAPE_ROWS: readonly Shape[] = SHAPES.trim()
  .split('\n')
  .map((row) => {
    const [id = '', name = '', ...rest] = row.split(' ');
    return { id, name, shape: rest.join(' ') };
  });

/** A value of a shape. Letters and digits that a random text has are always there: the first and the last are a letter and a digit. */
export function fill(shape: string, random: () => number): string {
  const pick = <T>(from: readonly T[] | string): T | string => from[Math.floor(random() * from.length)]!;
  const run = (letter: string, length: number): string => {
    const signs = Array.from({ length }, () => pick(SIGNS[letter]!)).join('');
    if (length < 12 || letter === 'd' || !/[0-9]/.test(SIGNS[letter]!)) return signs;
    const ends = SIGNS[letter]!.match(/[A-Za-z]/g)!;
    return `${pick(ends)}${signs.slice(1, -3)}${['7', '3', '5'].map((digit) => (SIGNS[letter]!.includes(digit) ? digit : '9')).join('')}`;
  };
  return shape
    .replaceAll('{u}', '{h8}-{h4}-{h4}-{h4}-{h12}')
    .replaceAll('{J}', () => {
      const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      return [part({ alg: 'HS256', typ: 'JWT' }), part({ aud: run('h', 12), sub: run('h', 16) }), run('a', 43)].join('.');
    })
    .replace(/\{m(\d+)\}/g, (_, count: string) =>
      WORDS.map((word) => ({ word, at: random() }))
        .toSorted((a, b) => a.at - b.at)
        .slice(0, Number(count))
        .map(({ word }) => word)
        .join(' '),
    )
    .replace(/\{([a-zA-Z])(\d+)\}/g, (_, letter: string, length: string) => run(letter, Number(length)));
}
