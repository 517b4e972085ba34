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
