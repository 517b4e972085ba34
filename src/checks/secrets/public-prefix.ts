import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { PUBLIC_PREFIX } from '../../parsers/env-name.ts';
import { repoPublicNames } from '../../probes/repo/public-names.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';

const saw = (variables: { name: string; kind: string | null; at: { file: string; line: number }[] }[]) => ({
  names: { variables, unread: 0 },
});
const at = [{ file: 'src/lib/ai.ts', line: 4 }];

export default defineCheck({
  id: 'secrets/public-prefix',
  requirements: ['SEC-1', 'SEC-5'],
  title: 'No secret has a public prefix',
  failing: 'Your build writes a secret into the browser of every visitor',
  severity: 'blocker',
  hurts: ['data', 'billing', 'cost'],
  why: 'Prefixes such as VITE_ and NEXT_PUBLIC_ tell the build to copy the value into the page. Any visitor can read it there.',
  learn: ['https://vite.dev/guide/env-and-mode', 'https://nextjs.org/docs/app/guides/environment-variables'],
  on: 'repo',
  reads: { names: repoPublicNames },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'nothing of the kind', saw: saw([]), gives: 'pass' },
    { name: 'code that reads a paid key by a public name', saw: saw([{ name: 'VITE_OPENAI_API_KEY', kind: null, at }]), gives: 'fail' },
    {
      name: 'a public name whose value is a secret',
      saw: saw([{ name: 'NEXT_PUBLIC_DB', kind: 'Database address with password', at: [{ file: '.env', line: 2 }] }]),
      gives: 'fail',
    },
  ],
  judge({ names: { variables } }) {
    if (variables.length === 0) return { is: 'pass' };
    return variables.map(({ name, kind, at: places }) => {
      const shown = plain(name, 100);
      const bare = shown.replace(PUBLIC_PREFIX, '');
      const where = list(
        places.map(({ file, line }) => `${plain(file, 120)}:${line}`),
        3,
      );
      const first = places[0];
      return {
        is: 'fail' as const,
        found: `${shown} ${kind === null ? 'names a secret' : `holds a ${plain(kind, 80)}`} and has a public prefix (${where}).`,
        of: name,
        at: [{ at: first?.file ?? '', ...(first ? { line: first.line } : {}) }],
        fix: byHand(
          [
            'Make a new key at the provider and revoke the old one: every page that was built with it holds the value.',
            `Rename ${shown} to ${bare} in the code, in .env.example and on the platform.`,
            'Use it on the server alone: move the call into an API route or edge function, and let the page call that.',
            'Build and deploy again, then look at the live scripts with the command below.',
          ],
          {
            prompt: {
              goal: `${bare} is read on the server only, and no page holds it.`,
              change: `rename ${shown} to ${bare}; move every call that needs it (${where}) into a server route that checks who is logged in, and call that route from the page.`,
              not: 'keep the public name as a second variable, or send the key to the page in any other way.',
              see: 'the built files do not hold the key: `launch-ready secrets scan --build` finds nothing.',
            },
            verify: 'launch-ready secrets scan --build',
            minutes: 60,
          },
        ),
      };
    });
  },
});
