import { z } from 'zod';
import { EXIT_CODES } from '../../core/decide.ts';
import { defineVerb } from '../../core/verb.ts';
import { type Item, preflight, tryBuild } from '../../deploy/preflight.ts';
import { renderChecklist } from '../../reports/checklist.ts';
import { repoInput } from '../workspace.ts';
import { openDeploy } from './open.ts';

const takes = z.strictObject({
  repo: repoInput,
  build: z.boolean().optional().describe('Run the build as well'),
  reproducible: z.boolean().optional().describe('Build twice and compare what comes out, file by file'),
});

/** The checklist before a release. */
export interface Checked {
  decision: 'go' | 'no-go' | 'cannot-tell';
  items: Item[];
}

/** `launch-ready deploy check`: would a release go well, and could it be taken back? */
export const deployCheck = defineVerb<z.output<typeof takes>, Checked>({
  name: 'deploy check',
  does: 'Look before a release: commits, variables, migrations, health route and the way back',
  stage: 'ship',
  touches: 'network',
  takes,
  gives: z.custom<Checked>(),
  examples: ['launch-ready deploy check', 'launch-ready deploy check --build', 'launch-ready deploy check --reproducible --json'],
  async run({ repo, build = false, reproducible = false }, io, tell) {
    const look = openDeploy({ repo }, io, tell);
    const items = await preflight(look);
    if (build || reproducible) items.push(...(await tryBuild(look, reproducible)));
    return { decision: decisionOf(items), items };
  },
  shows: ({ decision, items }, page) => renderChecklist(decision, items, page),
  exit: ({ decision }) => EXIT_CODES[decision],
});

function decisionOf(items: readonly Item[]): Checked['decision'] {
  if (items.some(({ state }) => state === 'fail')) return 'no-go';
  return items.some(({ state }) => state === 'unknown') ? 'cannot-tell' : 'go';
}
