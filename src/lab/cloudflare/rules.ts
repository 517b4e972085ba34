import { newId, type RulesetState, type RuleState, type ZoneState } from './account.ts';
import { readFilter, readText } from './expression.ts';
import { ACTIONS, LIMITS, OTHER_PHASES, type Phase } from './limits.ts';
import { objectOf, Refusal, textIn } from './refusal.ts';

const NOT_FOUND = 10_003;
const INVALID = 20_015;
const FIELDS = new Set([
  'id',
  'ref',
  'version',
  'last_updated',
  'action',
  'expression',
  'description',
  'enabled',
  'action_parameters',
  'ratelimit',
  'position',
]);

/** The ruleset that is the entry point of a phase. */
export function entrypoint(zone: ZoneState, phase: string): RulesetState {
  mustBePhase(phase);
  const found = [...zone.rulesets.values()].map((versions) => versions.at(-1)).find((set) => set?.phase === phase);
  if (found) return found;
  throw new Refusal(404, NOT_FOUND, `could not find entrypoint ruleset in the "${phase}" phase`);
}

export function rulesetOf(zone: ZoneState, id: string, version?: string): RulesetState {
  const versions = zone.rulesets.get(id);
  const found = version === undefined ? versions?.at(-1) : versions?.find((set) => String(set.version) === version);
  if (found) return found;
  throw new Refusal(404, NOT_FOUND, `could not find ruleset ${id}${version === undefined ? '' : ` version ${version}`}`);
}

/** A ruleset as the API shows it; lists leave the rules out. */
export function shownRuleset(set: RulesetState, withRules = true): Record<string, unknown> {
  const { rules, version, ...rest } = set;
  return { ...rest, description: '', kind: 'zone', version: String(version), ...(withRules ? { rules } : {}) };
}

export interface Write {
  body: unknown;
  now: Date;
  /** Judges and answers, and keeps nothing. */
  dryRun: boolean;
}

/** `PUT entrypoint`: every rule of the phase is replaced. Rules keep their id by `id` or `ref`; all others are new. */
export function replaceAll(zone: ZoneState, phase: string, write: Write): RulesetState {
  mustBePhase(phase);
  const held = [...zone.rulesets.values()].map((versions) => versions.at(-1)).find((set) => set?.phase === phase);
  const { rules = [] } = objectOf(write.body);
  if (!Array.isArray(rules)) throw new Refusal(400, INVALID, 'rules must be a list', '/rules');
  const made = rules.map((rule: unknown) => {
    const given = objectOf(rule);
    const old = held?.rules.find((each) => each.id === given['id'] || (given['ref'] !== undefined && each.ref === given['ref']));
    return makeRule(zone, phase as Phase, { given, now: write.now, ...(old ? { old } : {}) }); // as: mustBePhase has held it
  });
  return keep(zone, held ?? freshSet(phase, write.now), { rules: made, write });
}

/** `POST /rulesets`: refused where the phase has an entry point already. */
export function createRuleset(zone: ZoneState, write: Write): RulesetState {
  const { kind, phase } = objectOf(write.body);
  if (kind !== 'zone') throw new Refusal(400, INVALID, 'kind must be zone', '/kind');
  if ([...zone.rulesets.values()].some((versions) => versions.at(-1)?.phase === phase))
    throw new Refusal(400, 20_217, `exceeded maximum number of zone rulesets for phase ${String(phase)}: 1 out of 1`, '/kind');
  return replaceAll(zone, String(phase), write);
}

export function addRule(zone: ZoneState, set: RulesetState, write: Write): RulesetState {
  const given = objectOf(write.body);
  if (set.rules.some((rule) => given['ref'] !== undefined && rule.ref === given['ref']))
    throw new Refusal(400, INVALID, `duplicate rule ref "${textIn(given['ref'])}"`, '/ref');
  const rule = makeRule(zone, set.phase as Phase, { given, now: write.now }); // as: it was held when the set was made
  const index = given['position'] === undefined ? undefined : Number(objectOf(given['position'])['index']);
  const rules = [...set.rules];
  rules.splice(index === undefined ? rules.length : index - 1, 0, rule);
  return keep(zone, set, { rules, write });
}

