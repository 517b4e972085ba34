import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { passOf } from '../code-places.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { sampleRoute, sampleCode } from '../sample-code.ts';

const swallows = [{ what: 'answers 500', line: 12 }];
const booking = { webhook: false, path: '/api/bookings', file: 'server/bookings.ts', swallows };

export default defineCheck({
  id: 'code/swallowed-error',
  requirements: ['LOG-4'],
  title: 'Your server says why it failed',
  failing: 'When customers report an error, nothing tells you why it happened',
  severity: 'medium',
  hurts: ['data', 'billing', 'trust'],
  why: 'The code catches the error and drops it. You hear of failures from customers, your logs hold no cause, and lost orders look like quiet days.',
  learn: [
    'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html',
    'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Statements/try...catch',
  ],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no route at all', saw: sampleCode([]), gives: 'skip' },
    { name: 'errors that are logged', saw: sampleCode([sampleRoute()]), gives: 'pass' },
    { name: 'a route that answers 500 and drops the error', saw: sampleCode([sampleRoute(booking)]), gives: 'fail' },
    {
      name: 'a webhook that says thanks although its work failed',
      saw: sampleCode([sampleRoute({ swallows: [{ what: 'answers that all is well', line: 20 }] })]),
      gives: 'fail',
    },
  ],
  judge({ code }) {
    const { routes } = code;
    if (routes.length === 0) return { is: 'skip', because: 'The code has no handler of requests that we know of.' };
    const told = new Set<string>();
    const silent = routes.flatMap(({ file, method, path, swallows: all }) => {
      // A helper is told of by each route that calls it.
      const places = all.filter(({ line }) => !told.has(`${file}:${line}`)).toSorted((a, b) => a.line - b.line);
      for (const { line } of places) told.add(`${file}:${line}`);
      return places.length === 0 ? [] : [{ file, of: `${method} ${path}`, places }];
    });
    if (silent.length === 0) return passOf(code);
    return silent.map(({ file, of, places }) => {
      const where = plain(file, 160);
      const lines = list(
        places.map(({ line, what }) => `line ${line} (${plain(what, 80)})`),
        5,
      );
      return {
        is: 'fail' as const,
        found: `${where} catches errors and drops them in ${lines}.`,
        of,
        at: places.map(({ line }) => ({ at: file, line })),
        fix: byHand(
          [
            'Log the error itself with what was tried, or hand it to your error tracker.',
            'Answer customers with 500 and a sentence of their own; answer a webhook with 500 too, so that it is sent again.',
            'Where an error may be ignored, say why in a comment inside the catch.',
          ],
          {
            prompt: {
              goal: `every error that ${where} catches is logged with its cause, or thrown on.`,
              change: `in ${where}, ${lines}: name the caught error and log it with the route and what was tried, through the logger or error tracker that the project has; where work of a webhook failed, answer 500.`,
              not: 'show the error or its stack to whoever asked, nor log request bodies, passwords and tokens.',
              see: 'a request that the database refuses gives 500, and the log names what the database said.',
            },
            verify: 'launch-ready audit . --only code',
            minutes: 10 + 5 * Math.min(places.length, 10),
          },
        ),
      };
    });
  },
});
