import type { MonitorState, Outcome, Shown, Time } from './types.ts';

/** One look as the state machine sees it. */
export interface Seen {
  at: Time;
  outcome: Outcome;
  slow: boolean;
}

export interface StateRules {
  /** Failed looks in a row before a monitor is down. */
  confirmations: number;
}

/** What a step did that somebody may have to hear of. */
export type Move = 'down' | 'recovered' | 'degraded' | 'fast-again' | 'flapping' | 'settled';

export interface Step {
  state: MonitorState;
  moves: readonly Move[];
  /** True when the next look should not wait for the interval. */
  again: boolean;
}

/** Good looks in a row that end an outage, and those that end one that flaps. */
const RECOVERIES = 2;
const RECOVERIES_FLAPPING = 10;
/** Slow looks in a row that are degradation, as one slow answer is weather. */
const SLOWS = 3;
/** Of the last 20 looks, changes that begin flapping and at most end it: two lines, or it would flap itself. */
const WINDOW = 20;
const FLAPS = 6;
const CALM = 2;

/** A monitor that has not been looked at. */
export function newState(at: Time): MonitorState {
  return {
    is: 'new',
    since: at,
    failures: 0,
    successes: 0,
    slows: 0,
    degraded: false,
    blind: false,
    flapping: false,
    recent: '',
    maintenanceUntil: null,
  };
}

/**
 * The state after one more look. `down` and `recovered` alternate strictly, beginning with `down`: a look that proves nothing
 * (`unknown`) moves nothing, and in maintenance nothing goes down. Pure.
 */
export function step(state: MonitorState, seen: Seen, rules: StateRules): Step {
  if (seen.outcome === 'unknown') return { state: { ...state, blind: true }, moves: [], again: false };
  const maintained = inMaintenance(state, seen.at);
  const base: MonitorState = { ...state, blind: false, maintenanceUntil: maintained ? state.maintenanceUntil : null };
  const failed = seen.outcome === 'fail';
  if (maintained && failed && state.is !== 'down') return { state: base, moves: [], again: false };
  const { flapping, moves } = flaps(state, failed);
  const counted: MonitorState = {
    ...base,
    flapping,
    recent: (state.recent + (failed ? '-' : '+')).slice(-WINDOW),
    failures: failed ? state.failures + 1 : 0,
    successes: failed ? 0 : state.successes + 1,
  };
  return failed ? fail(counted, { seen, rules, moves }) : succeed(counted, { seen, moves });
}

function fail(state: MonitorState, { seen, rules, moves }: { seen: Seen; rules: StateRules; moves: readonly Move[] }): Step {
  if (state.is === 'down') return { state, moves, again: false };
  const is = state.failures >= rules.confirmations ? 'down' : 'suspect';
  const since = state.is === is ? state.since : seen.at;
  return { state: { ...state, is, since }, moves: is === 'down' ? [...moves, 'down'] : moves, again: is === 'suspect' };
}

function succeed(state: MonitorState, { seen, moves }: { seen: Seen; moves: readonly Move[] }): Step {
  if (state.is === 'down') {
    const enough = state.successes >= (state.flapping ? RECOVERIES_FLAPPING : RECOVERIES);
    if (!enough) return { state, moves, again: !state.flapping };
    return { state: { ...state, is: 'up', since: seen.at }, moves: [...moves, 'recovered'], again: false };
  }
  const slows = seen.slow ? state.slows + 1 : 0;
  const degraded = state.degraded ? seen.slow : slows >= SLOWS;
  const paced: readonly Move[] = degraded === state.degraded ? moves : [...moves, degraded ? 'degraded' : 'fast-again'];
  const since = state.is === 'up' ? state.since : seen.at;
  return { state: { ...state, is: 'up', since, slows, degraded }, moves: paced, again: false };
}

function flaps(state: MonitorState, failed: boolean): { flapping: boolean; moves: Move[] } {
  const recent = (state.recent + (failed ? '-' : '+')).slice(-WINDOW);
  let changes = 0;
  for (let i = 1; i < recent.length; i += 1) if (recent[i] !== recent[i - 1]) changes += 1;
  if (!state.flapping && changes >= FLAPS) return { flapping: true, moves: ['flapping'] };
  if (state.flapping && changes <= CALM) return { flapping: false, moves: ['settled'] };
  return { flapping: state.flapping, moves: [] };
}

function inMaintenance(state: MonitorState, at: Time): boolean {
  return state.maintenanceUntil !== null && at < state.maintenanceUntil;
}

/** The one word a page shows. */
export function shown(state: MonitorState, now: Time): Shown {
  if (inMaintenance(state, now)) return 'maintenance';
  if (state.blind) return 'unknown';
  if (state.is === 'up' && state.degraded) return 'degraded';
  return state.is;
}
