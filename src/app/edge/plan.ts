import { z } from 'zod';
import { canonicalJson } from '../../core/bundle.ts';
import { defineVerb } from '../../core/verb.ts';
import { writeText } from '../workspace.ts';
import { type EdgePlan, edgeTakes, look, whereOf } from './look.ts';
import { renderPlan, renderPlanMarkdown } from './words.ts';

const takes = z.strictObject({
  ...edgeTakes,
  format: z.enum(['text', 'markdown', 'json']).default('text').describe('How to print the plan'),
  save: z.string().optional().describe('Save the plan for `edge apply --plan`; it is bound to the state it was made from'),
});

/** `launch-ready edge plan`: what would change at the edge, and what is at stake. */
export const edgePlan = defineVerb<z.output<typeof takes>, EdgePlan>({
  name: 'edge plan',
  does: 'Show what would change at your edge, with risks; exit 1 when something would',
  stage: 'fix',
  touches: 'network',
  takes,
  gives: z.custom<EdgePlan>(),
  examples: ['launch-ready edge plan', 'launch-ready edge plan acme.com --format markdown', 'launch-ready edge plan --save edge-plan.json'],
  async run(input, io, tell) {
    const { plan } = await look(whereOf(input), io, tell);
    if (input.save !== undefined) writeText(input.save, `${canonicalJson(plan, 1)}\n`);
    return plan;
  },
  shows: (plan, { width }, { format }) => (format === 'markdown' ? renderPlanMarkdown(plan) : renderPlan(plan, width)),
  exit: ({ changes }) => (changes.length === 0 ? 0 : 1),
});
