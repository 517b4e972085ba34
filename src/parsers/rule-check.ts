import { type Parsed, parseRule, parseRuleValue, type RuleFilter, type RuleItem, type RuleValue } from './rule-syntax.ts';

export const RULE_PLANS = ['free', 'pro', 'business', 'enterprise'] as const;
export type RulePlan = (typeof RULE_PLANS)[number];
type Kind = 'text' | 'truth' | 'address' | 'number';

/** Fields a rule of ours or of a founder may name, with their type; Cloudflare docs fields/index, read 2026-11-22. */
const FIELDS: Readonly<Record<string, Kind>> = {
  'http.host': 'text',
  'http.request.uri': 'text',
  'http.request.full_uri': 'text',
  'http.request.uri.path': 'text',
  'http.request.uri.path.extension': 'text',
  'http.request.uri.query': 'text',
  'http.request.method': 'text',
  'http.request.version': 'text',
  'http.user_agent': 'text',
  'http.referer': 'text',
  'http.cookie': 'text',
  'ip.src': 'address',
  'ip.src.country': 'text',
  'ip.geoip.country': 'text',
  'ip.geoip.asnum': 'number',
  'ip.src.asnum': 'number',
  'cf.threat_score': 'number',
  'cf.client.bot': 'truth',
  'cf.waf.credential_check.password_leaked': 'truth',
  ssl: 'truth',
};
/** Functions: what goes in, what comes out; `rest` lets the last kind repeat. */
const CALLS: Readonly<Record<string, { takes: readonly Kind[]; gives: Kind; rest?: true; rewritesOnly?: true }>> = {
  lower: { takes: ['text'], gives: 'text' },
  upper: { takes: ['text'], gives: 'text' },
  url_decode: { takes: ['text'], gives: 'text' },
  len: { takes: ['text'], gives: 'number' },
  starts_with: { takes: ['text', 'text'], gives: 'truth' },
  ends_with: { takes: ['text', 'text'], gives: 'truth' },
  concat: { takes: ['text'], gives: 'text', rest: true },
  regex_replace: { takes: ['text', 'text', 'text'], gives: 'text', rewritesOnly: true },
  wildcard_replace: { takes: ['text', 'text', 'text'], gives: 'text', rewritesOnly: true },
};
/** What rate limiting rules may name before the Business plan; docs waf/rate-limiting-availability-by-plan, read 2026-11-22. */
const RATE_FIELDS: Readonly<Record<'free' | 'pro', readonly string[]>> = {
  free: ['http.request.uri.path', 'http.request.uri.path.extension', 'cf.client.bot'],
  pro: [
    'http.request.uri.path',
    'http.request.uri.path.extension',
    'cf.client.bot',
    'http.host',
    'http.request.uri',
    'http.request.full_uri',
    'http.request.uri.query',
  ],
};

/** Where an expression is to stand. */
export interface RulePlace {
  phase: string;
  plan: RulePlan;
}

/** What is wrong with a filter in its place: syntax, types, functions, and what the plan does not allow. Empty when it is fine. */
export function ruleProblems(text: string, place: RulePlace): string[] {
  const parsed = parseRule(text);
  if (!parsed.ok) return [parsed.problem];
  const named = new Set<string>();
  const problems = filterProblems(parsed.value, { ...place, named });
  const allowed = place.phase === 'http_ratelimit' && (place.plan === 'free' || place.plan === 'pro') ? RATE_FIELDS[place.plan] : undefined;
  const odd = allowed ? [...named].filter((field) => !allowed.includes(field)) : [];
  return [...problems, ...odd.map((field) => `${field} cannot be used in rate limiting rules on the ${place.plan} plan`)];
}

/** The same for an expression that must give a text. */
export function ruleValueProblems(text: string, place: RulePlace): string[] {
  const parsed: Parsed<RuleValue> = parseRuleValue(text);
  if (!parsed.ok) return [parsed.problem];
  const problems: string[] = [];
  const kind = kindOf(parsed.value, { ...place, named: new Set(), rewrites: true }, problems);
  return kind === 'text' || problems.length > 0 ? problems : ['it must give a text'];
}

