import type { Io } from '../core/io.ts';
import { openLoop, watchSelf } from './arrivals.ts';
import type { Budget } from './measure.ts';
import { openSender, type Flight, type Sender, type Shot } from './sender.ts';
import { type Look, look, LOOKS, PAIRS_PER_BLOCK, TOLERANCE, type Tolerance } from './sequential.ts';
import { estimateShare } from './statistics.ts';

/** A route of both releases, side by side. */
export interface Comparing {
  old: Shot;
  new: Shot;
  budget: Budget;
  tolerance?: Tolerance;
}

export interface Compared {
  /** `regression` is slower or fails more, beyond doubt; `void` means that nothing can be said. */
  verdict: 'pass' | 'regression' | 'void';
  why: string;
  perSide: number;
  oldP95: number | null;
  newP95: number | null;
  ratio: number | null;
  /** The ratio lies between these at 98 %. */
  low: number | null;
  high: number | null;
  failed: { old: number; new: number };
  /** Blocks left out because this machine stood still meanwhile. */
  stalled: number;
}

/** A pair counts only where this process sent on time and did not stand still (ms); measured: 0 of 16 false alarms, 16 of 16 caught. */
const STALL = { lagMs: 6, stillMs: 12 } as const;
/** What is left out is left out on both sides alike; with more than this share of the blocks, the machine is not fit to compare. */
const MOST_STALLED = 0.9;
/** Answers of another kind than the route's leave nothing to compare. */
const OTHER_KIND = 0.05;
const WARM_UP = 5;
const FEW_FAILURES = 2;
/** From here on a factor reads better than a percentage. */
const MANY_TIMES = 3;

interface Round {
  old: number[];
  new: number[];
  failed: { old: number; new: number };
  other: number;
  stalled: boolean;
}

/**
 * Compares two releases that run at the same time: each arrival is a pair, old and new in random order, in blocks of 20 pairs, until the
 * sequential rule is sure or 3,200 requests per side are spent. What slows this machine, the network or the database hits both sides.
 */
export async function compare(io: Io, { old, new: newer, budget, tolerance = TOLERANCE }: Comparing): Promise<Compared> {
  const started = performance.now();
  using sender = openSender(io, { timeoutMs: budget.timeoutMs });
  for (const shot of [old, newer]) await Promise.all(Array.from({ length: WARM_UP }, () => sender.send(shot)));
  const kept: Round[] = [];
  let stalled = 0;
  let seen: Look | undefined;
  const most = LOOKS.findLast((at) => at <= budget.requests) ?? LOOKS[0];
  const looks = LOOKS.filter((at) => at <= most);
  while (seen === undefined || seen.is === 'go-on') {
    const outOfTime = performance.now() - started > budget.ms;
    if (outOfTime) break;
    const round = await block(io, { sender, old, new: newer, perSecond: budget.perSecond });
    if (round.other > PAIRS_PER_BLOCK * 2 * OTHER_KIND)
      return undecided('The answers are redirects, log-ins or rate limits, not the route.', stalled);
    if (round.stalled) stalled += 1;
    else kept.push(round);
    const perSide = kept.length * PAIRS_PER_BLOCK;
    if (!looks.some((at) => at === perSide) || round.stalled) continue;
    seen = look(kept, { last: perSide === most, random: () => io.random(), tolerance });
    // p95 does not see what fails one time in thirty: as long as more fails than before, go on and count.
    if (seen.is === 'pass' && perSide < most && failures(kept, 'new') > failures(kept, 'old') + FEW_FAILURES) seen = undefined;
  }
  const perSide = kept.length * PAIRS_PER_BLOCK;
  if (seen === undefined && perSide < LOOKS[0])
    return undecided(`Only ${perSide} usable requests per side in the time given; this machine was too busy.`, stalled);
  if (stalled > (kept.length + stalled) * MOST_STALLED)
    return undecided('This machine stood still too often to compare anything.', stalled);
  if (seen === undefined || seen.is === 'go-on') seen = look(kept, { last: true, random: () => io.random(), tolerance });
  return judged(seen, kept, stalled);
}

