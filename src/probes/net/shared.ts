import type { Io } from '../../core/io.ts';
import type { Probe } from '../../core/probe.ts';

/** Work that several probes wait for. */
export interface Shared<T> {
  answer: Promise<T>;
  stop: AbortController;
  /** Callers that still wait. */
  waiting: number;
  /** performance.now() after which the answer is asked for again. */
  until: number;
}

/** An audit should see one state of the world; a process that lives longer must not believe it for ever. */
const REMEMBER_MS = 60_000;

/** A value for each run, made when it is first wanted. The engine copies Io for each probe, so the run is known by `turn`, which it keeps. */
export function perRun<T>(make: () => T): (io: Io) => T {
  const runs = new WeakMap<Io['turn'], T>();
  return (io) => {
    // oxlint-disable-next-line typescript/unbound-method -- an identity here, never called
    const run = io.turn;
    const known = runs.get(run);
    if (known !== undefined) return known;
    const made = make();
    runs.set(run, made);
    return made;
  };
}

export interface Sharing<T> {
  key: string;
  signal: AbortSignal;
  /** Gets a signal of its own, which aborts when nobody waits any more. */
  work: (signal: AbortSignal) => Promise<T>;
}

/** Does `work` once per key of a run's table. A caller that aborts leaves alone; the work goes on for the others and stops with the last. */
export function shared<T>(table: Map<string, Shared<T>>, { key, signal, work }: Sharing<T>): Promise<T> {
  signal.throwIfAborted();
  const known = table.get(key);
  const entry = known && known.until > performance.now() ? known : begin(work);
  table.set(key, entry);
  entry.waiting += 1;
  return new Promise((resolve, reject) => {
    let waits = true;
    const stopWaiting = (): boolean => {
      if (!waits) return false;
      waits = false;
      entry.waiting -= 1;
      signal.removeEventListener('abort', leave);
      return true;
    };
    const leave = (): void => {
      if (!stopWaiting()) return;
      reject(signal.reason as Error); // as: an AbortSignal's reason is whatever aborted; ours are errors
      if (entry.waiting > 0) return;
      entry.stop.abort();
      if (table.get(key) === entry) table.delete(key);
    };
    signal.addEventListener('abort', leave, { once: true });
    entry.answer.then(
      (value) => stopWaiting() && resolve(value),
      (error: Error) => stopWaiting() && reject(error),
    );
  });
}

function begin<T>(work: Sharing<T>['work']): Shared<T> {
  const stop = new AbortController();
  const answer = work(stop.signal);
  return { answer, stop, waiting: 0, until: performance.now() + REMEMBER_MS };
}

/** A probe of a checkout that others ask as well: it looks once per run. */
export function defineSharedProbe<T>(probe: Probe<'repo', T>): Probe<'repo', T> {
  const tables = perRun(() => new Map<string, Shared<T>>());
  const collect: Probe<'repo', T>['collect'] = (subject, io) =>
    shared(tables(io), { key: subject.root, signal: io.signal, work: (signal) => probe.collect(subject, { ...io, signal }) });
  return { ...probe, collect };
}
