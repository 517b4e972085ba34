import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

export default defineCheck({
  id: 'code/outward-timeouts',
  requirements: ['PERF-8'],
  title: 'Requests to other companies end after seconds',
  failing: 'When a company you rely on hangs, your product hangs with it',
  severity: 'low',
  hurts: ['trust', 'signup'],
  why: 'A request without an end waits as long as the other side likes. A few of them hold every worker, and customers see a spinner in place of an error.',
  learn: ['https://developer.mozilla.org/docs/Web/API/AbortSignal/timeout_static', 'https://axios-http.com/docs/req_config'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'requests that end', saw: sampleCode([]), gives: 'pass' },
    {
      name: 'a request that may wait for ever',
      saw: sampleCode([], { 'outward-wait': [{ file: 'server/rates.ts', line: 8, what: 'api.rates.example' }] }),
      gives: 'fail',
    },
  ],
  judge({ code }) {
    const found = factsOf(code, 'outward-wait');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${where} asks ${what} and waits for as long as it takes.`,
      of,
      at,
      fix: byHand(
        [
          'Give each request an end: `fetch(url, { signal: AbortSignal.timeout(5000) })`, with axios `{ timeout: 5000 }`.',
          'Say what customers see when it is over.',
        ],
        {
          goal: 'every request of the server to another company ends within seconds, and the caller gets an answer.',
          not: 'retry without an end, or hide the failure.',
          verify: 'launch-ready audit . --only code',
          shows: 'shows no request without an end.',
          minutes: 15,
        },
      ),
    }));
  },
});
