import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'server/index.ts', line: 40, what: 'err.stack' };

export default defineCheck({
  id: 'code/answered-stack',
  requirements: ['SEC-10', 'LOG-4'],
  title: 'Errors tell customers a sentence, not your code',
  failing: 'Your errors show strangers files, queries and versions',
  severity: 'low',
  hurts: ['trust', 'data'],
  why: 'A stack names files, packages and sometimes data. It helps whoever looks for a hole, and customers not at all.',
  learn: ['https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'errors stay inside', saw: sampleCode([]), gives: 'pass' },
    { name: 'a stack in an answer', saw: sampleCode([], { 'answered-stack': [place] }), gives: 'fail' },
  ],
  judge({ code }) {
    const found = factsOf(code, 'answered-stack');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${where} answers ${what}.`,
      of,
      at,
      fix: byHand(['Log the error with its stack, and answer a sentence of your own with an id.', 'Keep stacks for development alone.'], {
        prompt: {
          goal: `no answer in production holds a stack.`,
          change: `in ${where}, log the error and answer a short sentence with a request id in place of ${what}.`,
          not: 'drop the error without logging it.',
          see: 'a request that fails shows no path of a file, and the log has the stack.',
        },
        verify: 'launch-ready audit . --only code',
        minutes: 15,
      }),
    }));
  },
});
