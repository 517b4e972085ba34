import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

export default defineCheck({
  id: 'code/query-loops',
  requirements: ['PERF-6'],
  title: 'A list asks the database once',
  failing: 'A page asks the database once for each row it shows',
  severity: 'medium',
  hurts: ['traffic', 'cost'],
  why: 'Twenty rows become twenty-one questions, two hundred rows two hundred and one. It is fast on your machine and slow for your best customers.',
  learn: [
    'https://www.prisma.io/docs/orm/prisma-client/queries/query-optimization-performance',
    'https://supabase.com/docs/guides/database/joins-and-nesting',
  ],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'one question for a list', saw: sampleCode([]), gives: 'pass' },
    {
      name: 'one question for each row',
      saw: sampleCode([], { 'query-loop': [{ file: 'server/orders.ts', line: 14, what: 'users for each of orders' }] }),
      gives: 'fail',
    },
  ],
  judge({ code }) {
    const found = factsOf(code, 'query-loop');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${where} asks for ${what}, one at a time.`,
      of,
      at,
      fix: byHand(['Ask once for all: a join or nested select, `where id in (…)`, or one insert of many rows.'], {
        goal: `${where} asks the database once, however long the list is.`,
        not: 'run the same questions at the same time instead, or cache them.',
        verify: 'launch-ready audit . --only code',
        shows: 'shows no question inside of a loop.',
        minutes: 30,
      }),
    }));
  },
});
