import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpBrowser } from '../../probes/http/browser.ts';
import { notShown, SEEN_IN_BROWSER } from '../browser.ts';
import { byHand } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { list, shortUrl } from '../plain.ts';
import { sampleNotShown, sampleShown } from '../sample-browser.ts';

export default defineCheck({
  id: 'performance/render-blocking',
  requirements: ['PERF-10'],
  title: 'Nothing of others keeps the browser from painting',
  failing: 'Browsers paint nothing until files of other companies have come',
  severity: 'medium',
  hurts: ['traffic', 'signup'],
  why: 'Chromium itself says which scripts and styles it waited for. When the server of one is slow or down, your page stays white.',
  learn: [
    'https://developer.chrome.com/docs/lighthouse/performance/render-blocking-resources',
    'https://developer.mozilla.org/en-US/docs/Web/API/PerformanceResourceTiming/renderBlockingStatus',
  ],
  on: 'url',
  about: SEEN_IN_BROWSER,
  perHost: true,
  causedBy: ['performance/third-party-scripts'],
  reads: { browser: httpBrowser },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'it waits for nobody', saw: sampleShown(), gives: 'pass' },
    { name: 'a script that it waits for', saw: sampleShown({ blocking: ['https://widget.example.com/w.js'] }), gives: 'fail' },
    { name: 'a redirect', saw: sampleNotShown(302), gives: 'skip' },
  ],
  judge({ browser }, { subject, config }) {
    if (browser.is === 'not-shown') return { is: 'skip', because: notShown(browser.status) };
    const [first] = browser.blocking;
    if (first === undefined) return { is: 'pass' };
    const [url, files] = [shortUrl(subject.url), list(browser.blocking.map(shortUrl))];
    return {
      is: 'fail',
      at: [{ at: first }],
      found: `Before ${url} shows anything, Chromium waits for ${files}.`,
      fix: byHand(
        [
          'Scripts: add defer, or async where nothing else needs them.',
          'Styles and fonts: put the files on your own host; with a build, install them as packages, such as @fontsource.',
          'Styles that the first screen does not need: load them with media="print" onload="this.media=\'all\'".',
        ],
        {
          prompt: {
            goal: `${url} paints without waiting for files of other hosts.`,
            change: `of ${files}, defer the scripts and serve the styles and fonts from our own host.`,
            not: 'remove what the files do for us.',
            see: `launch-ready perf page --url '${url}' names nothing that the page waits for.`,
          },
          verify: `launch-ready perf page --url '${url}'; launch-ready audit ${zoneOf(new URL(subject.url).hostname, config)} --only performance --browser`,
          minutes: 30,
        },
      ),
    };
  },
});
