import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { defineVerb, type Tell } from '../../core/verb.ts';
import { preflight } from '../../deploy/preflight.ts';
import { build, prepare, type Prepared } from '../../deploy/release.ts';
import { carryOut, closeCutOff, type Deployed, noHealth } from '../../deploy/run.ts';
import { saySpeed } from '../../deploy/speed.ts';
import { line } from '../../reports/text.ts';
import { mustAgree } from '../agree.ts';
import { repoInput } from '../workspace.ts';
import { type Opened, openDeploy } from './open.ts';
import { speedPreview } from './speed.ts';

const takes = z.strictObject({
  repo: repoInput,
  yes: z.boolean().optional().describe('Deploy without being asked'),
  anyway: z.boolean().optional().describe('Deploy although `deploy check` found something'),
  'perf-gate': z
    .boolean()
    .optional()
    .describe('Compare its speed with the release before, also without deploy.perf_gate in the configuration'),
  'over-migrations': z.boolean().optional().describe('Go back even over migrations that the older release cannot live with'),
});
type Takes = z.output<typeof takes>;

/** `launch-ready deploy run`: takes a release live, holds it to its proof, and takes it back where it fails. */
export const deployRun = defineVerb<Takes, Deployed>({
  name: 'deploy run',
  does: 'Take a release live, let it prove itself, and take it back when it does not',
  stage: 'ship',
  touches: 'production',
  takes,
  gives: z.custom<Deployed>(),
  examples: [
    'launch-ready deploy run',
    'launch-ready deploy run --yes --json',
    'launch-ready deploy run --perf-gate',
    'launch-ready deploy run --lab ai-built-mess --anyway --yes',
  ],
  run: deploy,
  shows: renderDeployed,
  exit: ({ state }) => (state === 'live' ? 0 : 1),
});

async function deploy(input: Takes, io: Io, tell: Tell): Promise<Deployed> {
  const { repo, 'over-migrations': overMigrations = false, 'perf-gate': perfGate = false } = input;
  const work = openDeploy({ repo, overMigrations, perfGate }, io, tell);
  if (!work.config.health) throw noHealth();
  for (const release of closeCutOff(work)) tell({ is: 'done', text: `the deploy of ${release} was cut off; it is not taken for good` });
  const bad = (await preflight(work)).filter(({ state }) => state === 'fail');
  if (bad.length > 0 && input.anyway !== true)
    throw new UserError(
      'not-ready',
      `Not deployed: ${bad.map(({ what, says }) => `${what}: ${says}`).join('; ')}.`.slice(0, 900),
      'See `launch-ready deploy check`; --anyway deploys all the same.',
    );
  await build(work);
  const prepared = await prepare(work, work.adapter, work.lines);
  await mustAgree({ io, yes: input.yes }, `${preview(prepared, bad, work)}\n`, 'deploy');
  const gave = await carryOut(work, prepared);
  tell({ is: 'done', text: gave.says });
  return gave;
}

function preview({ outgoing, facts }: Prepared, bad: readonly { what: string; says: string }[], { speed }: Pick<Opened, 'speed'>): string {
  const contracts = facts.migrations.filter((each) => each.class === 'contract').length;
  return [
    `Release ${outgoing.id}`,
    `  from      commit ${facts.commit?.slice(0, 12) ?? 'none'}${facts.dirty ? ', with changes that are not committed' : ''}`,
    `  sends     ${outgoing.files.length} files, tree ${facts.artifact.slice(0, 12)}`,
    `  replaces  ${facts.previous ?? 'nothing'}`,
    `  database  ${facts.migrations.length} migrations${contracts > 0 ? `, ${contracts} without a way back` : ''}`,
    `  way back  ${facts.rollback ?? 'none'}`,
    ...(speed ? [`  speed     ${speedPreview(speed)}`] : []),
    ...bad.map(({ what, says }) => `  ■ ${line(what)}: ${line(says, 200)}`),
  ].join('\n');
}

function renderDeployed({ release, state, says, previous, seconds, smoke, speed, log }: Deployed): string {
  const word = { live: 'LIVE', 'rolled-back': 'TAKEN BACK', failed: 'FAILED' }[state];
  return `${[
    `${word}  ${line(says, 400)}`,
    '',
    `  release   ${line(release)}`,
    `  before    ${line(previous ?? 'none')}`,
    `  deployed  in ${seconds.deploy} s${seconds.detect === null ? '' : `, found out after ${seconds.detect} s`}${seconds.rollback === null ? '' : `, taken back in ${seconds.rollback} s`}`,
    ...(smoke ? [`  smoke     ${smoke.state}: ${smoke.tried.length} tried, ${smoke.rounds} rounds`] : []),
    ...(speed ? [`  speed     ${line(saySpeed(speed), 300)}`] : []),
    ...(state === 'live' && previous !== null ? [`  way back  launch-ready deploy rollback --to ${line(previous)}`] : []),
    ...(log.length > 0 ? ['', '  Its last words:', ...log.slice(-10).map((each) => `    ${line(each, 160)}`)] : []),
  ].join('\n')}\n`;
}
