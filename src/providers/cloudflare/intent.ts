import type { Json } from '../../core/change.ts';
import type { Config } from '../../core/config.ts';
import { ruleProblems, ruleValueProblems, type RulePlan } from '../../parsers/rule-check.ts';
import { all, any, HOST, notFrom, oneOf, PATH, startsWith, text } from './expressions.ts';
import type { Phase, ZoneRule } from './state.ts';

/** A rule that the configuration asks for. */
export type WantedRule = Omit<ZoneRule, 'id'>;

/** Something that is asked for and not done, with the reason. */
export interface Held {
  what: string;
  why: string;
}

/** Refs of the rules that are ours; whatever has another belongs to somebody else and is left alone. */
export const OURS = /^launch-ready-/;

/** Paths that are limited where routes name none: what AI builders call the three doors. */
const DOORS = ['/login', '/signup', '/reset-password'];
const DOOR_KINDS = new Set(['login', 'signup']);
/** Rules a phase may have; Cloudflare plans/index, read 2026-11-22. */
const ROOM: Readonly<Record<Phase, Readonly<Record<RulePlan, number>>>> = {
  http_request_dynamic_redirect: { free: 10, pro: 25, business: 50, enterprise: 300 },
  http_request_firewall_custom: { free: 5, pro: 20, business: 100, enterprise: 1_000 },
  http_ratelimit: { free: 1, pro: 2, business: 5, enterprise: 100 },
  http_request_cache_settings: { free: 10, pro: 25, business: 50, enterprise: 300 },
};
const FILE_TYPES = ['css', 'js', 'mjs', 'woff2', 'png', 'jpg', 'jpeg', 'webp', 'avif', 'svg', 'ico'];

export interface Intent {
  rules: Record<Phase, WantedRule[]>;
  held: Held[];
}

/** Every rule the configuration asks for. `others` counts the rules of other people in each phase, `zone` is the apex. Pure. */
export function rulesFor(
  config: Pick<Config, 'canonical' | 'routes' | 'edge'>,
  { zone, plan, others }: { zone: string; plan: RulePlan; others: Readonly<Record<Phase, number>> },
): Intent {
  const held: Held[] = [];
  const strict = config.edge.security === 'strict';
  const rules: Intent['rules'] = {
    http_request_dynamic_redirect: strict ? redirects(config.canonical, zone) : [],
    http_request_firewall_custom: adminDoor(config.edge.admin, held),
    http_ratelimit: strict || config.edge.rate_limit.paths ? brake(config, held) : [],
    http_request_cache_settings: assets(config.edge.cache.paths, config.routes, held),
  };
  for (const [phase, list] of Object.entries(rules) as [Phase, WantedRule[]][]) {
    for (const rule of list) mustHold(rule, { phase, plan });
    const room = Math.max(0, ROOM[phase][plan] - others[phase]);
    for (const rule of list.splice(room))
      held.push({
        what: rule.description,
        why: `the ${plan} plan has room for ${ROOM[phase][plan]} rules of this kind, and others use it`,
      });
  }
  return { rules, held };
}

