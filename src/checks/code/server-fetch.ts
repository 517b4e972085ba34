import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoCode } from '../../probes/repo/code.ts';
import { factsOf, passOf } from '../code-places.ts';
import { byHand } from '../fix.ts';
import { sampleCode } from '../sample-code.ts';

const place = { file: 'app/api/preview/route.ts', line: 5, what: "searchParams.get('url')" };

export default defineCheck({
  id: 'code/server-fetch',
  requirements: ['SEC-10'],
  title: 'Strangers do not decide whom your server asks',
  failing: 'Strangers can make your server open addresses inside your network',
  severity: 'high',
  hurts: ['data', 'trust', 'cost'],
  why: 'Your server reaches what strangers cannot: its own network and the cloud’s address for keys. They name it, and get the answer.',
  learn: ['https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html'],
  on: 'repo',
  reads: { code: repoCode },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'addresses of your own', saw: sampleCode([]), gives: 'pass' },
    { name: 'an address of the request', saw: sampleCode([], { 'server-fetch': [place] }), gives: 'fail' },
  ],
  judge({ code }) {
    const found = factsOf(code, 'server-fetch');
    if (found.length === 0) return passOf(code);
    return found.map(({ where, what, of, at }) => ({
      is: 'fail' as const,
      found: `${where} asks whichever host ${what} names.`,
      of,
      at,
      fix: byHand(
        [
          'Allow a list of hosts, or take an id and build the address yourself.',
          'Where any host must be possible, refuse private addresses after the name is resolved, and follow no redirect without the same check.',
          'Ask for a login and limit how often.',
        ],
        {
          prompt: {
            goal: `the server asks only hosts that we allow.`,
            change: `in ${where}, parse ${what} with \`new URL\`, and refuse it unless the protocol is https and the host is in a list of the code.`,
            not: 'look for a forbidden word in the address: there are many ways to write 127.0.0.1.',
            see: 'http://169.254.169.254/ and http://localhost/ are answered with 400.',
          },
          verify: 'launch-ready audit . --only code',
          minutes: 45,
        },
      ),
    }));
  },
});
