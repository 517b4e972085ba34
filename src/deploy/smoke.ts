import { getDomain } from 'tldts';
import type { Config, Route } from '../core/config.ts';
import { ProbeError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { hasAddress } from '../probes/net/connect.ts';
import { openSession, type Session } from './session.ts';
import { shown, unmet } from './smoke-expect.ts';
import { tryFlow, tryLogin } from './smoke-flow.ts';
import { type Smoke, stateOf, type Tried } from './smoke-result.ts';

type Smoked = Pick<Config, 'domain' | 'canonical' | 'routes' | 'smoke'>;

/** Statuses that refuse an unsigned webhook event. */
const REFUSED = new Set([400, 401, 403]);

/**
 * Tries what customers depend on: names, https, redirects, routes, webhooks, login and flows, several times in a row. The first round
 * that does not pass ends it, and what could not be tried is never a pass.
 */
export async function runSmoke(config: Smoked, io: Io, say: (text: string) => void = () => undefined): Promise<Smoke> {
  let tried: Tried[] = [];
  let round = 0;
  while (round < config.smoke.passes) {
    round += 1;
    say(`smoke round ${round} of ${config.smoke.passes}`);
    tried = await oneRound(config, io);
    if (stateOf(tried) !== 'pass') break;
  }
  return { state: stateOf(tried), rounds: round, tried };
}

async function oneRound(config: Smoked, io: Io): Promise<Tried[]> {
  const { routes, smoke } = config;
  const urls = [...routes.map(({ url }) => url), ...(smoke.login ? [smoke.login.url] : [])];
  const hosts = [...new Set(urls.map((url) => new URL(url).hostname))];
  const open = (): Session => openSession(io, smoke.marker, (domain) => getDomain(domain, { allowPrivateDomains: true }) === null);
  const apart = await Promise.all([
    ...hosts.map((host) => tryName(host, io)),
    ...hosts
      .filter((host) => urls.some((url) => url.startsWith(`https://${host}/`)))
      .map((host) => tryRedirect(`http://${host}/`, host, open())),
    ...canonicalHosts(config).map((host) => tryRedirect(`https://${host}/`, config.canonical!, open())), // !: there are none without it
    ...routes.map((route) => tryRoute(route, config, open())),
  ]);
  // The flows come after the login, in its session.
  const session = open();
  const login = smoke.login ? [await guarded('login', smoke.login.url, () => tryLogin(smoke.login!, session, io))] : []; // !: just seen
  const flows: Tried[] = [];
  const marks = { run: `lr${Math.floor(io.random() * 1e9).toString(36)}` };
  for (const flow of smoke.flows) flows.push(...(await tryFlow(flow, session, marks)));
  return [...apart, ...login, ...flows];
}

function canonicalHosts({ domain, canonical }: Smoked): string[] {
  if (canonical === undefined || domain === undefined) return [];
  return [domain, `www.${domain}`].filter((host) => host !== canonical);
}

async function tryName(host: string, io: Io): Promise<Tried> {
  return guarded('DNS', host, async () => {
    const there = await hasAddress(io, host, 5_000);
    return { what: 'DNS', on: host, state: there ? 'pass' : 'fail', says: there ? 'has an address' : 'has no address', ms: 0 };
  });
}

/** Visitors who type the wrong scheme or host must end on the right one over https. */
async function tryRedirect(from: string, host: string, session: Session): Promise<Tried> {
  return guarded('redirect', from, async () => {
    const started = performance.now();
    const reached = await session.ask({ method: 'GET', url: from });
    const ms = Math.round(performance.now() - started);
    // Nobody on port 80 harms nobody: browsers try https first. Whether plain http should answer is the audit's business.
    if (reached.is === 'silence' && from.startsWith('http:'))
      return { what: 'redirect', on: from, state: 'pass', says: 'nobody answers over http', ms };
    if (reached.is === 'silence') return { what: 'redirect', on: from, state: 'fail', says: `no answer (${reached.code})`, ms };
    const end = new URL(reached.url);
    // Over http any https host will do, since a login host may send visitors on.
    const good = end.protocol === 'https:' && (from.startsWith('http:') || end.hostname === host);
    return { what: 'redirect', on: from, state: good ? 'pass' : 'fail', says: `ends at ${shown(reached.url)}`, ms };
  });
}

async function tryRoute(route: Route, { smoke }: Smoked, session: Session): Promise<Tried> {
  return guarded(route.name, route.url, async () => {
    const started = performance.now();
    const told = smoke.routes.find(({ name }) => name === route.name)?.expect;
    const isWebhook = route.kind === 'webhook';
    const reached = await session.ask({
      method: isWebhook ? 'POST' : 'GET',
      url: route.url,
      ...(isWebhook ? { headers: { 'Content-Type': 'application/json' }, body: '{}' } : {}),
      // The config says that a redirect is what should come.
      follows: told !== undefined || route.statuses?.some((status) => status >= 300 && status < 400) !== true,
    });
    const wrong = told ? unmet(reached, told) : usual(route, reached);
    const ms = Math.round(performance.now() - started);
    const says = wrong ?? (reached.is === 'answer' ? `answers ${reached.status}` : '');
    return { what: route.name, on: shown(route.url), state: wrong === undefined ? 'pass' : 'fail', says, ms };
  });
}

/** What a route of each kind must do where nothing else is told. */
function usual(route: Route, reached: Awaited<ReturnType<Session['ask']>>): string | undefined {
  if (reached.is === 'silence') return unmet(reached);
  const { status } = reached;
  const isWebhook = route.kind === 'webhook';
  if (isWebhook && status < 300) return `takes an unsigned event (${status}), so anybody can fake a payment`;
  if (route.statuses) return route.statuses.includes(status) ? undefined : `answers ${status}, expected ${route.statuses.join(' or ')}`;
  if (isWebhook) return REFUSED.has(status) ? undefined : `answers ${status} to an unsigned event, expected 400`;
  // Without a login a refusal is as good as an answer; that the route is there is the point.
  const mayRefuse = route.kind === 'dashboard' || route.kind === 'checkout' || route.kind === 'api';
  return mayRefuse && (status === 401 || status === 403) ? undefined : unmet(reached);
}

/** The network of this machine may fail too; then nothing is known. */
async function guarded(what: string, on: string, work: () => Promise<Tried>): Promise<Tried> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProbeError) return { what, on: shown(on), state: 'unknown', says: error.message, ms: 0 };
    throw error;
  }
}
