import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpBrowser } from '../../probes/http/browser.ts';
import { notShown, SEEN_IN_BROWSER } from '../browser.ts';
import { byHand } from '../fix.ts';
import { zoneOf } from '../host.ts';
import { list, shortUrl } from '../plain.ts';
import { sampleNotShown, sampleShown } from '../sample-browser.ts';

export default defineCheck({
  id: 'tls/mixed-loads',
  requirements: ['TLS-3'],
  title: 'A browser sees nothing asked for over http',
  failing: 'Browsers refuse what your page asks for over http while it runs',
  severity: 'high',
  hurts: ['login', 'signup', 'trust'],
  why: 'Scripts ask for things that no markup shows. Browsers block data, scripts and frames over http, so buttons do nothing; pictures they try over https.',
  learn: ['https://developer.mozilla.org/en-US/docs/Web/Security/Mixed_content', 'https://www.w3.org/TR/mixed-content/'],
  on: 'url',
  about: SEEN_IN_BROWSER,
  perHost: true,
  causedBy: ['tls/mixed-content', 'tls/mixed-styles'],
  reads: { browser: httpBrowser },
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'everything over https', saw: sampleShown(), gives: 'pass' },
    {
      name: 'a script asks its API over http',
      saw: sampleShown({ mixed: [{ address: 'http://api.acme.com/items', active: true }] }),
      gives: 'fail',
    },
    { name: 'a picture', saw: sampleShown({ mixed: [{ address: 'http://acme.com/a.png', active: false }] }), gives: { fail: 'low' } },
    { name: 'an error page', saw: sampleNotShown(404), gives: 'skip' },
  ],
  judge({ browser }, { subject, config }) {
    if (browser.is === 'not-shown') return { is: 'skip', because: notShown(browser.status) };
    const found = browser.mixed.toSorted((a, b) => Number(b.active) - Number(a.active));
    const [first] = found;
    if (first === undefined) return { is: 'pass' };
    const url = shortUrl(subject.url);
    const did = ([true, false] as const).flatMap((active) => {
      const addresses = found.filter((each) => each.active === active).map(({ address }) => shortUrl(address));
      return addresses.length === 0 ? [] : [`${active ? 'blocked' : 'tried over https'} ${list(addresses)}`];
    });
    const replaced = found
      .slice(0, 6)
      .map(({ address }) => `“${shortUrl(address)}” becomes “${shortUrl(address).replace(/^http:/, 'https:')}”`);
    return {
      is: 'fail',
      ...(first.active ? {} : { severity: 'low' as const }),
      at: [{ at: first.address }],
      found: `On ${url}, Chromium ${did.join(', and ')}.`,
      fix: byHand(
        [
          ...replaced.map((line) => `In the code, ${line}.`),
          'Search the settings of the build as well: API_URL and its like often begin with http:// in production.',
          'Open each https address first. Where nothing answers, turn on https for that host.',
        ],
        {
          prompt: {
            goal: `${url} asks for everything over https while it runs.`,
            change: `wherever code, settings or content have them: ${replaced.join('; ')}.`,
            not: 'switch off the content policy, or load the page itself over http.',
            see: `the browser console of ${url} shows no mixed content warning.`,
          },
          verify: `launch-ready perf page --url '${url}'; launch-ready audit ${zoneOf(new URL(subject.url).hostname, config)} --only tls --browser`,
          minutes: 20,
        },
      ),
    };
  },
});
