import { asNode, listOf, literalOf, type Node, textOf, unwrap } from './syntax-tree.ts';

/** What the names of a file stand for. */
export interface Bindings {
  /** Constants that hold a text. */
  texts: Map<string, string>;
  /** What other constants hold: schemas, tables of names. */
  objects: Map<string, Node>;
  /** Names that stand for the whole environment. */
  envs: Set<string>;
  /** Names by which a loop or a callback calls each text of a fixed list, and where. */
  loops: { name: string; start: number; end: number; texts: readonly string[] | null; of: string | null; isLenient: boolean }[];
  /** Local name → the module it comes from and its name there. */
  imports: Map<string, { from: string; name: string }>;
}

const ITERATORS = /^(?:forEach|map|filter|find|some|every|flatMap|reduce)$/;
/** Handlers of Cloudflare Workers, whose second argument is the environment. */
const WORKER = /^(?:fetch|scheduled|queue|email|tail)$/;

/** Learns what names stand for, in the order of the source. */
export function bindingsOf(nodes: readonly Node[]): Bindings {
  const known: Bindings = { texts: new Map(), objects: new Map(), envs: new Set(), loops: [], imports: new Map() };
  for (const node of nodes) learn(node, known);
  for (const node of nodes) learnLoop(node, known);
  return known;
}

function learn(node: Node, known: Bindings): void {
  if (node.type === 'ImportDeclaration') learnImport(node, known);
  if (node.type === 'VariableDeclarator') learnConstant(node, known);
  // `(env = process.env) => …`
  const left = node.type === 'AssignmentPattern' ? asNode(node['left']) : null;
  if (left?.type === 'Identifier' && isEnvironment(asNode(node['right']), known)) known.envs.add(textOf(left['name']));
  // `(env: NodeJS.ProcessEnv) => …`
  if (node.type === 'Identifier' && isEnvironmentType(asNode(asNode(node['typeAnnotation'])?.['typeAnnotation'])))
    known.envs.add(textOf(node['name']));
  if (node.type === 'ExportDefaultDeclaration') learnWorker(unwrap(asNode(node['declaration'])), known);
}

function learnImport(node: Node, { envs, imports }: Bindings): void {
  const from = textOf(asNode(node['source'])?.['value']);
  for (const each of listOf(node['specifiers'])) {
    const local = textOf(asNode(each['local'])?.['name']);
    const imported = asNode(each['imported']);
    const name = each.type === 'ImportDefaultSpecifier' ? 'default' : textOf(imported?.['name'] ?? imported?.['value']) || '*';
    imports.set(local, { from, name });
    const isWhole = name === 'env' && /^(?:(?:node:)?process|bun|cloudflare:workers)$/.test(from);
    if (isWhole || from.startsWith('$env/dynamic/') || (name === '*' && from.startsWith('$env/static/'))) envs.add(local);
  }
}

function learnConstant(node: Node, known: Bindings): void {
  const id = asNode(node['id']);
  const init = unwrap(asNode(node['init']));
  if (id?.type === 'Identifier') {
    const name = textOf(id['name']);
    const text = literalOf(init, new Map());
    if (text !== null) known.texts.set(name, text);
    else if (isEnvironment(init, known)) known.envs.add(name);
    else if (init) known.objects.set(name, init);
  }
  // `const { env } = process`
  if (id?.type === 'ObjectPattern' && init?.type === 'Identifier' && (init['name'] === 'process' || init['name'] === 'Bun'))
    for (const property of listOf(id['properties'])) {
      const local = asNode(property['value']);
      if (asNode(property['key'])?.['name'] === 'env' && local?.type === 'Identifier') known.envs.add(textOf(local['name']));
    }
}

/** `export default { fetch(request, env) { … } }` */
function learnWorker(node: Node | null, { envs }: Bindings): void {
  if (node?.type !== 'ObjectExpression') return;
  for (const property of listOf(node['properties'])) {
    const handler = asNode(property['value']);
    const second = listOf(handler?.['params'])[1];
    if (WORKER.test(textOf(asNode(property['key'])?.['name'])) && second?.type === 'Identifier') envs.add(textOf(second['name']));
  }
}

function learnLoop(node: Node, known: Bindings): void {
  const add = (each: Node | null | undefined, list: Node | null, within: Node | null): void => {
    const name = each?.type === 'Identifier' ? textOf(each['name']) : textOf(listOf(each?.['elements'])[0]?.['name']);
    if (name === '' || !within) return;
    const of = list?.type === 'Identifier' ? textOf(list['name']) : null;
    const texts = listedTexts(list, known);
    known.loops.push({ name, start: within.start, end: endOf(within), texts, of, isLenient: /optional/i.test(of ?? '') });
  };
  if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') {
    const left = asNode(node['left']);
    const each = left?.type === 'VariableDeclaration' ? asNode(listOf(left['declarations'])[0]?.['id']) : left;
    add(each, unwrap(asNode(node['right'])), asNode(node['body']));
  }
  const callee = node.type === 'CallExpression' ? unwrap(asNode(node['callee'])) : null;
  if (callee?.type !== 'MemberExpression' || !ITERATORS.test(textOf(asNode(callee['property'])?.['name']))) return;
  const does = listOf(node['arguments'])[0];
  const at = asNode(callee['property'])?.['name'] === 'reduce' ? 1 : 0;
  if (does && isFunction(does)) add(listOf(does['params'])[at], unwrap(asNode(callee['object'])), does);
}

