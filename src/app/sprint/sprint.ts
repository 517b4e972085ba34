import { join } from 'node:path';
import { z } from 'zod';
import { EXIT_CODES } from '../../core/decide.ts';
import { UserError } from '../../core/errors.ts';
import type { Decision } from '../../core/finding.ts';
import { defineVerb } from '../../core/verb.ts';
import { type LeftBehind, renderSprint, renderSprintHtml, type SprintOutcome } from '../../reports/sprint.ts';
import { type Journal, openJournal } from '../journal.ts';
import { findTarget } from '../target.ts';
import { openWorkspace, repoInput, writeText } from '../workspace.ts';
import { code, hands, secrets, ship } from './code.ts';
import { edge, edgeAgain } from './edge.ts';
import { environment } from './environment.ts';
import { keys } from './keys.ts';
import { before, validation } from './look.ts';
import { keptReport } from './memory.ts';
import { runStages, type Sprint, type StageReport } from './stage.ts';
import { handing, mail, speed, watch } from './watch.ts';

const STAGES = [before, secrets, edge, code, ship, environment, keys, hands, edgeAgain, mail, speed, watch, validation, handing] as const;

const takes = z.strictObject({
  target: z.string().optional().describe('A domain; the one of launch-ready.yaml where left out').meta({ positional: true }),
  repo: repoInput,
  profile: z.string().optional().describe('The bar to hold the product to'),
  plan: z.boolean().default(false).describe('Only show the stages'),
  yes: z.boolean().default(false).describe('Agree to every change beforehand; what only you can do is still asked'),
});

/** What a sprint gives: from where to where, and everything in between. */
export interface Sprinted extends SprintOutcome {
  decision: Decision;
  /** The page with before and after. */
  page: string;
}

/** `launch-ready sprint`: the whole of it, from the first look to the handover, one stage after another. */
export const sprint = defineVerb<z.output<typeof takes>, Sprinted | { stages: { name: string; title: string }[] }>({
  name: 'sprint',
  does: 'The whole sprint: audit, fix, ship, watch and hand over; it goes on where it was broken off',
  stage: 'hand over',
  touches: 'production',
  takes,
  gives: z.custom<Sprinted>(),
  examples: ['launch-ready sprint --plan', 'launch-ready sprint acme.com', 'launch-ready sprint --lab ai-built-mess --yes'],
  async run(input, io, tell) {
    if (input.plan) return { stages: STAGES.map(({ name, title }) => ({ name, title })) };
    const workspace = openWorkspace(input.repo);
    const found = findTarget(input.target ?? workspace.root, undefined, workspace.root);
    if (found?.domain === undefined)
      throw new UserError(
        'no-domain',
        'Nobody has said which domain this sprint is for.',
        'Try `launch-ready sprint acme.com`, or `launch-ready init`.',
      );
    const journal = openJournal(workspace.state);
    const target: Sprint['target'] = { ...found, domain: found.domain };
    const stages = await runStages(STAGES, { workspace, target, profile: input.profile, yes: input.yes, io, tell, journal });
    const after = keptReport(workspace.state, 'after');
    const outcome: SprintOutcome = {
      target: found.domain,
      before: keptReport(workspace.state, 'before'),
      after,
      stages,
      changes: changesIn(journal),
      leftBehind: leftBehind(stages, found.domain),
    };
    const page = join(workspace.state, 'sprint.html');
    writeText(page, renderSprintHtml(outcome));
    tell({ is: 'done', text: `Before and after is in ${page}` });
    return { ...outcome, decision: after.decision, page };
  },
  shows: (gave, { width }) =>
    'page' in gave
      ? renderSprint(gave, width)
      : `${gave.stages.map(({ title }, i) => `${String(i + 1).padStart(2)}  ${title}`).join('\n')}\n`,
  exit: (gave) => ('page' in gave ? EXIT_CODES[gave.decision] : EXIT_CODES.go),
});

/** What was changed since the sprint began, whichever process did it; what an interruption made begin twice counts once. */
function changesIn({ lines }: Journal): string[] {
  const from = lines.findLastIndex(({ entry }) => entry.is === 'stage' && entry.stage === 'sprint' && entry.state === 'begun');
  const begun = new Map(
    lines.slice(from).flatMap(({ entry }) => (entry.is === 'intends' ? [[entry.change.id, entry.change.says] as const] : [])),
  );
  return [...begun.values()];
}

/** The five things that stay (HND-8), each as the stage that made it tells. */
function leftBehind(stages: readonly StageReport[], domain: string): LeftBehind[] {
  const of = (name: string): StageReport | undefined => stages.find((stage) => stage.name === name && stage.state === 'done');
  const box = (thing: string, what: string | undefined): LeftBehind => (what === undefined ? { thing } : { thing, what });
  return [
    box('One domain', of('edge-again') && `${domain}, with DNS and edge as launch-ready.yaml says.`),
    box('One production environment', of('ship')?.says),
    box('One email setup', of('mail')?.says),
    box('One set of monitors', of('watch')?.says),
    box('One handover document', of('handover')?.says),
  ];
}
