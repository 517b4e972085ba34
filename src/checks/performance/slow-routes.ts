import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { logRequests } from '../../probes/logs/requests.ts';
import { byHand } from '../fix.ts';
import { sampleLog, spanOf } from '../log-sample.ts';
import { list, plain } from '../plain.ts';

/** A p95 of fewer requests is one slow request. */
const ENOUGH = 20;

export default defineCheck({
  id: 'performance/slow-routes',
  requirements: ['AUD-10', 'PERF-2'],
  title: 'Production answers customers fast enough',
  failing: 'Customers wait for these routes in production',
  severity: 'high',
  hurts: ['traffic', 'trust'],
  why: 'These times are what real customers waited, not what one visitor measured. Slow answers feel broken, and customers leave.',
  learn: ['https://sre.google/sre-book/service-level-objectives/', 'https://supabase.com/docs/guides/database/query-optimization'],
  on: 'log',
  reads: { log: logRequests },
  options: z.object({
    /** p95 that is wished for, and that must not be passed, ms; a route's own `target_ms` comes first. */
    targetMs: z.number().positive().default(300),
    failureMs: z.number().positive().default(500),
  }),
  since: '0.1.0',
  examples: [
    { name: 'all routes are quick', saw: { log: sampleLog([['/api/orders', 400, 0, 120]]) }, gives: 'pass' },
    { name: 'over the target', saw: { log: sampleLog([['/api/orders', 400, 0, 410]]) }, gives: { fail: 'medium' } },
    {
      name: 'one route over the failure line',
      saw: {
        log: sampleLog([
          ['/api/orders', 400, 0, 120],
          ['/api/search', 60, 0, 2300],
        ]),
      },
      gives: 'fail',
    },
    { name: 'a route that was asked ten times', saw: { log: sampleLog([['/api/export', 10, 0, 9000]]) }, gives: 'skip' },
    {
      name: 'the route has a target of its own',
      config: { routes: [{ name: 'report', url: 'https://api.acme.com/api/report', kind: 'api', target_ms: 5000 }] },
      saw: { log: sampleLog([['/api/report', 60, 0, 4000]]) },
      gives: 'pass',
    },
    { name: 'a log that tells no times', saw: { log: sampleLog([['/api/orders', 400, 0, null]]) }, gives: 'skip' },
  ],
  judge({ log }, { subject: { name }, options, config }) {
    const own = new Map(config.routes.map((each) => [new URL(each.url).pathname, each.target_ms]));
    const timed = log.routes.flatMap(({ route, timed: many, p95 }) => {
      if (p95 === null || many < ENOUGH) return [];
      const target = own.get(route) ?? options.targetMs;
      return [{ route, many, p95, target, failure: Math.max(options.failureMs, target) }];
    });
    if (timed.length === 0) return { is: 'skip', because: `${name} tells no times of a route that was asked ${ENOUGH} times or more.` };
    const slow = timed.filter((each) => each.p95 > each.target).toSorted((a, b) => b.p95 - a.p95 || (a.route < b.route ? -1 : 1));
    if (slow.length === 0) {
      const last = timed.reduce((a, b) => (b.p95 > a.p95 ? b : a));
      return { is: 'pass', found: `${name}: the slowest route is ${plain(last.route, 80)} with p95 ${last.p95} ms${spanOf(log)}.` };
    }
    const told = list(slow.slice(0, 5).map((each) => `${plain(each.route, 80)} p95 ${each.p95} ms over ${each.many} requests`));
    return {
      is: 'fail',
      found: `${name}: ${told}${spanOf(log)}; wished for: ${slow[0]!.target} ms, at most ${slow[0]!.failure} ms.`,
      ...(slow.some((each) => each.p95 > each.failure) ? {} : { severity: 'medium' as const }),
      at: [{ at: name }],
      fix: byHand(
        [
          `Begin with ${plain(slow[0]!.route, 80)}: \`launch-ready perf database\` names the queries behind it.`,
          'One query per row, a missing index and no limit are the usual three; then a service in another region.',
          'Move mail, payments and AI calls out of the request into the background.',
        ],
        {
          prompt: {
            goal: `95 of 100 requests to these routes answer within ${slow[0]!.target} ms.`,
            change: `measure where the time of one request goes, then repair the largest part: ${told}.`,
            not: 'cache answers that differ by user, remove permission checks, or raise a time-out.',
            see: 'a log of the day after shows the p95 below the target.',
          },
          verify: 'launch-ready audit . --only performance',
          minutes: 120,
        },
      ),
    };
  },
});
