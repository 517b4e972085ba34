import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'app/api/webhooks/stripe/route.ts', line: 4, what: '/api/webhooks/stripe verifies the parsed body' };

export default defineCheck({
  id: 'code/webhook-body',
  requirements: ['SEC-10'],
  title: 'Webhooks verify the bytes that were signed',
  failing: 'Your webhook refuses real payments, because it parses before it verifies',
  severity: 'high',
  hurts: ['billing', 'data'],
  why: 'A signature is of the exact bytes. A body that was parsed and written anew differs, so every real event is refused.',
  learn: ['https://docs.stripe.com/webhooks/signature'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no such webhook', saw: sampleCode([]), gives: 'pass' },
    { name: 'a webhook that verifies what it has parsed', saw: sampleCode([], { 'webhook-body': [place] }), gives: 'fail' },
  ],
  judge({ code }) {
    const found = factsOf(code, 'webhook-body');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${what} (${where}): the signature is of the raw body, so real events are refused.`,
      of,
      at,
      fix: byHand(
        [
          'Read the body as text or bytes, verify it, and parse it afterwards.',
          'In Express put `express.raw()` on this route, before `express.json()`.',
          'In `pages/api` of Next.js switch `bodyParser` off for this file.',
        ],
        {
          prompt: {
            goal: `the webhook in ${where} verifies the raw body.`,
            change: `in ${where}, read the raw body first and hand exactly it to the verification; parse it afterwards.`,
            not: 'leave the verification out, or catch its error and go on.',
            see: 'a test event of the provider is answered with 200, and one whose body was changed with 400.',
          },
          verify: 'launch-ready audit . --only code',
          minutes: 30,
        },
      ),
    }));
  },
});
