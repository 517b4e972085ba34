import type { Io, Task } from '../core/io.ts';
import { openAssistant } from './assistant/index.ts';
import { makeAuthority } from './ca.ts';
import { type Cloudflare, openCloudflare } from './cloudflare/index.ts';
import { openDns, RESOLVER } from './dns.ts';
import { founderOf } from './founder.ts';
import { type Counts, makeListeners } from './listeners.ts';
import { openMail } from './mail/open.ts';
import type { MailStore } from './mail/store.ts';
import type { Scenario, Zone } from './scenario.ts';
import { makeLive, type Live } from './live.ts';
import { openPlatform, SHIPYARD } from './platform/index.ts';
import type { Platform } from './platform/state.ts';
import { openRegistry, REGISTRY_ZONES } from './registry/index.ts';
import { openSentry, SENTRY_ZONE } from './sentry/index.ts';
import { openSites } from './sites.ts';
import { ROOTS } from './tree.ts';

/**
 * A running pretend internet. `resolver`, `roots`, `ca`, `route` and `allowPrivate` are what an `Io` needs to live in it. It has no
 * private networks: `route` leaves their addresses alone, so they must never be allowed.
 */
export interface Lab extends Pick<Io, 'resolver' | 'roots' | 'ca' | 'route' | 'env'>, AsyncDisposable {
  readonly allowPrivate: false;
  readonly scenario: Scenario;
  readonly domain: string;
  /** The pretend internet as it is now. */
  readonly live: Live;
  /** The founder, who does what no tool can. */
  founder(task: Task): Promise<'done' | 'later'>;
  /** The mailboxes and what has arrived in them. */
  readonly mail: MailStore;
  /** The pretend Cloudflare, where the scenario has an account there. */
  readonly cloudflare?: Cloudflare;
  /** The pretend hosting platform, where the scenario has a project on it. */
  readonly platform?: Platform;
  /** Every pretend place as `address port` with the real one, for a process beside this one. */
  places(): Readonly<Record<string, { host: string; port: number }>>;
  /** What it was asked so far. */
  readonly counts: Readonly<Counts>;
  /** Closes every socket; may be called twice. */
  close(): Promise<void>;
}

export interface LabOptions {
  /** Round trip added to DNS answers and TCP connections, ms; 0 where left out. */
  delayMs?: number;
  /** `addresses` listens on the pretend addresses themselves; only inside a network namespace that has them. */
  on?: 'loopback' | 'addresses';
}

/** Starts a scenario on loopback ports that the system chooses. Nothing it is asked ever leaves the machine. */
export async function startLab(scenario: Scenario, options: LabOptions = {}): Promise<Lab> {
  const listeners = makeListeners({ delayMs: options.delayMs ?? 0, on: options.on ?? 'loopback' });
  const close = (): Promise<void> => listeners.close();
  try {
    const authority = await makeAuthority();
    const live = makeLive({ ...scenario, zones: zonesOf(scenario) });
    const mail = openMail(scenario, { live, authority, listeners });
    const registry = openRegistry(live, scenario, { authority, listeners });
    const opened = await Promise.allSettled([
      openDns(live, listeners, scenario.resolver ?? 'answer'),
      openSites(live, authority, listeners),
      mail,
      registry,
    ]);
    // All have settled, so that nothing opens behind the closing.
    for (const each of opened) if (each.status === 'rejected') throw each.reason;
    const cloudflare = scenario.cloudflare && (await openCloudflare(scenario.cloudflare, { live, authority, listeners }));
    if (scenario.assistant) await openAssistant(scenario.assistant, { authority, listeners });
    const platform = scenario.platform && (await openPlatform(live, scenario.platform, { authority, listeners }));
    const sentry = scenario.sentry && (await openSentry(scenario.sentry, { authority, listeners }));
    return {
      scenario,
      domain: scenario.domain,
      live,
      founder: founderOf(scenario, { live, cloudflare, platform, registry: await registry }),
      mail: await mail,
      ...(cloudflare ? { cloudflare } : {}),
      ...(platform ? { platform } : {}),
      env: {
        ...scenario.env,
        ...(cloudflare ? { CLOUDFLARE_API_TOKEN: cloudflare.account.token } : {}),
        ...(scenario.assistant ? { AI_CANARY: scenario.assistant.canary } : {}),
        ...(platform ? { SHIPYARD_TOKEN: platform.token } : {}),
        ...(sentry === undefined ? {} : { SENTRY_AUTH_TOKEN: sentry }),
      },
      resolver: [`${RESOLVER}:53`],
      roots: ROOTS.map((root) => `${root.address}:53`),
      ca: [authority.root],
      route: listeners.route,
      places: () => listeners.places(),
      allowPrivate: false,
      counts: listeners.counts,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The zones of a scenario, with those of the companies that it has accounts at and of the registry. */
export function zonesOf(scenario: Scenario): Zone[] {
  return [...scenario.zones, ...(scenario.platform ? [SHIPYARD] : []), ...(scenario.sentry ? [SENTRY_ZONE] : []), ...REGISTRY_ZONES];
}
