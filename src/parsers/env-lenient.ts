import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from './syntax-tree.ts';
import { memberName } from './env-bindings.ts';

/** Functions that hand a value on as another type. */
const CASTS = /^(?:Number|String|Boolean|parseInt|parseFloat|JSON\.parse|Number\.parseInt|Number\.parseFloat)$/;
/** What is called where a value must not be missing. */
const REFUSES = /throw|fail|raise|panic|missing|require|invariant|assert|abort|exit|die/i;

/** Where a file goes on without a value: nodes that are read so, and names of constants that are asked whether they hold one. */
export interface Leniency {
  nodes: ReadonlySet<Node>;
  names: ReadonlySet<string>;
}

/** Finds defaults, flags and questions; `if (!process.env.A) throw …` is none of them. */
export function leniencyOf(nodes: readonly Node[]): Leniency {
  const marked = new Set<Node>();
  const names = new Set<string>();
  const strict = new Set<Node>();
  for (const node of nodes)
    if (node.type === 'IfStatement' && refuses(asNode(node['consequent']))) for (const each of nodesOf(node['test'])) strict.add(each);
  const mark = (value: unknown, isNegated = false): void => {
    const inner = unwrap(asNode(value));
    if (!inner || marked.has(inner) || strict.has(inner)) return;
    marked.add(inner);
    // `if (!key) return …` needs the key all the same.
    if (inner.type === 'Identifier' && !isNegated) names.add(textOf(inner['name']));
    if (inner.type === 'LogicalExpression') for (const side of [inner['left'], inner['right']]) mark(side, isNegated);
    if (inner.type === 'UnaryExpression') mark(inner['argument'], isNegated || inner['operator'] === '!');
    if (inner.type === 'BinaryExpression' && isFlag(inner)) for (const side of [inner['left'], inner['right']]) mark(side, isNegated);
    if (inner.type !== 'CallExpression') return;
    const callee = unwrap(asNode(inner['callee']));
    if (CASTS.test(pathOf(callee))) for (const each of listOf(inner['arguments'])) mark(each, isNegated);
    else if (callee?.type === 'MemberExpression') mark(callee['object'], isNegated); // `process.env.A?.trim()`
  };
  for (const node of nodes) {
    if (node.type === 'LogicalExpression' && !(node['operator'] !== '&&' && isRefusal(asNode(node['right'])))) mark(node['left']);
    if (node.type === 'ConditionalExpression' || node.type === 'IfStatement') mark(node['test']);
    if (node.type === 'UnaryExpression' && /^(?:!|typeof)$/.test(textOf(node['operator']))) mark(node);
    if (node.type === 'BinaryExpression' && isFlag(node)) mark(node);
    if (node.type === 'CallExpression' && pathOf(unwrap(asNode(node['callee']))) === 'Boolean') mark(node);
    if (node.type === 'MemberExpression' && node['optional'] === true) mark(node['object']);
  }
  for (const node of strict) if (node.type === 'Identifier') names.delete(textOf(node['name']));
  return { nodes: marked, names };
}

/** `process.env.A === 'on'`; what is held against another value must be there. */
function isFlag(node: Node): boolean {
  if (!/^[!=]==?$/.test(textOf(node['operator']))) return false;
  return [node['left'], node['right']].some((side) => {
    const inner = unwrap(asNode(side));
    return inner?.type === 'Literal' || (inner?.type === 'Identifier' && inner['name'] === 'undefined');
  });
}

/** True for a branch that ends in an error, by one of its own statements. */
function refuses(branch: Node | null): boolean {
  const statements = branch?.type === 'BlockStatement' ? listOf(branch['body']) : branch ? [branch] : [];
  return statements.some((each) => {
    const called = each.type === 'ExpressionStatement' || each.type === 'ReturnStatement' ? (each['expression'] ?? each['argument']) : null;
    const call = unwrap(asNode(called));
    return (
      each.type === 'ThrowStatement' ||
      (call?.type === 'CallExpression' && /^(?:process|Deno)\.exit$/.test(pathOf(unwrap(asNode(call['callee'])))))
    );
  });
}

function isRefusal(node: Node | null): boolean {
  const inner = unwrap(node);
  return inner?.type === 'CallExpression' && REFUSES.test(pathOf(unwrap(asNode(inner['callee']))));
}

function pathOf(callee: Node | null): string {
  if (callee?.type === 'Identifier') return textOf(callee['name']);
  return callee?.type === 'MemberExpression' ? `${textOf(asNode(callee['object'])?.['name'])}.${memberName(callee)}` : '';
}
