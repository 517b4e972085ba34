import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { byHand } from '../fix.ts';
import { factsOf, passOf } from '../code-places.ts';
import { sampleCode } from '../sample-code.ts';

const stray = { file: 'src/lib/login.ts', line: 5, what: 'http://localhost:3000' };

export default defineCheck({
  id: 'code/stray-callback',
  requirements: ['SEC-10', 'AUD-11'],
  title: 'Logins and payments come back to the live product',
  failing: 'After logging in, customers are sent to a developer’s machine',
  severity: 'high',
  hurts: ['login', 'signup', 'billing'],
  why: 'The address to come back to is written into the code. In production it leads to a machine that customers do not have.',
  learn: ['https://supabase.com/docs/guides/auth/redirect-urls'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'none in the code', saw: sampleCode([]), gives: 'pass' },
    { name: 'a login that returns to localhost', saw: sampleCode([], { 'stray-callback': [stray] }), gives: 'fail' },
  ],
  judge({ code }) {
    const found = factsOf(code, 'stray-callback');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => {
      return {
        is: 'fail' as const,
        found: `${where} sends people back to ${what}.`,
        of,
        at,
        fix: byHand(
          [
            'Build the address from the site’s own: `window.location.origin` in the page, an environment variable on the server.',
            'Allow exactly that address at the login provider, and take localhost off its production list.',
            'Log in once on the live site.',
          ],
          {
            prompt: {
              goal: 'login and payment come back to the host that the person started from.',
              change: `in ${where}, replace ${what} by the site’s own address, read from \`window.location.origin\` or one environment variable.`,
              not: 'take the address from the request without an allow-list.',
              see: 'a login that starts on the live site ends on the live site.',
            },
            verify: 'launch-ready audit . --only code',
            minutes: 20,
          },
        ),
      };
    });
  },
});
