import type {
  AuditRun,
  Bar,
  DeployMarker,
  ErrorEvent,
  Incident,
  IncidentEvent,
  Issue,
  Job,
  LogRate,
  OutboxItem,
  Project,
  ReleaseHealth,
  RoutePoint,
  RouteStats,
  Sample,
  Time,
  Watched,
} from '../types.ts';
import type { Database } from './sql.ts';

/** A stretch of time; `to` is left out of it. */
export interface Span {
  from: Time;
  to: Time;
}

/**
 * Everything pages and APIs read, on SQLite and PostgreSQL alike. Lists come newest first unless said otherwise, and never hold more
 * than `limit` rows (100 where left out). What the engine writes goes through `database`.
 */
export interface Store extends AsyncDisposable {
  readonly dialect: 'sqlite' | 'postgres';
  /** Statements and transactions, for the engine alone. */
  readonly database: Database;

  /** All monitors with their state, in the order of the config. */
  monitors(): Promise<Watched[]>;
  monitor(id: string): Promise<Watched | null>;
  /** Raw samples, oldest first. */
  samples(monitor: string, span: Span): Promise<Sample[]>;
  /** Uptime bars by hour or day, oldest first, gaps filled with bars of no looks. Days are UTC. */
  bars(monitor: string, span: Span, step: 'hour' | 'day'): Promise<Bar[]>;

  incidents(filter?: { open?: boolean; limit?: number }): Promise<Incident[]>;
  incident(id: number): Promise<{ incident: Incident; events: IncidentEvent[]; deliveries: OutboxItem[] } | null>;
  /** Messages that are not delivered yet, and those given up. */
  undelivered(limit?: number): Promise<OutboxItem[]>;

  projects(): Promise<Project[]>;
  issues(filter?: { project?: number; release?: string; state?: Issue['state']; limit?: number }): Promise<Issue[]>;
  issue(id: number): Promise<{ issue: Issue; releases: { release: string; events: number; firstSeen: Time; lastSeen: Time }[] } | null>;
  /** Stored events of an issue; of a busy issue the first 100 and then one in ten are kept. */
  events(issue: number, limit?: number): Promise<ErrorEvent[]>;
  /** Error events per step of time over all issues, oldest first, gaps filled with zero. */
  errorCounts(span: Span, step: 'hour' | 'day'): Promise<{ at: Time; events: number }[]>;
  /** Routes by requests, most first. With `release` only that one, without it all releases together. */
  routes(span: Span, filter?: { project?: number; release?: string; limit?: number }): Promise<RouteStats[]>;
  /** One route's history, oldest first; without `route` all routes together. */
  routeHistory(span: Span, step: 'minute' | 'hour' | 'day', filter?: { project?: number; route?: string }): Promise<RoutePoint[]>;
  releaseHealth(span: Span): Promise<ReleaseHealth[]>;
  /** What was refused or thrown away, and what clients said they dropped: counted, never silent. */
  dropped(span: Span): Promise<{ category: string; reason: string; count: number }[]>;
  /** Jobs with their runs of each hour; what is wrong comes first. At most 50. */
  jobs(span: Span): Promise<Job[]>;
  logRates(span: Span): Promise<LogRate[]>;

  markers(span: Span): Promise<DeployMarker[]>;

  saveAudit(audit: Omit<AuditRun, 'id'>): Promise<AuditRun>;
  /** Newest first, without their reports. */
  audits(filter?: { domain?: string; limit?: number }): Promise<Omit<AuditRun, 'report'>[]>;
  audit(id: number): Promise<AuditRun | null>;

  /**
   * Small JSON documents by kind and id, for whatever else must be remembered (the owner's account, sessions, API tokens).
   * Past `expires` they are gone. Values are stored as given: hash what must not be readable.
   */
  record<T>(kind: string, id: string): Promise<T | null>;
  putRecord(kind: string, id: string, value: unknown, expires?: Time): Promise<void>;
  /** Writes only where there is none yet; false when there was one. */
  addRecord(kind: string, id: string, value: unknown, expires?: Time): Promise<boolean>;
  deleteRecord(kind: string, id: string): Promise<boolean>;
  records(kind: string): Promise<{ id: string; value: unknown; expires: Time | null }[]>;

  /** Rows per table and bytes on disk, for `/metrics` and health. Throws when the store cannot be read. */
  size(): Promise<{ bytes: number; rows: Readonly<Record<string, number>> }>;
  /** Throws when the store cannot be written and read. */
  ping(): Promise<void>;
}
