/** What goes out: a folder of files under one release id. */
export interface Outgoing {
  /** The release id, which the health route must name. */
  id: string;
  /** Absolute path of the artifact. */
  folder: string;
  /** Paths below it, forward slashes, sorted. */
  files: readonly string[];
}

/** What came of a step: done, or what the world said, with the last lines of its log (secrets masked). */
export type Outcome = { ok: true } | { ok: false; says: string; log: readonly string[] };

/** The release before and the new one while both answer, each at an address of its own on this machine. */
export interface Beside {
  /** The release before. */
  release: string;
  old: string;
  new: string;
}

/** Called when a new release answers and has no traffic yet; a refusal keeps traffic where it is. */
export type BeforeSwitch = (beside: Beside) => Promise<Outcome>;

/** One thing that must hold before a deploy can go well. `null` means that it could not be found out. */
export interface Ready {
  what: string;
  ok: boolean | null;
  says: string;
}

/**
 * Where releases go. Every adapter keeps the same promises, held by one contract test: `deploy` resolves when the new release takes
 * traffic and leaves the one before able to take it back, and calls `beforeSwitch` where it can let both answer side by side first; `rollback` makes an earlier one serve again; each step has a deadline and ends
 * at `io.signal`; nothing secret is in what it says.
 */
export interface Adapter {
  readonly id: 'commands' | 'process' | 'platform';
  /** Looks, changes nothing. */
  preflight(): Promise<readonly Ready[]>;
  deploy(release: Outgoing, beforeSwitch?: BeforeSwitch): Promise<Outcome>;
  /** After a release has proven itself: drains and stops what it replaced, and lets go of `unproven` ones and of all but the newest others. */
  settle(unproven: readonly string[]): Promise<void>;
  /** The release that should be serving; null where the adapter cannot tell. */
  current(): Promise<string | null>;
  /** Releases that can be gone back to, newest first; null where the adapter cannot tell. */
  releases(): Promise<readonly string[] | null>;
  rollback(to: string): Promise<Outcome>;
  /** The last lines that a release said. */
  logs(release: string): Promise<readonly string[]>;
  /** Names of the variables that are set where the release runs; null where the adapter cannot tell. */
  envNames(): Promise<readonly string[] | null>;
}

/** Release ids as they may stand in paths, commands and addresses. */
export const RELEASE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;

export function failed(says: string, log: readonly string[] = []): Outcome {
  return { ok: false, says, log };
}
