import type { z } from 'zod';
import type { Io } from './io.ts';

/** What a verb may say while it works; stderr on a terminal, an event on a page. */
export type Tell = (event: { is: 'asking' | 'found' | 'done'; text: string }) => void;

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

/** Identity function that infers a verb's types. */
export function defineVerb<I, O>(verb: Verb<I, O>): Verb<I, O> {
  return verb;
}
