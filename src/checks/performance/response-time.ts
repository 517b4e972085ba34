import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { latencySamples } from '../../probes/latency/samples.ts';
import { auditOf, byHand } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { plain, shortUrl } from '../plain.ts';
import { lateness, percentile, sampleLatency, timesOf, untimed } from '../lateness.ts';

const api = { kind: 'url', url: 'https://api.acme.com/items', for: 'api' } as const;

export default defineCheck({
  id: 'performance/response-time',
  requirements: ['PERF-1', 'PERF-2'],
  title: 'The API answers fast enough',
  failing: 'Customers wait for your API',
  severity: 'high',
  hurts: ['traffic', 'trust'],
  why: 'Every click waits for this route. Slow answers feel broken, and customers give up or click twice.',
  learn: [
    'https://sre.google/sre-book/service-level-objectives/',
    'https://supabase.com/docs/guides/database/query-optimization',
    'https://vercel.com/docs/functions/configuring-functions/region',
  ],
  on: 'url',
  about: ['api', 'health'],
  reads: { latency: latencySamples },
  options: z.object({
    /** p95 that is wished for, ms; a route's own `target_ms` comes first. */
    targetMs: z.number().positive().default(300),
    /** p95 that must not be passed, ms. */
    failureMs: z.number().positive().default(500),
  }),
  since: '0.1.0',
  examples: [
    { name: 'well under the target', subject: api, saw: { latency: sampleLatency([40, 44, 51, 48, 60, 70, 55]) }, gives: 'pass' },
    {
      name: 'over the target',
      subject: api,
      saw: { latency: sampleLatency([210, 240, 330, 280, 300, 390, 260]) },
      gives: { fail: 'medium' },
    },
    { name: 'over the failure line', subject: api, saw: { latency: sampleLatency([310, 340, 530, 480, 600, 890, 460]) }, gives: 'fail' },
    {
      name: 'far away, but the server itself is quick',
      subject: api,
      saw: { latency: sampleLatency([310, 322, 318, 330, 315], { connectMs: 260 }) },
      gives: { fail: 'low' },
    },
    {
      name: "the route's own target comes first",
      subject: api,
      config: { routes: [{ name: 'report', url: 'https://api.acme.com/items', kind: 'api', target_ms: 2000 }] },
      saw: { latency: sampleLatency([900, 1100, 1300, 1200, 1250]) },
      gives: 'pass',
    },
    {
      name: 'the profile asks for less',
      subject: api,
      options: { targetMs: 500, failureMs: 800 },
      saw: { latency: sampleLatency([410, 440, 430, 420, 480]) },
      gives: 'pass',
    },
    {
      name: 'a route that fails has no time',
      subject: api,
      saw: { latency: sampleLatency([12, 12, 13, 12], { status: 500 }) },
      gives: 'skip',
    },
    { name: 'so slow that only one request fitted in', subject: api, saw: { latency: sampleLatency([9_400]) }, gives: 'fail' },
    {
      name: 'pages have their own check',
      subject: { kind: 'url', url: 'https://acme.com/', for: 'home' },
      saw: { latency: sampleLatency([900, 900, 900]) },
      gives: 'skip',
    },
  ],
  judge({ latency }, { subject, options, config }) {
    if (subject.for !== 'api' && subject.for !== 'health')
      return { is: 'skip', because: 'This is no API route; performance/first-byte judges pages.' };
    const times = timesOf(latency);
    if (!times) return { is: 'skip', because: untimed(latency) };
    const route = config.routes.find(({ url }) => url === subject.url);
    const targetMs = route?.target_ms ?? options.targetMs;
    const failureMs = Math.max(options.failureMs, targetMs);
    const p95 = percentile(times, 0.95);
    const late = lateness(p95, { connectMs: latency.connectMs, targetMs, failureMs });
    const refused = latency.samples.every(({ status }) => status === 401 || status === 403);
    const seen = `p95 ${Math.round(p95)} ms over ${times.length} requests from here (network ${Math.round(latency.connectMs)} ms)${refused ? ', and only to say who you are not' : ''}`;
    if (late === 'in-time') return { is: 'pass', found: `${seen}; wished for: ${targetMs} ms. A first cut, not a load test.` };
    return {
      is: 'fail',
      found: `${route ? `${plain(route.name, 40)}: ` : ''}${shortUrl(subject.url)}: ${seen}; wished for: ${targetMs} ms, at most ${failureMs} ms. A first cut, not a load test.`,
      ...(late === 'too-late' ? {} : { severity: late === 'late' ? ('medium' as const) : ('low' as const) }),
      fix: byHand(
        [
          'Put the function and the database into the same region; each query between continents costs 100 ms or more.',
          'Look at the queries of this route: one per row, a missing index (often user_id, created_at), no limit.',
          'Move mail, payments and AI calls out of the request into the background.',
          'A slow first request after a pause is a cold start: keep one instance warm.',
        ],
        {
          prompt: {
            goal: `${shortUrl(subject.url)} answers within ${targetMs} ms for 95 of 100 requests.`,
            change:
              'measure where the time of one request goes, then repair the largest part: missing index, repeated queries, far-away database, or a third-party call in the request.',
            not: 'cache answers that differ by user, add a cache before measuring, or remove permission checks.',
            see: `the p95 of ${shortUrl(subject.url)} is under ${targetMs} ms in the next audit.`,
          },
          verify: `${auditOf(zoneOf(new URL(subject.url).hostname, config), 'performance')}; curl -so /dev/null -w '%{time_starttransfer}\\n' '${shortUrl(subject.url)}'`,
          minutes: late === 'network' ? 20 : 120,
        },
      ),
    };
  },
});
