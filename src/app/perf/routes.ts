import { collect } from '../../core/collect.ts';
import { type Config, defaultConfig, type Route } from '../../core/config.ts';
import { UserError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { type Profile, resolveProfile } from '../../core/profile.ts';
import { subjectName } from '../../core/subject.ts';
import type { Tell } from '../../core/verb.ts';
import { isThisMachine, type Jar, logIn } from '../../load/login.ts';
import { type Budget, POLITE } from '../../load/measure.ts';
import type { Shot } from '../../load/sender.ts';
import { pageKind } from '../../probes/http/route-kind.ts';
import { request } from '../../probes/net/http-client.ts';
import { profiles } from '../../profiles/index.ts';
import { redact, redactText } from '../../redact/redact.ts';
import { discover } from '../discover.ts';
import { findTarget } from '../target.ts';

/** The kinds of routes that are measured where nobody has named any, the most telling first. */
const KINDS = ['api', 'login', 'signup', 'dashboard', 'checkout', 'home', 'page', 'health'] as const satisfies readonly Route['kind'][];
const MOST_FOUND = 8;

/** What is to be measured, under which profile. */
export interface Plan {
  config: Config;
  profile: Profile;
  routes: Route[];
  skipped: { url: string; why: string }[];
  /** The request for an address, with the session where one is configured, and the statuses that are right for the route it stands for. */
  shotOf: (url: string, route?: string) => Shot;
}

export interface Choice {
  target?: string | undefined;
  repo: string;
  url?: readonly string[] | undefined;
  route?: readonly string[] | undefined;
  profile?: string | undefined;
}

/** Which routes to measure: those given, else those of the configuration, else what the pages of the domain lead to. */
export async function planRoutes(choice: Choice, io: Io, tell: Tell): Promise<Plan> {
  const target =
    choice.url === undefined ? findTarget(choice.target, undefined, choice.repo) : findTarget(undefined, undefined, choice.repo);
  const config = target?.config ?? defaultConfig();
  const profile = resolveProfile(profiles, choice.profile ?? config.profile ?? 'default');
  const jar: Jar = config.perf.login === undefined ? { headers: () => ({}) } : await logIn(io, config.perf.login);
  const shotOf: Plan['shotOf'] = (url, route = url) => {
    const statuses = config.routes.find((each) => each.url === route)?.statuses;
    return { url, headers: jar.headers(url), ...(statuses ? { statuses } : {}) };
  };
  const plan = { config, profile, skipped: [], shotOf };
  if (choice.url !== undefined) return { ...plan, routes: choice.url.map((url) => routeOf(url, config)) };
  if (config.routes.length > 0) return { ...plan, routes: named(config.routes, choice.route) };
  if (target?.domain === undefined) throw nothing();
  const bundle = await collect({
    target: target.name,
    config,
    profile,
    checks: [],
    io,
    redact,
    discover: (see, add) => discover(target, see, add),
    onAsk: (probe, subject) => tell({ is: 'asking', text: `${subjectName(subject)}: ${probe.asks}` }),
  });
  const found = bundle.subjects
    .filter((subject) => subject.kind === 'url')
    .filter((subject) => (KINDS as readonly string[]).includes(subject.for))
    .sort((a, b) => rank(a.for) - rank(b.for) || (a.url < b.url ? -1 : 1));
  const routes: Route[] = [];
  const skipped: Plan['skipped'] = [];
  for (const { url, for: kind } of found) {
    if (routes.length === MOST_FOUND) break;
    const answer = await request(io, shotOf(url));
    if (answer.is === 'answer' && answer.status < 300) routes.push({ name: nameOf(url), url, kind });
    else skipped.push({ url, why: answer.is === 'answer' ? `it answers ${answer.status}` : answer.message });
  }
  if (routes.length === 0) throw nothing();
  return { ...plan, routes, skipped };
}

/** Asks before more is sent than visitors would; the pretend internet and one's own machine need no permission. */
export async function consent(io: Io, plan: Plan, { budget, users, yes }: { budget: Budget; users: number; yes: boolean }): Promise<void> {
  const polite = budget.perSecond <= POLITE.perSecond && budget.requests <= POLITE.requests && users <= POLITE_USERS;
  const hosts = [...new Set(plan.routes.map(({ url }) => new URL(url).hostname))];
  if (polite || yes || hosts.every((host) => isThisMachine(host) || /\.(test|localhost)$/.test(host))) return;
  const text = `This sends up to ${budget.requests} requests per route at ${budget.perSecond} per second, and ${users} at once, to ${hosts.join(', ')}. Type yes:`;
  const said = await io.ask({ text, hint: 'Add --yes if you may load these hosts.' });
  if (said.toLowerCase() !== 'yes') throw new UserError('not-confirmed', 'Nothing was sent.', 'Lower --rate, or type yes.');
}

const POLITE_USERS = 5;

function routeOf(url: string, config: Config): Route {
  const parsed = URL.parse(url);
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    throw new UserError(
      'not-a-url',
      `"${redactText(url)}" is not an http or https address.`,
      'Give one such as https://api.acme.com/feed.',
    );
  return (
    config.routes.find((route) => route.url === url) ?? {
      name: nameOf(url),
      url: parsed.href,
      kind: /^\/api\b|^api\./.test(parsed.pathname) || parsed.hostname.startsWith('api.') ? 'api' : pageKind(parsed.pathname),
    }
  );
}

function named(routes: readonly Route[], wanted: readonly string[] | undefined): Route[] {
  if (wanted === undefined) return routes.filter(({ kind }) => kind !== 'webhook');
  return wanted.map((name) => {
    const found = routes.find((route) => route.name === name);
    if (found) return found;
    throw new UserError(
      'no-such-route',
      `launch-ready.yaml names no route "${name}".`,
      `Its routes are: ${routes.map((route) => route.name).join(', ')}.`,
    );
  });
}

function nameOf(url: string): string {
  const { hostname, pathname } = new URL(url);
  return redactText(pathname === '/' ? hostname : pathname);
}

function rank(kind: Route['kind']): number {
  return (KINDS as readonly string[]).indexOf(kind);
}

function nothing(): UserError {
  return new UserError(
    'no-routes',
    'There is nothing to measure: no route is named and none was found.',
    'Name routes in launch-ready.yaml, or give --url https://api.acme.com/feed.',
  );
}
