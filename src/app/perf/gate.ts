import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { defineVerb, type Page, type Tell } from '../../core/verb.ts';
import type { Io } from '../../core/io.ts';
import { gate, sideBySide } from '../../load/gate.ts';
import { type Budget, measure } from '../../load/measure.ts';
import { type Baseline, comparePlain, confirm } from '../../load/plain.ts';
import { keep, recall } from '../../load/store.ts';
import { redact } from '../../redact/redact.ts';
import { painter } from '../../reports/paint.ts';
import { renderRoute } from '../../reports/strip.ts';
import { line, plain } from '../../reports/text.ts';
import { openWorkspace, repoInput } from '../workspace.ts';
import { consent, type Plan, planRoutes } from './routes.ts';
import { budgetOf, folded } from './run.ts';

const takes = z.strictObject({
  target: z.string().optional().describe('A domain, or the folder of a checkout').meta({ positional: true }),
  old: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where the release in production answers'),
  new: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where the release that shall replace it answers'),
  route: z.array(z.string()).optional().describe('Compare these routes of launch-ready.yaml alone'),
  profile: z.string().optional().describe('The bar to hold the product to'),
  rate: z.coerce.number().positive().max(500).optional().describe('Requests per second to both together; above 20 you are asked first'),
  requests: z.coerce.number().int().min(200).max(3_200).default(3_200).describe('Requests per side and route at most: 200, 400, 800 …'),
  timeout: z.coerce.number().int().min(100).max(60_000).default(10_000).describe('ms after which an answer counts as never'),
  seconds: z.coerce.number().positive().max(3_600).default(300).describe('Time per route at most'),
  yes: z.boolean().default(false).describe('You may load these hosts; do not ask'),
  repo: repoInput,
});
type Takes = z.output<typeof takes>;

export interface PerfGateRoute {
  name: string;
  url: string;
  verdict: 'pass' | 'warn' | 'regression' | 'void';
  why: string;
  before: number | null;
  now: number | null;
  ratio: number | null;
}

export interface PerfGate {
  schema: 1;
  at: string;
  /** Both releases at once, or a baseline of an earlier day. */
  against: 'old' | 'baseline';
  verdict: PerfGateRoute['verdict'];
  routes: PerfGateRoute[];
}

/** `launch-ready perf gate`: is the new release slower than the old one? */
export const perfGate = defineVerb<Takes, PerfGate>({
  name: 'perf gate',
  does: 'Compare a new release with the old one, side by side, and stop it at +20 % p95',
  stage: 'ship',
  touches: 'network',
  takes,
  gives: z.custom<PerfGate>(),
  examples: ['launch-ready perf gate --old https://app.acme.com --new https://next.acme.com', 'launch-ready perf gate --rate 50 --yes'],
  async run(input, io, tell) {
    const routes =
      input.old === undefined && input.new === undefined ? await againstBaseline(input, io, tell) : await againstOld(input, io, tell);
    const against = input.old === undefined ? 'baseline' : 'old';
    return redact({ schema: 1, at: io.now().toISOString(), against, verdict: worst(routes), routes }) as PerfGate; // as: redacting keeps the shape
  },
  shows: (gave, page) => showGate(gave, page),
  exit: ({ verdict }) => ({ pass: 0, warn: 0, regression: 1, void: 3 })[verdict],
});

function worst(routes: readonly PerfGateRoute[]): PerfGate['verdict'] {
  if (routes.length === 0) return 'void';
  return (['regression', 'void', 'warn'] as const).find((verdict) => routes.some((route) => route.verdict === verdict)) ?? 'pass';
}

