import { asNode, lineCounter, listOf, literalOf, type Node, nodesOf, parseCode, textOf, unwrap } from './syntax-tree.ts';
import { schemaKeys } from './env-schema.ts';

/** A variable that code reads. `optional` where the code goes on without it. */
export interface EnvRead {
  name: string;
  line: number;
  optional: boolean;
}

export interface EnvUsage {
  reads: EnvRead[];
  /** Lines of reads whose name is only known when the code runs. */
  dynamic: number[];
  /** False where the file cannot be parsed. */
  parsed: boolean;
}

const NAME = /^[A-Za-z_]\w{0,199}$/;
const NOTHING: EnvUsage = { reads: [], dynamic: [], parsed: false };

/**
 * The environment variables that JavaScript or TypeScript reads: `process.env`, `import.meta.env`, `Bun.env`, `Deno.env.get`, under other
 * names, taken apart with renames and defaults, through constant names, SvelteKit's `$env`, and schemas of zod, t3-env and envalid.
 * Never throws.
 */
export function readEnvUsage(text: string, file: string): EnvUsage {
  const parsed = parseCode(text, file);
  return parsed ? collect(parsed.program, parsed.source) : NOTHING;
}

function collect(program: unknown, source: string): EnvUsage {
  const nodes = nodesOf(program);
  const texts = new Map<string, string>();
  const objects = new Map<string, Node>();
  const envs = new Set<string>();
  for (const node of nodes) learn(node, { texts, objects, envs });
  const isEnv = (node: Node | null): boolean => isEnvironment(node, envs);
  const found = new Map<string, EnvRead>();
  const dynamic = new Set<number>();
  const lineAt = lineCounter(source);
  const read = (name: string | null, at: number, optional: boolean): void => {
    const line = lineAt(at);
    if (name === null) dynamic.add(line);
    else if (NAME.test(name)) {
      const known = found.get(`${name} ${line}`);
      found.set(`${name} ${line}`, { name, line, optional: optional && known?.optional !== false });
    }
  };
  const lenient = new Set<Node>();
  const written = new Set<Node>();
  for (const node of nodes) {
    if (node.type === 'LogicalExpression' && node['operator'] !== '&&') mark(lenient, node['left']);
    if (node.type === 'AssignmentExpression' || node.type === 'UnaryExpression')
      mark(written, node['left'] ?? (node['operator'] === 'delete' ? node['argument'] : null));
    if (node.type === 'ConditionalExpression' || node.type === 'IfStatement') mark(lenient, node['test']);
  }
  for (const node of nodes) {
    if (node.type === 'MemberExpression' && isEnv(asNode(node['object'])) && !written.has(node)) {
      const name = node['computed'] === true ? literalOf(asNode(node['property']), texts) : asNode(node['property'])?.['name'];
      read(typeof name === 'string' ? name : null, node.start, lenient.has(node));
    }
    const pattern = asNode(node.type === 'VariableDeclarator' ? node['id'] : node.type === 'AssignmentExpression' ? node['left'] : null);
    const init = asNode(node.type === 'VariableDeclarator' ? node['init'] : node['right']);
    if (pattern?.type === 'ObjectPattern' && isEnv(unwrap(init)))
      for (const each of propertiesOf(pattern)) read(each.name, each.at, each.optional);
    if (node.type === 'CallExpression') {
      const called = denoGet(node, texts);
      if (called !== undefined) read(called, node.start, lenient.has(node));
      for (const each of schemaKeys(node, { isEnv, objects })) read(each.name, each.at, each.optional);
    }
    if (node.type === 'ImportDeclaration' && textOf(asNode(node['source'])?.['value']).startsWith('$env/static/'))
      for (const each of listOf(node['specifiers'])) read(textOf(asNode(each['imported'])?.['name']), each.start, false);
  }
  return { reads: [...found.values()].toSorted((a, b) => a.line - b.line), dynamic: [...dynamic].toSorted((a, b) => a - b), parsed: true };
}

interface Known {
  texts: Map<string, string>;
  objects: Map<string, Node>;
  envs: Set<string>;
}

/** Constants with a text, objects that may be schemas, and other names of the environment. */
function learn(node: Node, { texts, objects, envs }: Known): void {
  if (node.type === 'ImportDeclaration') {
    const from = String(asNode(node['source'])?.['value']);
    for (const each of listOf(node['specifiers'])) {
      const local = String(asNode(each['local'])?.['name']);
      const isProcess = /^(?:node:)?process$/.test(from) && asNode(each['imported'])?.['name'] === 'env';
      if (isProcess || from.startsWith('$env/dynamic/')) envs.add(local);
    }
    return;
  }
  if (node.type !== 'VariableDeclarator') return;
  const id = asNode(node['id']);
  const init = unwrap(asNode(node['init']));
  const text = literalOf(init, new Map());
  if (id?.type === 'Identifier') {
    const name = String(id['name']);
    if (typeof text === 'string') texts.set(name, text);
    else if (isEnvironment(init, envs)) envs.add(name);
    else if (init) objects.set(name, init);
  }
  // `const { env } = process`
  if (id?.type === 'ObjectPattern' && init?.type === 'Identifier' && init['name'] === 'process')
    for (const property of listOf(id['properties'])) {
      const local = asNode(property['value']);
      if (asNode(property['key'])?.['name'] === 'env' && local?.type === 'Identifier') envs.add(String(local['name']));
    }
}

function mark(set: Set<Node>, node: unknown): void {
  const inner = unwrap(asNode(node));
  if (!inner) return;
  set.add(inner);
  if (inner.type === 'LogicalExpression') {
    mark(set, inner['left']);
    mark(set, inner['right']);
  }
  if (inner.type === 'UnaryExpression' && inner['operator'] === '!') mark(set, inner['argument']);
}

function isEnvironment(node: Node | null, envs: ReadonlySet<string>): boolean {
  const inner = unwrap(node);
  if (inner?.type === 'Identifier') return envs.has(String(inner['name']));
  if (inner?.type !== 'MemberExpression' || (asNode(inner['property'])?.['name'] ?? asNode(inner['property'])?.['value']) !== 'env')
    return false;
  const of = unwrap(asNode(inner['object']));
  if (of?.type === 'Identifier') return of['name'] === 'process' || of['name'] === 'Bun';
  if (of?.type === 'MetaProperty') return true;
  return of?.type === 'MemberExpression' && asNode(of['property'])?.['name'] === 'process';
}

function propertiesOf(pattern: Node): { name: string | null; at: number; optional: boolean }[] {
  return listOf(pattern['properties']).flatMap((property) => {
    if (property.type !== 'Property') return []; // `...rest`
    const key = asNode(property['key']);
    const name = property['computed'] === true ? null : (key?.['name'] ?? key?.['value']);
    return [
      {
        name: typeof name === 'string' ? name : null,
        at: property.start,
        optional: asNode(property['value'])?.type === 'AssignmentPattern',
      },
    ];
  });
}

/** The name in `Deno.env.get('X')`; null where it is not literal, undefined for other calls. */
function denoGet(call: Node, texts: ReadonlyMap<string, string>): string | null | undefined {
  const callee = unwrap(asNode(call['callee']));
  const env = unwrap(asNode(callee?.['object']));
  const isGet = callee?.type === 'MemberExpression' && /^(get|has)$/.test(String(asNode(callee['property'])?.['name']));
  const isDeno =
    env?.type === 'MemberExpression' && asNode(env['object'])?.['name'] === 'Deno' && asNode(env['property'])?.['name'] === 'env';
  return isGet && isDeno ? literalOf(listOf(call['arguments'])[0] ?? null, texts) : undefined;
}
