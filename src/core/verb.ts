import type { z } from 'zod';
import type { Finding } from './finding.ts';
import type { Io } from './io.ts';

/** What a verb may say while it works: what it is `asking`, what it has `done` to the world, and what it `found`. */
export type Tell = (event: { is: 'asking' | 'done'; text: string } | { is: 'found'; text: string; finding: Finding }) => void;

/** The part of the promise a verb belongs to; `--help` groups by it. */
export const STAGES = ['audit', 'fix', 'ship', 'watch', 'hand over', 'more'] as const;
export type Stage = (typeof STAGES)[number];

/** How a person reads it: columns, and whether colour may be used. */
export interface Page {
  width: number;
  colour: boolean;
}

/** One command: its CLI flags, API route and tool description all come from here. */
export interface Verb<I, O> {
  /** One word, or two: `audit`, `edge plan`. */
  name: string;
  does: string;
  stage: Stage;
  touches: 'nothing' | 'network' | 'production';
  takes: z.ZodType<I>;
  gives: z.ZodType<O>;
  /** Command lines that `--help` shows. */
  examples: readonly [string, ...string[]];
  run(input: I, io: Io, tell: Tell): Promise<O>;
  /** What it gave, for a person; ends with a line feed. `--json` prints what it gave as it is. */
  shows(gave: O, page: Page, input: I): string;
  /** The exit code for what it gave; 0 where left out. */
  exit?(gave: O): number;
}

/** A verb of any kind, as the command line holds it. */
export type AnyVerb = Verb<any, any>; // any: verbs of every kind behind one loader; each is typed where it is defined

/** Identity function that infers a verb's types. */
export function defineVerb<I, O>(verb: Verb<I, O>): Verb<I, O> {
  return verb;
}
