import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { httpBundle } from '../../probes/http/bundle.ts';
import { isGone, showStatus } from '../exposure.ts';
import { byHand } from '../fix.ts';
import { HOST_FAILS } from '../host.ts';
import { count, list, plain, shortUrl } from '../plain.ts';
import { sampleBundle } from '../sample-exposed.ts';

const map = {
  at: 'https://acme.com/assets/index.js.map',
  sources: 42,
  names: ['../../src/main.tsx', '../../src/App.tsx'],
  server: [],
  content: true,
};

export default defineCheck({
  id: 'exposure/source-map',
  requirements: ['EDG-9', 'SEC-1'],
  title: 'Your source code is not part of the site',
  failing: 'Anybody can read the source code of your site',
  severity: 'medium',
  hurts: ['trust', 'data'],
  why: 'Source maps turn the scripts of a page back into your files, comments included. They show attackers and copycats how it works.',
  learn: ['https://developer.mozilla.org/en-US/docs/Glossary/Source_map', 'https://vite.dev/config/build-options.html#build-sourcemap'],
  on: 'host',
  reads: { bundle: httpBundle },
  causedBy: HOST_FAILS,
  options: z.object({}),
  since: '0.1.0',
  examples: [
    { name: 'scripts without maps', saw: { bundle: sampleBundle() }, gives: 'pass' },
    { name: 'a map with the code of the pages', saw: { bundle: sampleBundle({ maps: [map] }) }, gives: { fail: 'low' } },
    {
      name: 'a map with the names of files alone',
      saw: { bundle: sampleBundle({ maps: [{ ...map, content: false }] }) },
      gives: { fail: 'low' },
    },
    {
      name: 'a map with code of the server',
      saw: { bundle: sampleBundle({ maps: [{ ...map, server: ['../../src/server/billing.ts'] }] }) },
      gives: 'fail',
    },
  ],
  judge({ bundle: { maps } }, { subject: { host } }) {
    if (maps.length === 0) return { is: 'pass' };
    return maps.map(({ at, sources, names, server, content }) => {
      const url = shortUrl(at);
      const grave = content && server.length > 0;
      const shown = (grave ? server : names).map((each) => plain(each, 80));
      return {
        is: 'fail' as const,
        found: `${url} holds ${content ? 'the code' : 'the names'} of ${count(sources, 'file')} of yours, such as ${list(shown)}.`,
        ...(grave ? {} : { severity: 'low' as const }),
        at: [{ at: url }],
        fix: byHand(
          [
            'Build without public maps. Vite: build.sourcemap false in vite.config. Next.js: leave productionBrowserSourceMaps out. Webpack: devtool false.',
            'If your error tracker needs maps, build hidden ones, upload them there, and delete *.map before you deploy.',
            'Deploy, and purge the old *.map files from the edge cache.',
            ...(grave ? ['Find out why server code is part of the page: it must not be imported by components of the browser.'] : []),
          ],
          {
            prompt: {
              goal: `no source map can be downloaded from https://${plain(host)}.`,
              change: `switch source maps off for production builds, or upload them to the error tracker and delete them before the deploy${grave ? `; keep ${list(shown)} out of the browser bundle` : ''}.`,
              not: 'remove the sourceMappingURL comment alone: the file could still be guessed.',
              see: isGone(url),
            },
            verify: showStatus(url),
            minutes: 15,
          },
        ),
      };
    });
  },
});
