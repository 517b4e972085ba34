import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { passOf } from '../code-places.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { sampleRoute, sampleCode } from '../sample-code.ts';

const waitsFor = [{ what: 'mail (resend.emails.send)', line: 12 }];

export default defineCheck({
  id: 'code/slow-webhook',
  requirements: ['PERF-9'],
  title: 'Webhooks answer first and work afterwards',
  failing: 'Your webhook keeps the sender waiting, so events come twice or never',
  severity: 'medium',
  hurts: ['billing', 'email', 'data'],
  why: 'Providers wait a few seconds, count the delivery as failed and send the event again. Customers get two mails, or none.',
  learn: ['https://docs.stripe.com/webhooks#acknowledge-events-immediately', 'https://nextjs.org/docs/app/api-reference/functions/after'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'a webhook that answers at once', saw: sampleCode([sampleRoute()]), gives: 'pass' },
    { name: 'a webhook that waits for mail', saw: sampleCode([sampleRoute({ waitsFor })]), gives: 'fail' },
    { name: 'a page that waits for mail', saw: sampleCode([sampleRoute({ webhook: false, waitsFor })]), gives: 'skip' },
  ],
  judge({ code }) {
    const { routes } = code;
    const hooks = routes.filter(({ webhook, method }) => webhook && method !== 'GET');
    if (hooks.length === 0) return { is: 'skip', because: 'The code has no webhook.' };
    const slow = hooks.filter((hook) => hook.waitsFor.length > 0);
    if (slow.length === 0) return passOf(code);
    return slow.map(({ file, method, path, waitsFor: work }) => {
      const shown = plain(path, 100);
      const what = list([...new Set(work.map((each) => plain(each.what, 80)))], 3);
      const { line } = work[0]!; // !: it is not empty
      return {
        is: 'fail' as const,
        found: `The webhook ${shown} waits for ${what} before it answers (${plain(file, 160)}:${line}).`,
        of: `${method} ${path}`,
        at: work.map((each) => ({ at: file, line: each.line })),
        fix: byHand(
          [
            'Verify and store the event, answer 200, and do the rest afterwards.',
            'On Vercel use `after()` or `waitUntil()`; elsewhere a job table or a queue that a worker reads.',
            'Let the work be repeated safely: remember which events are done.',
          ],
          {
            prompt: {
              goal: `the webhook ${shown} answers within a second, whatever the work behind it takes.`,
              change: `in ${plain(file, 160)}, move ${what} out of the way of the answer: store the event, answer 200, then work on it.`,
              not: 'drop the work, or start it without anything that finishes it when the server stops.',
              see: 'the webhook answers at once while the mail provider is slow, and the mail still goes out.',
            },
            verify: 'launch-ready audit . --only code',
            minutes: 60,
          },
        ),
      };
    });
  },
});
