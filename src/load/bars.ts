import type { Route } from '../core/config.ts';
import type { Profile } from '../core/profile.ts';
import type { Measured } from './measured.ts';

/** The two lines a p95 is held against, ms; without a failure line it can only be slower than wished for. */
export interface Lines {
  bar: string;
  targetMs: number;
  failureMs: number | null;
}

/** What is said of a route. `slow` lies between the lines, `uncertain` means that the failure line lies within the interval of p95. */
export type Verdict = 'pass' | 'slow' | 'fail' | 'uncertain' | 'void';

/** The bar of each kind of route; those that write have their own, the others are normal user actions. */
const BAR_OF = {
  dashboard: 'core_page_p95',
  checkout: 'write_p95',
  webhook: 'write_p95',
} as const satisfies Partial<Record<Route['kind'], string>>;

/** The lines for a route: its own target first, then the bar of its kind, then the bar of every API answer. */
export function linesOf(route: Pick<Route, 'name' | 'kind' | 'target_ms'>, profile: Pick<Profile, 'bars'>): Lines {
  const wanted = /\bfeed\b/i.test(route.name) ? 'feed_p95' : route.kind in BAR_OF ? BAR_OF[route.kind as keyof typeof BAR_OF] : 'api_p95'; // as: it was just found there
  const [bar, found] = [wanted, 'api_p95', 'core_page_p95', 'write_p95', 'feed_p95']
    .map((name) => [name, profile.bars[name]] as const)
    .find(([, held]) => typeof held?.target === 'number') ?? ['', undefined];
  const target = typeof found?.target === 'number' ? found.target : FALLBACK_MS;
  const failure = typeof found?.failure === 'number' ? found.failure : null;
  const targetMs = route.target_ms ?? target;
  return { bar, targetMs, failureMs: failure === null ? null : Math.max(failure, targetMs) };
}

/** Where a profile has no number for speed at all. */
const FALLBACK_MS = 500;

/** The share of failed requests that a profile allows, 0 to 1. */
export function errorBar(profile: Pick<Profile, 'bars'>): number {
  const bar = profile.bars['error_rate'];
  const percent = typeof bar?.failure === 'number' ? bar.failure : typeof bar?.target === 'number' ? bar.target : 1;
  return percent / 100;
}

/** How a measured route stands against its lines; by the interval of p95, so that chance decides nothing. */
export function judgeRoute(measured: Measured, lines: Lines, errors: number): Verdict {
  if (measured.void !== undefined) return 'void';
  const { p95 } = measured;
  const [low, high] = [p95.low ?? Number.POSITIVE_INFINITY, p95.high ?? Number.POSITIVE_INFINITY];
  if (measured.errors.low > errors) return 'fail';
  if (lines.failureMs !== null && low > lines.failureMs) return 'fail';
  if (lines.failureMs !== null && high > lines.failureMs) return 'uncertain';
  return (p95.ms ?? Number.POSITIVE_INFINITY) > lines.targetMs ? 'slow' : 'pass';
}

/** True when more requests would not change how a route is judged. */
export function isDecided(measured: Measured, lines: Lines, errors: number): boolean {
  const verdict = judgeRoute(measured, lines, errors);
  if (verdict === 'fail') return true;
  if (verdict === 'uncertain' || verdict === 'void') return false;
  const high = measured.p95.high ?? Number.POSITIVE_INFINITY;
  return verdict === 'pass' ? high <= lines.targetMs : (measured.p95.low ?? 0) > lines.targetMs;
}
