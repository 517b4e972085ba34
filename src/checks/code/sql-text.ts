import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'server/users.ts', line: 12, what: 'req.query.sort' };

export default defineCheck({
  id: 'code/sql-text',
  requirements: ['SEC-10'],
  title: 'Requests cannot change your SQL',
  failing: 'A stranger can read and delete your whole database with one request',
  severity: 'blocker',
  hurts: ['data', 'login', 'billing'],
  why: 'The request becomes a part of the statement. Whoever puts SQL into it runs it with the rights of your server.',
  learn: ['https://cheatsheetseries.owasp.org/cheatsheets/SQL_Injection_Prevention_Cheat_Sheet.html'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'values beside the text', saw: sampleCode([]), gives: 'pass' },
    { name: 'a value inside of the text', saw: sampleCode([], { 'sql-text': [place] }), gives: 'fail' },
    {
      name: 'a file that nobody could read is no matter of a pass in silence',
      saw: { code: { ...sampleCode([]).code, unread: 1, unreadSuch: 'src/broken.ts' } },
      gives: 'pass',
    },
  ],
  judge({ code }) {
    const found = factsOf(code, 'sql-text');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${where} puts ${what} into the text of a statement.`,
      of,
      at,
      fix: byHand(
        [
          'Pass values beside the text: `$1` with a list, or the tagged template of your library.',
          'Choose names of columns and tables from a list in the code.',
          'Look into the logs for statements you did not write.',
        ],
        {
          prompt: {
            goal: `no value of a request is ever a part of the text of a statement.`,
            change: `in ${where}, pass ${what} as a parameter; for a column, table or direction, choose from a fixed list.`,
            not: 'escape quotes by hand.',
            see: "a value with a quote in it, such as O'Hara, is stored and found as it is.",
          },
          verify: 'launch-ready audit . --only code',
          minutes: 30,
        },
      ),
    }));
  },
});
