import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'src/lib/supabase.ts', line: 3, what: 'VITE_SUPABASE_SERVICE_ROLE_KEY' };

export default defineCheck({
  id: 'code/client-secret',
  requirements: ['SEC-1', 'SEC-5'],
  title: 'Keys for servers stay on servers',
  failing: 'Every visitor can take your server key from the page and read all data',
  severity: 'blocker',
  hurts: ['data', 'billing', 'login'],
  why: 'Whatever the page reads, every visitor can read. This key passes every rule you have set on your data or money.',
  learn: ['https://supabase.com/docs/guides/api/api-keys', 'https://vite.dev/guide/env-and-mode'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  causedBy: ['secrets/public-prefix'],
  since: '0.2.0',
  examples: [
    { name: 'keys for browsers alone', saw: sampleCode([]), gives: 'pass' },
    { name: 'a service role key in the page', saw: sampleCode([], { 'client-secret': [place] }), gives: 'fail' },
    {
      name: 'a key that the build writes into the page',
      saw: sampleCode([], { 'built-in-secret': [{ ...place, file: 'vite.config.ts', what: 'OPENAI_API_KEY', names: '__KEY__' }] }),
      gives: 'fail',
    },
  ],
  judge({ code }) {
    const found = [
      ...factsOf(code, 'client-secret').map((each) => ({ ...each, how: `runs in the browser and reads ${each.what}` })),
      ...factsOf(code, 'built-in-secret').map((each) => ({ ...each, how: `has the build write ${each.what} into the page` })),
    ];
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, how, of, at }) => ({
      is: 'fail' as const,
      found: `${where} ${how}.`,
      of,
      at,
      fix: byHand(
        [
          'Make a new key at the provider and withdraw this one.',
          'Move the call that needs it to the server: a route, a server action, an edge function.',
          'Give the new key a name without a public prefix.',
        ],
        {
          prompt: {
            goal: `no code of the browser reads ${what}.`,
            change: `move what ${where} does with ${what} into a route of the server that asks who is calling, and read the key there under a name without a public prefix.`,
            not: 'rename the variable and leave the code in the page.',
            see: 'the built files hold no trace of the key, and the page still works.',
          },
          verify: 'launch-ready audit . --only code',
          minutes: 60,
        },
      ),
    }));
  },
});
