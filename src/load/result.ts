import type { Route } from '../core/config.ts';
import type { Lines, Verdict } from './bars.ts';
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
