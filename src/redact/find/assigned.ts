import { type Findable, SETS } from '../kind.ts';

/** Words that name a secret in code and settings, as the automaton knows them. */
const NAMES = [
  'secret',
  'passw',
  'pwd',
  'passphrase',
  'token',
  'credential',
  ...['api', 'access', 'auth', 'private', 'encryption', 'signing', 'master', 'service'].flatMap((word) => [
    `${word}key`,
    `${word}_key`,
    `${word}-key`,
  ]),
] as const;

/** What follows an option of a command, and a variable of a Dockerfile. */
const FLAG = String.raw`(?<=--[\w-]{1,60}|\bENV\s{1,4}\w{1,60}) ["']?`;

/** A value of no known shape behind a name that says what it is; whether it is one is told by how random it reads. */
export const ASSIGNED: Findable = {
  id: 'assigned-secret',
  kind: 'Secret without a provider',
  provider: '',
  find: 'context',
  scan: {
    has: ['bearer ', ...NAMES],
    whole: String.raw`(?:bearer\s{1,4}|[a-z_-]{3,14}[\w-]{0,24}(?:${SETS}|${FLAG}))([A-Za-z0-9+/_.~!@#$%^*=-]{16,128})`,
    inside: true,
    grade: 'serious',
    source: 'https://cwe.mitre.org/data/definitions/798.html',
  },
};

/** The longest run of letters that a name ends with, `value` behind it, and the longest way from there to where its value begins. */
const [NAME, GAP, VALUE] = [44, 120, 16];
const BLANKS = 16;
/** Begins a colour of a terminal. */
const ESCAPE = '\u001B';

const [IS_WORD, IS_VALUE, IS_NEXT] = [1, 2, 4];
const SIGNS = signs();

/**
 * False where what stands behind a name already says that no value of a secret follows. Names of secrets are common words of code, and this
 * spares nearly all of them the pattern.
 */
export function mayAssign(bytes: Uint8Array, start: number): boolean {
  const sign = (at: number): number => SIGNS[bytes[at] ?? 0]!;
  const isValue = (from: number): boolean => {
    for (let at = from; at < from + VALUE; at += 1) if ((sign(at) & IS_VALUE) === 0) return false;
    return true;
  };
  let at = start;
  while ((sign(at) & IS_WORD) !== 0) at += 1;
  if (at - start > NAME || (sign(at) & IS_NEXT) === 0) return false;
  let next = at;
  while (next < at + BLANKS && isBlank(bytes[next])) next += 1;
  // Behind a blank and nothing else a value of its own must begin; `v` is that of `value`.
  const isProse = next > at && (sign(next) & IS_WORD) !== 0 && (bytes[next]! | 0x20) !== 0x76;
  if (isProse) return isValue(next);
  for (let run = 0, end = at + GAP + VALUE; at < end; at += 1) {
    run = (sign(at) & IS_VALUE) === 0 ? 0 : run + 1;
    if (run === VALUE) return true;
  }
  return false;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || (byte !== undefined && byte > 8 && byte < 14) || byte === 0xa0;
}

function signs(): Uint8Array {
  const found = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    const char = String.fromCharCode(byte);
    if (/[\w-]/.test(char)) found[byte]! |= IS_WORD;
    if (/[A-Za-z0-9+/_.~!@#$%^*=-]/.test(char)) found[byte]! |= IS_VALUE;
    if (/[\\"'`\])\s=:|?,>%<]/.test(char) || char === ESCAPE) found[byte]! |= IS_NEXT;
  }
  return found;
}
