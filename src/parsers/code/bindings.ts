import { asNode, listOf, type Node, textOf, unwrap } from '../syntax-tree.ts';

/** A name of a file and what stands behind it. */
export interface Binding {
  name: string;
  /** Where it can be used. */
  scope: Node;
  /** What it was declared with; the members that were taken out of it are in `path`. */
  init: Node | null;
  path: readonly string[];
  /** The function it is a parameter of, and which. */
  parameter: { of: Node; index: number } | null;
  imported: { from: string; name: string } | null;
}

export type Bindings = ReadonlyMap<string, readonly Binding[]>;

const FUNCTION = /^(FunctionExpression|ArrowFunctionExpression|FunctionDeclaration)$/;
const SCOPE = /^(Program|BlockStatement|StaticBlock|For(In|Of)?Statement|SwitchStatement|CatchClause)$/;

/** The parent of every node. */
export function parentsOf(nodes: readonly Node[]): Map<Node, Node> {
  const parents = new Map<Node, Node>();
  for (const node of nodes)
    for (const value of Object.values(node)) {
      if (typeof value !== 'object' || value === null) continue;
      for (const each of Array.isArray(value) ? value : [value]) {
        const child = asNode(each);
        if (child) parents.set(child, node);
      }
    }
  return parents;
}

/** The nearest node above one that fits. */
export function above(node: Node, parents: ReadonlyMap<Node, Node>, fits: (node: Node) => boolean): Node | null {
  for (let at = parents.get(node); at; at = parents.get(at)) if (fits(at)) return at;
  return null;
}

/** Every name that a file declares, by name. */
export function bindingsOf(nodes: readonly Node[], parents: ReadonlyMap<Node, Node>): Map<string, Binding[]> {
  const all = new Map<string, Binding[]>();
  const add = (binding: Binding): void => {
    const known = all.get(binding.name);
    if (known) known.push(binding);
    else all.set(binding.name, [binding]);
  };
  const scopeOf = (node: Node): Node => above(node, parents, ({ type }) => SCOPE.test(type) || FUNCTION.test(type)) ?? nodes[0]!; // !: the file has a node, for this one is of it
  for (const node of nodes) {
    if (node.type === 'VariableDeclarator') {
      const init = unwrap(asNode(node['init']));
      // `for (const x of list)`: x is a part of the list.
      const loop = above(node, parents, ({ type }) => type !== 'VariableDeclaration');
      const from = init ?? (loop?.type === 'ForOfStatement' ? unwrap(asNode(loop['right'])) : null);
      const required = requiredBy(init);
      for (const { name, path } of namesOf(asNode(node['id']))) {
        const imported = required === null ? null : { from: required, name: path[0] ?? 'default' };
        add({ name, path, init: from, scope: scopeOf(node), parameter: null, imported });
      }
    }
    if (FUNCTION.test(node.type)) {
      for (const [index, each] of listOf(node['params']).entries())
        for (const { name, path } of namesOf(each))
          add({ name, path, init: null, scope: node, parameter: { of: node, index }, imported: null });
      if (node.type === 'FunctionDeclaration')
        add({ name: textOf(asNode(node['id'])?.['name']), path: [], init: node, scope: scopeOf(node), parameter: null, imported: null });
    }
    if (node.type === 'ImportDeclaration')
      for (const each of listOf(node['specifiers'])) {
        const imported = { from: textOf(asNode(node['source'])?.['value']), name: importedName(each) };
        add({ name: textOf(asNode(each['local'])?.['name']), path: [], init: null, scope: nodes[0]!, parameter: null, imported }); // !: as above
      }
  }
  return all;
}

/** What `require('./auth')` brings in; null for anything else. */
export function requiredBy(node: Node | null): string | null {
  if (node?.type !== 'CallExpression' || asNode(node['callee'])?.['name'] !== 'require') return null;
  const from = unwrap(listOf(node['arguments'])[0] ?? null)?.['value'];
  return typeof from === 'string' ? from : null;
}

function importedName(specifier: Node): string {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  const imported = asNode(specifier['imported']);
  return imported ? textOf(imported['name'] ?? imported['value']) : '*';
}

/** The names that a pattern makes, with the members they are taken from. */
export function namesOf(pattern: Node | null, path: readonly string[] = []): { name: string; path: readonly string[] }[] {
  if (!pattern || path.length > 10) return [];
  if (pattern.type === 'Identifier') return [{ name: textOf(pattern['name']), path }];
  if (pattern.type === 'AssignmentPattern') return namesOf(asNode(pattern['left']), path);
  if (pattern.type === 'RestElement') return namesOf(asNode(pattern['argument']), path);
  if (pattern.type === 'TSParameterProperty') return namesOf(asNode(pattern['parameter']), path);
  if (pattern.type === 'ArrayPattern') return listOf(pattern['elements']).flatMap((each, at) => namesOf(each, [...path, String(at)]));
  if (pattern.type !== 'ObjectPattern') return [];
  return listOf(pattern['properties']).flatMap((property) => {
    if (property.type === 'RestElement') return namesOf(property, path);
    const key = asNode(property['key']);
    return namesOf(asNode(property['value']), [...path, textOf(key?.['name'] ?? key?.['value'])]);
  });
}

/** What a use of a name stands for: the declaration with the smallest scope around it. */
export function bindingOf(use: Node | null, bindings: Bindings): Binding | null {
  if (use?.type !== 'Identifier') return null;
  let best: Binding | null = null;
  for (const each of bindings.get(textOf(use['name'])) ?? []) {
    const [from, to] = [each.scope.start, each.scope['end'] as number]; // as: every node of the parser has an end
    if (from <= use.start && use.start < to && (!best || from >= best.scope.start)) best = each;
  }
  return best;
}
