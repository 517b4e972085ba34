import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'server/auth.ts', line: 7, what: 'jwt.sign', names: 'jwt.sign' };

export default defineCheck({
  id: 'code/written-secret',
  requirements: ['SEC-1', 'SEC-10'],
  title: 'The secrets of your logins are not in the code',
  failing: 'Whoever has your code, or guesses one word, can log in as anybody',
  severity: 'high',
  hurts: ['login', 'data'],
  why: 'Logins are signed with a text that stands in the code. Whoever has it makes a login of any customer, and of you.',
  learn: ['https://cwe.mitre.org/data/definitions/798.html'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'secrets of the environment alone', saw: sampleCode([]), gives: 'pass' },
    { name: 'a secret that is written out', saw: sampleCode([], { 'written-secret': [place] }), gives: 'fail' },
  ],
  judge({ code }) {
    const found = factsOf(code, 'written-secret');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${where} gives ${what} a text of the code as its secret.`,
      of,
      at,
      fix: byHand(
        [
          'Make a new secret of 32 random bytes for each environment, for instance with `openssl rand -hex 32`, and set it at your host.',
          'Read it from the environment at the start, and stop where it is missing. Everybody logs in once more.',
        ],
        {
          prompt: {
            goal: 'logins are signed with a secret that the repository does not hold.',
            change: `in ${where}, read the secret of ${what} from an environment variable, once at the start, and throw where it is missing or shorter than 32 characters.`,
            not: 'keep the text as a stand-in for a variable that is not set.',
            see: 'the app ends with an error without the variable, and a token that was signed with the old text is refused.',
          },
          verify: 'launch-ready audit . --only code',
          minutes: 15,
        },
      ),
    }));
  },
});
