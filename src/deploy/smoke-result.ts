/** One thing that was tried. `unknown` means that it could not be tried, which counts as a failure. */
export interface Tried {
  what: string;
  on: string;
  state: 'pass' | 'fail' | 'unknown';
  says: string;
  ms: number;
}

/** What a smoke run saw. It ends at the first round that does not pass: a retry would hide that something flaps. */
export interface Smoke {
  state: 'pass' | 'fail' | 'unknown';
  /** Rounds that were begun; all of them passed when the state is `pass`. */
  rounds: number;
  /** Everything tried in the last round. */
  tried: Tried[];
}

export function stateOf(tried: readonly Tried[]): Smoke['state'] {
  if (tried.some(({ state }) => state === 'fail')) return 'fail';
  // Nothing tried proves nothing.
  return tried.length === 0 || tried.some(({ state }) => state === 'unknown') ? 'unknown' : 'pass';
}