/** A rule that is patched without `ref` loses the one it had. */
export function changeRule(zone: ZoneState, set: RulesetState, id: string, write: Write): RulesetState {
  const old = ruleOf(set, id);
  const given = objectOf(write.body);
  const made = makeRule(zone, set.phase as Phase, { given: { ...editable(old), ref: undefined, ...given }, now: write.now, old }); // as: it was held when the set was made
  return keep(zone, set, { rules: set.rules.map((rule) => (rule.id === id ? made : rule)), write });
}

export function removeRule(zone: ZoneState, set: RulesetState, id: string, write: Write): RulesetState {
  ruleOf(set, id);
  return keep(zone, set, { rules: set.rules.filter((rule) => rule.id !== id), write });
}

function ruleOf(set: RulesetState, id: string): RuleState {
  const rule = set.rules.find((each) => each.id === id);
  if (!rule) throw new Refusal(404, NOT_FOUND, `could not find rule ${id}`);
  return rule;
}

function editable({ action, expression, description, enabled, action_parameters, ratelimit }: RuleState): Record<string, unknown> {
  return { action, expression, description, enabled, action_parameters, ratelimit };
}

function freshSet(phase: string, now: Date): RulesetState {
  return { id: newId(), name: 'default', phase, version: 0, last_updated: now.toISOString(), rules: [] };
}

function keep(zone: ZoneState, set: RulesetState, { rules, write }: { rules: RuleState[]; write: Write }): RulesetState {
  const limit = LIMITS.rules[set.phase as Phase][zone.plan]; // as: it was held when the set was made
  if (rules.length > limit)
    throw new Refusal(
      400,
      INVALID,
      `exceeded the maximum number of rules in the phase ${set.phase}: ${rules.length} out of ${limit}`,
      '/rules',
    );
  const next = { ...set, rules, version: set.version + 1, last_updated: write.now.toISOString() };
  if (!write.dryRun) zone.rulesets.set(set.id, [...(zone.rulesets.get(set.id) ?? []), next]);
  return next;
}

function mustBePhase(phase: string): void {
  if (phase in LIMITS.rules) return;
  if (OTHER_PHASES.some((each) => each === phase))
    throw new Refusal(404, NOT_FOUND, `could not find entrypoint ruleset in the "${phase}" phase`);
  throw new Refusal(400, INVALID, `unknown phase "${phase}"`, '/phase');
}

function makeRule(
  zone: ZoneState,
  phase: Phase,
  { given, now, old }: { given: Record<string, unknown>; now: Date; old?: RuleState },
): RuleState {
  const odd = Object.keys(given).find((key) => !FIELDS.has(key));
  if (odd !== undefined) throw new Refusal(400, INVALID, `unknown field "${odd}"`, `/rules/0/${odd}`);
  const action = String(given['action']);
  if (!ACTIONS[phase].includes(action))
    throw new Refusal(400, INVALID, `the action "${action}" is not allowed in the phase ${phase}`, '/rules/0/action');
  const expression = textIn(given['expression']);
  const fields = fieldsOf(expression);
  const action_parameters = given['action_parameters'] === undefined ? undefined : objectOf(given['action_parameters']);
  if (phase === 'http_request_dynamic_redirect') mustRedirect(action_parameters);
  if (phase === 'http_request_cache_settings') mustCache(zone, action_parameters);
  const ratelimit = given['ratelimit'] === undefined ? undefined : objectOf(given['ratelimit']);
  if (phase === 'http_ratelimit') mustLimit(zone, fields, ratelimit);
  else if (ratelimit) throw new Refusal(400, INVALID, `ratelimit is not allowed in the phase ${phase}`, '/rules/0/ratelimit');
  const id = old?.id ?? newId();
  return {
    id,
    version: String(Number(old?.version ?? 0) + 1),
    ref: given['ref'] === undefined ? id : textIn(given['ref']),
    action,
    expression,
    description: textIn(given['description']),
    enabled: given['enabled'] !== false,
    last_updated: now.toISOString(),
    ...(action_parameters ? { action_parameters } : {}),
    ...(ratelimit ? { ratelimit } : {}),
  };
}

