import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoSetup } from '../../probes/repo/setup.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { sampleSetup } from '../sample-setup.ts';

export default defineCheck({
  id: 'code/source-maps',
  requirements: ['SEC-1'],
  title: 'The build keeps your source code to itself',
  failing: 'Your build publishes the source code of your product',
  severity: 'low',
  hurts: ['trust', 'data'],
  why: 'A source map holds your code with its comments. Anyone can read how your prices, limits and admin pages work, and what was left in by mistake.',
  learn: [
    'https://vite.dev/config/build-options#build-sourcemap',
    'https://nextjs.org/docs/app/api-reference/config/next-config-js/productionBrowserSourceMaps',
  ],
  on: 'repo',
  reads: { setup: repoSetup },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no maps in the build', saw: sampleSetup(), gives: 'pass' },
    {
      name: 'maps for everybody',
      saw: sampleSetup({ maps: [{ file: 'vite.config.ts', line: 9, what: 'build.sourcemap' }] }),
      gives: 'fail',
    },
  ],
  judge({ setup: { maps } }) {
    if (maps.length === 0) return { is: 'pass' };
    const places = list(
      maps.map(({ file, line, what }) => `${plain(what, 60)} in ${plain(file, 120)}:${line}`),
      3,
    );
    return {
      is: 'fail',
      found: `The production build writes source maps for everybody: ${places}.`,
      at: maps.map(({ file, line }) => ({ at: file, line })),
      fix: byHand(
        [
          'Switch the setting off; with Vite, `hidden` still writes maps for your error tracker.',
          'If your error tracker needs them, upload the maps in the build and delete them before the deploy.',
        ],
        {
          prompt: {
            goal: 'no .map file is published with the product.',
            change: `switch off ${places}, or upload the maps to the error tracker and delete them after the build.`,
            not: 'switch off maps for development.',
            see: 'after a production build, the folder that is deployed holds no file that ends in .map.',
          },
          verify: 'launch-ready audit . --only code',
          minutes: 10,
        },
      ),
    };
  },
});
