import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { byHand } from '../fix.ts';
import { factsOf, passOf } from '../code-places.ts';
import { sampleCode } from '../sample-code.ts';

const stray = { file: 'src/lib/api.ts', line: 5, what: 'asks http://localhost' };

export default defineCheck({
  id: 'code/stray-address',
  requirements: ['SEC-10', 'AUD-11'],
  title: 'Pages and mail lead to the live product',
  failing: 'Your pages or your mail lead customers to a developer’s machine',
  severity: 'high',
  hurts: ['trust', 'email', 'signup'],
  why: 'The address is written into the code. For customers nothing answers there: the page stays empty, the link in the mail opens nothing.',
  learn: ['https://12factor.net/config'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'none in the code', saw: sampleCode([]), gives: 'pass' },
    { name: 'a page that asks localhost', saw: sampleCode([], { 'stray-address': [stray] }), gives: 'fail' },
  ],
  judge({ code }) {
    const found = factsOf(code, 'stray-address');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${where} ${what}.`,
      of,
      at,
      fix: byHand(
        [
          'Ask by a path alone where the page and the server share a host: `/api/notes`.',
          'Read the address from one environment variable elsewhere, and set it for production at your host.',
          'Open the live site on a phone, and follow a link of each mail that it sends.',
        ],
        {
          prompt: {
            goal: 'pages and mail of the live site lead to the live site.',
            change: `in ${where}, where it ${what}, take the address from one environment variable, or leave the host away in the browser.`,
            not: 'keep the written address as a stand-in for a variable that is not set.',
            see: 'the built files and a mail of the live site hold no address of a developer’s machine.',
          },
          verify: 'launch-ready audit . --only code',
          minutes: 20,
        },
      ),
    }));
  },
});
