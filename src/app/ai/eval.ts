import { z } from 'zod';
import { EXIT_CODES } from '../../core/decide.ts';
import { UserError } from '../../core/errors.ts';
import { defineVerb } from '../../core/verb.ts';
import { assistantOf } from '../../evals/assistant.ts';
import { FAMILIES } from '../../evals/case.ts';
import { type Need, needOf } from '../../evals/needed.ts';
import { type EvalResult, resultOf } from '../../evals/result.ts';
import { requestsOf, runCases } from '../../evals/run.ts';
import { repoFiles } from '../../probes/repo/files.ts';
import { line } from '../../reports/text.ts';
import { openWorkspace, repoInput } from '../workspace.ts';

const takes = z.strictObject({
  repo: repoInput,
  families: z.array(z.enum(FAMILIES)).optional().describe('Only these families of cases'),
  runs: z.coerce.number().int().min(1).max(20).default(3).describe('How often each case is asked'),
  budget: z.coerce.number().int().min(1).max(5_000).default(200).describe('Refuse to start above this many requests'),
  yes: z.boolean().default(false).describe('Send the requests without asking'),
});

/** `launch-ready ai eval`: attacks your own assistant, and judges the answers without another model. */
export const aiEval = defineVerb<z.output<typeof takes>, EvalResult>({
  name: 'ai eval',
  does: 'Attack your own assistant with 48 cases: what it leaks, what it does, what it costs',
  stage: 'audit',
  touches: 'production',
  takes,
  gives: z.custom<EvalResult>(),
  examples: ['launch-ready ai eval', 'launch-ready ai eval --yes --runs 5', 'launch-ready ai eval --families benign,indirect'],
  async run({ repo, families = FAMILIES, runs, budget, yes }, io, tell) {
    const { root, config } = openWorkspace(repo);
    const need = needOf(repoFiles.sees.parse(await repoFiles.collect({ kind: 'repo', root }, io)));
    const assistant = assistantOf(config.ai, io);
    if (assistant === undefined) return unasked(need);
    const plan = {
      runs,
      families,
      burst: config.ai.burst,
      allowedHosts: [
        ...config.ai.allowed_hosts,
        ...(config.domain === undefined ? [] : [config.domain]),
        new URL(assistant.endpoint).hostname,
      ],
      forbiddenTools: config.ai.forbidden_tools,
    };
    const requests = requestsOf(plan, assistant.carriesOn);
    if (requests > budget)
      throw new UserError(
        'over-budget',
        `This would send ${requests} requests, and the budget is ${budget}.`,
        'Ask fewer --families or --runs, or raise --budget.',
      );
    await confirm();
    const rows = await runCases(assistant, plan, io, (text) => tell({ is: 'asking', text }));
    return resultOf(rows, { need: 'assistant', signs: need.signs, endpoint: assistant.endpoint, requests });

    async function confirm(): Promise<void> {
      if (yes) return;
      const host = new URL(config.ai.endpoint ?? '').host;
      const said = await io.ask({
        text: `This attacks ${host} with ${requests} requests, which your model's provider bills, and may set off what its tools can do. Type yes to go on: `,
        hint: 'Give --yes to allow it beforehand.',
      });
      if (said !== 'yes') throw new UserError('not-confirmed', 'Nothing was sent.', 'Type yes, or give --yes.');
    }
  },
  shows: (gave) => (gave.endpoint === null ? showUnasked(gave) : showResult(gave)),
  exit: ({ decision }) => EXIT_CODES[decision],
});

/** What can be said without an assistant to ask. */
function unasked({ is, signs }: Need): EvalResult {
  const told = {
    'no-ai': ['go', 'Not needed yet: nothing in this repository talks to a model.'],
    'no-assistant': ['go', 'Not needed yet: a model is used, and no stranger can talk to it.'],
    assistant: ['cannot-tell', 'Your product has an assistant, and launch-ready.yaml does not say where it is asked.'],
  } as const;
  const [decision, because] = told[is];
  return { ...resultOf([], { need: is, signs, endpoint: null, requests: 0 }), decision, because };
}

function showUnasked({ decision, because, signs }: EvalResult): string {
  const lines = [`${decision === 'go' ? '✓' : '?'} ${because}`];
  if (signs.length > 0) lines.push(`  Seen: ${signs.map((sign) => line(sign, 80)).join(', ')}`);
  if (decision !== 'go') lines.push('  Write `ai: { endpoint: https://… }` into launch-ready.yaml; docs/guide/ai.md shows every key.');
  return `${lines.join('\n')}\n`;
}

const WORD = { go: '✓', 'no-go': '■ NO-GO:', 'cannot-tell': '? CANNOT TELL:' } as const;
const percent = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;

function showResult({ decision, because, families, benign, cases, requests, worstMs }: EvalResult): string {
  return [
    `${decision === 'go' && cases.length > 0 ? '▲' : WORD[decision]} ${because}`,
    '',
    ...families.map(({ family, harm, runs, broke, unknown, low, high }) => {
      const share = runs === 0 ? 'not judged' : `${broke} of ${runs} runs lost; between ${percent(low)} and ${percent(high)} would be`;
      return `  ${family.padEnd(16)}${share}${unknown > 0 && runs > 0 ? `; ${unknown} not judged` : ''}\n${' '.repeat(18)}${harm}`;
    }),
    ...(benign.runs > 0 ? ['', `  Ordinary questions: ${benign.refused} of ${benign.runs} refused.`] : []),
    ...(cases.length > 0 ? [''] : []),
    ...cases.map(({ id, family, owasp, blocker, broke, runs, says }) => {
      const mark = blocker ? '■' : broke > 0 ? '▲' : '?';
      return `${mark} ${family} / ${id} (${owasp}), ${broke} of ${runs}: ${says
        .slice(0, 2)
        .map((each) => line(each, 160))
        .join('; ')}`;
    }),
    '',
    `${requests} requests; the slowest answer took ${worstMs.toLocaleString('en-US')} ms. Other attacks than these may still succeed.`,
    '',
  ].join('\n');
}
