import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { resolveProfile } from '../../core/profile.ts';
import { defineVerb } from '../../core/verb.ts';
import type { Baseline } from '../../load/plain.ts';
import { renderPerfReport, type Reported, sortOut } from '../../load/report.ts';
import type { Caching, PerfDatabase, PerfRun } from '../../load/result.ts';
import { recall } from '../../load/store.ts';
import { profiles } from '../../profiles/index.ts';
import { plain } from '../../reports/text.ts';
import { findTarget } from '../target.ts';
import { openWorkspace, repoInput } from '../workspace.ts';
import { lookAtCaching } from './caching.ts';

const takes = z.strictObject({
  target: z.string().optional().describe('A domain, or the folder of a checkout').meta({ positional: true }),
  profile: z.string().optional().describe('The bar to hold the product to'),
  repo: repoInput,
});

export interface PerfReport extends Reported {
  schema: 1;
  caching?: Caching;
  markdown: string;
}

/** `launch-ready perf report`: found, fixed, do later, from what was measured last; how answers may be kept is looked at anew. */
export const perfReport = defineVerb<z.output<typeof takes>, PerfReport>({
  name: 'perf report',
  does: 'Write found, fixed, do-later, the caching rule of each address and the indexes to make, as Markdown',
  stage: 'hand over',
  touches: 'network',
  takes,
  gives: z.custom<PerfReport>(),
  examples: ['launch-ready perf report', 'launch-ready perf report > PERFORMANCE.md', 'launch-ready perf report --lab ai-built-mess'],
  async run({ target: typed, profile, repo }, io, tell) {
    const { state } = openWorkspace(repo);
    const target = findTarget(typed, undefined, repo);
    const latest = recall<PerfRun>(state, 'latest', 1);
    if (!latest && !target)
      throw new UserError(
        'nothing-measured',
        'Nothing was measured here yet, and no domain is named.',
        'Run `launch-ready perf run acme.com` first.',
      );
    const bar = resolveProfile(profiles, profile ?? target?.config.profile ?? 'default');
    const caching = target && (await lookAtCaching(io, { target, profile: bar, latest }, tell));
    const [baseline, database] = [recall<Baseline>(state, 'baseline', 1), recall<PerfDatabase>(state, 'database', 1)];
    const kept = { latest, baseline, database, caching };
    return { schema: 1, ...sortOut(kept), ...(caching ? { caching } : {}), markdown: renderPerfReport(kept) };
  },
  shows: ({ markdown }) => plain(markdown),
});
