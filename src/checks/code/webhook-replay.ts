import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'app/api/webhooks/stripe/route.ts', line: 9, what: '/api/webhooks/stripe calls addCredits' };

export default defineCheck({
  id: 'code/webhook-replay',
  requirements: ['SEC-10', 'PERF-9'],
  title: 'An event that comes twice is done once',
  failing: 'A payment event that is sent twice is also booked twice',
  severity: 'medium',
  hurts: ['billing', 'data'],
  why: 'Payment providers promise to send each event at least once, and send it again after any slow answer. Yours then adds it again.',
  learn: ['https://docs.stripe.com/webhooks#handle-duplicate-events'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no such webhook', saw: sampleCode([]), gives: 'pass' },
    { name: 'a webhook that adds without remembering', saw: sampleCode([], { 'webhook-replay': [place] }), gives: 'fail' },
  ],
  judge({ code }) {
    const found = factsOf(code, 'webhook-replay');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${what} for each delivery (${where}) and remembers no event.`,
      of,
      at,
      fix: byHand(
        [
          'Keep the ids of handled events in a table with a unique key.',
          'Insert the id first, in the same transaction as the work, and stop where it is there already.',
          'Answer 200 to a repeated event.',
        ],
        {
          prompt: {
            goal: `an event that is delivered twice changes nothing the second time.`,
            change: `in ${where}, insert \`event.id\` into a table with a unique key before the work, in one transaction, and answer 200 where it is there already.`,
            not: 'remember ids in a variable of the process, which each instance has of its own.',
            see: 'the same test event, sent twice, leaves one row.',
          },
          verify: 'launch-ready audit . --only code',
          minutes: 45,
        },
      ),
    }));
  },
});