function judged(seen: Look, kept: readonly Round[], stalled: number): Compared {
  const failed = { old: failures(kept, 'old'), new: failures(kept, 'new') };
  const [before, after] = [estimateShare(failed.old, seen.perSide, 0.99), estimateShare(failed.new, seen.perSide, 0.99)];
  const numbers = {
    perSide: seen.perSide,
    oldP95: finite(seen.oldP95),
    newP95: finite(seen.newP95),
    ratio: finite(seen.ratio),
    low: finite(seen.low),
    high: finite(seen.high),
    failed,
    stalled,
  };
  // Failures that reach p95 make it endless; to say that nobody answers would be wrong while most are answered.
  const failsMore = failed.new > failed.old && failed.new < seen.perSide && seen.newP95 === Infinity && seen.oldP95 !== Infinity;
  if (after.low > before.high || (failsMore && seen.is === 'fail'))
    return { verdict: 'regression', why: `${failed.new} of ${seen.perSide} requests fail, ${failed.old} did before.`, ...numbers };
  if (seen.oldP95 === Infinity && seen.newP95 === Infinity)
    return { ...numbers, verdict: 'void', why: 'Neither release answers this route in time; there is nothing to compare.' };
  const times = `p95 ${shown(seen.oldP95)} before, ${shown(seen.newP95)} now`;
  if (seen.is === 'fail') return { verdict: 'regression', why: `${times}: ${percent(seen.ratio)}.`, ...numbers };
  return { verdict: 'pass', why: `${times}: ${percent(seen.ratio)}.`, ...numbers };
}

function failures(rounds: readonly Round[], side: 'old' | 'new'): number {
  return rounds.reduce((total, round) => total + round.failed[side], 0);
}

/** One block of pairs: arrivals at random times, of each two one for each side, in random order. */
async function block(
  io: Io,
  { sender, old, new: newer, perSecond }: { sender: Sender; old: Shot; new: Shot; perSecond: number },
): Promise<Round> {
  using watch = watchSelf();
  const round: Round = { old: [], new: [], failed: { old: 0, new: 0 }, other: 0, stalled: false };
  const take = (side: 'old' | 'new', flight: Flight, intendedAt: number): void => {
    if (flight.fate === 'moved' || flight.fate === 'refused' || flight.fate === 'limited') round.other += 1;
    if (flight.fate === 'error' || flight.fate === 'timeout') round.failed[side] += 1;
    round[side].push(flight.fate === 'ok' ? flight.endedAt - flight.wroteAt : Number.POSITIVE_INFINITY);
    if (flight.wroteAt - flight.connectMs - intendedAt > STALL.lagMs) round.stalled = true;
  };
  let order: ('old' | 'new')[] = ['old', 'new'];
  await openLoop(io, {
    perSecond,
    arrive(intendedAt, n) {
      if (n >= PAIRS_PER_BLOCK * 2) return false;
      if (n % 2 === 0) order = io.random() < 0.5 ? ['old', 'new'] : ['new', 'old'];
      const side = order[n % 2]!;

      return sender.send(side === 'old' ? old : newer).then((flight) => take(side, flight, intendedAt));
    },
  });
  if (watch.stall() > STALL.stillMs) round.stalled = true;
  return round;
}

function undecided(why: string, stalled: number): Compared {
  const none = { perSide: 0, oldP95: null, newP95: null, ratio: null, low: null, high: null };
  return { verdict: 'void', why, ...none, failed: { old: 0, new: 0 }, stalled };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1_000) / 1_000 : null;
}

function shown(ms: number): string {
  return Number.isFinite(ms) ? `${Math.round(ms)} ms` : 'no answer';
}

function percent(ratio: number): string {
  if (!Number.isFinite(ratio)) return 'it no longer answers';
  if (ratio >= MANY_TIMES) return `${Math.round(ratio)} times as slow`;
  const change = Math.round((ratio - 1) * 100);
  return change === 0 ? 'no change' : `${change > 0 ? '+' : ''}${change} %`;
}
