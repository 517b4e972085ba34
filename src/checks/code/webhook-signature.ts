import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { passOf } from '../code-places.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { byHand } from '../fix.ts';
import { plain } from '../plain.ts';
import { sampleRoute, sampleCode } from '../sample-code.ts';

export default defineCheck({
  id: 'code/webhook-signature',
  requirements: ['SEC-10'],
  title: 'Webhooks believe only who signed',
  failing: 'Anybody can send your webhook a payment that never happened',
  severity: 'high',
  hurts: ['billing', 'data', 'login'],
  why: 'The address of a webhook is no secret. Without its signature, a stranger can mark an order as paid or make himself an admin.',
  learn: ['https://docs.stripe.com/webhooks/signature', 'https://github.com/standard-webhooks/standard-webhooks'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'a webhook that verifies', saw: sampleCode([sampleRoute()]), gives: 'pass' },
    { name: 'no webhook at all', saw: sampleCode([sampleRoute({ webhook: false, path: '/api/me', signed: false })]), gives: 'skip' },
    { name: 'a webhook that acts on whatever comes', saw: sampleCode([sampleRoute({ signed: false })]), gives: 'fail' },
    { name: 'one that answers questions alone', saw: sampleCode([sampleRoute({ signed: false, method: 'GET' })]), gives: 'skip' },
  ],
  judge({ code }) {
    const { routes } = code;
    const hooks = routes.filter(({ webhook, method }) => webhook && method !== 'GET');
    if (hooks.length === 0) return { is: 'skip', because: 'The code has no webhook.' };
    const open = hooks.filter(({ signed }) => !signed);
    if (open.length === 0) return passOf(code);
    return open.map(({ file, line, method, path }) => {
      const [where, shown] = [`${plain(file, 160)}:${line}`, plain(path, 100)];
      return {
        is: 'fail' as const,
        found: `The webhook ${shown} (${where}) acts on what it is sent and checks no signature.`,
        of: `${method} ${path}`,
        at: [{ at: file, line }],
        fix: byHand(
          [
            'Read the raw body, before anything parses it.',
            'Verify the provider’s signature with its library and the secret of the endpoint, and answer 400 where it does not fit.',
            'Keep the secret in an environment variable.',
            'Remember the ids of events you have handled, so that a repeated one does nothing.',
          ],
          {
            prompt: {
              goal: `the webhook ${shown} acts only on requests whose signature fits.`,
              change: `in ${where}, read the raw body and verify it with the provider’s library first (Stripe: \`stripe.webhooks.constructEvent(body, signature, secret)\`); answer 400 otherwise.`,
              not: 'parse the body as JSON before the check, or compare a secret from the address.',
              see: 'a request without a signature gets 400, and a test event of the provider gets 200.',
            },
            verify: 'launch-ready audit . --only code',
            minutes: 45,
          },
        ),
      };
    });
  },
});
