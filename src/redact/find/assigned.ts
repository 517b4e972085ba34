import type { Findable } from '../kind.ts';

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

/** Colours of a terminal. */
const COLOURS = String.raw`(?:\x1b\[[0-9;]{0,8}m){0,2}`;
/** What may stand between a name and its value: signs of code, settings, tables, XML and lists of names and values, and quotes, also escaped. */
const SETS = String.raw`\\{0,3}["'\x60]?\]?\)?${COLOURS}\s{0,4}(?:=>|:=|\|\||\?\?|[:=,|>]|%3d|</key>\s{0,12}<string>|,?\s{0,16}\\{0,3}["']?value\\{0,3}["']?\s{0,4}[:=])\s{0,4}${COLOURS}\\{0,3}["'\x60]?`;
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
