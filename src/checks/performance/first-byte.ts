import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import type { UrlKind } from '../../core/subject.ts';
import { latencySamples } from '../../probes/latency/samples.ts';
import { auditOf, byHand } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { shortUrl } from '../plain.ts';
import { lateness, percentile, sampleLatency, timesOf, untimed } from '../lateness.ts';

/** Addresses that people look at. */
const PAGES: ReadonlySet<UrlKind> = new Set(['home', 'page', 'login', 'signup', 'dashboard', 'checkout']);

export default defineCheck({
  id: 'performance/first-byte',
  requirements: ['PERF-12', 'PERF-2'],
  title: 'Pages begin to load at once',
  failing: 'Visitors look at a white page while your server thinks',
  severity: 'medium',
  hurts: ['traffic', 'signup'],
  why: 'Nothing can show before the first byte arrives. Slow first visits lose visitors and search ranking.',
  learn: ['https://web.dev/articles/ttfb', 'https://web.dev/articles/optimize-ttfb'],
  on: 'url',
  about: ['home', 'page', 'login', 'signup', 'dashboard', 'checkout'],
  reads: { latency: latencySamples },
  options: z.object({
    /** Median time to first byte that is wished for, ms. */
    targetMs: z.number().positive().default(200),
    /** Median time to first byte that must not be passed, ms: "good" ends here at web.dev/articles/ttfb. */
    failureMs: z.number().positive().default(800),
  }),
  since: '0.1.0',
  examples: [
    { name: 'served from an edge cache', saw: { latency: sampleLatency([30, 28, 35, 31, 200]) }, gives: 'pass' },
    { name: 'over the target', saw: { latency: sampleLatency([310, 280, 350, 330, 290]) }, gives: { fail: 'low' } },
    { name: 'over the failure line', saw: { latency: sampleLatency([900, 1280, 1350, 1330, 990]) }, gives: 'fail' },
    {
      name: 'far away, but the server itself is quick',
      saw: { latency: sampleLatency([310, 300, 320], { connectMs: 270 }) },
      gives: 'pass',
    },
    { name: 'a page that fails has no time', saw: { latency: sampleLatency([12, 12, 13, 12], { status: 503 }) }, gives: 'skip' },
    {
      name: 'API routes have their own check',
      subject: { kind: 'url', url: 'https://api.acme.com/items', for: 'api' },
      saw: { latency: sampleLatency([900, 900, 900]) },
      gives: 'skip',
    },
  ],
  judge({ latency }, { subject, config, options: { targetMs, failureMs } }) {
    if (!PAGES.has(subject.for)) return { is: 'skip', because: `No page is shown here: the address is of the kind "${subject.for}".` };
    const times = timesOf(latency);
    if (!times) return { is: 'skip', because: untimed(latency) };
    const median = percentile(times, 0.5);
    const late = lateness(median, { connectMs: latency.connectMs, targetMs, failureMs });
    const seen = `the first byte takes ${Math.round(median)} ms (median of ${times.length} requests from here, network ${Math.round(latency.connectMs)} ms)`;
    if (late === 'in-time' || late === 'network') return { is: 'pass', found: `${shortUrl(latency.url)}: ${seen}.` };
    return {
      is: 'fail',
      found: `${shortUrl(latency.url)}: ${seen}; wished for: ${targetMs} ms, at most ${failureMs} ms.`,
      ...(late === 'late' ? { severity: 'low' as const } : {}),
      fix: byHand(
        [
          'Render public pages at build time, or let the edge cache them for visitors who are not logged in.',
          'Pages with data: put the function and the database into the same region, and ask for data in parallel.',
          'A slow first visit alone is a cold start: keep one instance warm or make the bundle smaller.',
        ],
        {
          prompt: {
            goal: `the first byte of ${shortUrl(latency.url)} arrives within ${targetMs} ms.`,
            change:
              'render this page statically, or cache it at the edge for logged-out visitors; otherwise run its data queries in parallel and near the database.',
            not: 'cache pages that show personal data, or drop the login check from the server.',
            see: `the median time to first byte of ${shortUrl(latency.url)} is under ${targetMs} ms in the next audit.`,
          },
          verify: `${auditOf(zoneOf(new URL(subject.url).hostname, config), 'performance')}; curl -so /dev/null -w '%{time_starttransfer}\\n' '${shortUrl(latency.url)}'`,
          minutes: 60,
        },
      ),
    };
  },
});
