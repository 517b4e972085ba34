import { type Bundle, evidenceKey } from './bundle.ts';
import type { AnyCheck, Reads } from './check.ts';
import type { Config } from './config.ts';
import { ProbeError } from './errors.ts';
import type { Finding } from './finding.ts';
import type { Io } from './io.ts';
import { applies, type Bench, checksIn, hostsBelow, isActive, judgeOne, needsBrowser, readFrom } from './judge.ts';
import type { Evidence, Probe } from './probe.ts';
import type { Profile } from './profile.ts';
import { type Subject, type SubjectKind, subjectKey } from './subject.ts';

/** Looks at a subject through a probe, once per run however often it is asked. */
export type See = <K extends SubjectKind, T>(probe: Probe<K, T>, subject: Subject<K>) => Promise<Evidence<T>>;

export interface Collecting {
  target: string;
  config: Config;
  profile: Profile;
  checks: readonly AnyCheck[];
  io: Io;
  /** Takes secrets out of evidence before anything else sees it. */
  redact(value: unknown): unknown;
  /** Adds the subjects as they become known; may look through `see`, and what it saw is in the bundle. */
  discover(see: See, add: (subject: Subject) => void): Promise<void>;
  /** Why no active probe may look at a subject, null where one may. Checks that need one are left out where this is. */
  permit?(subject: Subject, io: Io): Promise<string | null>;
  /** Called with each finding as soon as its evidence is there, before ranking. */
  onFinding?(finding: Finding): void;
  /** Called when a probe starts. */
  onAsk?(probe: Probe, subject: Subject): void;
}

