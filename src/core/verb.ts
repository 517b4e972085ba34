import type { z } from 'zod';
import type { Finding } from './finding.ts';
import type { Io } from './io.ts';

/** What a verb may say while it works: what it is `asking`, what it has `done` to the world, and what it `found`. */
export type Tell = (event: { is: 'asking' | 'done'; text: string } | { is: 'found'; text: string; finding: Finding }) => void;

/** One command: its CLI flags, API route and tool description all come from here. */
export interface Verb<I, O> {
  name: string;
  does: string;
  touches: 'nothing' | 'network' | 'production';
  takes: z.ZodType<I>;
  gives: z.ZodType<O>;
  /** Command lines that `--help` shows. */
  examples: readonly [string, ...string[]];
  run(input: I, io: Io, tell: Tell): Promise<O>;
}

/** A verb of any kind, as the command line holds it. */
export type AnyVerb = Verb<any, any>; // any: verbs of every kind behind one loader; each is typed where it is defined

/** Identity function that infers a verb's types. */
export function defineVerb<I, O>(verb: Verb<I, O>): Verb<I, O> {
  return verb;
}
