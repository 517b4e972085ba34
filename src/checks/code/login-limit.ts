import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'server/auth.ts', line: 20, what: '/login' };

export default defineCheck({
  id: 'code/login-limit',
  requirements: ['EDG-3'],
  title: 'Passwords can be tried a few times, not a million',
  failing: 'A bot can try passwords at your login until one fits',
  severity: 'medium',
  hurts: ['login', 'data', 'cost'],
  why: 'Lists of leaked passwords are free. Without a limit a bot tries thousands a minute against each of your customers.',
  learn: ['https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no login of its own', saw: sampleCode([]), gives: 'pass' },
    { name: 'a login without a limit', saw: sampleCode([], { 'login-limit': [place] }), gives: 'fail' },
  ],
  judge({ code }) {
    const found = factsOf(code, 'login-limit');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${what} (${where}) compares passwords and limits no attempts.`,
      of,
      at,
      fix: byHand(
        [
          'Count attempts for each account and for each address, in a store that all instances share.',
          'After ten in a quarter of an hour answer 429 for a while.',
          'A limit at your edge for this path counts too: ignore this finding with that reason.',
        ],
        {
          prompt: {
            goal: `nobody can try more than ten passwords in a quarter of an hour.`,
            change: `in ${where}, count failed attempts of ${what} per account and per address in a shared store, and answer 429 beyond ten in 15 minutes.`,
            not: 'lock accounts for good, or count in a variable of the process.',
            see: 'the eleventh wrong password within a quarter of an hour gets 429.',
          },
          verify: 'launch-ready audit . --only code',
          minutes: 45,
        },
      ),
    }));
  },
});
