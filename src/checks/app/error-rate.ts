import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { logRequests } from '../../probes/logs/requests.ts';
import { byHand } from '../fix.ts';
import { sampleLog, spanOf } from '../log-sample.ts';
import { list, plain } from '../plain.ts';

/** Fewer failures than this are an accident, however short the log. */
const FEW = 3;

export default defineCheck({
  id: 'app/error-rate',
  requirements: ['AUD-10'],
  title: 'Production answers without errors',
  failing: 'Customers meet errors in production',
  severity: 'high',
  hurts: ['billing', 'signup', 'trust'],
  why: 'Each of these answers was a customer who saw an error. Most of them never write to you; they leave.',
  learn: ['https://sre.google/sre-book/monitoring-distributed-systems/', 'https://docs.sentry.io/product/issues/'],
  on: 'log',
  reads: { log: logRequests },
  options: z.object({
    /** Failed requests in a hundred that are worth a look, and that are too many. */
    targetPercent: z.number().min(0).max(100).default(1),
    failurePercent: z.number().min(0).max(100).default(1),
  }),
  since: '0.1.0',
  examples: [
    { name: 'no failure', saw: { log: sampleLog([['/api/orders', 500, 0, 80]]) }, gives: 'pass' },
    { name: 'one in a thousand', saw: { log: sampleLog([['/api/orders', 4000, 4, 80]]) }, gives: 'pass' },
    {
      name: 'three in a hundred, on one route',
      saw: {
        log: sampleLog([
          ['/api/orders', 100, 12, 80],
          ['/', 300, 0, 20],
        ]),
      },
      gives: 'fail',
    },
    {
      name: 'over the target, not over the failure line',
      options: { targetPercent: 0.5, failurePercent: 2 },
      saw: { log: sampleLog([['/api/orders', 1000, 10, 80]]) },
      gives: { fail: 'medium' },
    },
    {
      name: 'a route that mostly fails hides behind a busy one',
      saw: {
        log: sampleLog([
          ['/api/health', 90_000, 0, 5],
          ['/api/checkout', 20, 15, 80],
        ]),
      },
      gives: 'fail',
    },
    { name: 'two failures are an accident', saw: { log: sampleLog([['/api/orders', 40, 2, 80]]) }, gives: 'pass' },
    { name: 'a log without requests', saw: { log: sampleLog([]) }, gives: 'skip' },
  ],
  judge({ log }, { subject: { name }, options }) {
    if (log.requests === 0) return { is: 'skip', because: `${name} tells of no request with a status or a time.` };
    const percent = (100 * log.failed) / log.requests;
    // A route that fails for every second customer is broken, however many health checks surround it.
    const broken = log.routes.filter((each) => each.failed >= FEW && each.failed * 2 >= each.requests);
    const seen = `${log.failed} of ${log.requests} requests failed (${percent.toFixed(percent < 1 ? 2 : 1)}%)${spanOf(log)}`;
    if (log.failed < FEW || (percent <= options.targetPercent && broken.length === 0)) return { is: 'pass', found: `${name}: ${seen}.` };
    const worst = log.routes.filter((each) => each.failed > 0).toSorted((a, b) => b.failed - a.failed || (a.route < b.route ? -1 : 1));
    const told = list(worst.slice(0, 5).map((each) => `${plain(each.route, 80)} (${each.failed} of ${each.requests})`));
    return {
      is: 'fail',
      found: `${name}: ${seen}. ${told}. At most ${options.failurePercent}% is allowed.`,
      ...(percent > options.failurePercent || broken.length > 0 ? {} : { severity: 'medium' as const }),
      at: [{ at: name }],
      fix: byHand(
        [
          `Begin with ${plain(worst[0]?.route ?? 'the worst route', 80)}: find one failed request of it in the log and read the error.`,
          'Did it begin with a release? `launch-ready deploy rollback` goes back to the one before.',
          'Otherwise repair what the error names: a missing variable, a full database, a service that does not answer.',
          'Collect errors with their stack, so that the next one is not looked for in logs: `launch-ready serve` takes in Sentry events.',
        ],
        {
          prompt: {
            goal: `fewer than ${options.targetPercent}% of requests in production end with a 5xx status.`,
            change: `for each of these routes find why it fails and repair that: ${told}`,
            not: 'catch the error and answer 200, add retries around it, or hide the message.',
            see: `a log of the day after shows fewer than ${options.targetPercent}% failed requests.`,
          },
          verify: `launch-ready audit . --only app --logs ${shellSafe(name)}`,
          minutes: 90,
        },
      ),
    };
  },
});

/** The name for a command, or a placeholder where it could mean something to a shell. */
function shellSafe(name: string): string {
  return /^[\w./-]+$/.test(name) && !name.startsWith('-') ? name : 'access.log';
}
