import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'app/api/ai/route.ts', line: 3, what: 'OPENAI_API_KEY in a log' };

export default defineCheck({
  id: 'code/told-secret',
  requirements: ['SEC-1', 'LOG-1'],
  title: 'Secrets are never told, neither in logs nor in answers',
  failing: 'Your keys or your customers’ passwords are told to others',
  severity: 'high',
  hurts: ['data', 'login', 'cost'],
  why: 'Logs are kept for weeks and read by many people and tools. Whoever sees a key or a password there can use it.',
  learn: ['https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'nothing is told', saw: sampleCode([]), gives: 'pass' },
    { name: 'a key in a log', saw: sampleCode([], { 'told-secret': [place] }), gives: 'fail' },
  ],
  judge({ code }) {
    const found = factsOf(code, 'told-secret');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${where} tells ${what}.`,
      of,
      at,
      fix: byHand(
        [
          'Take it out of the code.',
          'Make new keys for those that were told, and withdraw the old ones.',
          'Delete the log lines that hold them.',
        ],
        {
          prompt: {
            goal: `no log and no answer ever holds a secret or a password.`,
            change: `in ${where}, leave out ${what}; say whether a variable is set, if that helps.`,
            not: 'shorten it: the first characters help to guess.',
            see: 'the log of the next run does not hold it.',
          },
          verify: 'launch-ready audit . --only code',
          minutes: 20,
        },
      ),
    }));
  },
});
