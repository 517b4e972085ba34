import { z } from 'zod';
import type { Route } from '../../core/config.ts';
import { defineVerb, type Page, type Tell } from '../../core/verb.ts';
import type { Io } from '../../core/io.ts';
import { errorBar, isDecided, judgeRoute, type Lines, linesOf, type Verdict } from '../../load/bars.ts';
import { climb, type Ladder, people, type Rung } from '../../load/ladder.ts';
import { type Budget, measure, POLITE } from '../../load/measure.ts';
import type { Measured } from '../../load/measured.ts';
import type { PerfRoute, PerfRun } from '../../load/result.ts';
import { keep } from '../../load/store.ts';
import { redact } from '../../redact/redact.ts';
import { fit, wrap } from '../../reports/columns.ts';
import { line, plain } from '../../reports/text.ts';
import { painter } from '../../reports/paint.ts';
import { renderRoute, renderStrip, renderTimes } from '../../reports/strip.ts';
import { openWorkspace, repoInput } from '../workspace.ts';
import { consent, type Plan, planRoutes } from './routes.ts';

const takes = z.strictObject({
  target: z.string().optional().describe('A domain, or the folder of a checkout').meta({ positional: true }),
  url: z.array(z.string()).optional().describe('Measure these addresses alone'),
  route: z.array(z.string()).optional().describe('Measure these routes of launch-ready.yaml alone'),
  profile: z.string().optional().describe('The bar to hold the product to; `launch-ready profiles` shows them'),
  rate: z.coerce.number().positive().max(500).optional().describe('Requests per second; above 20 you are asked first'),
  requests: z.coerce.number().int().min(100).max(10_000).optional().describe('Requests per route at most; fewer where all is clear'),
  users: z.coerce.number().int().min(1).max(50).optional().describe('Also let 1, 5 … so many people use each route at once'),
  timeout: z.coerce.number().int().min(100).max(60_000).default(10_000).describe('ms after which an answer counts as never'),
  seconds: z.coerce.number().positive().max(3_600).default(120).describe('Time per route at most'),
  yes: z.boolean().default(false).describe('You may load these hosts; do not ask'),
  repo: repoInput,
});
type Takes = z.output<typeof takes>;

/** `launch-ready perf run`: how long customers wait, against the two lines of the profile. */
export const perfRun = defineVerb<Takes, PerfRun>({
  name: 'perf run',
  does: 'Measure routes as customers meet them: p50, p95 and p99 against your two lines',
  stage: 'ship',
  touches: 'network',
  takes,
  gives: z.custom<PerfRun>(),
  examples: [
    'launch-ready perf run',
    'launch-ready perf run --url https://api.acme.com/feed',
    'launch-ready perf run --users 20 --yes',
    'launch-ready perf run --lab ai-built-mess',
  ],
  async run(input, io, tell) {
    const plan = await planRoutes(input, io, tell);
    const budget = { ...budgetOf(input, plan), ms: input.seconds * 1_000 };
    await consent(io, plan, { budget, users: input.users ?? 1, yes: input.yes });
    const routes: PerfRoute[] = [];
    for (const route of plan.routes) routes.push(await measureRoute(route, { plan, budget, users: input.users }, { io, tell }));
    const gave: PerfRun = { schema: 1, at: io.now().toISOString(), profile: plan.profile.name, routes, skipped: plan.skipped };
    const clean = redact(gave) as PerfRun; // as: redacting keeps the shape
    // A domain that was only typed has no checkout that would want to remember it.
    const isOurs = plan.config.domain !== undefined || plan.config.routes.length > 0;
    if (input.url === undefined && isOurs) keep(openWorkspace(input.repo).state, 'latest', clean);
    return clean;
  },
  shows: (gave, page) => showRun(gave, page),
  exit: ({ routes }) => exitOf(routes.map(({ verdict }) => verdict)),
});

/** 1 when a route is beyond its failure line, 3 when one could not be told, 0 otherwise. */
export function exitOf(verdicts: readonly Verdict[]): number {
  if (verdicts.includes('fail')) return 1;
  return verdicts.includes('void') || verdicts.includes('uncertain') ? 3 : 0;
}

/** What a run may send: the flags first, then the configuration. */
export function budgetOf(input: { rate?: number | undefined; requests?: number | undefined; timeout: number }, { config }: Plan): Budget {
  return {
    ...POLITE,
    perSecond: input.rate ?? config.perf.requests_per_second,
    requests: input.requests ?? config.perf.requests,
    timeoutMs: input.timeout,
  };
}

interface Job {
  plan: Plan;
  budget: Budget;
  users?: number | undefined;
}

/** Measures and judges one route; stops as soon as more requests would change nothing. */
export async function measureRoute(route: Route, { plan, budget, users }: Job, { io, tell }: { io: Io; tell: Tell }): Promise<PerfRoute> {
  tell({ is: 'asking', text: `${route.name}: how long customers wait` });
  const lines = linesOf(route, plan.profile);
  const errors = errorBar(plan.profile);
  const shot = plan.shotOf(route.url);
  const measured = await measure(io, { shot, budget, decided: (soFar) => isDecided(soFar, lines, errors) });
  const ladder =
    users === undefined || measured.void !== undefined ? undefined : await climb(io, { shot, users, lines, timeoutMs: budget.timeoutMs });
  const alone = judgeRoute(measured, lines, errors);
  const verdict = withPeople(alone, ladder);
  const { name, url, kind } = route;
  return {
    name,
    url,
    kind,
    verdict,
    because: because(measured, { lines, errors, ladder }),
    lines,
    measured,
    ...(ladder ? { ladder } : {}),
  };
}

