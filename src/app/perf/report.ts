import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { defineVerb } from '../../core/verb.ts';
import type { Baseline } from '../../load/plain.ts';
import { renderPerfReport, type Reported, sortOut } from '../../load/report.ts';
import type { PerfDatabase, PerfRun } from '../../load/result.ts';
import { recall } from '../../load/store.ts';
import { plain } from '../../reports/text.ts';
import { openWorkspace, repoInput } from '../workspace.ts';

const takes = z.strictObject({ repo: repoInput });

export interface PerfReport extends Reported {
  schema: 1;
  markdown: string;
}

/** `launch-ready perf report`: found, fixed, do later, from what was measured last. */
export const perfReport = defineVerb<z.output<typeof takes>, PerfReport>({
  name: 'perf report',
  does: 'Write found, fixed and do-later from the baseline and the latest run, as Markdown',
  stage: 'hand over',
  touches: 'nothing',
  takes,
  gives: z.custom<PerfReport>(),
  examples: ['launch-ready perf report', 'launch-ready perf report > PERFORMANCE.md'],
  async run({ repo }) {
    const { state } = openWorkspace(repo);
    const latest = recall<PerfRun>(state, 'latest', 1);
    if (!latest) throw new UserError('nothing-measured', 'Nothing was measured here yet.', 'Run `launch-ready perf run` first.');
    const kept = { latest, baseline: recall<Baseline>(state, 'baseline', 1), database: recall<PerfDatabase>(state, 'database', 1) };
    return { schema: 1, ...sortOut(kept), markdown: renderPerfReport(kept) };
  },
  shows: ({ markdown }) => plain(markdown),
});
