import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Packages whose words judge and are never learned from. */
const JUDGES = [
  'zod',
  'hono',
  'pg',
  'jose',
  'undici',
  'vite',
  'postcss',
  'nodemailer',
  'ajv',
  'yaml',
  'mailauth',
  'imapflow',
  'fast-check',
  'rolldown',
];
const FILE = /\.(?:[cm]?[jt]s|json|md)$/;
const MOST_BYTES = 600_000;
/** Words of code: identifiers, paths, names of classes and files, 16 to 64 characters as in generic assignments. */
const WORD = /(?<![\w$./+=-])[A-Za-z][\w$./+=-]{15,63}(?![\w$./+=-])/g;

function* filesOf(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesOf(path);
    else if (entry.isFile() && FILE.test(entry.name) && statSync(path).size < MOST_BYTES) yield path;
  }
}

/** Different words of the installed packages: those that are learned from, or those of the packages that judge. */
export function wordsOf(which: 'learned' | 'judging', packages = Number.POSITIVE_INFINITY): string[] {
  const root = join(import.meta.dirname, '../node_modules');
  const words = new Set<string>();
  const names = which === 'judging' ? JUDGES : readdirSync(root).filter((name) => !name.startsWith('.') && !JUDGES.includes(name));
  for (const name of names.slice(0, packages)) {
    for (const file of filesOf(join(root, name))) for (const [word] of readFileSync(file, 'latin1').matchAll(WORD)) words.add(word);
  }
  return [...words].filter((word) => !DATA.test(word));
}

/** Hashes and encoded data are no words: their owners would not call them so either. */
const DATA = /^sha\d{3}-|[A-Za-z0-9+/]{40,}|(?:[a-f]*\d+[a-f]+\d+){4}/;

const ALPHABETS = [
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  'abcdefghijklmnopqrstuvwxyz0123456789',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  '0123456789abcdef',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
] as const;

/** Tokens as generators of secrets make them: 16 to 64 characters of one alphabet. */
export function randomTokens(count: number, random: () => number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const alphabet = ALPHABETS[at % ALPHABETS.length]!;
    const length = 16 + Math.floor(random() * 49);
    return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]!).join('');
  });
}
