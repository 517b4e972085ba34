import { asNode, listOf, type Node, textOf, unwrap } from '../syntax-tree.ts';
import { type Binding, bindingOf } from './bindings.ts';
import { answersRequests } from './controllers.ts';
import type { CodeFile } from './file.ts';
import { asFunction, calleeOf } from './shape.ts';

/** What of a request a value is, or the request itself; `address` is the one that was asked for, whose host is the product's own. */
export type Origin = 'request' | 'address' | 'body' | 'query' | 'headers' | 'cookies';

/** How a value is followed, and through which names it came. */
export interface Trace {
  through: Set<Binding>;
  /** True where a number made of a text is still what was asked for. */
  numbers: boolean;
  depth: number;
  /** Nodes that may still be looked at: functions that call each other have more ways through them than there is time for. */
  left: { nodes: number };
}

const DEEPEST = 24;
const NODES = 2_000;
/** Members of a request that strangers write. */
const MEMBERS: Readonly<Record<string, Origin>> = {
  body: 'body',
  rawBody: 'body',
  data: 'body',
  json: 'body',
  text: 'body',
  formData: 'body',
  parseBody: 'body',
  valid: 'body',
  file: 'body',
  files: 'body',
  query: 'query',
  queries: 'query',
  searchParams: 'query',
  nextUrl: 'address',
  url: 'address',
  originalUrl: 'address',
  queryStringParameters: 'query',
  params: 'query',
  param: 'query',
  headers: 'headers',
  header: 'headers',
  cookies: 'cookies',
  request: 'request',
  req: 'request',
  event: 'request',
  raw: 'request',
  clone: 'request',
};
/** Parts of an address that whoever asks decides. */
const ASKED_PART = /^(search|searchParams|hash|href)$/;
const PASSES = /^(get|getAll|trim|toString|valueOf|toLowerCase|toUpperCase|slice|substring|split|concat|at|json|text|pop|shift)$/;
const SAME = /^(String|decodeURIComponent|decodeURI|JSON\.parse|structuredClone|atob|Buffer\.from|Object\.(fromEntries|values))$/;
const NUMBER = /^(Number|BigInt|parse(Int|Float)|Number\.parse(Int|Float)|Math\.(round|floor|ceil|trunc|abs))$/;
const SCHEMA = /\.(parse|safeParse|parseAsync|validate|validateSync)$/;
const EACH = /^(map|flatMap|forEach|filter|find|some|every|reduce)$/;
/** Functions of frameworks that read a request they are given: h3 of Nuxt, and hooks of the browser. */
const READERS: readonly (readonly [RegExp, Origin])[] = [
  [/^(readBody|readValidatedBody|readFormData)$/, 'body'],
  [/^(getQuery|getValidatedQuery|getRouterParams?|useSearchParams|useParams)$/, 'query'],
  [/^useLocation$/, 'address'],
];

/** What of a request a value is, where the code of the file shows it; null where it does not. */
export function originOf(value: Node | null, file: CodeFile, trace: Trace = newTrace()): Origin | null {
  const node = unwrap(value);
  trace.left.nodes -= 1;
  if (!node || trace.depth > DEEPEST || trace.left.nodes < 0) return null;
  const next = { ...trace, depth: trace.depth + 1 };
  const of = (each: unknown): Origin | null => originOf(asNode(each), file, next);
  switch (node.type) {
    case 'Identifier':
      return ofName(node, file, next);
    case 'MemberExpression':
      return ofMember(node, of);
    case 'CallExpression':
      return ofCall(node, { file, trace: next, of });
    case 'NewExpression':
      return /^(URL|URLSearchParams|Number|String)$/.test(calleeOf(node, file)) ? of(listOf(node['arguments'])[0]) : null;
    case 'TemplateLiteral':
      return first(listOf(node['expressions']), of);
    case 'BinaryExpression':
      return /^[+*/-]$/.test(textOf(node['operator'])) ? first([node['left'], node['right']], of) : null;
    case 'LogicalExpression':
      return first([node['left'], node['right']], of);
    case 'AssignmentExpression':
      return of(node['right']);
    case 'ConditionalExpression':
      return isBare(asNode(node['test'])) ? first([node['consequent'], node['alternate']], of) : null;
    default:
      return null;
  }
}

