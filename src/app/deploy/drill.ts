import { z } from 'zod';
import { defineVerb } from '../../core/verb.ts';
import { type Drilled, drill } from '../../deploy/drill.ts';
import { prepare } from '../../deploy/release.ts';
import { closeCutOff } from '../../deploy/run.ts';
import { line } from '../../reports/text.ts';
import { mustAgree } from '../agree.ts';
import { repoInput } from '../workspace.ts';
import { openDeploy } from './open.ts';

const takes = z.strictObject({
  repo: repoInput,
  bad: z.string().optional().describe('A folder below the checkout with a release that is really broken; use a staging copy'),
  yes: z.boolean().optional().describe('Drill without being asked'),
});

/** `launch-ready deploy drill`: proves that a bad release is found out and taken back, and how long that takes. */
export const deployDrill = defineVerb<z.output<typeof takes>, Drilled>({
  name: 'deploy drill',
  does: 'Prove that a bad release is found out and taken back, and measure how long it takes',
  stage: 'ship',
  touches: 'production',
  takes,
  gives: z.custom<Drilled>(),
  examples: [
    'launch-ready deploy drill',
    'launch-ready deploy drill --bad drill/broken --yes',
    'launch-ready deploy drill --lab ai-built-mess --yes',
  ],
  async run(input, io, tell) {
    const work = openDeploy({ repo: input.repo }, io, tell);
    closeCutOff(work);
    const how = input.bad === undefined ? 'wrong-release' : 'broken';
    const place = input.bad === undefined ? work : { ...work, config: { ...work.config, artifact: input.bad } };
    const prepared = await prepare(place, work.adapter, work.lines);
    const says =
      how === 'broken'
        ? `The broken release in ${input.bad} goes live until it is found out. Customers meet it meanwhile.`
        : 'The code that serves now is released once more, and the gate is told to expect another. Customers notice nothing.';
    await mustAgree({ io, yes: input.yes }, says, 'drill');
    const gave = await drill(work, prepared, how);
    tell({ is: 'done', text: gave.says });
    return gave;
  },
  shows: ({ passed, says, release, serves, seconds }) =>
    [
      `${passed ? 'PASSED' : 'FAILED'}  ${line(says, 400)}`,
      '',
      `  release   ${line(release)}`,
      `  serves    ${line(serves ?? 'unknown')}`,
      `  deployed  in ${seconds.deploy} s, found out after ${seconds.detect} s, back ${seconds.rollback === null ? 'never' : `${seconds.rollback} s later`}`,
      '',
    ].join('\n'),
  exit: ({ passed }) => (passed ? 0 : 1),
});
