import { isDmarc } from '../../parsers/dmarc.ts';
import { fires } from '../../parsers/rule-evaluate.ts';
import { isSpf } from '../../parsers/spf.ts';
import { textOf, type ZoneRule, type ZoneState } from './state.ts';

const LOGIN = /^(app|my|login|auth|account|portal|dashboard|admin)\./;
/** Pages that a shared cache must never keep, tried on every cache rule. */
const PRIVATE = ['/login', '/account', '/dashboard', '/admin', '/api/me', '/checkout'];

/** What of a zone is dangerous as it is, each in one sentence with its consequence. Pure. */
export function dangersIn(state: ZoneState): string[] {
  const ssl = state.settings.ssl?.value;
  const proxied = state.records.filter((row) => row.proxied);
  const addresses = new Map(state.records.filter((row) => row.proxied && row.type === 'A').map((row) => [row.content, row.name]));
  const said: string[] = [];
  if (ssl === 'flexible' || ssl === 'off')
    said.push(`SSL is ${ssl}: passwords cross the internet unencrypted between Cloudflare and your server.`);
  for (const row of state.records) {
    if (!row.proxied && ['A', 'AAAA', 'CNAME'].includes(row.type) && LOGIN.test(row.name))
      said.push(`${row.name} is not behind the edge: no rule protects its login.`);
    if (!row.proxied && row.type === 'A' && addresses.has(row.content))
      said.push(`${row.name} shows the server of ${addresses.get(row.content)}: attackers can go around the edge.`);
    if (row.proxied && row.name.split('.').length > state.name.split('.').length + 1)
      said.push(`${row.name} is too deep for the universal certificate: browsers refuse it.`);
    if (row.type === 'MX' && proxied.some((each) => each.name === row.content))
      said.push(`${row.content} receives mail and is behind the edge: mail will not arrive.`);
  }
  for (const [what, is] of [
    ['SPF', isSpf],
    ['DMARC', isDmarc],
  ] as const) {
    const names = state.records.filter((row) => row.type === 'TXT' && is(textOf(row))).map((row) => row.name);
    for (const name of new Set(names.filter((each, at) => names.indexOf(each) !== at)))
      said.push(`${name} has several ${what} records: receivers ignore them all.`);
  }
  for (const rule of state.rules.http_request_cache_settings.rules) {
    const kept = cachesPrivate(rule, state.name);
    if (kept !== undefined)
      said.push(`The cache rule "${rule.description || rule.ref}" covers ${kept}: one customer may see another's page.`);
  }
  if (state.ddosWeakened.length > 0)
    said.push(`DDoS protection is weakened (${state.ddosWeakened.join(', ')}): an attack may reach your server.`);
  if (state.botFight === true) said.push('Bot Fight Mode is on: webhooks and uptime checks may be blocked, and no rule can let them in.');
  return said;
}

/** The first private page a cache rule would make eligible: proof by trying it on sample requests. */
export function cachesPrivate({ expression, enabled, action_parameters }: ZoneRule, zone: string): string | undefined {
  const parameters = action_parameters as { cache?: boolean } | undefined; // as: read only
  if (!enabled || parameters?.cache !== true) return undefined;
  const hosts = [zone, `www.${zone}`, `app.${zone}`];
  return PRIVATE.find((path) => hosts.some((host) => fires(expression, { host, path, ssl: true }) === true));
}
