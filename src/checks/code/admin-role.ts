import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { WRITTEN_ADDRESS } from '../../parsers/code/client-secrets.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'src/pages/Admin.tsx', line: 8, what: "localStorage.getItem('isAdmin'), which every visitor can set" };

export default defineCheck({
  id: 'code/admin-role',
  requirements: ['SEC-10'],
  title: 'The server decides who is an admin',
  failing: 'Visitors can make themselves admins',
  severity: 'high',
  hurts: ['data', 'login', 'trust'],
  why: 'What the browser keeps, or users may write themselves, proves nothing. Whoever changes it sees what admins see.',
  learn: [
    'https://cheatsheetseries.owasp.org/cheatsheets/Authorization_Cheat_Sheet.html',
    'https://supabase.com/docs/guides/database/postgres/row-level-security',
  ],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'roles of the server', saw: sampleCode([]), gives: 'pass' },
    { name: 'a flag of the browser', saw: sampleCode([], { 'client-admin': [place] }), gives: 'fail' },
    {
      name: 'an address in the page',
      saw: sampleCode([], { 'client-admin': [{ ...place, what: WRITTEN_ADDRESS }] }),
      gives: { fail: 'medium' },
    },
  ],
  judge({ code }) {
    const found = factsOf(code, 'client-admin');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at, places }) => ({
      is: 'fail' as const,
      found: `${where} decides by ${what}.`,
      // It hides a view; whether the server keeps the data behind it, policies and routes decide.
      severity: places.every((each) => each.what === WRITTEN_ADDRESS) ? ('medium' as const) : ('high' as const),
      of,
      at,
      fix: byHand(
        [
          'Keep the role where only the server writes: `app_metadata`, or a table of roles.',
          'Check it on the server for each request that reads or changes what only admins may.',
          'Hide pages in the browser as well, but do not rely on it.',
        ],
        {
          prompt: {
            goal: `nobody becomes an admin by changing something in the browser or in his own profile.`,
            change: `in ${where}, take the role from what only the server writes (\`app_metadata\` or a table of roles), and check it on the server for each request of an admin.`,
            not: 'hide the check better, or keep it in the browser alone.',
            see: 'a normal account that sets the flag or role itself gets 403 from every request of an admin.',
          },
          verify: 'launch-ready audit . --only code',
          minutes: 90,
        },
      ),
    }));
  },
});
