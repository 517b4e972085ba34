import type { Io } from './io.ts';

/** Plain data, as JSON holds it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * What a change puts at stake while it happens: nothing, looks or speed, who may log in, mail, or everything (the whole site may be
 * unreachable). A preview shows it, and the worst comes first.
 */
export const RISKS = ['everything', 'mail', 'access', 'looks', 'none'] as const;
export type Risk = (typeof RISKS)[number];

/** One step that changes the world: data, so that it can be shown, hashed, approved, applied later and undone. */
export interface Change {
  /** The first 12 hex digits of a hash of provider, place, before and after. */
  id: string;
  /** Who carries it out: `cloudflare`, `files`, `platform`. */
  provider: string;
  /** What is changed, stable across runs: `zone acme.com dns A app.acme.com`. */
  at: string;
  /** One line for a person. */
  says: string;
  /** `null` where there was nothing, or will be nothing. */
  before: Json;
  after: Json;
  risk: Risk;
  /** Findings it should mend. */
  mends?: readonly string[];
}

/**
 * A system that can be changed. `plan` is pure: the changes, in an order in which no state between is weaker than both ends. `apply`
 * gives the change that takes it back, written down by the caller before the next one is sent.
 */
export interface Provider<State, Wanted> {
  id: string;
  read(io: Io): Promise<State>;
  plan(state: State, wanted: Wanted): readonly Change[];
  apply(change: Change, io: Io): Promise<{ undo: Change }>;
}