/** A trace that has come through nothing yet. */
export function newTrace(numbers = false): Trace {
  return { through: new Set(), numbers, depth: 0, left: { nodes: NODES } };
}

/** True for what whoever asks decides. */
export function isAsked(origin: Origin | null): boolean {
  return origin !== null && origin !== 'request' && origin !== 'address';
}

function first(nodes: readonly unknown[], of: (node: unknown) => Origin | null): Origin | null {
  for (const node of nodes) {
    const origin = of(node);
    if (isAsked(origin)) return origin;
  }
  return null;
}

function ofMember(node: Node, of: (node: unknown) => Origin | null): Origin | null {
  const property = asNode(node['property']);
  const name = textOf(node['computed'] === true ? property?.['value'] : property?.['name']);
  if (asNode(node['object'])?.type === 'Identifier' && /^(window|document)\.?/.test(textOf(asNode(node['object'])?.['name'])))
    return name === 'location' ? 'address' : null;
  return member(of(node['object']), name);
}

function member(origin: Origin | null, name: string): Origin | null {
  if (origin === 'request') return Object.hasOwn(MEMBERS, name) ? MEMBERS[name]! : null; // !: it has one
  if (origin === 'address') return ASKED_PART.test(name) ? 'query' : null;
  return name === 'length' || name === 'size' ? null : origin;
}

function ofCall(node: Node, { file, trace, of }: { file: CodeFile; trace: Trace; of: (node: unknown) => Origin | null }): Origin | null {
  const args = listOf(node['arguments']);
  const callee = unwrap(asNode(node['callee']));
  const name = calleeOf(node, file);
  if (SAME.test(name)) return of(args[0]);
  if (NUMBER.test(name)) return trace.numbers ? of(args[0]) : null;
  const reader = READERS.find(([of]) => of.test(name));
  if (reader) return reader[1];
  if (callee?.type === 'MemberExpression') {
    const method = textOf(asNode(callee['property'])?.['name']);
    const object = of(callee['object']);
    if (object === 'request') return member('request', method);
    if (object === 'address') return null;
    if (object && PASSES.test(method)) return object;
    if (object && EACH.test(method)) return method === 'filter' || method === 'find' ? object : ofReturn(unwrap(args[0] ?? null), of);
    // A schema says which type a value has, not which value; an address or a text may be narrowed by it.
    return SCHEMA.test(name) && trace.numbers ? of(args[0]) : null;
  }
  return ofReturn(file.functions.get(textOf(callee?.['name'])) ?? null, of);
}

/** What a function gives that does nothing but return a value. */
function ofReturn(called: Node | null, of: (node: unknown) => Origin | null): Origin | null {
  if (!asFunction(called)) return null;
  const body = asNode(called?.['body']);
  if (body?.type !== 'BlockStatement') return of(body);
  const [only, ...more] = listOf(body['body']);
  return only?.type === 'ReturnStatement' && more.length === 0 ? of(only['argument']) : null;
}

function ofName(node: Node, file: CodeFile, trace: Trace): Origin | null {
  const binding = bindingOf(node, file.bindings);
  if (!binding) return unbound(textOf(node['name']));
  if (trace.through.has(binding)) return null;
  const start = baseOf(binding, file, trace);
  const origin = binding.path.reduce<Origin | null>((at, name) => member(at, name), start);
  if (origin !== 'request') trace.through.add(binding);
  if (origin) return origin;
  // `let to = '/'; if (…) to = request.query.to;`
  for (const assigned of file.assigned.get(binding.name) ?? [])
    if (bindingOf(unwrap(asNode(assigned['left'])), file.bindings) === binding && assigned['operator'] !== '||=') {
      const given = originOf(asNode(assigned['right']), file, trace);
      if (given) return given;
    }
  trace.through.delete(binding);
  return null;
}

