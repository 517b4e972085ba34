import { randomBytes } from 'node:crypto';
import type { Config } from '../core/config.ts';
import { UserError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { redactText } from '../redact/redact.ts';
import { makeCanaries } from './canary.ts';
import { makeCommitter } from './commit.ts';
import { deliverDue, isDue, send } from './deliver.ts';
import { doDuties } from './duties.ts';
import { dutiesOf } from './duty-list.ts';
import type { Engine, EngineOptions, EngineStatus, Pace } from './engine.ts';
import { handle, type Api } from './intake/api.ts';
import { makeLookout } from './lookout.ts';
import { repeat } from './loop.ts';
import { messageOf } from './message.ts';
import { monitorsOf, responseMsOf } from './monitors.ts';
import { incidentMarkdown } from './note.ts';
import type { Telling } from './raise.ts';
import { recovered } from './record.ts';
import { release, schedule } from './schedule.ts';
import { incidentActions } from './actions.ts';
import { insertMarker } from './store/read-markers.ts';
import type { Sql } from './store/sql.ts';
import type { Store } from './store/store.ts';
import type { DeployMarker, Incident, MonitorEvent, Project } from './types.ts';

/** What the engine does by itself. */
const PACE = {
  tickMs: 500,
  againMs: 3_000,
  retryMs: 5_000,
  retryMostMs: 300_000,
  giveUpMs: 24 * 3_600_000,
  commitMs: 20,
} as const satisfies Pace;
/** How often duties are looked through, in ticks. */
const DUTY_TICKS = 4;

/** Starts watching. Resolves when the store is migrated and every monitor is scheduled. */
export async function startMonitor(options: EngineOptions): Promise<Engine> {
  const { store, config, profile } = options;
  refuseSecrets(config.alerts);
  const { database } = store;
  const stop = new AbortController();
  const io: Io = { ...options.io, signal: AbortSignal.any([options.io.signal, stop.signal]) };
  const pace: Pace = { ...PACE, ...options.pace };
  // A SQLite file has one process; under its old name it takes back what it held when it was killed.
  const worker = options.worker ?? (database.dialect === 'sqlite' ? 'alone' : randomBytes(4).toString('hex'));
  await release(database, worker);
  const now = (): number => io.now().getTime();
  const listeners = new Set<(event: MonitorEvent) => void>();
  const publish = (events: readonly MonitorEvent[]): void => {
    for (const event of events) for (const listener of listeners) listener(event);
  };
  const trouble = (error: unknown, doing: string): void => {
    if (!io.signal.aborted) options.onTrouble?.(error, doing);
  };
  const telling = (sql: Sql): Telling => ({
    sql,
    now: now(),
    alerts: config.alerts,
    base: config.monitor.url,
    responseMs: responseMsOf(profile),
    happened: [],
  });
  /** One transaction of things that somebody may have to hear of; live pages are told once it is stored. */
  const told = async <T>(work: (telling: Telling) => Promise<T>): Promise<T> => {
    const { result, happened } = await database.tx(async (sql) => {
      const at = telling(sql);
      return { result: await work(at), happened: at.happened };
    });
    publish(happened);
    return result;
  };

  const wanted = monitorsOf(config, profile);
  const gone = await schedule(database, wanted, now());
  for (const id of gone) await told((at) => recovered(at, id, 'It is not watched any more'));
  const project = await defaultProject(store, config.domain ?? 'app');
  let projects = await store.projects();
  const startedAt = now();
  const counts = { eventsAccepted: 0, eventsRefused: 0 };

  const committer = makeCommitter(database, pace.commitMs);
  const canaries = makeCanaries(io, config.monitor.canaries);
  const lookout = makeLookout({ database, io, config, profile, worker, pace, committer, canaries, telling, publish, trouble });
  const mark = async (marker: Omit<DeployMarker, 'id'>): Promise<DeployMarker> => {
    const made = await insertMarker(database, marker);
    publish([{ kind: 'marker', marker: made }]);
    return made;
  };
  const api: Api = {
    committer,
    now,
    projects: () => projects,
    writer: database.dialect === 'sqlite' ? '' : worker,
    salt: await saltOf(store),
    happened: publish,
    mark,
    counted: (how, items) => void (counts[how === 'accepted' ? 'eventsAccepted' : 'eventsRefused'] += items),
  };
  const audit = async (domain: string) => {
    if (!options.audit) throw new Error('no audit was injected');
    const run = await store.saveAudit({ ...(await options.audit(domain)), at: now(), domain });
    publish([{ kind: 'audit', audit: run }]);
    return run;
  };
  const duties = dutiesOf({
    database,
    config,
    profile,
    told,
    now,
    audit: options.audit && config.domain !== undefined && config.monitor.daily_audit ? audit : null,
    mail: options.mail && config.monitor.weekly_mail ? { store, look: options.mail, trouble } : null,
  });
  const delivering = {
    database,
    io,
    settings: config.monitor,
    worker,
    retrying: pace,
    onSettled: (item: Parameters<Parameters<typeof deliverDue>[0]['onSettled']>[0]) =>
      publish([
        {
          kind: 'delivery',
          item,
        },
      ]),
  };

  /** Slow duties are done beside the others, so that a test of mail holds no alert back. */
  const doing = async (which: keyof typeof duties): Promise<void> => {
    projects = await store.projects(); // another process may have made one
    await doDuties(database, duties[which], { worker, now, onTrouble: trouble });
  };
  const dutiful = { everyMs: pace.tickMs * DUTY_TICKS, signal: io.signal, trouble: (error: unknown) => trouble(error, 'duties') };
  const loops = [
    repeat({ everyMs: pace.tickMs, signal: io.signal, trouble: (error) => trouble(error, 'looking') }, () => lookout.tick()),
    repeat({ everyMs: pace.tickMs, signal: io.signal, trouble: (error) => trouble(error, 'telling') }, async () => {
      while (!io.signal.aborted && (await isDue(database, now())) && (await deliverDue(delivering)) > 0);
    }),
    repeat(dutiful, () => doing('quick')),
    repeat(dutiful, () => doing('slow')),
  ];

  return {
    wanted,
    project,
    subscribe(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    ingest: (request) => handle(api, request),
    marker: ({ at, ...marker }) => mark({ ...marker, at: at ?? now() }),
    ...incidentActions(told),
    async incidentNote(id) {
      const found = await store.incident(id);
      return found && incidentMarkdown(found.incident, found.events, found.deliveries);
    },
    async testAlerts() {
      const at = now();
      const incident = { ...TEST, opened: at, respondBy: at };
      const message = messageOf(incident, 'TEST', { at, base: undefined });
      return Promise.all(
        config.alerts.map(async ({ channel, to, owner = null }, i) => {
          const delivery = await send(io, channel, {
            message: { ...message, owner },
            to,
            key: `test:${at}:${i}`,
            settings: config.monitor,
          });
          return { channel, owner, ok: delivery.ok, says: delivery.ok ? 'delivered' : delivery.says };
        }),
      );
    },
    auditNow: audit,
    async status(): Promise<EngineStatus> {
      const at = now();
      const watched = await store.monitors();
      const late = watched.filter(
        ({ monitor, last, state }) => at - Math.max(last?.at ?? state.since, startedAt) > monitor.intervalMs * 2 + 15_000,
      );
      const undelivered = await database.get<{ n: number }>("SELECT COUNT(*) AS n FROM outbox WHERE state IN ('waiting', 'gave-up')");
      return {
        worker,
        startedAt,
        late: late.map(({ monitor }) => monitor.id),
        network: canaries.last,
        undelivered: undelivered?.n ?? 0,
        ...lookout.counts(),
        ...counts,
      };
    },
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the monitor ends'));
      await Promise.allSettled([...loops, lookout.idle()]);
      await committer[Symbol.asyncDispose]();
      await release(database, worker);
    },
  };
}

/** What a test message is about. */
const TEST: Incident = {
  id: 0,
  rule: 'down',
  subject: 'test',
  title: 'Test of this alert',
  severity: 'info',
  owner: null,
  opened: 0,
  resolved: null,
  acked: null,
  ackedBy: null,
  respondBy: 0,
  monitors: [],
  stillDown: [],
  hosts: [],
  addresses: [],
  cause: {
    kind: 'http',
    scope: 'host',
    says: 'This is a test.',
  },
};

/** The outbox keeps where a message goes, so it must hold the name of a secret and never the secret. */
function refuseSecrets(alerts: Config['alerts']): void {
  for (const { channel, to } of alerts) {
    if (redactText(to) === to && (channel !== 'slack' || /^\$\{\w+\}$/.test(to))) continue;
    throw new UserError(
      'secret-in-config',
      `The ${channel} alert of launch-ready.yaml holds a secret address.`,
      'Put it into the environment and write `to: ${NAME}`.',
    );
  }
}

/** The project that SDKs send to; made once. */
async function defaultProject({ database }: Store, name: string): Promise<Project> {
  await database.run('INSERT INTO projects (name, key) VALUES (?, ?) ON CONFLICT (name) DO NOTHING', name, randomBytes(16).toString('hex'));
  const made = await database.get<Project>('SELECT id, name, key FROM projects WHERE name = ?', name);
  if (!made) throw new Error('the project that was just made is not there');
  return made;
}

async function saltOf(store: Store): Promise<string> {
  await store.addRecord('salt', 'people', randomBytes(16).toString('hex'));
  return (await store.record<string>('salt', 'people')) ?? '';
}
