import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { FOR_ADMINS, ONE_PERSONS } from '../../parsers/code/reserved.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { plain } from '../plain.ts';
import { sampleCode, sampleRoute } from '../sample-code.ts';

const route = { webhook: false, signed: false, path: '/api/admin/users', file: 'app/api/admin/users/route.ts', reserved: 'is for admins' };

export default defineCheck({
  id: 'code/open-admin',
  requirements: ['SEC-10'],
  title: 'Strangers cannot do what only you may',
  failing: 'Strangers can do what only you may',
  severity: 'high',
  hurts: ['data', 'login', 'trust'],
  why: 'A page that hides a button keeps nobody out. Bots try `/api/admin` and deleting by number on every new site.',
  learn: ['https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'nothing that is for some alone', saw: sampleCode([sampleRoute()]), gives: 'skip' },
    { name: 'behind a login', saw: sampleCode([sampleRoute({ ...route, authenticated: true, ranked: true })]), gives: 'pass' },
    { name: 'with a shared secret', saw: sampleCode([sampleRoute({ ...route, signed: true })]), gives: 'pass' },
    {
      name: 'open to whoever is logged in',
      saw: sampleCode([sampleRoute({ ...route, authenticated: true, ranked: false })]),
      gives: { fail: 'medium' },
    },
    { name: 'open to everybody', saw: sampleCode([sampleRoute(route)]), gives: 'fail' },
  ],
  judge({ code }) {
    const reserved = code.routes.filter((each) => each.reserved !== undefined);
    if (reserved.length === 0) return { is: 'skip', because: 'No route of the code is for admins or deletes what is stored.' };
    const open = reserved.filter(({ authenticated, signed }) => !authenticated && !signed);
    const loose = reserved.filter((each) => each.reserved === FOR_ADMINS && each.authenticated && !each.ranked && !each.signed);
    if (open.length + loose.length === 0) return passOf(code);
    return [...open, ...loose].map((each) => {
      const { file, line, method, path } = each;
      const [where, shown] = [`${plain(file, 160)}:${line}`, plain(`${method} ${path}`, 100)];
      const how = each.authenticated ? 'and lets in whoever is logged in' : 'and does not ask who is calling';
      return {
        is: 'fail' as const,
        found: `${shown} (${where}) ${plain(each.reserved ?? '', 60)}, ${how}.`,
        ...((each.authenticated || each.reserved === ONE_PERSONS) && { severity: 'medium' as const }),
        of: `${method} ${path}`,
        at: [{ at: file, line }],
        fix: byHand(
          [
            'Read the session on the server first, and answer 401 without one; a server action throws.',
            'Ask whether this person may: an admin by a role that only the server writes, or the owner of what is deleted. Else answer 403.',
            'Do it in the route itself, so that no other way leads around it.',
          ],
          {
            prompt: {
              goal: `${shown} does nothing for strangers, nor for people whose business it is not.`,
              change: `in ${where}, read the session first and answer 401 without one; then check the role, or who owns what is asked for, and answer 403 otherwise.`,
              not: 'check in the browser alone, or take a role from what the request says.',
              see: `${shown} without a session gets 401, as another customer 403, and as an admin or owner works as before.`,
            },
            verify: 'launch-ready audit . --only code',
            minutes: 45,
          },
        ),
      };
    });
  },
});