/** What several people at once make of a verdict: a collapse fails, and what could not be told of them leaves nothing passed. */
function withPeople(alone: Verdict, ladder: Ladder | undefined): Verdict {
  if (alone === 'void' || ladder === undefined) return alone;
  if (ladder.collapsesAt !== undefined) return 'fail';
  return alone !== 'fail' && ladder.rungs.some((rung) => rung.void !== undefined) ? 'uncertain' : alone;
}

function because(measured: Measured, { lines, errors, ladder }: { lines: Lines; errors: number; ladder: Ladder | undefined }): string {
  if (measured.void !== undefined) return measured.void;
  const { p95 } = measured;
  const ms = (value: number | null): string => (value === null ? 'never' : `${Math.round(value)} ms`);
  const bars = `wished for ${lines.targetMs} ms${lines.failureMs === null ? '' : `, at most ${lines.failureMs} ms`}`;
  const said = [`p95 ${ms(p95.ms)} (${ms(p95.low)} to ${ms(p95.high)}), ${bars}; ${measured.requests} requests.`];
  if (measured.errors.share > 0)
    said.push(
      `${percent(measured.errors.share)} of the requests fail${measured.failedWith === undefined ? '' : ` (${measured.failedWith})`}, allowed are ${percent(errors)}.`,
    );
  if (ladder?.collapsesAt !== undefined) {
    const [first, last] = [ladder.rungs[0], ladder.rungs.at(-1)];
    said.push(`It collapses at ${ladder.collapsesAt} users: p95 ${ms(first?.p95 ?? null)} alone, ${ms(last?.p95 ?? null)} together.`);
  }
  said.push(...(ladder?.rungs ?? []).flatMap((rung) => rung.void ?? []));
  if (measured.bytes > HEAVY_BYTES) said.push(`An answer has ${(measured.bytes / 1e6).toFixed(1)} MB; phones wait for that.`);
  if (measured.firstMs !== null && p95.ms !== null && measured.firstMs > COLD.ms && measured.firstMs > p95.ms * COLD.times)
    said.push(`The first request took ${ms(measured.firstMs)}: a cold start.`);
  return said.join(' ');
}

/** An answer beyond this takes a phone on a slow line five seconds (1.6 Mbit/s). */
const HEAVY_BYTES = 1_000_000;
/** A first request so much slower than p95 met a sleeping app. */
const COLD = { ms: 500, times: 3 } as const;

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

export const WORDS = {
  pass: ['pass', 'PASS'],
  slow: ['medium', 'SLOW'],
  fail: ['blocker', 'FAIL'],
  uncertain: ['unknown', 'UNSURE'],
  void: ['unknown', 'VOID'],
} as const satisfies Record<Verdict, readonly [string, string]>;

const INDENT = 8;

/** The strips of a run, each with one sentence. */
function showRun({ routes, skipped, profile }: PerfRun, { width, colour }: Page): string {
  const paint = painter(colour);
  const lines = routes.flatMap((route) => {
    const { p50, p95, p99 } = route.measured;
    const strip = { p50: p50.ms, p95: p95.ms, p99: p99.ms, ...route.lines };
    const times = renderTimes(strip);
    const [mark, word] = WORDS[route.verdict];
    const drawn =
      route.verdict === 'void' ? [] : [`${' '.repeat(INDENT)}${renderStrip(strip, Math.max(16, width - INDENT - 26))}  ${times}`];
    const ladder = (route.ladder?.rungs ?? []).map((rung) => `${' '.repeat(INDENT)}${people(rung.users).padEnd(10)}${rungSays(rung)}`);
    return [
      `${paint(mark, word.padEnd(INDENT))}${paint('strong', renderRoute(line(route.name), plain(route.url), width - INDENT))}`,
      ...drawn,
      ...ladder,
      ...folded(line(route.because), width),
      '',
    ];
  });
  const apart = skipped.map(
    ({ url, why }) => `${'skipped'.padEnd(INDENT)}${fit(plain(url).replace(/^https?:\/\//, ''), width - INDENT - 22)}  ${line(why, 20)}`,
  );
  const key = `├ p50  ● p95  ┤ p99  ┊ wished for  ┃ at most; profile ${profile}`;
  return `${[...lines, ...apart, ...(apart.length > 0 ? [''] : []), paint('faint', key)].join('\n')}\n`;
}

function rungSays({ p50, p95, failed, requests, collapsed, void: why }: Rung): string {
  if (why !== undefined) return 'void';
  const ms = (value: number | null): string => (value === null ? 'never' : `${Math.round(value)} ms`);
  const fails = failed === 0 ? '' : `, ${failed} of ${requests} fail`;
  return `p95 ${ms(p95)}, p50 ${ms(p50)}${fails}${collapsed ? ': collapses' : ''}`;
}

/** A sentence below a strip. */
export function folded(text: string, width: number): string[] {
  return wrap(text, width - INDENT).map((part) => `${' '.repeat(INDENT)}${part}`);
}
