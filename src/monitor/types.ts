import type { Severity as FindingSeverity } from '../core/vocabulary.ts';

import type { Sample, Shown, Time } from './types-look.ts';

export type { Blame, Cause, Monitor, MonitorState, Outcome, Phases, Sample, Shown, Time, Watched } from './types-look.ts';

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

/** The rules that open an incident (OBS-6, OBS-7): seven, so that people trust them. */
export type Rule = 'down' | 'slow' | 'certificate' | 'errors' | 'auth-failures' | 'job' | 'mail';

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
  kind:
    | 'dns'
    | 'connect'
    | 'tls'
    | 'timeout'
    | 'http'
    | 'content'
    | 'redirect'
    | 'slow'
    | 'deploy'
    | 'database'
    | 'third-party'
    | 'cannot-tell'
    | 'errors'
    | 'certificate'
    | 'auth'
    | 'job'
    | 'mail';
  scope: 'route' | 'host' | 'many';
  says: string;
}

type Turn = 'opened' | 'joined' | 'recovered' | 'flapping' | 'overdue' | 'acked' | 'assigned' | 'note' | 'resolved';
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

/** A job that runs by the clock or from a queue, with its runs over a span of time (OBS-4). */
export interface Job {
  project: number;
  name: string;
  /** `late`: it has not begun by its time and grace; `stuck`: it does not end. */
  is: 'ok' | 'running' | 'failed' | 'late' | 'stuck';
  /** Its last check-in; null for one that is known by its errors alone. */
  at: Time | null;
  /** When it is late, grace included; null without a schedule. */
  due: Time | null;
  ok: number;
  failed: number;
  missed: number;
  /** Hours in which it ran or should have, oldest first. */
  hours: readonly { at: Time; ok: number; failed: number; missed: number }[];
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
