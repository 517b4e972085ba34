import { asNode, listOf, literalOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { above } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { newTrace, originOf } from './flow.ts';
import { isLookedAt } from './looked-at.ts';
import { asFunction, calleeOf, type Found, propertyOf } from './shape.ts';

const ORIGIN = /^access-control-allow-origin$/i;
const CREDENTIALS = /^access-control-allow-credentials$/i;
const SETS = /\.(set|setHeader|header|append|writeHead)$/;

/** Answers that pages of any origin may read with the visitor's login: options of middleware, and pairs of headers. */
export function openOrigins(file: CodeFile): Found[] {
  if (file.side === 'client') return [];
  const found = file.nodes.flatMap((node): Found[] => {
    if (node.type !== 'CallExpression') return [];
    // https://www.better-auth.com/docs/reference/security#trusted-origins
    const trusted =
      calleeOf(node, file) === 'betterAuth' ? propertyOf(unwrap(listOf(node['arguments'])[0] ?? null), 'trustedOrigins') : null;
    if (listOf(trusted?.['elements']).some((each) => /^(https?:\/\/)?\*$/.test(textOf(each['value']))))
      return [{ what: 'all origins (trustedOrigins)', at: node.start }];
    return isCors(node, file) ? byOptions(node, file) : [];
  });
  return [...found, ...byHeaders(file)];
}

/** `cors({})` of Express and Hono, and `fastify.register(cors, {})`. */
function isCors(call: Node, file: CodeFile): boolean {
  const callee = calleeOf(call, file);
  if (callee === 'cors') return true;
  const [plugin] = listOf(call['arguments']);
  return callee.endsWith('.register') && /cors/i.test(textOf(unwrap(plugin ?? null)?.['name']));
}

function byOptions(call: Node, file: CodeFile): Found[] {
  const options = listOf(call['arguments'])
    .map(unwrap)
    .map((each) => declared(each, file))
    .find((each) => each?.type === 'ObjectExpression');
  if (!options || propertyOf(options, 'credentials')?.['value'] !== true) return [];
  const origin = declared(propertyOf(options, 'origin'), file);
  const at = call.start;
  if (origin?.['value'] === true) return [{ what: 'origin: true', at }];
  return asFunction(origin) && letsAllIn(origin) ? [{ what: 'a function that lets every origin in', at }] : [];
}

function declared(node: Node | null, file: CodeFile): Node | null {
  if (node?.type !== 'Identifier') return node;
  const [only, ...more] = file.bindings.get(textOf(node['name'])) ?? [];
  return only && more.length === 0 ? only.init : null;
}

/** `(origin) => origin`, and `(origin, callback) => callback(null, true)`. */
function letsAllIn(decides: Node | null): boolean {
  const [asked, callback] = listOf(decides?.['params']).map((each) => textOf(each['name']));
  const nodes = nodesOf(decides?.['body']);
  if (nodes.some(({ type }) => /^(IfStatement|ConditionalExpression|LogicalExpression|SwitchStatement|TryStatement)$/.test(type)))
    return false;
  if (callback) {
    const calls = nodes.filter((node) => node.type === 'CallExpression');
    const given = calls.length === 1 ? unwrap(listOf(calls[0]!['arguments'])[1] ?? null) : null; // !: there is one
    return given?.['value'] === true || (given?.type === 'Identifier' && given['name'] === asked);
  }
  const body = asNode(decides?.['body']);
  const value = body?.type === 'BlockStatement' ? unwrap(asNode(listOf(body['body']).at(-1)?.['argument'])) : unwrap(body);
  return value?.type === 'Identifier' && value['name'] === asked;
}

/** A header that repeats the origin of the request, beside the one that lets logins through. */
function byHeaders(file: CodeFile): Found[] {
  const headers = file.nodes.flatMap((node) => headerOf(node, file));
  const lets = headers.filter(({ name, value }) => CREDENTIALS.test(name) && (value?.['value'] === 'true' || value?.['value'] === true));
  return headers.flatMap(({ name, value, at }) => {
    if (!ORIGIN.test(name) || !lets.some((each) => scopeOf(each.at, file) === scopeOf(at, file))) return [];
    const trace = newTrace();
    if (originOf(value, file, trace) !== 'headers' || isLookedAt(value, { use: at, through: trace.through, file })) return [];
    return [{ what: 'the Origin of the request', at: at.start }];
  });
}

/** A header that is set by a call, or written in an object. */
export function headerOf(node: Node, file: CodeFile): { name: string; value: Node | null; at: Node }[] {
  if (node.type === 'CallExpression' && SETS.test(calleeOf(node, file))) {
    const [name, value] = listOf(node['arguments']);
    const text = literalOf(name ?? null, new Map());
    return text === null ? [] : [{ name: text, value: unwrap(value ?? null), at: node }];
  }
  if (node.type !== 'Property' || node['computed'] === true) return [];
  const key = asNode(node['key']);
  const name = textOf(key?.['value'] ?? key?.['name']);
  return /^(access-control-|cache-control$|location$)/i.test(name) ? [{ name, value: unwrap(asNode(node['value'])), at: node }] : [];
}

function scopeOf(node: Node, file: CodeFile): Node | null {
  return above(node, file.parents, (each) => asFunction(each) !== null);
}
