import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { passOf } from '../code-places.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { sampleRoute, sampleCode } from '../sample-code.ts';

const spends = [{ what: 'a paid API (openai.chat.completions.create)', line: 9 }];
const route = { webhook: false, signed: false, path: '/api/coach', file: 'app/api/coach/route.ts', spends };

export default defineCheck({
  id: 'code/unmetered-route',
  requirements: ['EDG-12', 'EDG-3'],
  title: 'Strangers cannot spend your money',
  failing: 'A bot can run up your AI, mail or SMS bill overnight',
  severity: 'high',
  hurts: ['cost', 'billing', 'email'],
  why: 'Bots find open routes within days. Each request to one that calls a paid API costs you, and nothing stops the ten-thousandth.',
  learn: ['https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'nothing that costs', saw: sampleCode([sampleRoute()]), gives: 'skip' },
    { name: 'behind a login', saw: sampleCode([sampleRoute({ ...route, authenticated: true })]), gives: 'pass' },
    { name: 'with a limit', saw: sampleCode([sampleRoute({ ...route, limited: true })]), gives: 'pass' },
    { name: 'a webhook that verifies who calls', saw: sampleCode([sampleRoute({ spends })]), gives: 'pass' },
    { name: 'open to everybody', saw: sampleCode([sampleRoute(route)]), gives: 'fail' },
  ],
  judge({ code }) {
    const { routes } = code;
    const costly = routes.filter((each) => each.spends.length > 0);
    if (costly.length === 0) return { is: 'skip', because: 'No route of the code calls a paid API or sends mail.' };
    const open = costly.filter(({ webhook, authenticated, limited, signed }) => !webhook && !authenticated && !limited && !signed);
    if (open.length === 0) return passOf(code);
    return open.map(({ file, line, method, path, spends: calls }) => {
      const [where, shown] = [`${plain(file, 160)}:${line}`, plain(path, 100)];
      const what = list([...new Set(calls.map((each) => plain(each.what, 80)))], 3);
      return {
        is: 'fail' as const,
        found: `${shown} (${where}) uses ${what}, and asks neither who is calling nor how often.`,
        of: `${method} ${path}`,
        at: [{ at: file, line }, ...calls.map((each) => ({ at: file, line: each.line }))],
        fix: byHand(
          [
            'Ask for a login first where only customers need the route.',
            'Limit requests per person and per address, such as ten a minute, and answer 429 beyond.',
            'Set a monthly budget and an alert at the provider.',
          ],
          {
            prompt: {
              goal: `${shown} cannot be called without a login, nor more than ten times a minute by anybody.`,
              change: `in ${where}, check the session first and answer 401 without one; then count requests per user and address in a store that all instances share, and answer 429 beyond the limit.`,
              not: 'count in a variable of the process, which every new instance starts at zero.',
              see: `the eleventh request within a minute to ${shown} gets 429, and one without a session gets 401.`,
            },
            verify: 'launch-ready audit . --only code',
            minutes: 60,
          },
        ),
      };
    });
  },
});
