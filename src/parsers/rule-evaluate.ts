import { isInside } from './ip-address.ts';
import { parseRule, parseRuleValue, type RuleFilter, type RuleItem, type RuleValue } from './rule-syntax.ts';

/** A request to try a rule on. Fields that are left out are empty. */
export interface SampleRequest {
  host: string;
  path: string;
  ssl?: boolean;
  query?: string;
  method?: string;
  /** The visitor's address. */
  ip?: string;
}

/**
 * Whether a rule fires for a request, as Cloudflare's edge would decide it. `undefined` for an expression that cannot be read or that
 * names something we do not evaluate (regular expressions, lists), because a guess would be worse.
 */
export function fires(expression: string, request: SampleRequest): boolean | undefined {
  if (expression === 'true') return true;
  const parsed = parseRule(expression);
  if (!parsed.ok) return undefined;
  try {
    return holds(parsed.value, request);
  } catch (error) {
    if (error instanceof Unevaluated) return undefined;
    throw error;
  }
}

/** The text an expression gives for a request, such as where a redirect leads; `undefined` where it cannot be told. */
export function textFor(expression: string, request: SampleRequest): string | undefined {
  const parsed = parseRuleValue(expression);
  if (!parsed.ok) return undefined;
  try {
    return String(valueOf(parsed.value, request));
  } catch (error) {
    if (error instanceof Unevaluated) return undefined;
    throw error;
  }
}

class Unevaluated extends Error {}

function holds(filter: RuleFilter, request: SampleRequest): boolean {
  switch (filter.is) {
    case 'and':
      return filter.parts.every((part) => holds(part, request));
    case 'or':
      return filter.parts.some((part) => holds(part, request));
    case 'xor':
      return filter.parts.filter((part) => holds(part, request)).length % 2 === 1;
    case 'not':
      return !holds(filter.of, request);
    case 'truth':
      return valueOf(filter.of, request) === true;
    case 'in':
      return filter.set.some((item) => equals(valueOf(filter.left, request), item));
    case 'compare':
      return compares(filter, request);
    default:
      return filter satisfies never;
  }
}

function compares({ left, operator, right }: Extract<RuleFilter, { is: 'compare' }>, request: SampleRequest): boolean {
  const value = valueOf(left, request);
  switch (operator) {
    case 'eq':
      return equals(value, right);
    case 'ne':
      return !equals(value, right);
    case 'contains':
      return String(value).includes(right.text);
    case 'lt':
      return Number(value) < Number(right.text);
    case 'le':
      return Number(value) <= Number(right.text);
    case 'gt':
      return Number(value) > Number(right.text);
    case 'ge':
      return Number(value) >= Number(right.text);
    case 'wildcard':
      return wildcard(right.text.toLowerCase(), String(value).toLowerCase());
    case 'matches':
      throw new Unevaluated();
    default:
      return operator satisfies never;
  }
}

/** `*` stands for any run of characters; linear, because each star only ever moves forward. */
function wildcard(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  const last = rest.pop() ?? '';
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

function equals(value: string | number | boolean, item: RuleItem): boolean {
  if (item.is === 'text') return value === item.text;
  if (item.text.startsWith('$')) throw new Unevaluated();
  const [low = '', high] = item.text.split('..');
  if (typeof value === 'number') return high === undefined ? value === Number(low) : value >= Number(low) && value <= Number(high);
  return isInside(String(value), item.text);
}

function valueOf(value: RuleValue, request: SampleRequest): string | number | boolean {
  switch (value.is) {
    case 'text':
      return value.text;
    case 'number':
      return value.number;
    case 'field':
      return fieldOf(value.name, request);
    case 'call':
      return call(
        value.name,
        value.args.map((arg) => valueOf(arg, request)),
      );
    default:
      return value satisfies never;
  }
}

function fieldOf(
  name: string,
  { host, path, query = '', ssl = true, method = 'GET', ip = '203.0.113.77' }: SampleRequest,
): string | boolean {
  switch (name) {
    case 'http.host':
      return host;
    case 'http.request.uri.path':
      return path;
    case 'http.request.uri.path.extension':
      return /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
    case 'http.request.uri.query':
      return query;
    case 'http.request.uri':
      return query === '' ? path : `${path}?${query}`;
    case 'http.request.full_uri':
      return `${ssl ? 'https' : 'http'}://${host}${path}${query === '' ? '' : `?${query}`}`;
    case 'http.request.method':
      return method;
    case 'ip.src':
      return ip;
    case 'ssl':
      return ssl;
    case 'cf.client.bot':
      return false;
    default:
      throw new Unevaluated();
  }
}

function call(name: string, args: readonly (string | number | boolean)[]): string | number | boolean {
  const [first = '', second = ''] = args.map(String);
  switch (name) {
    case 'lower':
      return first.toLowerCase();
    case 'upper':
      return first.toUpperCase();
    case 'len':
      return Buffer.byteLength(first);
    case 'starts_with':
      return first.startsWith(second);
    case 'ends_with':
      return first.endsWith(second);
    case 'concat':
      return args.map(String).join('');
    default:
      throw new Unevaluated();
  }
}