interface Place extends RulePlace {
  named: Set<string>;
  rewrites?: true;
}

function filterProblems(filter: RuleFilter, place: Place): string[] {
  const problems: string[] = [];
  switch (filter.is) {
    case 'and':
    case 'or':
    case 'xor':
      return filter.parts.flatMap((part) => filterProblems(part, place));
    case 'not':
      return filterProblems(filter.of, place);
    case 'truth': {
      const kind = kindOf(filter.of, place, problems);
      return kind === 'truth' || problems.length > 0 ? problems : ['a value stands where yes or no is needed'];
    }
    case 'in': {
      const kind = mustBeField(filter.left, place, problems);
      return [...problems, ...filter.set.flatMap((item) => itemProblems(item, kind))];
    }
    case 'compare': {
      const kind = mustBeField(filter.left, place, problems);
      const { operator } = filter;
      if (operator === 'matches' && (place.plan === 'free' || place.plan === 'pro')) problems.push(`"matches" needs the Business plan`);
      if (['contains', 'wildcard', 'matches'].includes(operator) && kind !== 'text') problems.push(`"${operator}" needs a text`);
      if (operator === 'wildcard' && filter.right.text.includes('**')) problems.push('"**" is not allowed in a wildcard');
      if (['lt', 'le', 'gt', 'ge'].includes(operator) && kind !== 'number') problems.push(`"${operator}" needs a number`);
      return [...problems, ...itemProblems(filter.right, kind)];
    }
    default:
      return filter satisfies never;
  }
}

function mustBeField(value: RuleValue, place: Place, problems: string[]): Kind | undefined {
  if (value.is === 'text' || value.is === 'number') problems.push('the left side must be a field');
  return kindOf(value, place, problems);
}

function itemProblems(item: RuleItem, kind: Kind | undefined): string[] {
  switch (kind) {
    case 'text':
      return item.is === 'text' ? [] : [`${item.text} must stand in quotes`];
    case 'address':
      return item.is === 'bare' && /^([\d.]+|[0-9a-f:]*:[0-9a-f:.]*)(\/\d+)?$|^\$/i.test(item.text) ? [] : [`${item.text} is no address`];
    case 'number':
      return item.is === 'bare' && /^\d+(\.\.\d+)?$/.test(item.text) ? [] : [`${item.text} is no number`];
    case 'truth':
      return ['yes or no cannot be compared'];
    case undefined:
      return [];
    default:
      return kind satisfies never;
  }
}

function kindOf(value: RuleValue, place: Place, problems: string[]): Kind | undefined {
  switch (value.is) {
    case 'text':
      return 'text';
    case 'number':
      return 'number';
    case 'field': {
      place.named.add(value.name);
      const kind = Object.hasOwn(FIELDS, value.name) ? FIELDS[value.name] : undefined;
      if (!kind) problems.push(`there is no field ${value.name}`);
      return kind;
    }
    case 'call': {
      const call = Object.hasOwn(CALLS, value.name) ? CALLS[value.name] : undefined;
      const kinds = value.args.map((arg) => kindOf(arg, place, problems));
      if (!call) {
        problems.push(`there is no function ${value.name}`);
        return undefined;
      }
      if (call.rewritesOnly && !place.rewrites) problems.push(`${value.name} works in redirect targets and rewrites alone`);
      if (value.name === 'regex_replace' && (place.plan === 'free' || place.plan === 'pro'))
        problems.push('regex_replace needs the Business plan');
      if (call.rest ? kinds.length < call.takes.length : kinds.length !== call.takes.length)
        problems.push(`${value.name} takes ${call.takes.length} values, not ${kinds.length}`);
      for (const [at, kind] of kinds.entries()) {
        const wanted = call.takes[at] ?? call.takes.at(-1);
        if (kind !== undefined && kind !== wanted) problems.push(`${value.name} takes ${wanted}, not ${kind}`);
      }
      if (!call.rest && value.args[0]?.is === 'text') problems.push(`${value.name} needs a field first, not a text`);
      return call.gives;
    }
    default:
      return value satisfies never;
  }
}
