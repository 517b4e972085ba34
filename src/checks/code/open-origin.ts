import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'server/index.ts', line: 4, what: 'the Origin of the request' };

export default defineCheck({
  id: 'code/open-origin',
  requirements: ['SEC-10'],
  title: 'Only your own pages use your customers’ logins',
  failing: 'Any website can read your customers’ data while they are logged in',
  severity: 'high',
  hurts: ['data', 'login', 'trust'],
  why: 'A page of anybody, open in the same browser, may then ask your API as your customer and read the answer.',
  learn: ['https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'origins from a list', saw: sampleCode([]), gives: 'pass' },
    { name: 'the origin is repeated', saw: sampleCode([], { 'open-origin': [place] }), gives: 'fail' },
  ],
  judge({ code }) {
    const found = factsOf(code, 'open-origin');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${where} lets ${what} in, together with logins.`,
      of,
      at,
      fix: byHand(
        [
          'Name the origins of your own pages in a list.',
          'Compare the whole origin with the list, and answer without the headers otherwise.',
          'Leave credentials out where no login is needed.',
        ],
        {
          prompt: {
            goal: `only our own origins may read answers with a login.`,
            change: `in ${where}, allow exactly the origins of our own pages, from a list in the code or configuration.`,
            not: 'compare by “ends with” or “includes”, or answer every origin.',
            see: 'a request with `Origin: https://evil.example` gets no Access-Control-Allow-Origin.',
          },
          verify: 'launch-ready audit . --only code',
          minutes: 20,
        },
      ),
    }));
  },
});
