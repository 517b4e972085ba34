import type { z } from 'zod';
import type { Io } from './io.ts';
import type { Subject, SubjectKind } from './subject.ts';

/** How much a probe disturbs: reading (passive), a bounded burst (active), a write (intrusive). */
export type Touch = 'passive' | 'active' | 'intrusive';

/** A probe does all I/O for one kind of subject and returns plain JSON that fits `sees`. */
export interface Probe<K extends SubjectKind = SubjectKind, T = unknown> {
  id: string;
  on: K;
  touch: Touch;
  /**
   * `web` asks for pages or certificates: hosts that only take mail are left out. `browser` measures in a browser: it is asked only where
   * the config says so, and after all others, one at a time, because it needs the machine for itself.
   */
  needs?: 'web' | 'browser';
  /** False for a subject it has nothing to ask of: checks that read it say nothing there. */
  fits?(subject: Subject<K>): boolean;
  /** One line for progress: what is being asked of whom. */
  asks: string;
  /** Time limit for the whole probe, ms; after it the evidence is `{ ok: false, code: 'deadline' }`. */
  deadline: number;
  sees: z.ZodType<T>;
  collect(subject: Subject<K>, io: Io): Promise<T>;
}

/** What came of one probe on one subject. `ms` is the time it took; `from` names the probe. */
export type Evidence<T = unknown> =
  | { ok: true; saw: T; ms: number; from: string }
  | { ok: false; code: string; message: string; ms: number };

/** Identity function that infers a probe's types. */
export function defineProbe<K extends SubjectKind, T>(probe: Probe<K, T>): Probe<K, T> {
  return probe;
}
