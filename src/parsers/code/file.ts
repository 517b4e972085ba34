import { asNode, lineCounter, literalOf, type Node, nodesOf, parseCode, textOf, unwrap } from '../syntax-tree.ts';
import { type Bindings, bindingsOf, parentsOf } from './bindings.ts';
import { controllersOf } from './controllers.ts';
import { type Handler, handlersOf } from './handlers.ts';
import { type Code, functionsOf, importedIn } from './shape.ts';
import { type Side, sideOf } from './side.ts';

/** A file of code, parsed once, with all that rules ask of it. */
export interface CodeFile extends Code {
  /** Its path below the root of the checkout, with forward slashes. */
  path: string;
  program: unknown;
  /** Every node, in the order of the source. */
  nodes: readonly Node[];
  parents: ReadonlyMap<Node, Node>;
  bindings: Bindings;
  /** Calls of a bare name, and assignments to one, by that name. */
  calls: ReadonlyMap<string, readonly Node[]>;
  assigned: ReadonlyMap<string, readonly Node[]>;
  /** Where it runs. */
  side: Side;
  /** The functions that answer requests. */
  handlers: readonly Handler[];
  /** Functions that answer requests whose routes are told in other files. */
  controllers: readonly (Handler & { name: string })[];
  /** A function whose parameters are taken for what a request says: all of them, none, or one. */
  given?: { of: Node; which: 'all' | 'nothing' | { index: number; key: string | null } };
}

/** A file of JavaScript or TypeScript as rules read it; null where it cannot be parsed. Text of strangers goes through `codeReader`. */
export function readCodeFile(text: string, path: string): CodeFile | null {
  const parsed = parseCode(text, path);
  if (!parsed) return null;
  const { program, source } = parsed;
  const nodes = nodesOf(program);
  if (nodes.length === 0) return null;
  for (const node of nodes) asWritten(node);
  const parents = parentsOf(nodes);
  const code = { source, lineAt: lineCounter(source), functions: functionsOf(nodes), imported: importedIn(program), path, program, nodes };
  const handlers = handlersOf(code);
  const controllers = controllersOf(code, handlers);
  const calls = byName(nodes, 'CallExpression', 'callee');
  const assigned = byName(nodes, 'AssignmentExpression', 'left');
  const side = sideOf(code, handlers.length + controllers.length > 0);
  return { ...code, parents, bindings: bindingsOf(nodes, parents), calls, assigned, handlers, controllers, side };
}

/** What a minifier writes shorter, as people write it: `!0` is true, a template without holes is a text. */
function asWritten(node: Node): void {
  const argument = node.type === 'UnaryExpression' && node['operator'] === '!' ? asNode(node['argument'])?.['value'] : undefined;
  if (argument === 0 || argument === 1) Object.assign(node, { type: 'Literal', value: argument === 0 });
  const text = node.type === 'TemplateLiteral' ? literalOf(node, new Map()) : null;
  if (text !== null) Object.assign(node, { type: 'Literal', value: text });
}

function byName(nodes: readonly Node[], type: string, member: string): Map<string, Node[]> {
  return Map.groupBy(
    nodes.filter((node) => node.type === type),
    (node) => textOf(unwrap(asNode(node[member]))?.['name']),
  );
}
