import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { Net } from '../../parsers/setup/safety-net.ts';
import { repoSetup } from '../../probes/repo/setup.ts';
import { byHand } from '../fix.ts';
import { list } from '../plain.ts';
import { sampleSetup } from '../sample-setup.ts';

const NETS = {
  'health-route': {
    says: 'no health route',
    step: 'Add GET /api/health: 200 when the app and its database answer within a second, else 503, never cached.',
  },
  'error-tracking': {
    says: 'no error tracking',
    step: 'Send errors of server and browser to a tracker (Sentry, or `launch-ready serve`), with the release and without personal data.',
  },
  'error-boundary': {
    says: 'no error boundary',
    step: 'Catch errors of a page: Next.js app/error.tsx and app/global-error.tsx, elsewhere an ErrorBoundary around the routes.',
  },
} as const satisfies Record<Net, { says: string; step: string }>;

export default defineCheck({
  id: 'code/safety-net',
  requirements: ['OBS-3', 'DEP-3'],
  title: 'A failure is seen by you and survived by the page',
  failing: 'When your product fails, you hear of it last',
  severity: 'low',
  hurts: ['trust', 'signup'],
  why: 'Without these, a crash is a white page for the customer and silence for you. Monitors and deploys cannot tell a sick product from a healthy one.',
  learn: [
    'https://nextjs.org/docs/app/getting-started/error-handling',
    'https://react.dev/reference/react/Component#catching-rendering-errors-with-an-error-boundary',
  ],
  on: 'repo',
  reads: { setup: repoSetup },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'all nets are there', saw: sampleSetup(), gives: 'pass' },
    { name: 'nobody is told of errors', saw: sampleSetup({ missing: ['error-tracking'] }), gives: 'fail' },
    { name: 'nothing is there', saw: sampleSetup({ missing: ['health-route', 'error-tracking', 'error-boundary'] }), gives: 'fail' },
  ],
  judge({ setup: { missing } }) {
    if (missing.length === 0) return { is: 'pass' };
    const what = list(missing.map((net) => NETS[net].says));
    return {
      is: 'fail',
      found: `The code has ${what}.`,
      fix: byHand(
        missing.map((net) => NETS[net].step),
        {
          goal: 'a failure shows a page that helps, reaches you within minutes, and can be asked for by machines.',
          not: 'show error texts to customers, or send bodies, passwords and tokens to the tracker.',
          verify: 'launch-ready audit . --only code',
          shows: `shows that the code no longer has ${what}.`,
          minutes: 30 * missing.length,
        },
      ),
    };
  },
});
