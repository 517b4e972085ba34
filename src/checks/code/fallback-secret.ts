import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'middleware/auth.js', line: 7, what: 'JWT_SECRET', names: 'JWT_SECRET' };

export default defineCheck({
  id: 'code/fallback-secret',
  requirements: ['SEC-1', 'SEC-10'],
  title: 'No secret of your logins has a stand-in in the code',
  failing: 'Where one variable is missing, whoever has your code can log in as anybody',
  severity: 'medium',
  hurts: ['login', 'data'],
  why: 'A missing variable stops nothing: the app starts with the text that stands in the code, and signs its logins with it.',
  learn: ['https://cwe.mitre.org/data/definitions/798.html'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'secrets of the environment alone', saw: sampleCode([]), gives: 'pass' },
    { name: 'a secret with a stand-in', saw: sampleCode([], { 'fallback-secret': [place] }), gives: 'fail' },
  ],
  judge({ code }) {
    const found = factsOf(code, 'fallback-secret');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${where} takes a text of the code where ${what} is not set.`,
      of,
      at,
      fix: byHand(
        [
          `Take the stand-in away, and stop at the start where ${what} is missing.`,
          'Make a new secret of 32 random bytes for each environment, for instance with `openssl rand -hex 32`. Everybody logs in once more.',
        ],
        {
          prompt: {
            goal: `the app does not start without ${what}.`,
            change: `in ${where}, read ${what} once at the start and throw where it is missing or shorter than 32 characters.`,
            not: 'put another text in its place, or keep one for production.',
            see: `started without ${what}, the app ends with an error that names it.`,
          },
          verify: 'launch-ready audit . --only code',
          minutes: 15,
        },
      ),
    }));
  },
});
