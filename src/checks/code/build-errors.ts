import { z } from 'zod';
import { defineCheck } from '../../core/check.ts';
import { repoSetup } from '../../probes/repo/setup.ts';
import { byHand } from '../fix.ts';
import { list, plain } from '../plain.ts';
import { sampleSetup } from '../sample-setup.ts';

const silenced = [{ file: 'next.config.ts', line: 4, what: 'typescript.ignoreBuildErrors', lintOnly: false }];

export default defineCheck({
  id: 'code/build-errors',
  requirements: ['DEP-6', 'DEP-1'],
  title: 'A build that fails stops the release',
  failing: 'Your build hides its errors, so customers meet them first',
  severity: 'medium',
  hurts: ['signup', 'billing', 'trust'],
  why: 'Type errors and failing tests are the cheapest warning there is. Switched off, a broken checkout is released as if all were well.',
  learn: [
    'https://nextjs.org/docs/app/api-reference/config/next-config-js/typescript',
    'https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepscontinue-on-error',
  ],
  on: 'repo',
  reads: { setup: repoSetup },
  options: z.object({}),
  since: '0.2.0',
  examples: [
    { name: 'errors that stop the build', saw: sampleSetup(), gives: 'pass' },
    { name: 'type errors that are ignored', saw: sampleSetup({ silenced }), gives: 'fail' },
    { name: 'a linter that is ignored', saw: sampleSetup({ silenced: [{ ...silenced[0]!, lintOnly: true }] }), gives: { fail: 'low' } },
  ],
  judge({ setup: { silenced: all } }) {
    if (all.length === 0) return { is: 'pass' };
    const worst = all.filter(({ lintOnly }) => !lintOnly);
    const places = list(
      [...worst, ...all.filter(({ lintOnly }) => lintOnly)].map(
        ({ file, line, what }) => `${plain(file, 100)}:${line} (${plain(what, 80)})`,
      ),
      4,
    );
    return {
      is: 'fail',
      found: `Failures are ignored in ${places}.`,
      ...(worst.length === 0 ? { severity: 'low' as const } : {}),
      at: all.map(({ file, line }) => ({ at: file, line })),
      fix: byHand(['Take each of these settings out.', 'Run the build and the tests, and mend what they now show.'], {
        prompt: {
          goal: 'a type error, a failing test or a failing build stops the release.',
          change: `take out what ignores failures in ${places}, then repair the errors that appear.`,
          not: 'cast to any, add @ts-ignore, delete tests, or loosen the compiler instead.',
          see: 'a type error that is put in on purpose makes the build command end with an error.',
        },
        verify: 'launch-ready audit . --only code',
        minutes: 60,
      }),
    };
  },
});