/** Runs the probes of all checks on all subjects, concurrently and each once, and returns what they saw. */
export async function collect(work: Collecting): Promise<Bundle> {
  const { config, profile } = work;
  // The first thing that goes wrong stops everything else, and nothing is left running when it is thrown.
  const stop = new AbortController();
  const io = { ...work.io, signal: AbortSignal.any([work.io.signal, stop.signal]) };
  const guarded = (task: Promise<unknown>): Promise<void> =>
    task.then(
      () => {},
      (error: unknown) => stop.abort(error),
    );
  const taken = io.now();
  const evidence = new Map<string, Evidence>();
  const running = new Map<string, Promise<Evidence>>();
  const subjects = new Map<string, Subject>();

  const refused = async (probe: Probe, subject: Subject): Promise<Evidence | null> => {
    if (probe.touch === 'passive') return null;
    const message = work.permit ? await work.permit(subject, io) : 'nobody asked for active probes';
    return message === null ? null : { ok: false, code: 'not-permitted', message, ms: 0 };
  };

  // What needs the machine for itself begins when everything else has ended, one after the other.
  const quiet = Promise.withResolvers<void>();
  let alone: Promise<unknown> = quiet.promise;

  const see = ((probe: Probe, subject: Subject): Promise<Evidence> => {
    const key = evidenceKey(probe, subject);
    const known = running.get(key);
    if (known) return known;
    const asked = async (): Promise<Evidence> => {
      work.onAsk?.(probe, subject);
      return (await refused(probe, subject)) ?? look(probe, subject, io);
    };
    const waits = probe.needs === 'browser';
    const looking = (waits ? alone.then(asked) : asked()).then((got) => {
      const clean = work.redact(got) as Evidence; // as: redaction keeps the shape
      evidence.set(key, clean);
      return clean;
    });
    running.set(key, looking);
    if (waits) alone = looking;
    void guarded(looking);
    return looking;
  }) as See; // as: one memo for probes of every type; each evidence is what its own probe returned

  const bench = (): Bench => ({
    config,
    profile,
    now: taken,
    evidence: (key) => evidence.get(key),
    sites: [...subjects.values()].filter((subject) => subject.kind === 'site'),
    hosts: [...subjects.values()].filter((subject) => subject.kind === 'host'),
  });

  const judging: Promise<void>[] = [];
  const waiting: { on: SubjectKind; judge: () => Promise<void> }[] = [];
  const judgingLast: Promise<void>[] = [];
  const discovered = Promise.withResolvers<void>(); // once every host is known
  const checks = checksIn(work.checks, config, profile).filter((check) => work.permit !== undefined || !isActive(check));
  const add = (subject: Subject): void => {
    if (subjects.has(subjectKey(subject))) return;
    subjects.set(subjectKey(subject), subject);
    const { sites } = bench();
    for (const check of checks) {
      if (!applies(check, subject, bench())) continue;
      const judge = async (): Promise<void> => {
        const reads = Object.values(check.reads as Reads).map(async (probe) => {
          if ('probes' in probe) {
            await discovered.promise;
            const hosts = hostsBelow(subject, bench());
            await Promise.all(hosts.flatMap((host) => Object.values(probe.probes).map((each) => see(each, host))));
            return;
          }
          if ('ifAsked' in probe) {
            if (subject.kind === 'repo' && probe.ifAsked.fits?.(subject)) await see(probe.ifAsked, subject);
            return;
          }
          const from = readFrom(probe, subject, sites);
          if (from) await see(probe, from);
        });
        await Promise.all(reads);
        if (work.onFinding) for (const finding of judgeOne(check, subject, bench())) work.onFinding(finding);
      };
      if (isActive(check)) waiting.push({ on: check.on as SubjectKind, judge });
      else (needsBrowser(check) ? judgingLast : judging).push(guarded(judge()));
    }
  };
  await guarded(work.discover(see, add));
  discovered.resolve();
  await Promise.all(judging);
  quiet.resolve();
  await Promise.all(judgingLast);
  // A burst may close a host for a while: it comes when all else was seen, one at a time, what asks a whole host before.
  for (const { judge } of waiting.toSorted((a, b) => a.on.localeCompare(b.on))) await guarded(judge());
  await Promise.all([...running.values()].map(guarded));
  stop.signal.throwIfAborted();
  return {
    schema: 1,
    taken: taken.toISOString(),
    target: work.redact(work.target) as string, // as: redaction keeps the shape, here and below
    config: work.redact(config) as Config,
    subjects: [...subjects.values()].map(placeless).sort((a, b) => (subjectKey(a) < subjectKey(b) ? -1 : 1)),
    evidence: Object.fromEntries([...evidence].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Where a checkout or a log lies is no evidence, and bundles are shared. */
function placeless(subject: Subject): Subject {
  if (subject.kind === 'log') return { ...subject, root: '.', path: subject.name };
  if (subject.kind !== 'repo') return subject;
  return { kind: 'repo', root: '.', ...(subject.replay === undefined ? {} : { replay: subject.replay }) };
}

/** Runs one probe under its deadline. Whatever the world does is evidence; a bug in a probe still throws. */
async function look(probe: Probe, subject: Subject, io: Io): Promise<Evidence> {
  const started = performance.now();
  const ms = (): number => Math.round((performance.now() - started) * 10) / 10;
  const stop = new AbortController();
  const late = Promise.withResolvers<never>();
  const clock = countdown(probe.deadline, () => {
    late.reject(new ProbeError('deadline', `${probe.asks}: no answer within ${probe.deadline / 1000} s`));
    stop.abort();
  });
  // The time that politeness takes is not the host's: while a probe waits to be allowed to ask, its clock stands still.
  const pace: Io['pace'] = async (host, signal) => {
    clock.hold();
    await io.pace(host, signal).finally(() => clock.go());
  };
  const cancelled = (): void => late.reject(io.signal.reason instanceof Error ? io.signal.reason : new Error('cancelled'));
  io.signal.addEventListener('abort', cancelled, { once: true });
  try {
    io.signal.throwIfAborted();
    const signal = AbortSignal.any([io.signal, stop.signal]);
    const saw = await Promise.race([probe.collect(subject as never, { ...io, pace, signal }), late.promise]); // as never: plan pairs each probe with its own kind of subject
    return { ok: true, saw, ms: ms(), from: probe.id };
  } catch (error) {
    if (!(error instanceof ProbeError) || io.signal.aborted) throw error;
    return { ok: false, code: error.code, message: error.message, ms: ms() };
  } finally {
    clock.hold();
    io.signal.removeEventListener('abort', cancelled);
    stop.abort();
  }
}

/** Calls `end` after so many ms; it stands still while held, as often as it was held. */
function countdown(ms: number, end: () => void): { hold(): void; go(): void } {
  let [left, holds, since] = [ms, 1, 0];
  let timer: NodeJS.Timeout | undefined;
  const hold = (): void => {
    holds += 1;
    if (holds > 1) return;
    clearTimeout(timer);
    left -= performance.now() - since;
  };
  const go = (): void => {
    holds -= 1;
    if (holds > 0) return;
    since = performance.now();
    timer = setTimeout(end, Math.max(0, left));
  };
  go();
  return { hold, go };
}
