import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'server/auth.ts', line: 31, what: 'session' };

export default defineCheck({
  id: 'code/bare-cookie',
  requirements: ['SEC-10'],
  title: 'Login cookies stay between browser and server',
  failing: 'One bad script on your page can take over your customers’ logins',
  severity: 'medium',
  hurts: ['login', 'data'],
  why: 'A cookie without HttpOnly is open to every script of the page, also to one that came with a package or an ad.',
  learn: ['https://developer.mozilla.org/docs/Web/HTTP/Guides/Cookies'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'cookies with their flags', saw: sampleCode([]), gives: 'pass' },
    { name: 'a session that scripts can read', saw: sampleCode([], { 'bare-cookie': [place] }), gives: 'fail' },
    { name: 'a session that other sites can use', saw: sampleCode([], { 'crossing-cookie': [place] }), gives: { fail: 'low' } },
    { name: 'a session that travels without encryption', saw: sampleCode([], { 'loose-cookie': [place] }), gives: { fail: 'low' } },
  ],
  judge({ code }) {
    const found = [
      ...factsOf(code, 'bare-cookie').map((each) => ({ ...each, how: 'so that scripts can read it', severity: 'medium' as const })),
      ...factsOf(code, 'loose-cookie').map((each) => ({
        ...each,
        of: `${each.of} over http`,
        how: 'without Secure, also for http',
        severity: 'low' as const,
      })),
      ...factsOf(code, 'crossing-cookie').map((each) => ({
        ...each,
        of: `${each.of} across sites`,
        how: 'with SameSite=None, so that a page of another site can act as whoever is logged in',
        severity: 'low' as const,
      })),
    ];
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at, how, severity }) => ({
      is: 'fail' as const,
      severity,
      found: `${where} sets ${what} ${how}.`,
      of,
      at,
      fix: byHand(['Set login cookies on the server alone.', 'Give them `httpOnly: true`, `secure: true` and `sameSite: lax`.'], {
        prompt: {
          goal: `no script of the page can read a login cookie, and none travels without encryption.`,
          change: `in ${where}, set ${what} on the server with \`httpOnly: true, secure: true, sameSite: "lax", path: "/"\`.`,
          not: 'keep a copy of the token in localStorage.',
          see: '`document.cookie` on the live page, logged in, does not show it, and the login still works.',
        },
        verify: 'launch-ready audit . --only code',
        minutes: 30,
      }),
    }));
  },
});
