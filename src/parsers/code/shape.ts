import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';

/** Something that happens at a line. */
export interface Happens {
  what: string;
  line: number;
}

/** What a rule found, and the offset in the source. */
export interface Found {
  what: string;
  at: number;
  /** The table it reads or writes, which tells two faults of one function apart. */
  names?: string;
}

/** A file of code that is being read. */
export interface Code {
  source: string;
  lineAt: (at: number) => number;
  /** Functions of the file by name. */
  functions: ReadonlyMap<string, Node>;
  /** What is imported under another name, as its module calls it; a default export goes by the module. */
  imported: ReadonlyMap<string, string>;
}

/** The functions of a file by their names. */
export function functionsOf(nodes: readonly Node[]): Map<string, Node> {
  const named = new Map<string, Node>();
  for (const node of nodes) {
    // `export default function () {}` has no name to be called by.
    if (node.type === 'FunctionDeclaration' && asNode(node['id'])) named.set(textOf(asNode(node['id'])?.['name']), node);
    const init = node.type === 'VariableDeclarator' ? unwrap(asNode(node['init'])) : null;
    if (asFunction(init)) named.set(textOf(asNode(node['id'])?.['name']), init!); // !: a function
  }
  return named;
}

/** The node where it is a function; null for anything else. */
export function asFunction(node: Node | null): Node | null {
  return node && /^(FunctionExpression|ArrowFunctionExpression|FunctionDeclaration)$/.test(node.type) ? node : null;
}

/** A function that is written out, named, or handed to a wrapper such as `withAuth(async (request) => {})`. */
export function functionOf(node: Node | null, file: Pick<Code, 'functions'>): Node | null {
  const inner = unwrap(node);
  const own = asFunction(inner) ?? file.functions.get(textOf(inner?.['name']));
  if (own || inner?.type !== 'CallExpression') return own ?? null;
  for (const each of listOf(inner['arguments'])) {
    const wrapped = asFunction(unwrap(each)) ?? file.functions.get(textOf(unwrap(each)?.['name']));
    if (wrapped) return wrapped;
  }
  return null;
}

/** The text of a node. */
export function textAt(node: Node | null, { source }: Code): string {
  return node ? source.slice(node.start, node['end'] as number) : ''; // as: every node of the parser has an end
}

/** What a name, a private name or a text that is a key says. */
export function nameOf(value: unknown): string {
  const node = asNode(value);
  return textOf(node?.['name'] ?? node?.['value']);
}

/** The value of a property of an object that is written out; null where it has none. */
export function propertyOf(object: Node | null, name: string): Node | null {
  if (object?.type !== 'ObjectExpression') return null;
  const property = listOf(object['properties']).find((each) => {
    const key = asNode(each['key']);
    return each.type === 'Property' && each['computed'] !== true && (key?.['name'] ?? key?.['value']) === name;
  });
  return property ? unwrap(asNode(property['value'])) : null;
}

/** True where one node stands inside of another, or is it. */
export function holds(outer: unknown, inner: Node): boolean {
  const node = asNode(outer);
  return node !== null && node.start <= inner.start && (node['end'] as number) >= (inner['end'] as number); // as: every node of the parser has an end
}

/** Characters of what is called that are read: a chain may be as long as its file. */
const CALLEE = 2_000;

/** What is called, as one word with dots: `stripe.webhooks.constructEvent`. */
export function calleeOf(call: Node, code: Code): string {
  const callee = unwrap(asNode(call['callee']));
  const end = (callee?.['end'] as number | undefined) ?? 0; // as: every node of the parser has an end
  return code.source
    .slice(Math.max(callee?.start ?? 0, end - CALLEE), end)
    .replace(/\s|[!?]|\(\)/g, '')
    .slice(-200);
}

/** Functions and the functions of the same file that they call, so that a check in a helper counts. */
export function withCalled(handler: Node | readonly Node[], code: Code): Node[] {
  const seen = new Set<Node>([handler].flat());
  for (const each of seen)
    for (const node of nodesOf(each)) {
      const called = node.type === 'CallExpression' ? code.functions.get(textOf(asNode(node['callee'])?.['name'])) : undefined;
      if (called && seen.size < 20) seen.add(called);
    }
  return [...seen];
}

/** The names that a file gives to what it imports, with those that the modules give. */
export function importedIn(program: unknown): Map<string, string> {
  const names = new Map<string, string>();
  for (const node of listOf(asNode(program)?.['body']))
    for (const each of node.type === 'ImportDeclaration' ? listOf(node['specifiers']) : []) {
      const own = asNode(each['imported'])?.['name'] ?? asNode(node['source'])?.['value'];
      names.set(textOf(asNode(each['local'])?.['name']), textOf(own));
    }
  return names;
}
