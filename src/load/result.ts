import type { Route } from '../core/config.ts';
import type { Lines, Verdict } from './bars.ts';
import type { FixStep } from '../core/fix.ts';
import type { QueryFault } from './database/route.ts';
import type { Ladder } from './ladder.ts';
import type { Measured } from './measured.ts';

/** One route as it was measured and judged. */
export interface PerfRoute {
  name: string;
  url: string;
  kind: Route['kind'];
  verdict: Verdict;
  /** One sentence for people. */
  because: string;
  lines: Lines;
  measured: Measured;
  ladder?: Ladder;
}

/** What `perf run` gives and keeps. */
export interface PerfRun {
  schema: 1;
  at: string;
  profile: string;
  routes: PerfRoute[];
  skipped: { url: string; why: string }[];
}

/** What `perf database` gives and keeps. */
export interface PerfDatabase {
  schema: 1;
  at: string;
  routes: { name: string; url: string; queries: number; ms: number; faults: QueryFault[]; void?: string }[];
}

/** How long the answers of one address may be kept. `decide` is for people: nothing proves that the answer is the same for everybody. */
export interface CacheAdvice {
  is: 'set' | 'decide' | 'keep';
  url: string;
  /** The Cache-Control that is sent now; null where there is none. */
  now: string | null;
  /** The Cache-Control that should be sent; for `keep` there is none to set. */
  value?: string;
  /** One sentence for people. */
  because: string;
  /** Where this site sets it, each a change of its own. */
  steps: FixStep[];
}

/** What `perf report` saw of caching. */
export interface Caching {
  advice: CacheAdvice[];
  skipped: { url: string; why: string }[];
  /** Why no look was taken as a customer. */
  nobodyIn?: string;
}