/** Names that nothing of the file declares. */
function unbound(name: string): Origin | null {
  if (name === 'location') return 'address';
  if (name === 'searchParams') return 'query';
  return /^(req|request|c)$/.test(name) ? 'request' : null;
}

/** What a name was declared with, before anything is taken out of it. */
function baseOf(binding: Binding, file: CodeFile, trace: Trace): Origin | null {
  if (binding.init) return asFunction(binding.init) ? null : originOf(binding.init, file, trace);
  if (!binding.parameter) return null;
  const { of, index } = binding.parameter;
  const handler = [...file.handlers, ...file.controllers].find((each) => each.handler === of);
  const name = binding.path.length === 0 ? binding.name : binding.path[0]!; // !: it is not empty
  if (handler) return ofParameter(handler.shape, { index, name, many: listOf(of['params']).length, whole: binding.path.length === 0 });
  if (file.side !== 'client' && answersRequests(of, file)) return index === 0 ? 'request' : null;
  if (file.given?.of === of) return isGiven(file.given.which, { index, key: binding.path[0] ?? null }) ? 'body' : null;
  if (name === 'searchParams' && file.side !== 'client' && /(^|\/)page\.[jt]sx?$/.test(file.path)) return 'request';
  const parent = file.parents.get(of);
  const method = parent?.type === 'CallExpression' ? unwrap(asNode(parent['callee'])) : null;
  const called = textOf(asNode(method?.['property'])?.['name']);
  if (method && EACH.test(called) && index === (called === 'reduce' ? 1 : 0)) return originOf(asNode(method['object']), file, trace);
  const own = textOf(asNode(of['id'])?.['name'] ?? asNode(asNode(parent)?.['id'])?.['name']);
  // What has no name nobody calls by it.
  for (const call of own === '' ? [] : (file.calls.get(own) ?? [])) {
    const given = originOf(listOf(call['arguments'])[index] ?? null, file, trace);
    if (given) return given;
  }
  return null;
}

function isGiven(which: NonNullable<CodeFile['given']>['which'], { index, key }: { index: number; key: string | null }): boolean {
  if (which === 'all' || which === 'nothing') return which === 'all';
  return which.index === index && (which.key === null || which.key === key);
}

function ofParameter(
  shape: CodeFile['handlers'][number]['shape'],
  { index, name, many, whole }: { index: number; name: string; many: number; whole: boolean },
): Origin | null {
  if (shape === 'scheduled') return null;
  if (shape === 'action') return 'body';
  if (shape === 'procedure') return /^(input|data)$/.test(name) ? 'body' : null;
  if (shape === 'callable' && index === 0 && many > 1) return 'body';
  if (index === 0) return 'request';
  return index === 1 && (name === 'params' || (whole && /^(ctx|context|props)$/.test(name))) ? 'request' : null;
}

/** A test that only asks whether a value is there. */
export function isBare(test: Node | null): boolean {
  const node = unwrap(test);
  if (!node) return true;
  if (node.type === 'Identifier' || node.type === 'MemberExpression') return true;
  if (node.type === 'UnaryExpression') return isBare(asNode(node['argument']));
  if (node.type === 'LogicalExpression') return isBare(asNode(node['left'])) && isBare(asNode(node['right']));
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/.test(textOf(node['operator']))) return false;
  const sides = [unwrap(asNode(node['left'])), unwrap(asNode(node['right']))];
  return sides.some(
    (each) =>
      each?.type === 'UnaryExpression' ||
      (each?.type === 'Identifier' && each['name'] === 'undefined') ||
      each?.['value'] === null ||
      each?.['value'] === '',
  );
}