/** Host and scheme in one hop: `http://www` goes straight to the one address, and every other host only changes its scheme. */
function redirects(canonical: string | undefined, zone: string): WantedRule[] {
  if (canonical === undefined || (canonical !== zone && canonical !== `www.${zone}`)) return [];
  const other = canonical === zone ? `www.${zone}` : zone;
  const to = (expression: string): Json => ({
    from_value: { status_code: 301, preserve_query_string: true, target_url: { expression } },
  });
  return [
    {
      ref: 'launch-ready-canonical',
      description: `One address: ${other} and http lead to https://${canonical}`,
      action: 'redirect',
      expression: any(oneOf(HOST, [other]), all(oneOf(HOST, [canonical]), 'not ssl')),
      action_parameters: to(`concat(${text(`https://${canonical}`)}, ${PATH})`),
      enabled: true,
    },
    {
      ref: 'launch-ready-https',
      description: 'Every other host: http leads to https',
      action: 'redirect',
      expression: all(`not ${oneOf(HOST, [zone, `www.${zone}`])}`, 'not ssl'),
      action_parameters: to(`concat("https://", ${HOST}, ${PATH})`),
      enabled: true,
    },
  ];
}

/** Only the team's addresses may enter; without a list nobody would, so nothing is done. */
function adminDoor({ hosts, paths, allow }: Config['edge']['admin'], held: Held[]): WantedRule[] {
  if (hosts.length === 0 && paths.length === 0) return [];
  if (allow.length === 0) {
    held.push({
      what: 'Admin pages for your team alone',
      why: 'edge.admin.allow names no address, and the rule would lock you out as well',
    });
    return [];
  }
  // Paths are compared in lower case: /Admin reaches the same page on most servers.
  const lower = `lower(${PATH})`;
  const places = [...(hosts.length > 0 ? [oneOf(HOST, hosts)] : []), ...paths.map((path) => startsWith(lower, path.toLowerCase()))];
  return [
    {
      ref: 'launch-ready-admin',
      description: 'Admin pages for your team alone',
      action: 'block',
      expression: all(any(...places), notFrom(allow)),
      enabled: true,
    },
  ];
}

/** One rule for all doors. Webhooks are never in it: their senders burst from few addresses, and a block loses events. */
function brake(config: Pick<Config, 'routes' | 'edge'>, held: Held[]): WantedRule[] {
  const pathOf = (url: string): string => new URL(url).pathname;
  const webhooks = new Set(config.routes.filter((route) => route.kind === 'webhook').map((route) => pathOf(route.url)));
  const named = config.routes
    .filter((route) => DOOR_KINDS.has(route.kind) || /reset|forgot|recover/i.test(`${route.name} ${route.url}`))
    .map((route) => pathOf(route.url));
  const wanted = config.edge.rate_limit.paths ?? (named.length > 0 ? named : DOORS);
  const paths = [...new Set(wanted)].filter((path) => path !== '/' && !webhooks.has(path));
  for (const path of wanted.filter((each) => webhooks.has(each)))
    held.push({ what: `Rate limit of ${path}`, why: 'a webhook stands there, and its sender would lose events' });
  if (paths.length === 0) return [];
  return [
    {
      ref: 'launch-ready-doors',
      description: 'Brake on login, signup and password reset',
      action: 'block',
      expression: oneOf(PATH, paths),
      ratelimit: {
        characteristics: ['cf.colo.id', 'ip.src'],
        period: 10,
        requests_per_period: config.edge.rate_limit.requests,
        mitigation_timeout: 10,
      },
      enabled: true,
    },
  ];
}

/** Files whose name changes with their content, and nothing else; what the server says about their life is respected. */
function assets(paths: readonly string[], routes: Config['routes'], held: Held[]): WantedRule[] {
  const safe = paths.filter((path) => {
    const inside = routes.find((route) => route.kind !== 'asset' && new URL(route.url).pathname.startsWith(path));
    if (inside) held.push({ what: `Cache of ${path}`, why: `${inside.name} lies there, and private pages must not be kept` });
    return !inside && path !== '/';
  });
  if (paths.includes('/')) held.push({ what: 'Cache of /', why: 'that is the whole site, private pages included' });
  if (safe.length === 0) return [];
  return [
    {
      ref: 'launch-ready-assets',
      description: 'Files that never change under one name',
      action: 'set_cache_settings',
      expression: all(any(...safe.map((path) => startsWith(PATH, path))), oneOf(`${PATH}.extension`, FILE_TYPES)),
      // No override of the time to live: it would keep answers that set cookies.
      action_parameters: {
        cache: true,
        edge_ttl: { mode: 'respect_origin' },
        browser_ttl: { mode: 'respect_origin' },
        cache_key: { cache_deception_armor: true },
      },
      enabled: true,
    },
  ];
}

/** What we build must be right: anything else is a bug of ours, found before it is sent. */
function mustHold(rule: WantedRule, place: { phase: Phase; plan: RulePlan }): void {
  const target = (rule.action_parameters as { from_value?: { target_url?: { expression?: string } } } | undefined)?.from_value?.target_url
    ?.expression; // as: redirects() built it
  const problems = [...ruleProblems(rule.expression, place), ...(target === undefined ? [] : ruleValueProblems(target, place))];
  if (problems.length > 0) throw new Error(`${rule.ref}: ${problems.join('; ')} in ${rule.expression}`);
}
