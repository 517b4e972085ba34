import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { PEOPLE } from '../../parsers/code/reads.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'app/api/posts/route.ts', line: 6, what: 'a row of post', names: 'post' };

export default defineCheck({
  id: 'code/mass-assignment',
  requirements: ['SEC-10'],
  title: 'People change only the columns that your forms show',
  failing: 'People can change columns that your forms never show',
  severity: 'high',
  hurts: ['data', 'login', 'trust'],
  why: 'A request may hold more than your form sends: `role`, `credits`, `userId`. What is stored as it comes stores that too.',
  learn: ['https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'fields that are named', saw: sampleCode([]), gives: 'pass' },
    { name: 'a table of anything', saw: sampleCode([], { 'whole-body': [place] }), gives: { fail: 'medium' } },
    {
      name: 'a table of people, in which roles stand',
      saw: sampleCode([], { 'whole-body': [{ ...place, what: 'a row of user', names: 'user' }] }),
      gives: 'fail',
    },
  ],
  judge({ code }) {
    const found = factsOf(code, 'whole-body');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at, places }) => ({
      is: 'fail' as const,
      found: `${where} stores all that a request sends as ${what}.`,
      severity: places.some(({ names }) => PEOPLE.test(names ?? '')) ? ('high' as const) : ('medium' as const),
      of,
      at,
      fix: byHand(
        [
          'Name the fields that may be changed there, or parse the request with a schema that has no others (zod: `z.strictObject`).',
          'Set owner, role, price and the like on the server, from the session and your own tables.',
        ],
        {
          prompt: {
            goal: 'a request changes the fields that its form shows, and no other.',
            change: `in ${where}, take the fields by name out of the request, or parse it with a schema that lists them, and store only those.`,
            not: 'take single fields out of what was sent and store the rest.',
            see: 'a request that also sends `role`, `userId` or `createdAt` leaves those columns as they were.',
          },
          verify: 'launch-ready audit . --only code',
          minutes: 30,
        },
      ),
    }));
  },
});
