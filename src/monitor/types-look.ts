/** Times are milliseconds since the epoch, durations are `…Ms`; everything here is plain JSON, redacted before it is made. */
export type Time = number;

/** What a look at a monitor found. `unknown`: our own network failed, so nothing is said about the target. */
export type Outcome = 'ok' | 'fail' | 'unknown';

/** One thing that is looked at on a clock. Its id is a hash of kind and address, stable across restarts. */
export interface Monitor {
  id: string;
  name: string;
  url: string;
  /** What the address is for, as in the config: `home`, `login`, `health`, `certificate` … */
  kind: string;
  intervalMs: number;
  /** The two lines of the profile for the first byte: past `failureMs` a look is slow, and three in a row are degraded. */
  targetMs: number;
  failureMs: number;
  /** Who acts, from the alerts of the config. */
  owner?: string;
  /** Statuses that are well; 200–399 at the end of the redirects where left out. One of 301–308 says that the redirect itself should come. */
  statuses?: readonly number[];
  contains?: string;
  /** Such as the session of a test account; values name variables of the environment, never the secret itself. */
  headers?: Readonly<Record<string, string>>;
}

/** Where the time of one look went; a phase that did not happen is null. */
export interface Phases {
  dnsMs: number | null;
  tcpMs: number | null;
  tlsMs: number | null;
  /** From the request to the first byte of the answer. */
  ttfbMs: number | null;
  /** 0 where the time is void, as this process itself came late. */
  totalMs: number;
}

/** The part of the way that failed. */
export type Cause = 'dns' | 'connect' | 'tls' | 'timeout' | 'status' | 'content' | 'redirect' | 'slow' | 'own-network' | 'own-delay';

/** What somebody's text says is broken behind the app: its database, or somebody else's service by name. */
export interface Blame {
  part: 'database' | 'third-party';
  who: string;
}

/** One look: what was asked, what came back, and where the time went. */
export interface Sample extends Phases {
  monitor: string;
  at: Time;
  outcome: Outcome;
  /** HTTP status; null when nobody answered. */
  status: number | null;
  cause: Cause | null;
  /** Errno, TLS code or one of our words; null when all is well. */
  code: string | null;
  /** One sentence for a person; null when all is well. Not stored with every sample, only in incidents. */
  says: string | null;
  /** The address that answered, or was asked last. */
  address: string | null;
  /** Whole days until the certificate ends, negative when it has; null without TLS. */
  certDays: number | null;
  slow: boolean;
  /** Redirects that were followed, and where they led; times are those of all hops together. */
  redirects?: number;
  landed?: string;
  /** What an answer that failed says is broken behind it. */
  blame?: Blame;
  requestId?: string; // sent as X-Request-Id, to find the look in the logs of the target
}

/** What a page calls a monitor now. */
export type Shown = 'new' | 'up' | 'suspect' | 'down' | 'degraded' | 'unknown' | 'maintenance';

/** What is remembered of a monitor between looks; see state.ts for how it moves. */
export interface MonitorState {
  is: 'new' | 'up' | 'suspect' | 'down';
  since: Time;
  /** Failed and successful looks in a row. */
  failures: number;
  successes: number;
  /** Slow looks in a row; degraded from two on. */
  slows: number;
  degraded: boolean;
  /** True while our own network is at fault. */
  blind: boolean;
  flapping: boolean;
  /** The last 20 outcomes, newest last, as `+` and `-`. */
  recent: string;
  maintenanceUntil: Time | null;
}

/** A monitor as pages show it. */
export interface Watched {
  monitor: Monitor;
  state: MonitorState;
  shown: Shown;
  last: Sample | null;
  nextAt: Time;
}
