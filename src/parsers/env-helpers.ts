import { type Bindings, endOf, isFunction, keyOf, listedTexts, resolveText } from './env-bindings.ts';
import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from './syntax-tree.ts';

/** A function of the product that reads the variable, or the variables, that an argument names. */
export interface EnvHelper {
  name: string;
  argument: number;
  /** True where it goes on without the variable, whatever the call says. */
  optional: boolean;
}

/** A call of a function from elsewhere with the name of a variable in it. */
export interface EnvHelperCall {
  /** The module as it is imported; null for a function of the same folder or package. */
  from: string | null;
  helper: string;
  argument: number;
  name: string;
  line: number;
  /** True where the call brings a default. */
  optional: boolean;
}

/** A function with its name and the names of its arguments. */
export interface Named {
  name: string;
  params: string[];
  node: Node;
}

/** Functions that have a name, the innermost of a place last. */
export function functionsOf(nodes: readonly Node[]): Named[] {
  const names = new Map<Node, string>();
  for (const node of nodes) {
    if (node.type === 'VariableDeclarator') note(names, node['init'], textOf(asNode(node['id'])?.['name']));
    if (node.type === 'Property' || node.type === 'MethodDefinition') note(names, node['value'], keyOf(node) ?? '');
    if (node.type === 'FunctionDeclaration') names.set(node, textOf(asNode(node['id'])?.['name']));
    if (node.type === 'ExportDefaultDeclaration') note(names, node['declaration'], 'default');
  }
  return nodes.filter(isFunction).map((node) => ({
    name: names.get(node) ?? '',
    params: listOf(node['params']).map((each) => textOf((asNode(each['left']) ?? each)['name'])),
    node,
  }));
}

function note(names: Map<Node, string>, value: unknown, name: string): void {
  const inner = unwrap(asNode(value));
  // `export default function read(name)` keeps both: calls in the file use its own name.
  if (inner && isFunction(inner) && !names.get(inner)) names.set(inner, name);
}

/** The function that has `name` as an argument around a place, and which one it is. */
export function helperAround(functions: readonly Named[], name: string, at: number): { of: Named; argument: number } | null {
  const of = functions.findLast(({ node, params }) => node.start <= at && at < endOf(node) && params.includes(name));
  return of && of.name !== '' ? { of, argument: of.params.indexOf(name) } : null;
}

/** True where a function ends in an error for what is missing. */
export function throws({ node }: Named): boolean {
  return nodesOf(node['body']).some((each) => each.type === 'ThrowStatement');
}

/** The variables that a call names in an argument: one text, or a fixed list of them. */
export function namedIn(call: Node, argument: number, known: Bindings): string[] {
  const given = listOf(call['arguments'])[argument] ?? null;
  const text = resolveText(given, known);
  return text === null ? (listedTexts(given, known) ?? []) : [text];
}

/** True where a call has something behind the name that stands in for the value. */
export function hasDefault(call: Node, argument: number): boolean {
  const next = unwrap(listOf(call['arguments'])[argument + 1] ?? null);
  if (!next || (next.type === 'Identifier' && next['name'] === 'undefined')) return false;
  return (
    next.type !== 'ObjectExpression' || listOf(next['properties']).some((each) => /^(?:default|fallback|optional)/i.test(keyOf(each) ?? ''))
  );
}