async function againstOld(input: Takes, io: Io, tell: Tell): Promise<PerfGateRoute[]> {
  const { old, new: newer } = input;
  if (old === undefined || newer === undefined)
    throw new UserError('one-side', 'The gate compares two releases, and one address was given.', 'Give both --old and --new.');
  const plan = await planRoutes({ ...input, url: [newer] }, io, tell);
  const shared = plan.config.routes.filter(
    ({ name, url, kind }) =>
      new URL(url).hostname === new URL(old).hostname && kind !== 'webhook' && (input.route === undefined || input.route.includes(name)),
  );
  const alone = shared.length === 0 || new URL(newer).pathname !== '/' || new URL(old).pathname !== '/';
  const routes = alone
    ? [{ name: plan.routes[0]?.name ?? newer, old: plan.shotOf(old), new: plan.shotOf(newer) }]
    : shared.map(({ name, url }) => {
        const { old: before, new: after } = sideBySide(pathOf(url), { old, new: newer });
        return { name, old: plan.shotOf(before.url, url), new: plan.shotOf(after.url, url) };
      });
  const budget = budgetFor(input, plan);
  const both = { ...plan, routes: [old, newer].map((url) => ({ name: url, url, kind: 'page' as const })) };
  await consent(io, both, { budget: { ...budget, requests: 0 }, users: 1, yes: input.yes });
  tell({ is: 'asking', text: `${routes.length} routes of both releases, side by side` });
  const gated = await gate(io, { routes, budget });
  return gated.routes.map(({ name, url, verdict, why, oldP95, newP95, ratio }) => ({
    name,
    url,
    verdict,
    why,
    before: oldP95,
    now: newP95,
    ratio,
  }));
}

async function againstBaseline(input: Takes, io: Io, tell: Tell): Promise<PerfGateRoute[]> {
  const { state } = openWorkspace(input.repo);
  const baseline = recall<Baseline>(state, 'baseline', 1);
  if (baseline === undefined)
    throw new UserError(
      'no-baseline',
      'There is no baseline to compare with.',
      'Measure one with `launch-ready perf baseline`, or give --old and --new.',
    );
  const plan = await planRoutes({ ...input, target: undefined, url: baseline.routes.map(({ url }) => url) }, io, tell);
  const budget = { ...budgetFor(input, plan), requests: Math.min(input.requests, plan.config.perf.requests) };
  await consent(io, plan, { budget, users: 1, yes: input.yes });
  const control = baseline.control && (await measure(io, { shot: { url: baseline.control.url }, budget: { ...budget, requests: 100 } }));
  const steady =
    baseline.control && control && control.p95.ms !== null && control.void === undefined
      ? { before: baseline.control.p95, now: control.p95.ms }
      : undefined;
  const warned = recall<Warned>(state, 'warned', 1)?.routes ?? {};
  const routes: PerfGateRoute[] = [];
  const warnings: Record<string, string> = {};
  for (const base of baseline.routes) {
    tell({ is: 'asking', text: `${base.name}: against the baseline` });
    const measured = await measure(io, { shot: plan.shotOf(base.url), budget });
    const { found, warnedAt } = confirm(comparePlain(base, measured, steady), warned[base.url], io.now());
    if (warnedAt !== undefined) warnings[base.url] = warnedAt;
    routes.push({ name: base.name, url: base.url, ...found });
  }
  keep(state, 'warned', { schema: 1, routes: warnings } satisfies Warned);
  return routes;
}

/** When which route was first seen slower. */
interface Warned {
  schema: 1;
  routes: Record<string, string>;
}

function budgetFor(input: Takes, plan: Plan): Budget {
  return { ...budgetOf({ rate: input.rate, requests: input.requests, timeout: input.timeout }, plan), ms: input.seconds * 1_000 };
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

const MARKS = { pass: ['pass', 'PASS'], warn: ['high', 'WARN'], regression: ['blocker', 'SLOWER'], void: ['unknown', 'VOID'] } as const;

const SAYS = {
  pass: 'The new release is not slower.',
  warn: 'A route looks slower than its baseline; run the gate again in two minutes.',
  regression: 'The new release is slower or fails more; keep the old one.',
  void: 'Nothing can be said about the release.',
} as const;

function showGate({ routes, verdict }: PerfGate, { width, colour }: Page): string {
  const paint = painter(colour);
  const lines = routes.flatMap((route) => {
    const [mark, word] = MARKS[route.verdict];
    return [
      `${paint(mark, word.padEnd(8))}${paint('strong', renderRoute(line(route.name), plain(route.url), width - 8))}`,
      ...folded(line(route.why), width),
      '',
    ];
  });
  return `${[...lines, SAYS[verdict]].join('\n')}\n`;
}
