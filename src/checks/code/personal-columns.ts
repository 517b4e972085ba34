import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

export default defineCheck({
  id: 'code/personal-columns',
  requirements: ['PERF-7'],
  title: 'Lists of people send what a page shows',
  failing: 'A list sends everything you know about people to whoever opens it',
  severity: 'low',
  hurts: ['data', 'trust'],
  why: 'Columns that a page does not show are still in its data: addresses, phone numbers, notes, ids at Stripe. Each column you add later is sent too.',
  learn: ['https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'columns by name', saw: sampleCode([]), gives: 'pass' },
    {
      name: 'every column of every profile',
      saw: sampleCode([], { 'whole-people': [{ file: 'app/api/team/route.ts', line: 6, what: 'profiles' }] }),
      gives: 'fail',
    },
  ],
  judge({ code }) {
    const found = factsOf(code, 'whole-people');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${where} reads a list of ${what} with every column.`,
      of,
      at,
      fix: byHand(['Name the columns that the page shows (`select`), and leave out the rest.'], {
        goal: `the list of ${what} holds the columns that its page shows and no others.`,
        not: 'remove the columns in the browser.',
        verify: 'launch-ready audit . --only code',
        shows: 'shows no list of people with every column.',
        minutes: 15,
      }),
    }));
  },
});