/** The texts of `['A', 'B']`, of a constant that holds one, and the keys of a constant object; null for anything else. */
export function listedTexts(node: Node | null | undefined, known: Bindings, depth = 0): string[] | null {
  const list = unwrap(node ?? null);
  if (!list || depth > 5) return null;
  if (list.type === 'Identifier') return listedTexts(known.objects.get(textOf(list['name'])), known, depth + 1);
  if (list.type === 'ObjectExpression') return keysOf(list);
  if (list.type === 'ArrayExpression') {
    const texts = listOf(list['elements']).flatMap((each) =>
      each.type === 'SpreadElement' ? (listedTexts(asNode(each['argument']), known, depth + 1) ?? [null]) : [resolveText(each, known)],
    );
    return texts.every((each) => each !== null) ? texts : null;
  }
  const callee = list.type === 'CallExpression' ? unwrap(asNode(list['callee'])) : null;
  const isKeys = textOf(asNode(callee?.['object'])?.['name']) === 'Object' && /^(?:keys|entries|freeze)$/.test(memberName(callee));
  return isKeys ? listedTexts(listOf(list['arguments'])[0], known, depth + 1) : null;
}

/** A text that is written there, a constant, or a member of a constant object. */
export function resolveText(node: Node | null, { texts, objects }: Bindings): string | null {
  const inner = unwrap(node);
  const text = literalOf(inner, texts);
  if (text !== null || inner?.type !== 'MemberExpression') return text;
  const table = unwrap(objects.get(textOf(asNode(inner['object'])?.['name'])) ?? null);
  if (table?.type !== 'ObjectExpression') return null;
  const entry = listOf(table['properties']).find((each) => keyOf(each) === memberName(inner));
  return literalOf(unwrap(asNode(entry?.['value'])), texts);
}

/** True for `process.env` and its like, under every name and in a copy. */
export function isEnvironment(node: Node | null, { envs, imports }: Pick<Bindings, 'envs' | 'imports'>): boolean {
  const inner = unwrap(node);
  if (inner?.type === 'Identifier') return envs.has(textOf(inner['name']));
  // `{ ...process.env }`
  if (inner?.type === 'ObjectExpression')
    return listOf(inner['properties']).some(
      (each) => each.type === 'SpreadElement' && isEnvironment(asNode(each['argument']), { envs, imports }),
    );
  if (inner?.type === 'CallExpression') {
    const callee = unwrap(asNode(inner['callee']));
    if (callee?.type === 'Identifier') return callee['name'] === 'loadEnv' && imports.get('loadEnv')?.from === 'vite';
    const isCopy = textOf(asNode(callee?.['object'])?.['name']) === 'Object' && /^(?:assign|freeze)$/.test(memberName(callee));
    return isCopy && listOf(inner['arguments']).some((each) => isEnvironment(each, { envs, imports }));
  }
  if (inner?.type !== 'MemberExpression' || memberName(inner) !== 'env') return false;
  const of = unwrap(asNode(inner['object']));
  if (of?.type === 'Identifier')
    return (
      /^(?:process|Bun|platform)$/.test(textOf(of['name'])) ||
      (/^(?:c|ctx|context)$/.test(textOf(of['name'])) && [...imports.values()].some(({ from }) => /^hono(?:\/|$)/.test(from)))
    );
  if (of?.type === 'MetaProperty') return true;
  return of?.type === 'MemberExpression' && /^(?:process|cloudflare|platform)$/.test(memberName(of));
}

/** True for `process.env`, `Bun.env` and `import.meta.env` as such. */
export function isProcessEnv(node: Node | null): boolean {
  const of = node?.type === 'MemberExpression' ? unwrap(asNode(node['object'])) : null;
  return of?.type === 'MetaProperty' || /^(?:process|Bun)$/.test(textOf(of?.['name']) || memberName(of));
}

function isEnvironmentType(type: Node | null): boolean {
  const name = asNode(type?.['typeName']);
  if (name?.type === 'Identifier') return name['name'] === 'ImportMetaEnv';
  return asNode(name?.['left'])?.['name'] === 'NodeJS' && asNode(name?.['right'])?.['name'] === 'ProcessEnv';
}

/** The name of a member, `a.b` or `a['b']`; empty where it is computed. */
export function memberName(node: Node | null): string {
  const property = asNode(node?.['property']);
  return textOf(node?.['computed'] === true ? property?.['value'] : property?.['name']);
}

/** The key of a property; null where it is computed. */
export function keyOf(property: Node): string | null {
  const key = asNode(property['key']);
  const name = property['computed'] === true ? null : (key?.['name'] ?? key?.['value']);
  return typeof name === 'string' ? name : null;
}

function keysOf(object: Node): string[] {
  return listOf(object['properties']).flatMap((each) => keyOf(each) ?? []);
}

export function isFunction(node: Node): boolean {
  return /^(?:ArrowFunctionExpression|FunctionExpression|FunctionDeclaration)$/.test(node.type);
}

/** Where a node ends. */
export function endOf(node: Node): number {
  return typeof node['end'] === 'number' ? node['end'] : node.start;
}
