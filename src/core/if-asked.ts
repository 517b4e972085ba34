import { z } from 'zod';
import type { Probe } from './probe.ts';

/** What became of a question that only some runs ask: nothing, an answer, or why there is none. */
export type Asked<T> = { ok: true; saw: T } | { ok: false; why: string } | null;

/** What a probe saw of a checkout where the run asked for it. */
export interface IfAsked<T> {
  ifAsked: Probe<'repo', T>;
  sees: z.ZodType<Asked<T>>;
}

/** A read that a check can do without: the check is judged also where nobody asked, and where there was no answer. */
export function ifAsked<T>(probe: Probe<'repo', T>): IfAsked<T> {
  return {
    ifAsked: probe,
    sees: z.union([
      z.strictObject({ ok: z.literal(true), saw: probe.sees }),
      z.strictObject({ ok: z.literal(false), why: z.string() }),
      z.null(),
    ]),
  };
}
