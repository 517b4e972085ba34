import { asNode, listOf, literalOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { calleeOf, textAt } from './shape.ts';

/** What a condition asks of a path: whether it is one of these, matchers of Next.js, or is none of them; null where they are not written out. */
export interface PathTest {
  paths: string[] | null;
  negated: boolean;
}

/** What holds a path, and a name that tells of several. */
const PATH = /path|url|route|location/i;
const DEEPEST = 200;
const MOST = 100;

/** The tests of a path in a condition: in its parts, behind the names of constants, and in small functions of the file. */
export function pathTestsIn(condition: Node | null, file: CodeFile): PathTest[] {
  return testsIn(condition, { file, negated: false, depth: 0, through: new Set() });
}

/** Where a condition is read, and the constants and functions that it was read through: each of them once. */
interface At {
  file: CodeFile;
  negated: boolean;
  depth: number;
  through: Set<Node>;
}

function testsIn(condition: Node | null, at: At): PathTest[] {
  const { file, negated, depth, through } = at;
  const node = unwrap(condition);
  if (!node) return [];
  if (depth > DEEPEST) return [{ paths: null, negated }];
  const within = (each: unknown, isNot = negated): PathTest[] => testsIn(asNode(each), { ...at, negated: isNot, depth: depth + 1 });
  const once = (made: Node | null | undefined): boolean => !!made && !through.has(made) && through.add(made).size > 0;
  switch (node.type) {
    case 'UnaryExpression':
      return node['operator'] === '!' ? within(node['argument'], !negated) : [];
    case 'LogicalExpression':
      return [...within(node['left']), ...within(node['right'])];
    case 'Identifier': {
      const init = bindingOf(node, file.bindings)?.init;
      return once(init) ? within(init) : [];
    }
    case 'BinaryExpression':
      return compared(node, file, negated);
    case 'CallExpression': {
      const called = file.functions.get(textOf(unwrap(asNode(node['callee']))?.['name']));
      if (called) return once(called) ? returnedBy(called).flatMap((each) => within(each)) : [];
      const paths = askedBy(node, file);
      return paths === undefined ? [] : [{ paths, negated }];
    }
    default:
      return [];
  }
}

/** `pathname === '/pricing'` */
function compared(node: Node, file: CodeFile, negated: boolean): PathTest[] {
  const operator = textOf(node['operator']);
  const sides = [asNode(node['left']), asNode(node['right'])];
  const path = sides.map((each) => literalOf(unwrap(each), new Map())).find((each) => each?.startsWith('/'));
  if (path === undefined || path === null || !/^[!=]==?$/.test(operator) || !sides.some((each) => PATH.test(textAt(each, file)))) return [];
  return [{ paths: [path], negated: negated !== operator.startsWith('!') }];
}

/** The paths that a call asks for: `pathname.startsWith('/app')`, `PUBLIC.includes(pathname)`, `PUBLIC.some((each) => …)`; undefined for any other. */
function askedBy(call: Node, file: CodeFile): string[] | null | undefined {
  const callee = unwrap(asNode(call['callee']));
  const method = textOf(asNode(callee?.['property'])?.['name']);
  const object = asNode(callee?.['object']);
  const first = unwrap(listOf(call['arguments'])[0] ?? null);
  if (method === 'startsWith') {
    const start = literalOf(first, new Map());
    if (start === null) return PATH.test(textAt(object, file)) ? null : undefined;
    return /^\/[\w./-]*$/.test(start) ? [beginning(start)] : undefined;
  }
  if (method !== 'includes' && method !== 'some' && method !== 'has')
    return PATH.test(textAt(first, file)) && /^(test|match|is\w*)$/.test(method || calleeOf(call, file)) ? null : undefined;
  const list = listedPaths(object, file);
  if (list === undefined) return PATH.test(textAt(first, file)) ? null : undefined;
  return method === 'some' && /startsWith/.test(textAt(first, file)) ? list.map(beginning) : list;
}

/** `/app(.*)` for what begins with `/app`. */
function beginning(start: string): string {
  return `${start.replace(/\/$/, '')}/(.*)`;
}

/** The paths of a list, or of a set, that is written out in the file; undefined for anything else. */
function listedPaths(value: Node | null, file: CodeFile): string[] | undefined {
  const node = unwrap(value);
  const init = unwrap(bindingOf(node, file.bindings)?.init ?? node);
  const list = init?.type === 'NewExpression' ? unwrap(listOf(init['arguments'])[0] ?? null) : init;
  if (list?.type !== 'ArrayExpression') return undefined;
  const texts = listOf(list['elements']).map((each) => literalOf(unwrap(each), new Map()));
  return texts.length <= MOST && texts.every((text) => text !== null && /^\/[\w./-]*$/.test(text)) ? (texts as string[]) : undefined; // as: asked in this line
}

/** What a function gives back. */
function returnedBy(called: Node): Node[] {
  const body = asNode(called['body']);
  if (body && body.type !== 'BlockStatement') return [body];
  return nodesOf(body).flatMap((node) => (node.type === 'ReturnStatement' ? (asNode(node['argument']) ?? []) : []));
}