function fieldsOf(expression: string): ReadonlySet<string> {
  if (expression.length > LIMITS.expressionChars)
    throw new Refusal(400, INVALID, 'the expression is longer than 4096 characters', '/rules/0/expression');
  if (expression === 'true') return new Set();
  try {
    return readFilter(expression).fields;
  } catch (error) {
    throw new Refusal(400, 20_127, `filter parsing error: ${(error as Error).message}`, '/rules/0/expression');
  }
}

function mustRedirect(parameters: Record<string, unknown> | undefined): void {
  const value = objectOf(parameters?.['from_value']);
  const target = objectOf(value['target_url']);
  if (![301, 302, 303, 307, 308].includes(Number(value['status_code'])))
    throw new Refusal(400, INVALID, 'status_code must be 301, 302, 303, 307 or 308', '/rules/0/action_parameters/from_value/status_code');
  if ((target['value'] === undefined) === (target['expression'] === undefined))
    throw new Refusal(400, INVALID, 'target_url needs either value or expression', '/rules/0/action_parameters/from_value/target_url');
  try {
    if (target['expression'] !== undefined) readText(textIn(target['expression']));
  } catch (error) {
    throw new Refusal(400, 20_127, `target parsing error: ${(error as Error).message}`, '/rules/0/action_parameters/from_value/target_url');
  }
}

function mustCache(zone: ZoneState, parameters: Record<string, unknown> | undefined): void {
  const { edge_ttl } = objectOf(parameters);
  if (edge_ttl === undefined) return;
  const edge = objectOf(edge_ttl);
  if (!['respect_origin', 'override_origin', 'bypass_by_default'].includes(String(edge['mode'])))
    throw new Refusal(400, INVALID, 'edge_ttl.mode is invalid', '/rules/0/action_parameters/edge_ttl/mode');
  if (edge['mode'] === 'override_origin' && Number(edge['default'] ?? 0) < LIMITS.edgeSeconds[zone.plan])
    throw new Refusal(
      400,
      INVALID,
      `edge_ttl.default must be at least ${LIMITS.edgeSeconds[zone.plan]} on this plan`,
      '/rules/0/action_parameters/edge_ttl',
    );
}

/** Free: path and verified bot alone, the visitor's address per data centre, ten seconds; Pro adds host, URI and query. */
function mustLimit(zone: ZoneState, fields: ReadonlySet<string>, limit: Record<string, unknown> | undefined): void {
  const { characteristics, period, requests_per_period, mitigation_timeout, counting_expression } = objectOf(limit);
  const free = ['http.request.uri.path', 'http.request.uri.path.extension', 'cf.client.bot'];
  const allowed = zone.plan === 'free' ? free : [...free, 'http.host', 'http.request.uri', 'http.request.uri.query'];
  const odd = zone.plan === 'business' ? undefined : [...fields].find((field) => !allowed.includes(field));
  const refuse = (what: string, at: string): Refusal => new Refusal(400, INVALID, `not entitled: ${what}`, `/rules/0/${at}`);
  if (odd !== undefined) throw refuse(`the field ${odd} cannot be used in rate limiting rules on this plan`, 'expression');
  if (
    !Array.isArray(characteristics) ||
    characteristics.length !== 2 ||
    !['cf.colo.id', 'ip.src'].every((each) => characteristics.includes(each))
  )
    throw refuse('characteristics must be ip.src and cf.colo.id', 'ratelimit/characteristics');
  if (!LIMITS.rateSeconds[zone.plan].some((each) => each === period)) throw refuse(`period ${String(period)}`, 'ratelimit/period');
  if (!LIMITS.mitigationSeconds[zone.plan].some((each) => each === mitigation_timeout))
    throw refuse(`mitigation_timeout ${String(mitigation_timeout)}`, 'ratelimit/mitigation_timeout');
  if (!Number.isInteger(requests_per_period) || Number(requests_per_period) < 1)
    throw refuse('requests_per_period must be a positive number', 'ratelimit/requests_per_period');
  if (counting_expression !== undefined && counting_expression !== '' && zone.plan !== 'business')
    throw refuse('counting_expression', 'ratelimit/counting_expression');
}
