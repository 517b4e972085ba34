import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { makeMailWatch } from '../app/mail/watch.ts';
import type { ServePlan } from '../app/serve.ts';
import { UserError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import type { Engine, EngineOptions } from '../monitor/engine.ts';
import { startMonitor } from '../monitor/start.ts';
import { holdAlone } from '../monitor/store/alone.ts';
import { openStore } from '../monitor/store/open.ts';
import type { Store } from '../monitor/store/store.ts';
import { openSetup } from './access/owner.ts';
import { makeApp } from './app.ts';
import { makeAudits } from './audits.ts';
import { startClosing } from './closing.ts';
import type { Kit } from './kit.ts';

/** How long open requests may take when the server stops, ms. */
const PATIENCE = 5_000;

/** A running server. Disposing stops taking requests, ends live streams, stores what is in flight and closes the store. */
export interface Serving extends AsyncDisposable {
  /** Where it listens, and where people reach it. */
  url: string;
  publicUrl: string;
  /** The one-time link that makes the owner; nothing when there is one. */
  setup: string | undefined;
  kit: Kit;
}

export interface Starting {
  plan: ServePlan;
  io: Io;
  onTrouble: (error: unknown, doing: string) => void;
}

/** Starts everything in one process: store, engine, pages. Throws a UserError where the port or the store cannot be had. */
export async function startServer({ plan, io: outer, onTrouble: told }: Starting): Promise<Serving> {
  const stop = new AbortController();
  // What was cut short by the stop is no trouble.
  const onTrouble: Starting['onTrouble'] = (error, doing) => {
    if (!(error instanceof UserError && error.code === 'interrupted')) told(error, doing);
  };
  const io: Io = { ...outer, signal: AbortSignal.any([outer.signal, stop.signal]) };
  await using closing = startClosing();
  closing.use(await holdAlone(plan.where, io));
  const store = closing.use(await open(plan.where, io));
  if (plan.newOwner) await forgetOwner(store);
  const audits = makeAudits({ io, store, profile: plan.config.profile });
  // Its own signal: the engine ends after the last request, so that what was acknowledged is stored.
  const engine = closing.use(
    await watch({ plan, io: outer, onTrouble }, store, { audit: (domain) => audits.run(domain), mail: makeMailWatch({ ...plan, io }) }),
  );
  const late: { kit: Kit | undefined } = { kit: undefined };
  const server = createAdaptorServer({
    fetch: (request, env) => (late.kit ? app(late.kit).fetch(request, env) : new Response(null, { status: 503 })),
  }) as Server; // as: without http2 options it is a server of node:http
  server.requestTimeout = 60_000;
  closing.defer(() => ended(server, stop));
  const url = await listen(server, plan);
  const publicUrl = plan.publicUrl ?? url;
  const kit: Kit = { store, engine, io, config: plan.config, profile: plan.profile, audits, publicUrl, onTrouble };
  late.kit = kit;
  const token = await openSetup(store, io.now().getTime());
  const moved = closing.move();
  return {
    url,
    publicUrl,
    setup: token === undefined ? undefined : `${publicUrl}/setup/${token}`,
    kit,
    [Symbol.asyncDispose]: () => moved[Symbol.asyncDispose](),
  };
}

/** Starts a process that watches and delivers without pages. */
export async function startWorker({ plan, io, onTrouble }: Starting): Promise<AsyncDisposable> {
  if (!/^postgres(ql)?:/.test(plan.where))
    throw new UserError(
      'no-database',
      'A worker shares the PostgreSQL of a server, and DATABASE_URL names none.',
      'Set DATABASE_URL=postgres://… as for `launch-ready serve`.',
    );
  await using closing = startClosing();
  const store = closing.use(await open(plan.where, io));
  const audits = makeAudits({ io, store, profile: plan.config.profile });
  closing.use(await watch({ plan, io, onTrouble }, store, { audit: (domain) => audits.run(domain), mail: makeMailWatch({ ...plan, io }) }));
  return closing.move();
}

const apps = new WeakMap<Kit, ReturnType<typeof makeApp>>();

function app(kit: Kit): ReturnType<typeof makeApp> {
  const made = apps.get(kit) ?? makeApp(kit);
  apps.set(kit, made);
  return made;
}

async function open(where: string, io: Io): Promise<Store> {
  try {
    return await openStore(where, () => io.now().getTime());
  } catch (error) {
    const isPostgres = /^postgres(ql)?:/.test(where);
    throw new UserError(
      'no-store',
      `${isPostgres ? 'The database of DATABASE_URL' : where} cannot be opened: ${(error as Error).message}`, // as: drivers throw errors alone
      isPostgres
        ? 'Check address, user and password of DATABASE_URL.'
        : 'Check that the folder is yours to write, and the file a database of launch-ready.',
    );
  }
}

/** The engine ends when it is disposed of, not at Ctrl-C: requests that are being answered still need it. */
function watch({ plan, io, onTrouble }: Starting, store: Store, looks: Required<Pick<EngineOptions, 'audit' | 'mail'>>): Promise<Engine> {
  const quiet = new AbortController();
  return startMonitor({ store, config: plan.config, io: { ...io, signal: quiet.signal }, profile: plan.profile, ...looks, onTrouble });
}

async function forgetOwner(store: Store): Promise<void> {
  await store.deleteRecord('account', 'owner');
  for (const { id } of await store.records('session')) await store.deleteRecord('session', id);
}

async function listen(server: Server, { host, port }: ServePlan): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // as: the errors of listen are the system's
    throw new UserError(
      'no-port',
      `Port ${port} of ${host} cannot be had (${code ?? 'unknown'}).`,
      'Is it taken? Choose another with --port, or 0 for a free one.',
    );
  }
  const { port: real } = server.address() as AddressInfo; // as: a TCP server has no path
  return `http://${host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host}:${real}`;
}

/** Takes no new request, ends streams, and waits for what is being answered, but not for ever. */
async function ended(server: Server, stop: AbortController): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  stop.abort(new UserError('interrupted', 'The server stops.', 'Start it again with `launch-ready serve`.'));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), PATIENCE);
  await closed;
  clearTimeout(late);
}
