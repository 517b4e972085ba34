import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'app/api/me/route.ts', line: 5, what: '/api/me says public, s-maxage=60' };

export default defineCheck({
  id: 'code/shared-answer',
  requirements: ['CACHE-1'],
  title: 'What is meant for one customer is kept for nobody else',
  failing: 'A customer can be shown the data of another',
  severity: 'high',
  hurts: ['data', 'login', 'trust'],
  why: 'The answer depends on who is logged in, yet lets every cache between keep it and give it to the next visitor.',
  learn: ['https://developer.mozilla.org/docs/Web/HTTP/Guides/Caching'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'private answers', saw: sampleCode([]), gives: 'pass' },
    { name: 'an account that caches may share', saw: sampleCode([], { 'shared-answer': [place] }), gives: 'fail' },
  ],
  judge({ code }) {
    const found = factsOf(code, 'shared-answer');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${what} (${where}) although its answer is for one person.`,
      of,
      at,
      fix: byHand(
        [
          'Answer with `Cache-Control: private, no-store`.',
          'Keep what is the same for everybody in a route of its own, and cache that one.',
          'Clear the cache of your edge once.',
        ],
        {
          prompt: {
            goal: `no shared cache keeps an answer that depends on who is logged in.`,
            change: `in ${where}, answer with \`Cache-Control: private, no-store\`.`,
            not: 'rely on `Vary: Cookie`, which many edges ignore.',
            see: 'two accounts that ask one after the other each see their own data.',
          },
          verify: 'launch-ready audit . --only code',
          minutes: 15,
        },
      ),
    }));
  },
});
