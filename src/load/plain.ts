import type { Lines } from './bars.ts';
import type { Measured, Span } from './measured.ts';

/** A route as a baseline keeps it. */
export interface BaselineRoute {
  name: string;
  url: string;
  kind: string;
  lines: Lines;
  p50: Span;
  p95: Span;
  p99: Span;
  quantiles: (number | null)[];
  bytes: number;
  errors: number;
  /** p95 of each run of the baseline, ms. */
  runs: number[];
  /** Standard deviation of the logarithm of p95 between runs of the same release: the noise that a comparison must stand out from. */
  noise: number;
}

/** A baseline as a file keeps it. */
export interface Baseline {
  schema: 1;
  at: string;
  /** The commit of the checkout, where there is one. */
  commit?: string;
  profile: string;
  /** A route that no release changes, to tell a slower network from a slower release. */
  control?: { url: string; p95: number };
  routes: BaselineRoute[];
}

/** What a comparison with an earlier day can say. `warn` becomes `regression` when a second run, minutes later, sees it too. */
export interface PlainlyCompared {
  verdict: 'pass' | 'warn' | 'regression' | 'void';
  why: string;
  before: number | null;
  now: number | null;
  /** now / before, less what the control route changed by. */
  ratio: number | null;
}

export const PLAIN = { ratio: 1.2, sure: 1.5, floorMs: 10, noises: 3 } as const;

/**
 * Compares what was measured now with a baseline of another day. Machines and networks differ between days by more than releases do, so
 * a control route is taken off, the noise of the baseline must be passed, and only a large difference is a regression at once. Pure.
 */
export function comparePlain(
  base: Pick<BaselineRoute, 'p95' | 'noise' | 'errors' | 'lines'>,
  measured: Measured,
  control?: { before: number; now: number },
): PlainlyCompared {
  const [before, now] = [base.p95.ms, measured.p95.ms];
  const none = { before, now, ratio: null };
  if (measured.void !== undefined) return { verdict: 'void', why: measured.void, ...none };
  if (before === null) return { verdict: 'void', why: 'The baseline holds no answer in time; measure a new one.', ...none };
  if (measured.errors.low > Math.max(base.errors, 0.01))
    return { verdict: 'regression', why: `${Math.round(measured.errors.share * 100)} % of the requests fail.`, ...none };
  if (now === null) return { verdict: 'regression', why: 'p95 is never: more than 5 of 100 requests are not answered.', ...none };
  const drift = control === undefined ? 1 : driftOf(control);
  const ratio = now / before / drift;
  const times = `p95 ${Math.round(before)} ms then, ${Math.round(now)} ms now`;
  const aside = control === undefined ? 'no control route' : `control route ${percent(drift)}`;
  const said = { before, now, ratio: Math.round(ratio * 1_000) / 1_000 };
  const { failureMs } = base.lines;
  if (failureMs !== null && before <= failureMs && (measured.p95.low ?? Infinity) > failureMs)
    return { verdict: 'regression', why: `${times}, beyond the line of ${failureMs} ms.`, ...said };
  const slower = ratio > PLAIN.ratio && now - before * drift > PLAIN.floorMs && Math.log(ratio) > PLAIN.noises * base.noise;
  if (!slower) return { verdict: 'pass', why: `${times} (${aside}).`, ...said };
  // Both intervals must agree: of a hundred samples, p95 of the same release differs by half now and then.
  const most = Math.max(before * PLAIN.ratio, base.p95.high ?? 0) * drift;
  const surely = ratio > PLAIN.sure && (measured.p95.low ?? Infinity) > most;
  if (surely) return { verdict: 'regression', why: `${times}: ${percent(ratio)} (${aside}).`, ...said };
  return { verdict: 'warn', why: `${times}: ${percent(ratio)} (${aside}). Run it again in two minutes to be sure.`, ...said };
}

/**
 * How much slower the way to the product became. A control route of 2 ms that takes 3 ms says nothing about one of 90 ms, and a way that
 * became faster does not make an unchanged route slower.
 */
function driftOf({ before, now }: { before: number; now: number }): number {
  return Math.max(1, Math.max(now, PLAIN.floorMs) / Math.max(before, PLAIN.floorMs));
}

/** A second run confirms a warning when a passing hiccup is over, and not on another day. */
const CONFIRM = { afterMs: 120_000, withinMs: 86_400_000 } as const;

/**
 * A warning that an earlier run gave too is a regression. `warnedAt` is when it was first given; what comes back with it is to be
 * remembered for the next run. Pure.
 */
export function confirm(found: PlainlyCompared, warnedAt: string | undefined, now: Date): { found: PlainlyCompared; warnedAt?: string } {
  if (found.verdict !== 'warn') return { found };
  const since = warnedAt === undefined ? Number.POSITIVE_INFINITY : now.getTime() - Date.parse(warnedAt);
  if (!(since <= CONFIRM.withinMs)) return { found, warnedAt: now.toISOString() };
  if (since < CONFIRM.afterMs) return { found, warnedAt: warnedAt ?? now.toISOString() };
  const why = `${found.why.replace(/ Run it again.*$/, '')} An earlier run saw it too.`;
  return { found: { ...found, verdict: 'regression', why }, warnedAt: warnedAt ?? now.toISOString() };
}

function percent(ratio: number): string {
  const change = Math.round((ratio - 1) * 100);
  return change === 0 ? 'unchanged' : `${change > 0 ? '+' : ''}${change} %`;
}

/** The standard deviation of the logarithms, the noise between runs; 0 for fewer than two. */
export function noiseOf(p95s: readonly number[]): number {
  if (p95s.length < 2) return 0;
  const logs = p95s.map((ms) => Math.log(Math.max(ms, 0.1)));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1));
}
