import { z } from 'zod';
import { defineVerb } from '../core/verb.ts';
import { scenarios } from '../lab/scenarios/index.ts';

const takes = z.strictObject({
  scenario: z.string().optional().describe('The scenario to start; without it, all are listed').meta({ positional: true }),
  netns: z.boolean().default(false).describe('Run the command after -- in a private network where the lab owns ports 53, 80 and 443'),
});

/** `launch-ready lab` without a scenario: what there is to try. */
export const lab = defineVerb<z.output<typeof takes>, { scenarios: { name: string; domain: string; about: string; faults: number }[] }>({
  name: 'lab',
  does: 'Start the pretend internet: a scenario with DNS, TLS sites and mail on this machine',
  touches: 'nothing',
  takes,
  gives: z.custom<{ scenarios: { name: string; domain: string; about: string; faults: number }[] }>(),
  examples: [
    'launch-ready lab',
    'launch-ready lab ai-built-mess',
    'launch-ready audit --lab ai-built-mess',
    'launch-ready lab healthy --netns -- dig +short acme.test',
  ],
  async run() {
    return { scenarios: scenarios.map(({ name, domain, about, faults }) => ({ name, domain, about, faults: faults.length })) };
  },
});
