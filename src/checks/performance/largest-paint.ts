import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpBrowser } from '../../probes/http/browser.ts';
import { asPhone, notShown, SEEN_IN_BROWSER } from '../browser.ts';
import { byHand } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { shortUrl } from '../plain.ts';
import { sampleNotShown, sampleShown } from '../sample-browser.ts';

const painted = (ms: number | null): ReturnType<typeof sampleShown> => sampleShown({ lcp: { ms, low: ms, high: ms } });

export default defineCheck({
  id: 'performance/largest-paint',
  requirements: ['PERF-12', 'PERF-2'],
  title: 'Phones show the main content soon',
  failing: 'On a phone, visitors wait for the main content and leave',
  severity: 'medium',
  hurts: ['traffic', 'signup'],
  why: 'Most visitors come by phone. Where the main picture or headline takes more than a few seconds, many of them are gone before it shows.',
  learn: ['https://web.dev/articles/lcp', 'https://web.dev/articles/optimize-lcp'],
  on: 'url',
  about: SEEN_IN_BROWSER,
  reads: { browser: httpBrowser },
  options: z.object({
    /** When the largest paint is wished for, ms: "good" ends here at web.dev/articles/lcp. */
    targetMs: z.number().positive().default(2_500),
    /** When it must be there, ms: "poor" begins here at web.dev/articles/lcp. */
    failureMs: z.number().positive().default(4_000),
  }),
  since: '0.1.0',
  examples: [
    { name: 'painted soon', saw: painted(1_800), gives: 'pass' },
    { name: 'over the target', saw: painted(3_100), gives: { fail: 'low' } },
    { name: 'over the failure line', saw: painted(5_200), gives: 'fail' },
    { name: 'a stricter bar', saw: painted(1_800), options: { targetMs: 1_000, failureMs: 1_500 }, gives: 'fail' },
    { name: 'a page without content has no such moment', saw: painted(null), gives: 'skip' },
    { name: 'a redirect', saw: sampleNotShown(308), gives: 'skip' },
    { name: 'JSON is no page', saw: sampleNotShown(200), gives: 'skip' },
  ],
  judge({ browser }, { subject, config, options: { targetMs, failureMs } }) {
    if (browser.is === 'not-shown') return { is: 'skip', because: notShown(browser.status) };
    const { ms, low, high } = browser.lcp;
    if (ms === null) return { is: 'skip', because: 'The browser painted nothing that counts as content.' };
    const url = shortUrl(subject.url);
    const seconds = (time: number | null): string => `${((time ?? ms) / 1_000).toFixed(1)} s`;
    const seen = `the largest paint of ${url} comes after ${seconds(ms)} (${seconds(low)} to ${seconds(high)}; ${asPhone(browser.runs)})`;
    if (ms <= targetMs) return { is: 'pass', found: `${seen[0]!.toUpperCase()}${seen.slice(1)}.` }; // !: a text that is not empty
    return {
      is: 'fail',
      found: `Wished for ${seconds(targetMs)}, at most ${seconds(failureMs)}: ${seen}, with ${Math.round(browser.bytes / 1_000)} kB in ${browser.requests} requests.`,
      ...(ms <= failureMs ? { severity: 'low' as const } : {}),
      fix: byHand(
        [
          'Find the largest thing of the first screen: in Chrome, record the page in the Performance panel and click LCP.',
          'A picture: serve it as WebP or AVIF at the size it is shown, with fetchpriority="high" and without loading="lazy".',
          'A headline: render it on the server, and let no script or font keep it back (font-display: swap).',
          'Scripts and styles before it: defer what the first screen does not need.',
        ],
        {
          prompt: {
            goal: `on a phone, the largest paint of ${url} comes within ${seconds(targetMs)}.`,
            change:
              'render the first screen on the server; serve its main picture in its shown size as WebP or AVIF with fetchpriority="high"; defer scripts that it does not need.',
            not: 'hide the main picture on phones, or show a placeholder that is as large in its place.',
            see: `launch-ready perf page --url '${url}' says PASS.`,
          },
          verify: `launch-ready perf page --url '${url}'; launch-ready audit ${zoneOf(new URL(subject.url).hostname, config)} --only performance --browser`,
          minutes: 90,
        },
      ),
    };
  },
});
