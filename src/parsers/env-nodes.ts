/** A node of a syntax tree, as ESTree has it. */
export interface Node {
  type: string;
  start: number;
  readonly [key: string]: unknown;
}

/** Nodes that are looked at in one file. */
const LIMIT = 400_000;

/** A value of a tree as a node; null for anything else. */
export function asNode(value: unknown): Node | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { type, start } = value as { type?: unknown; start?: unknown }; // as: an object, whose two members are judged here
  return typeof type === 'string' && typeof start === 'number' ? (value as Node) : null; // as: judged in this line
}

/** Every node below one, itself included, in the order of the source; without recursion, for trees may be deep. */
export function nodesOf(root: unknown): Node[] {
  const nodes: Node[] = [];
  const stack: unknown[] = [root];
  while (stack.length > 0 && nodes.length < LIMIT) {
    const value = stack.pop();
    if (Array.isArray(value)) {
      for (let at = value.length - 1; at >= 0; at -= 1) stack.push(value[at]);
      continue;
    }
    const node = asNode(value);
    if (!node) continue;
    nodes.push(node);
    const children = Object.values(node);
    for (let at = children.length - 1; at >= 0; at -= 1) if (typeof children[at] === 'object') stack.push(children[at]);
  }
  return nodes;
}

/** The text of a string, of a template without holes, or of a constant that holds one; null for anything else. */
export function literalOf(node: Node | null, texts: ReadonlyMap<string, string>): string | null {
  if (node?.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node?.type === 'Identifier') return texts.get(String(node['name'])) ?? null;
  if (node?.type !== 'TemplateLiteral' || !Array.isArray(node['quasis']) || node['quasis'].length !== 1) return null;
  const cooked: unknown = (asNode(node['quasis'][0])?.['value'] as { cooked?: unknown } | undefined)?.cooked; // as: what a template element holds
  return typeof cooked === 'string' ? cooked : null;
}
