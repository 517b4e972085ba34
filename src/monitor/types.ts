import type { Severity as FindingSeverity } from '../core/vocabulary.ts';

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
  /** Statuses that are well; 200–399 where left out. */
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
  totalMs: number;
}

/** The part of the way that failed. */
export type Cause = 'dns' | 'connect' | 'tls' | 'timeout' | 'status' | 'content' | 'slow' | 'own-network';

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

/** One bar of an uptime history. `looks` counts what was looked at; `unknown` looks count neither way, and missing ones are `no data`. */
export interface Bar {
  at: Time;
  stepMs: number;
  looks: number;
  ok: number;
  fail: number;
  unknown: number;
  /** Looks there should have been. */
  expected: number;
  p50Ms: number | null;
  p95Ms: number | null;
}

/** How loud an alert is; alerts in the config name the mildest they want. */
export type AlertSeverity = 'critical' | 'warning' | 'info';

/** The rules that open an incident (OBS-6, OBS-7): five, so that people trust them. */
export type Rule = 'down' | 'slow' | 'certificate' | 'errors' | 'auth-failures';

/** Something is wrong and somebody should act. One incident per root: monitors of one host or address join it. */
export interface Incident {
  id: number;
  rule: Rule;
  /** What it is about: a host, a project's route, a log source. */
  subject: string;
  title: string;
  severity: AlertSeverity;
  owner: string | null;
  opened: Time;
  resolved: Time | null;
  acked: Time | null;
  ackedBy: string | null;
  /** Somebody should be at work on it by then (INC-1). */
  respondBy: Time;
  /** What most likely broke, in words, with the kind first (OBS-8). */
  cause: IncidentCause;
  /** Ids of monitors that are part of it, and those still down. */
  monitors: readonly string[];
  stillDown: readonly string[];
  hosts: readonly string[];
  addresses: readonly string[];
}

/** `scope`: one route, one host, or many hosts of one address. */
export interface IncidentCause {
  kind: 'dns' | 'connect' | 'tls' | 'timeout' | 'http' | 'content' | 'slow' | 'deploy' | 'errors' | 'certificate' | 'auth';
  scope: 'route' | 'host' | 'many';
  says: string;
}

type Turn = 'opened' | 'joined' | 'recovered' | 'flapping' | 'overdue' | 'acked' | 'note' | 'resolved';
type Found = 'look' | 'deploy' | 'issue' | 'told' | 'telling-failed' | 'gave-up';

/** One line of an incident's timeline. */
export interface IncidentEvent {
  incident: number;
  n: number;
  at: Time;
  kind: Turn | Found;
  says: string;
  by: string | null;
  /** Phases, monitor ids, channel: whatever the kind carries. */
  facts: Readonly<Record<string, unknown>>;
}

/** One message to one channel. `key` is the idempotency key: a receiver that sees it twice may ignore the second. */
export interface OutboxItem {
  id: number;
  incident: number;
  kind: 'DOWN' | 'RESOLVED' | 'OVERDUE' | 'TEST';
  key: string;
  /** The channel as the config names it, secrets as `${NAME}`. */
  channel: 'email' | 'slack' | 'webhook';
  to: string;
  message: AlertMessage;
  created: Time;
  nextAt: Time;
  attempts: number;
  state: 'waiting' | 'sent' | 'gave-up' | 'withheld';
  lastError: string | null;
  sentAt: Time | null;
  /** When the lease of whoever has taken it ends, 0 where nobody has; a lease is known by it. */
  leasedUntil: Time;
}

/** What a channel tells, the same for all of them. */
export interface AlertMessage {
  kind: OutboxItem['kind'];
  severity: AlertSeverity;
  title: string;
  lines: readonly string[];
  incident: number;
  owner: string | null;
  at: Time;
  /** The page of the incident; null where `monitor.url` is not set. */
  url: string | null;
}

/** A product that sends errors: the DSN is `https://<key>@host/<id>`. */
export interface Project {
  id: number;
  name: string;
  /** Public by design: it stands in browser code. */
  key: string;
}

/** Errors with one root. */
export interface Issue {
  id: number;
  project: number;
  title: string;
  /** File, function or route where it happens; empty when unknown. */
  place: string;
  level: string;
  firstSeen: Time;
  lastSeen: Time;
  events: number;
  users: number;
  firstRelease: string | null;
  lastRelease: string | null;
  state: 'open' | 'resolved';
  /** The release that brought it back after it was resolved. */
  regressedIn: string | null;
  owner: string | null;
}

/** One stored error, redacted. */
export interface ErrorEvent {
  id: string;
  issue: number;
  at: Time;
  release: string | null;
  environment: string | null;
  /** The event as the SDK sent it, redacted. */
  payload: Readonly<Record<string, unknown>>;
}

/** Requests of one route. `p50Ms` and `p95Ms` come from mergeable sketches, never from averages. */
export interface RouteStats {
  project: number;
  route: string;
  release: string | null;
  requests: number;
  errors: number;
  p50Ms: number;
  p95Ms: number;
}

/** One point of a route's history. */
export interface RoutePoint {
  at: Time;
  stepMs: number;
  requests: number;
  errors: number;
  p95Ms: number;
}

/** Release health. Crash-free is 1 − crashed ÷ total. */
export interface ReleaseHealth {
  release: string;
  environment: string;
  sessions: number;
  errored: number;
  crashed: number;
}

/** A deploy that charts and incidents show (OBS-5, OBS-9). */
export interface DeployMarker {
  id: number;
  at: Time;
  release: string;
  environment: string;
  by: string | null;
  url: string | null;
  /** `deploy`: ours; `sentry`: sent by sentry-cli in somebody's CI; `api`: the marker endpoint. */
  source: 'deploy' | 'sentry' | 'api';
}

/** The result of an audit that ran here. */
export interface AuditRun {
  id: number;
  at: Time;
  domain: string;
  decision: 'go' | 'no-go' | 'cannot-tell';
  /** Failed findings by severity. */
  counts: Readonly<Partial<Record<FindingSeverity, number>>>;
  report: unknown;
}

/** What became of requests in the logs of one source in one minute. */
export interface LogRate {
  source: string;
  at: Time;
  lines: number;
  serverErrors: number;
  authFailures: number;
  /** Lines that carry the id of their request. */
  withId: number;
}

/** What happened, told as it happens; for live pages. */
export type MonitorEvent =
  | { kind: 'sample'; sample: Sample; shown: Shown }
  | { kind: 'incident'; incident: Incident; event: IncidentEvent }
  | { kind: 'issue'; issue: Issue; isNew: boolean }
  | { kind: 'marker'; marker: DeployMarker }
  | { kind: 'audit'; audit: AuditRun }
  | { kind: 'delivery'; item: OutboxItem };
