import { z } from 'zod';
import { defineCheck, type Verdict } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { list } from '../plain.ts';
import { sampleCode } from '../sample-code.ts';

const orders = [{ file: 'app/api/orders/route.ts', line: 9, what: 'orders' }];

export default defineCheck({
  id: 'code/unbounded-reads',
  requirements: ['PERF-6'],
  title: 'Lists are read a page at a time',
  failing: 'A list reads its whole table, so success makes it slow',
  severity: 'medium',
  hurts: ['traffic', 'cost'],
  why: 'With ten rows nobody notices. With fifty thousand the page takes seconds, the server runs out of memory, and the bill of the database grows.',
  learn: ['https://supabase.com/docs/reference/javascript/range', 'https://www.prisma.io/docs/orm/prisma-client/queries/pagination'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'lists in pages', saw: sampleCode([]), gives: 'pass' },
    { name: 'every order there is', saw: sampleCode([], { 'unbounded-query': orders }), gives: 'fail' },
    { name: 'a list that Supabase cuts off', saw: sampleCode([], { 'cut-off-list': orders }), gives: { fail: 'low' } },
  ],
  judge({ code }) {
    const found = [...factsOf(code, 'unbounded-query'), ...factsOf(code, 'cut-off-list').map((each) => ({ ...each, cutOff: true }))];
    if (found.length === 0) return passOf(code);
    return [...Map.groupBy(found, ({ file, of }) => `${file}\n${of}`).values()].map((of): Verdict => {
      const told = of.map((each) =>
        'cutOff' in each
          ? `${each.where} reads ${each.what} without a page; Supabase stops at 1,000 rows, and the rest is missing without an error.`
          : `${each.where} reads every row of ${each.what}.`,
      );
      const what = list(of.map((each) => each.what));
      return {
        is: 'fail',
        found: told.join(' '),
        ...(of.every((each) => 'cutOff' in each) ? { severity: 'low' as const } : {}),
        of: of[0]!.of, // !: a group has a member
        at: of.flatMap(({ at }) => at),
        fix: byHand(
          [
            'Order the list, and ask for 50 rows at a time (`limit`, `take`, `range`) with a cursor or page.',
            'Index the columns it is ordered and filtered by.',
          ],
          {
            goal: `the reads of ${what} ask for a page of rows.`,
            not: 'read all rows and cut the list afterwards in code.',
            verify: 'launch-ready audit . --only code',
            shows: 'shows no list that reads its whole table.',
            minutes: 30,
          },
        ),
      };
    });
  },
});
