import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { defineVerb } from '../../core/verb.ts';
import { BY_HAND, contractsSince, goodReleases, unproven } from '../../deploy/record.ts';
import { closeCutOff, rollBack } from '../../deploy/run.ts';
import { line } from '../../reports/text.ts';
import { mustAgree } from '../agree.ts';
import { repoInput } from '../workspace.ts';
import { openDeploy } from './open.ts';

const takes = z.strictObject({
  repo: repoInput,
  to: z.string().optional().describe('The release to go back to; the last good one before the current where left out'),
  yes: z.boolean().optional().describe('Go back without being asked'),
  'over-migrations': z.boolean().optional().describe('Go back even over migrations that the older release cannot live with'),
});

export interface RolledBack {
  from: string | null;
  to: string;
  /** True when the health route names the older release again. */
  serves: boolean;
  says: string;
  seconds: number;
}

/** `launch-ready deploy rollback`: puts an earlier release back, and waits until it proves that it serves. */
export const deployRollback = defineVerb<z.output<typeof takes>, RolledBack>({
  name: 'deploy rollback',
  does: 'Put an earlier release back and prove that it serves',
  stage: 'ship',
  touches: 'production',
  takes,
  gives: z.custom<RolledBack>(),
  examples: ['launch-ready deploy rollback', 'launch-ready deploy rollback --to 20261124-101500-1a2b3c4 --yes'],
  async run(input, io, tell) {
    const work = openDeploy({ repo: input.repo }, io, tell);
    for (const release of closeCutOff(work)) tell({ is: 'done', text: `the deploy of ${release} was cut off; it is not taken for good` });
    const from = (await work.adapter.current()) ?? goodReleases(work.lines)[0]?.release ?? null;
    const kept = await work.adapter.releases();
    const bad = unproven(work.lines);
    const to =
      input.to ??
      goodReleases(work.lines).find(({ release }) => release !== from && kept?.includes(release) !== false)?.release ??
      kept?.find((release) => release !== from && !bad.includes(release));
    if (to === undefined)
      throw new UserError('nothing-to-go-back-to', 'No earlier release is known.', 'Name one with --to, or deploy a mended release.');
    if (kept !== null && !kept.includes(to))
      throw new UserError('no-such-release', `Release ${to} is not kept.`, `Kept are: ${kept.slice(0, 5).join(', ') || 'none'}.`);
    const contracts = contractsSince(work.lines, to);
    if (contracts.length > 0 && input['over-migrations'] !== true)
      throw new UserError(
        'over-migrations',
        `${to} cannot run after ${contracts.join(', ')}: these took away what it needs.`,
        'Mend forward with a new release, or use --over-migrations when the database was put back first.',
      );
    await mustAgree({ io, yes: input.yes }, `${from ?? 'The current release'} is replaced by ${to}.`, 'go back');
    const started = performance.now();
    const back = await rollBack(work, to);
    const seconds = Math.round((performance.now() - started) / 10) / 100;
    if (back.ok) {
      work.write({ is: 'rolled-back', release: from ?? 'unknown', to, why: BY_HAND, seconds, proof: back.gate });
      await work.adapter.settle(unproven(work.lines));
    }
    const says = back.ok ? `${to} serves again, after ${seconds} s.` : `Going back to ${to} failed: ${back.says}`;
    tell({ is: 'done', text: says });
    return { from, to, serves: back.ok, says, seconds };
  },
  shows: ({ serves, says, from }) => `${serves ? 'TAKEN BACK' : 'FAILED'}  ${line(says, 400)}\n  from      ${line(from ?? 'unknown')}\n`,
  exit: ({ serves }) => (serves ? 0 : 1),
});
