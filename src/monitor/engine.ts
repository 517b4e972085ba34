import type { Config } from '../core/config.ts';
import type { Io } from '../core/io.ts';
import type { Profile } from '../core/profile.ts';
import type { IntakeAnswer, IntakeRequest } from './intake/request.ts';
import type { LookAtMail } from './mail.ts';
import type { Store } from './store/store.ts';
import type { AuditRun, DeployMarker, Incident, Monitor, MonitorEvent, Project, Time } from './types.ts';

/** What the engine needs. Audits are injected, because judging lives above this layer. */
export interface EngineOptions {
  store: Store;
  config: Config;
  /** The clock, the network and the environment. `io.signal` ends everything. */
  io: Io;
  profile: Profile;
  /** Runs an audit of a domain, for the daily one and for `auditNow`. */
  audit?: (domain: string) => Promise<Omit<AuditRun, 'id' | 'at' | 'domain'>>;
  /** Tests the mail of the domain when that is due. */
  mail?: LookAtMail;
  /**
   * The name of this process among those that share a store: random where left out on PostgreSQL, always the same on SQLite, which is
   * for one process. Under the same name a process that was killed goes on at once with what it held.
   */
  worker?: string;
  /** What an operator may want slower or faster than the defaults. */
  pace?: Partial<Pace>;
  /** Called with what went wrong in the background (a store that is gone, a bug in a duty); silent where left out. */
  onTrouble?: (error: unknown, doing: string) => void;
}

/** How fast the engine works, ms. */
export interface Pace {
  /** Between two looks for due monitors and messages. */
  tickMs: number;
  /** Before a failed look is looked at again. */
  againMs: number;
  /** First wait of a message that was refused; it doubles up to `retryMostMs`. */
  retryMs: number;
  retryMostMs: number;
  /** After this long a message is given up, loudly. */
  giveUpMs: number;
  /** Writes wait at most this long to share a transaction. */
  commitMs: number;
}

export interface EngineStatus {
  worker: string;
  startedAt: Time;
  /** Monitors that have not been looked at for more than two intervals, by id; empty is well. */
  late: readonly string[];
  /** Whether our own network answers; `untested` when no canary has ever answered here. */
  network: 'ok' | 'failing' | 'untested';
  /** Messages waiting, and those given up. */
  undelivered: number;
  /** Since the start. */
  looks: number;
  skipped: number;
  /** Looks whose times are void, as this process itself came late. */
  voids: number;
  eventsAccepted: number;
  eventsRefused: number;
  /** 95th percentile of how late looks begin, ms. */
  latenessP95Ms: number;
}

/** A running engine: monitors, alert rules, outbox, intake, retention. Disposing ends it after what is in flight is stored. */
export interface Engine extends AsyncDisposable {
  /** Calls `listener` for all that happens in this process; dispose of the result to end it. Listeners must not throw. */
  subscribe(listener: (event: MonitorEvent) => void): Disposable;
  /**
   * Everything SDKs, sentry-cli and log shippers send. The server hands on method, path, query, headers and body of these routes and
   * answers what comes back: `POST|OPTIONS /api/<id>/envelope/`, `/api/<id>/store/`. The key in it is checked here.
   * Behind the server's own token check (`authorized: true`): `/api/0/organizations/<org>/releases/…`, `POST /api/markers`,
   * `POST /api/logs`. An answer of 200 means that what was sent is stored. Never throws on what was sent.
   */
  ingest(request: IntakeRequest): Promise<IntakeAnswer>;
  /** Writes a deploy marker down. */
  marker(marker: Omit<DeployMarker, 'id' | 'at'> & { at?: Time }): Promise<DeployMarker>;
  /** Somebody is at work on it. Null when there is no such incident. */
  ackIncident(id: number, by: string): Promise<Incident | null>;
  /** Names who acts on it, which its next messages say; null for nobody. */
  assignIncident(id: number, owner: string | null, by: string): Promise<Incident | null>;
  addNote(id: number, note: { by: string; text: string }): Promise<Incident | null>;
  /** Ends an incident by hand, for those that do not end by themselves. */
  resolveIncident(id: number, by: string): Promise<Incident | null>;
  /** The incident as a Markdown note, from the template (INC-2). */
  incidentNote(id: number): Promise<string | null>;
  resolveIssue(id: number): Promise<boolean>;
  assignIssue(id: number, owner: string | null): Promise<boolean>;
  /** Looks stay, alerts do not, until then; null ends it. */
  maintenance(monitor: string, until: Time | null): Promise<boolean>;
  /** Sends a test message through every alert of the config and waits for the answers. */
  testAlerts(): Promise<{ channel: string; owner: string | null; ok: boolean; says: string }[]>;
  /** Audits a domain now and stores the result. Throws when no audit was injected. */
  auditNow(domain: string): Promise<AuditRun>;
  /** The monitors that the configuration asks for. */
  readonly wanted: readonly Monitor[];
  /** The project that SDKs send to; made at the first start. */
  readonly project: Project;
  status(): Promise<EngineStatus>;
}

/** Starts watching. Resolves when the store is migrated and every monitor is scheduled. */
export type StartMonitor = (options: EngineOptions) => Promise<Engine>;
