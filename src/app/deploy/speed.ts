import type { SpeedConfig } from '../../core/config-deploy.ts';
import { UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import type { Tell } from '../../core/verb.ts';
import type { Beside } from '../../deploy/adapter.ts';
import type { PerfGate, Speed } from '../../deploy/speed.ts';
import { gate, type GateRoute } from '../../load/gate.ts';
import { redactText } from '../../redact/redact.ts';
import { perfGate } from '../perf/gate.ts';
import { type Plan, planRoutes } from '../perf/routes.ts';
import { budgetOf } from '../perf/run.ts';

/** What one route was found to be. */
interface Route {
  name: string;
  verdict: Speed['verdict'];
  why: string;
}

const TIMEOUT_MS = 10_000;

/**
 * The gate of speed of a deploy (PERF-4, DEP-11): side by side where both releases answer, else against the baseline of `perf baseline`.
 * What keeps it from measuring (no routes, no baseline, a login that fails) is `void` with its reason, never a pass.
 */
export function speedGate(repo: string, config: SpeedConfig, { io, tell }: { io: Io; tell: Tell }): PerfGate {
  return async (beside) => {
    const against = beside === null ? 'baseline' : 'old';
    try {
      const routes =
        beside === null ? await sinceBaseline(repo, config, { io, tell }) : await sideBySide(repo, { config, beside }, { io, tell });
      return { ...summed(routes), against };
    } catch (error) {
      if (error instanceof UserError) return { verdict: 'void', says: redactText(`${error.message} ${error.hint}`), against };
      throw error;
    }
  };
}

/** The worst verdict, and what it rests on. */
function summed(routes: readonly Route[]): Pick<Speed, 'verdict' | 'says'> {
  if (routes.length === 0)
    return { verdict: 'void', says: 'No route of this release is named in launch-ready.yaml, so nothing was compared.' };
  const verdict = (['regression', 'void', 'warn'] as const).find((each) => routes.some((route) => route.verdict === each)) ?? 'pass';
  const telling = routes.filter((route) => route.verdict === verdict);
  return { verdict, says: redactText(telling.map(({ name, why }) => `${name}: ${why}`).join(' ')) };
}

async function sideBySide(
  repo: string,
  { config, beside }: { config: SpeedConfig; beside: Beside },
  { io, tell }: { io: Io; tell: Tell },
): Promise<Route[]> {
  const plan = await planRoutes({ repo, ...(config.routes ? { route: config.routes } : {}) }, io, tell);
  const host = URL.parse(plan.config.deploy.health?.url ?? '')?.host;
  const routes = plan.routes
    .filter(({ url, kind }) => kind !== 'webhook' && (config.routes !== undefined || new URL(url).host === host))
    .map(({ name, url }) => onBoth(name, plan.shotOf(url), beside));
  if (routes.length === 0) return [];
  const both = `${routes.length} ${routes.length === 1 ? 'route' : 'routes'} of both releases, side by side`;
  tell({ is: 'asking', text: both });
  // The two addresses are this machine's own: the adapter has opened them, no visitor named them.
  const here: Io = { ...io, allowPrivate: true, route: (to, port) => ({ host: to, port }) };
  const gated = await gate(here, { routes, budget: budget(config, plan) });
  return gated.routes.map(({ name, verdict, why }) => ({ name, verdict, why }));
}

/** A route of the product as each of the two releases is asked for it: by the name that visitors use, as their proxy would pass it on. */
function onBoth(name: string, shot: ReturnType<Plan['shotOf']>, beside: Beside): GateRoute {
  const { host, protocol, pathname, search } = new URL(shot.url);
  const headers = { ...shot.headers, Host: host, 'X-Forwarded-Host': host, 'X-Forwarded-Proto': protocol.slice(0, -1) };
  const at = (origin: string): GateRoute['old'] => ({ ...shot, url: new URL(`${pathname}${search}`, origin).href, headers });
  return { name, old: at(beside.old), new: at(beside.new) };
}

async function sinceBaseline(repo: string, config: SpeedConfig, { io, tell }: { io: Io; tell: Tell }): Promise<Route[]> {
  const input = {
    repo,
    ...(config.routes ? { route: config.routes } : {}),
    ...(config.requests_per_second === undefined ? {} : { rate: config.requests_per_second }),
    requests: config.requests,
    seconds: config.seconds,
    // Whoever agreed to the deploy has seen how much is sent.
    yes: true,
  };
  return (await perfGate.run(perfGate.takes.parse(input), io, tell)).routes;
}

function budget(config: SpeedConfig, plan: Plan): ReturnType<typeof budgetOf> {
  const told = budgetOf({ rate: config.requests_per_second, requests: config.requests, timeout: TIMEOUT_MS }, plan);
  return { ...told, ms: config.seconds * 1_000 };
}

/** What the preview of a deploy says of it: how much will be sent, and what follows from it. */
export function speedPreview({ requests, requests_per_second: rate, unproven }: SpeedConfig): string {
  const pace = rate === undefined ? '' : ` at ${rate} per second`;
  const open = unproven === 'keep' ? 'stays and is marked' : 'is taken back';
  return `up to ${requests} requests per route and release${pace}; one that cannot be told ${open}`;
}
