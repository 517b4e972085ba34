import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { byHand } from '../fix.ts';
import { factsOf, passOf } from '../code-places.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'app/auth/callback/route.ts', line: 14, what: "searchParams.get('next')" };

export default defineCheck({
  id: 'code/open-redirect',
  requirements: ['SEC-10', 'DNS-10'],
  title: 'Redirects lead to your own pages alone',
  failing: 'A link on your own domain can lead customers to a false login page',
  severity: 'medium',
  hurts: ['login', 'trust'],
  why: 'The link begins with your domain, so people and mail filters trust it. After a login the token may travel along.',
  learn: ['https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'no such redirect', saw: sampleCode([]), gives: 'pass' },
    { name: 'to wherever the request says', saw: sampleCode([], { 'open-redirect': [place] }), gives: 'fail' },
  ],
  judge({ code }) {
    const open = factsOf(code, 'open-redirect');
    if (open.length === 0) return passOf(code);
    return open.map(({ where, what, of, at }) => {
      return {
        is: 'fail' as const,
        found: `${where} redirects to ${what}, whatever it says.`,
        of,
        at,
        fix: byHand(
          [
            'Accept paths of your own site alone: one `/` at the beginning, and no second one nor a backslash behind it.',
            'Use the home page for everything else.',
          ],
          {
            prompt: {
              goal: `the redirect of ${where} leads to pages of our own site alone.`,
              change: 'take the wished path only if it begins with one "/" that no "/" or "\\\\" follows, and the home page otherwise.',
              not: 'search for our domain somewhere in the address: `https://evil.example/?acme.com` holds it too.',
              see: '`?next=https://example.com` and `?next=//example.com` end on our home page.',
            },
            verify: 'launch-ready audit . --only code',
            minutes: 15,
          },
        ),
      };
    });
  },
});
