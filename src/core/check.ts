import type { z } from 'zod';
import type { Config } from './config.ts';
import type { Fix } from './fix.ts';
import type { Probe } from './probe.ts';
import type { Subject, SubjectKind, UrlKind } from './subject.ts';
import type { EveryHost } from './every-host.ts';
import type { IfAsked } from './if-asked.ts';
import type { CheckId, Hurts, ReqId, Severity, Url } from './vocabulary.ts';

/** A place the verdict speaks of: a host, a record, a header, a file with a line. */
export interface Pointer {
  at: string;
  line?: number;
}

/**
 * A judgement. `severity` on a fail may only lower the check's own (a target missed but not the failure line).
 * `hurts` takes the place of the check's own where this host has less at stake.
 * `found` is the proof, one sentence with the values that were seen. `of` names the thing where a check fails several times on one
 * subject, such as a table: with it a finding keeps its id, and an accepted one stays accepted, so it says what the fault is made of
 * and nothing that an editor, another fault or a move changes. Where it is left out the first place of `at` tells them apart, in a
 * repository their order alone.
 */
export type Verdict =
  | { is: 'pass'; found?: string }
  | { is: 'skip'; because: string }
  | { is: 'fail'; found: string; severity?: Severity; hurts?: readonly [Hurts, ...Hurts[]]; of?: string; at?: Pointer[]; fix: Fix };

/** The probes a check reads, by the name its judge uses; each probe looks at the check's own kind of subject, or at the site. */
export type Reads = Readonly<Record<string, Probe<any, any> | EveryHost<any> | IfAsked<any>>>; // any: a registry of probes of every type; Saw<R> restores the type

/** What the probes of `R` saw. */
export type Saw<R extends Reads> = { readonly [N in keyof R]: R[N] extends { sees: z.ZodType<infer T> } ? T : never };

export interface Context<K extends SubjectKind = SubjectKind, O = unknown> {
  subject: Subject<K>;
  options: O;
  /** When the evidence was taken. */
  now: Date;
  /** What the founder told us, with defaults filled in. */
  config: Config;
}

/** An example is documentation and test at once: `npm test` judges `saw` and compares. */
export interface Example<K extends SubjectKind, R extends Reads, O> {
  name: string;
  saw: Saw<R>;
  subject?: Subject<K>;
  options?: Partial<O>;
  config?: Partial<Config>;
  /** ISO time; 2026-11-22T00:00:00Z where left out. */
  now?: string;
  gives: Verdict['is'] | { fail: Severity };
}

export interface Check<K extends SubjectKind = SubjectKind, R extends Reads = Reads, O = unknown> {
  id: CheckId;
  requirements: readonly [ReqId, ...ReqId[]];
  /** The headline when all is well: "One canonical host". */
  title: string;
  /** The headline when it fails, consequence first: "Visitors meet a redirect loop". Under 80 characters, no final stop. */
  failing: string;
  severity: Severity;
  hurts: readonly [Hurts, ...Hurts[]];
  /** Why it matters, one or two sentences a founder understands, business consequence named. */
  why: string;
  learn: readonly [Url, ...Url[]];
  on: K;
  /** For checks on URLs: the kinds it has something to say of; all where left out. */
  about?: readonly UrlKind[];
  reads: R;
  options: z.ZodType<O>;
  /** Checks whose failure on the same host or site explains this one; the report folds it under them. */
  causedBy?: readonly CheckId[];
  /** True for what is set once for a host: the same fault on further pages is folded under the first. */
  perHost?: true;
  /** How grave it is not to know: what strangers keep and need not tell decides nothing by being silent. The check's own severity where left out. */
  unknownAs?: Severity;
  /** True when its failure is why other checks on the same host could not look. */
  explainsUnknown?: true;
  /** Version that brought the check. */
  since: string;
  examples: readonly Example<K, R, O>[];
  /** Pure: no I/O, clock, environment or randomness. */
  judge(saw: Saw<R>, context: Context<K, O>): Verdict | readonly Verdict[];
}

/** A check of any kind, as the registry and the engine hold it. */
export type AnyCheck = Check<any, any, any>; // any: checks of every kind in one list; each is typed where it is defined

/** Identity function that infers a check's types. */
export function defineCheck<K extends SubjectKind, R extends Reads, O>(check: Check<K, R, O>): Check<K, R, O> {
  return check;
}

/** What a judge gave, as a list. */
export function verdictsOf(judged: Verdict | readonly Verdict[]): readonly Verdict[] {
  return 'is' in judged ? [judged] : judged;
}
