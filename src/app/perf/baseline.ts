import { z } from 'zod';
import { defineVerb, type Page, type Tell } from '../../core/verb.ts';
import type { Io } from '../../core/io.ts';
import type { Route } from '../../core/config.ts';
import { errorBar, linesOf } from '../../load/bars.ts';
import { type Budget, LEAST_REQUESTS, measure } from '../../load/measure.ts';
import type { Measured } from '../../load/measured.ts';
import { type Baseline, type BaselineRoute, noiseOf } from '../../load/plain.ts';
import { commitOf, keep } from '../../load/store.ts';
import { redact } from '../../redact/redact.ts';
import { painter } from '../../reports/paint.ts';
import { renderRoute, renderStrip, renderTimes } from '../../reports/strip.ts';
import { line, plain } from '../../reports/text.ts';
import { openWorkspace, repoInput } from '../workspace.ts';
import { consent, type Plan, planRoutes } from './routes.ts';
import { budgetOf, folded } from './run.ts';

const takes = z.strictObject({
  target: z.string().optional().describe('A domain, or the folder of a checkout').meta({ positional: true }),
  route: z.array(z.string()).optional().describe('Measure these routes of launch-ready.yaml alone'),
  profile: z.string().optional().describe('The bar that is written beside the numbers'),
  rate: z.coerce.number().positive().max(500).optional().describe('Requests per second; above 20 you are asked first'),
  runs: z.coerce.number().int().min(2).max(20).default(5).describe('Repetitions, which show how much the same release differs from itself'),
  timeout: z.coerce.number().int().min(100).max(60_000).default(10_000).describe('ms after which an answer counts as never'),
  yes: z.boolean().default(false).describe('You may load these hosts; do not ask'),
  repo: repoInput,
});
type Takes = z.output<typeof takes>;

export interface PerfBaseline {
  /** What was written down; nothing where a route could not be measured. */
  baseline?: Baseline;
  file?: string;
  failed: { name: string; why: string }[];
}

/** `launch-ready perf baseline`: writes down how fast the product is now, and how sure that is. */
export const perfBaseline = defineVerb<Takes, PerfBaseline>({
  name: 'perf baseline',
  does: 'Write down how fast each route is now, with its noise, to compare releases with',
  stage: 'ship',
  touches: 'network',
  takes,
  gives: z.custom<PerfBaseline>(),
  examples: ['launch-ready perf baseline', 'launch-ready perf baseline --runs 10', 'launch-ready perf baseline --lab healthy'],
  async run(input, io, tell) {
    const plan = await planRoutes(input, io, tell);
    const budget = { ...budgetOf(input, plan), requests: LEAST_REQUESTS };
    await consent(io, plan, { budget: { ...budget, requests: LEAST_REQUESTS * input.runs }, users: 1, yes: input.yes });
    const routes: BaselineRoute[] = [];
    const failed: PerfBaseline['failed'] = [];
    for (const route of plan.routes) {
      const got = await manyRuns(route, { plan, budget, runs: input.runs }, { io, tell });
      if ('why' in got) failed.push({ name: route.name, why: got.why });
      else routes.push(got);
    }
    const control = controlOf(plan);
    const steady = control === undefined || routes.length === 0 ? undefined : await measure(io, { shot: { url: control }, budget });
    if (routes.length === 0) return { failed: redact(failed) as PerfBaseline['failed'] }; // as: redacting keeps the shape
    const { root, state } = openWorkspace(input.repo);
    const commit = commitOf(root);
    const baseline: Baseline = {
      schema: 1,
      at: io.now().toISOString(),
      ...(commit === undefined ? {} : { commit }),
      profile: plan.profile.name,
      ...(control !== undefined && steady && steady.p95.ms !== null && steady.void === undefined
        ? { control: { url: control, p95: steady.p95.ms } }
        : {}),
      routes,
    };
    const clean = redact({ baseline, failed }) as { baseline: Baseline; failed: PerfBaseline['failed'] }; // as: redacting keeps the shape
    const file = keep(state, 'baseline', clean.baseline);
    return { ...clean, file };
  },
  shows: (gave, page) => showBaseline(gave, page),
  exit: ({ baseline, failed }) => (baseline === undefined || failed.length > 0 ? 3 : 0),
});

/** The route that no release changes: the one the configuration names, else a health route of it. */
export function controlOf({ config, routes }: Pick<Plan, 'config' | 'routes'>): string | undefined {
  return config.perf.control ?? config.routes.find(({ kind, url }) => kind === 'health' && routes.every((route) => route.url !== url))?.url;
}

async function manyRuns(
  route: Route,
  { plan, budget, runs }: { plan: Plan; budget: Budget; runs: number },
  { io, tell }: { io: Io; tell: Tell },
): Promise<BaselineRoute | { why: string }> {
  const good: Measured[] = [];
  let why = '';
  for (let run = 0; run < runs; run += 1) {
    tell({ is: 'asking', text: `${route.name}: run ${run + 1} of ${runs}` });
    const measured = await measure(io, { shot: plan.shotOf(route.url), budget });
    if (measured.void === undefined && measured.p95.ms !== null) good.push(measured);
    else why = measured.void ?? 'More than 5 of 100 requests were not answered in time.';
    if (good.length === 0) return { why };
  }
  if (good.length < 2) return { why };
  const byP95 = good.toSorted((a, b) => (a.p95.ms ?? 0) - (b.p95.ms ?? 0));
  const { p50, p95, p99, quantiles, bytes } = byP95[Math.floor((byP95.length - 1) / 2)]!;
  const p95s = good.flatMap((each) => (each.p95.ms === null ? [] : [each.p95.ms]));
  const errors = Math.max(errorBar(plan.profile), good.reduce((sum, each) => sum + each.errors.share, 0) / good.length);
  const { name, url, kind } = route;
  return {
    name,
    url,
    kind,
    lines: linesOf(route, plan.profile),
    p50,
    p95,
    p99,
    quantiles,
    bytes,
    errors,
    runs: p95s,
    noise: Math.round(noiseOf(p95s) * 1_000) / 1_000,
  };
}

function showBaseline({ baseline, file, failed }: PerfBaseline, { width, colour }: Page): string {
  const paint = painter(colour);
  const lines = (baseline?.routes ?? []).flatMap((route) => {
    const strip = { p50: route.p50.ms, p95: route.p95.ms, p99: route.p99.ms, ...route.lines };
    return [
      `        ${paint('strong', renderRoute(line(route.name), plain(route.url), width - 8))}`,
      `        ${renderStrip(strip, Math.max(16, width - 34))}  ${renderTimes(strip)}`,
      ...folded(`${route.runs.length} runs differ by ${Math.round(route.noise * 100)} % from one another.`, width),
      '',
    ];
  });
  const lost = failed.flatMap(({ name, why }) => [`${paint('unknown', 'VOID')}    ${line(name)}`, ...folded(line(why), width), '']);
  const kept = file === undefined ? 'Nothing was written down.' : `Written to ${plain(file)}`;
  return `${[...lines, ...lost, kept].join('\n')}\n`;
}
