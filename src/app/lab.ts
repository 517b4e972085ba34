import { z } from 'zod';
import { defineVerb } from '../core/verb.ts';
import { scenarios } from '../lab/scenarios/index.ts';
import { wrap } from '../reports/columns.ts';

const takes = z.strictObject({
  scenario: z.string().optional().describe('The scenario to start; without it, all are listed').meta({ positional: true }),
  netns: z.boolean().default(false).describe('Run the command after -- in a private network where the lab owns ports 53, 80 and 443'),
});

/** `launch-ready lab` without a scenario: what there is to try. */
export const lab = defineVerb<z.output<typeof takes>, { scenarios: { name: string; domain: string; about: string; faults: number }[] }>({
  name: 'lab',
  does: 'Start the pretend internet: a scenario with DNS, TLS sites and mail on this machine',
  stage: 'more',
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
  shows: ({ scenarios }, { width }) => {
    const blocks = scenarios.map(({ name, domain, about }) =>
      [`${name} (${domain})`, ...wrap(about, width - 2).map((line) => `  ${line}`)].join('\n'),
    );
    return `${blocks.join('\n')}\n\nTry one: launch-ready audit --lab ${scenarios[0]?.name ?? ''}\n`;
  },
});
