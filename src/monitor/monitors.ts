import { createHash } from 'node:crypto';
import { type Config, roleOf } from '../core/config.ts';
import type { Profile } from '../core/profile.ts';
import type { Monitor } from './types.ts';

/** Roles of hosts that serve people. */
const WATCHED_ROLES = ['marketing', 'app', 'api', 'dashboard'] as const satisfies readonly string[];
/** Lines for kinds of addresses, by the profile's bar. */
const BAR_OF: Readonly<Record<string, string>> = { api: 'api_p95', health: 'api_p95', webhook: 'write_p95', dashboard: 'core_page_p95' };
/** A page over the network, with TLS and DNS, where the profile has no number: ms. */
const PAGE = { target: 2_000, failure: 5_000 } as const;

/**
 * What a configuration asks to be watched: its routes, `monitor.also`, and where it names no route, the home page of the domain and of
 * each host for people. Every https address tells its certificate as well (OBS-1, TLS-5). Pure.
 */
export function monitorsOf(config: Config, profile: Pick<Profile, 'bars'>): Monitor[] {
  const intervalMs = config.monitor.interval_s * 1000;
  const owner = config.alerts.find((alert) => alert.owner !== undefined)?.owner;
  const make = (at: Partial<Monitor> & Pick<Monitor, 'name' | 'url' | 'kind'>): Monitor => ({
    ...linesFor(profile, at.kind),
    ...(owner === undefined ? {} : { owner }),
    ...at,
    id: idOf(at.kind, at.url),
    intervalMs,
  });
  const told = config.routes
    .filter((route) => route.kind !== 'asset')
    .map((route) =>
      make({
        name: route.name,
        url: route.url,
        kind: route.kind,
        ...(route.target_ms === undefined ? {} : { targetMs: route.target_ms, failureMs: route.target_ms * 2 }),
        // A webhook is there when it refuses us: 400 to 405 say that somebody listens, and nobody signs for us.
        ...(route.kind === 'webhook' ? { statuses: [200, 202, 204, 400, 401, 403, 405] } : {}),
        ...(route.statuses ? { statuses: route.statuses } : {}),
      }),
    );
  const guessed = told.length > 0 ? [] : hostsOf(config).map((host) => make({ name: host, url: `https://${host}/`, kind: 'home' }));
  const also = config.monitor.also.map(({ name, url, kind, statuses, contains, headers, owner: own }) =>
    make({
      name,
      url,
      kind,
      ...(statuses ? { statuses } : {}),
      ...(contains === undefined ? {} : { contains }),
      ...(headers ? { headers } : {}),
      ...(own === undefined ? {} : { owner: own }),
    }),
  );
  return [...new Map([...told, ...guessed, ...also].map((monitor) => [monitor.id, monitor])).values()];
}

function hostsOf(config: Config): string[] {
  if (config.domain === undefined) return [];
  const apex = config.canonical ?? config.domain;
  const others = config.hosts
    .map(({ host }) => host)
    .filter((host) => {
      const role = roleOf(config, host, config.domain ?? '');
      return WATCHED_ROLES.some((watched) => watched === role);
    });
  return [...new Set([apex, ...others])];
}

function linesFor({ bars }: Pick<Profile, 'bars'>, kind: string): Pick<Monitor, 'targetMs' | 'failureMs'> {
  const bar = bars[BAR_OF[kind] ?? ''];
  if (bar?.unit !== 'ms' || typeof bar.target !== 'number') return { targetMs: PAGE.target, failureMs: PAGE.failure };
  return { targetMs: bar.target, failureMs: typeof bar.failure === 'number' ? bar.failure : bar.target * 2 };
}

/** The id of what is looked at; the name may change without losing the history. */
export function idOf(kind: string, url: string): string {
  return createHash('sha256').update(`${kind} ${url}`).digest('hex').slice(0, 12);
}

/** The failed looks in a row that count, from the config, or the profile, or two. */
export function confirmationsOf(config: Config, profile: Pick<Profile, 'bars'>): number {
  const bar = profile.bars['alert_confirmations']?.target;
  return config.monitor.confirmations ?? (typeof bar === 'number' ? bar : 2);
}

/** Minutes until somebody should be at work on an incident (INC-1), as ms. */
export function responseMsOf(profile: Pick<Profile, 'bars'>): number {
  const bar = profile.bars['first_response']?.target;
  return (typeof bar === 'number' ? bar : 15) * 60_000;
}
