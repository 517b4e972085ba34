import { type Bindings, bindingsOf, endOf, isEnvironment, isProcessEnv, memberName, resolveText } from './env-bindings.ts';
import { type EnvHelper, type EnvHelperCall, functionsOf, hasDefault, helperAround, namedIn, type Named, throws } from './env-helpers.ts';
import { type Leniency, leniencyOf } from './env-lenient.ts';
import { schemaKeys } from './env-schema.ts';
import { asNode, lineCounter, listOf, literalOf, type Node, nodesOf, parseCode, textOf, unwrap } from './syntax-tree.ts';

/** A variable that code reads. `optional` where the code goes on without it. */
export interface EnvRead {
  name: string;
  line: number;
  optional: boolean;
  /** True where a page of Next.js reads it in a way that its build does not fill in: only `process.env.NEXT_PUBLIC_X` as such is. */
  hidden?: true;
}

export interface EnvUsage {
  reads: EnvRead[];
  /** Reads whose name is only known when the code runs, and what it starts with. */
  dynamic: { line: number; starts: string }[];
  /** Functions that read what an argument names, and calls that may go to one of another file. */
  helpers: EnvHelper[];
  calls: EnvHelperCall[];
  /** False where the file cannot be parsed. */
  parsed: boolean;
}

const NAME = /^[A-Za-z_]\w{0,199}$/;
/** Of objects that only may be the environment, and of calls that only may read it, such names count. */
const UPPER = /^[A-Z][A-Z0-9_]{0,199}$/;

/** What is known of a file that cannot be read as code. */
const UNREAD_USAGE: EnvUsage = { reads: [], dynamic: [], helpers: [], calls: [], parsed: false };

/**
 * The environment variables that JavaScript or TypeScript reads: `process.env`, `import.meta.env`, `Bun.env`, `Deno.env`, the environment of
 * a Worker, under other names and in copies, taken apart with renames and defaults, by constants and fixed lists of names, through helpers,
 * the modules of SvelteKit and Astro, and schemas. Never throws.
 */
export function readEnvUsage(text: string, file: string): EnvUsage {
  const parsed = parseCode(text, file);
  return parsed ? collect(nodesOf(parsed.program), parsed.source) : UNREAD_USAGE;
}

/** What is collected while a file is walked. */
interface Walk {
  known: Bindings;
  lenient: Leniency;
  functions: readonly Named[];
  helpers: EnvHelper[];
  read(name: string | null, at: number, how?: { optional?: boolean; starts?: string; isPlain?: boolean }): void;
}

function collect(nodes: readonly Node[], source: string): EnvUsage {
  const known = bindingsOf(nodes);
  const found = new Map<string, EnvRead>();
  const dynamic = new Map<number, string>();
  const lineAt = lineCounter(source);
  const isClient = nodes.some((node) => node.type === 'ExpressionStatement' && node['directive'] === 'use client');
  const walk: Walk = {
    known,
    lenient: leniencyOf(nodes),
    functions: functionsOf(nodes),
    helpers: [],
    read(name, at, { optional = false, starts = '', isPlain = true } = {}) {
      const line = lineAt(at);
      if (name === null) dynamic.set(line, starts);
      else if (NAME.test(name)) {
        const before = found.get(`${name} ${line}`);
        const hidden = isClient && !isPlain && name.startsWith('NEXT_PUBLIC_') ? { hidden: true as const } : {};
        found.set(`${name} ${line}`, { name, line, optional: optional && before?.optional !== false, ...hidden });
      }
    },
  };
  const written = new Set(nodes.flatMap(writtenTo));
  const asked = new Set<Node>();
  for (const node of nodes) {
    const declared = node.type === 'VariableDeclarator' ? asNode(node['id']) : null;
    const init = unwrap(asNode(node['init']));
    if (declared?.type === 'Identifier' && init && walk.lenient.names.has(textOf(declared['name']))) asked.add(init);
    if (node.type !== 'CallExpression') continue;
    const { keys, table } = schemaKeys(node, { isEnv: (each) => isEnvironment(each, known), objects: known.objects });
    for (const each of keys) walk.read(each.name, each.at, each);
    const named = new Set(keys.map(({ name }) => name));
    for (const each of nodesOf(table)) if (each.type === 'MemberExpression' && named.has(memberName(each))) asked.add(each);
  }
  for (const node of nodes) {
    if (node.type === 'MemberExpression' && !written.has(node)) member(node, walk, asked.has(node));
    if (node.type === 'VariableDeclarator' || node.type === 'AssignmentExpression') takenApart(node, walk);
    if (node.type === 'BinaryExpression' && node['operator'] === 'in' && isEnvironment(asNode(node['right']), known))
      walk.read(resolveText(asNode(node['left']), known), node.start, { optional: true });
    if (node.type === 'CallExpression') denoGet(node, walk);
    if (node.type === 'ImportDeclaration') imported(node, walk);
  }
  const calls = helperCalls(nodes, walk, lineAt);
  return {
    reads: [...found.values()].toSorted((a, b) => a.line - b.line),
    dynamic: [...dynamic].map(([line, starts]) => ({ line, starts })).toSorted((a, b) => a.line - b.line),
    helpers: walk.helpers,
    calls,
    parsed: true,
  };
}

/** Members that are set or deleted, not read. */
function writtenTo(node: Node): Node[] {
  const target =
    node.type === 'AssignmentExpression' && node['operator'] === '='
      ? node['left']
      : node.type === 'UnaryExpression' && node['operator'] === 'delete'
        ? node['argument']
        : null;
  return asNode(target) ? [asNode(target)!] : [];
}

function member(node: Node, walk: Walk, isAsked: boolean): void {
  const object = unwrap(asNode(node['object']));
  if (!isEnvironment(object, walk.known)) return;
  const optional = isAsked || walk.lenient.nodes.has(node);
  if (node['computed'] !== true) {
    const name = textOf(asNode(node['property'])?.['name']);
    // What only stands for the environment may hold other things, and methods.
    const isPlain = isProcessEnv(object);
    if (isPlain || UPPER.test(name)) walk.read(name, node.start, { optional, isPlain });
    return;
  }
  byName(asNode(node['property']), node.start, { walk, optional, names: isProcessEnv(object) ? NAME : UPPER });
}

/** A read of the variable that an expression names. */
function byName(property: Node | null, at: number, { walk, optional, names }: { walk: Walk; optional: boolean; names: RegExp }): void {
  const text = resolveText(property, walk.known);
  if (text !== null) {
    if (names.test(text)) walk.read(text, at, { optional, isPlain: property?.type === 'Literal' });
    return;
  }
  const name = property?.type === 'Identifier' ? textOf(property['name']) : '';
  const loop = walk.known.loops.findLast((each) => each.name === name && each.start <= at && at < each.end);
  if (loop?.texts) {
    // A loop over a list asks for each; only a list that says so is optional.
    for (const each of loop.texts.filter((text) => names.test(text))) walk.read(each, at, { optional: loop.isLenient, isPlain: false });
    return;
  }
  const helper = helperAround(walk.functions, loop?.of ?? name, at);
  if (helper) {
    const isLenient = loop === undefined && optional && !throws(helper.of);
    walk.helpers.push({ name: helper.of.name, argument: helper.argument, optional: isLenient });
    return;
  }
  const quasi = property?.type === 'TemplateLiteral' ? listOf(property['quasis'])[0] : undefined;
  const starts = textOf((quasi?.['value'] as { raw?: unknown } | undefined)?.raw); // as: what a template element holds
  walk.read(null, at, { starts });
}

/** `const { A, B: b, C = 1 } = process.env`, and `const a = process.env.A` where `a` is asked later whether it holds something. */
function takenApart(node: Node, walk: Walk): void {
  const pattern = asNode(node.type === 'VariableDeclarator' ? node['id'] : node['left']);
  const init = unwrap(asNode(node.type === 'VariableDeclarator' ? node['init'] : node['right']));
  if (pattern?.type !== 'ObjectPattern' || !isEnvironment(init, walk.known)) return;
  for (const property of listOf(pattern['properties'])) {
    if (property.type !== 'Property') continue; // `...rest`
    const value = asNode(property['value']);
    const isAsked = value?.type === 'Identifier' && walk.lenient.names.has(textOf(value['name']));
    const key = asNode(property['key']);
    const name = property['computed'] === true ? resolveText(key, walk.known) : textOf(key?.['name'] ?? key?.['value']);
    if (!isProcessEnv(init) && !UPPER.test(name ?? '')) continue;
    if (name !== 'env') walk.read(name, property.start, { optional: isAsked || value?.type === 'AssignmentPattern', isPlain: false });
  }
}

/** `Deno.env.get('X')`, NestJS's `config.get('X')`, env-var's `env.get('X')`, Astro's `getSecret('X')`. */
function denoGet(call: Node, walk: Walk): void {
  const callee = unwrap(asNode(call['callee']));
  const of = unwrap(asNode(callee?.['object']));
  const first = listOf(call['arguments'])[0] ?? null;
  const method = memberName(callee);
  const optional = walk.lenient.nodes.has(call);
  const isDeno = of?.type === 'MemberExpression' && asNode(of['object'])?.['name'] === 'Deno' && memberName(of) === 'env';
  if (isDeno && /^(?:get|has)$/.test(method)) return byName(first, call.start, { walk, optional, names: NAME });
  const { imports } = walk.known;
  const text = literalOf(first, walk.known.texts);
  if (text === null || !UPPER.test(text)) return;
  const isNest = /^(?:get|getOrThrow)$/.test(method) && [...imports.values()].some(({ from }) => from === '@nestjs/config');
  if (isNest && /config/i.test(memberName(of) || textOf(of?.['name'])))
    walk.read(text, call.start, { optional: optional || hasDefault(call, 0) });
  if (method === 'get' && imports.get(textOf(of?.['name']))?.from === 'env-var') walk.read(text, call.start, { optional: true });
  if (callee?.type === 'Identifier' && imports.get(textOf(callee['name']))?.from === 'astro:env/server' && callee['name'] === 'getSecret')
    walk.read(text, call.start, { optional });
}

/** SvelteKit's static modules ask for their names when they build; Astro's are as needed as its schema says. */
function imported(node: Node, walk: Walk): void {
  const from = textOf(asNode(node['source'])?.['value']);
  const isAstro = /^astro:env\/(?:server|client)$/.test(from);
  if (!isAstro && !from.startsWith('$env/static/')) return;
  for (const each of listOf(node['specifiers'])) {
    const name = textOf(asNode(each['imported'])?.['name']);
    if (name !== 'getSecret') walk.read(name, each.start, { optional: isAstro });
  }
}

/** Reads through helpers of the file itself, and the calls that may go to a helper of another one. */
function helperCalls(nodes: readonly Node[], walk: Walk, lineAt: (at: number) => number): EnvHelperCall[] {
  const calls: EnvHelperCall[] = [];
  for (const node of nodes) {
    if (node.type !== 'CallExpression') continue;
    const callee = unwrap(asNode(node['callee']));
    const local = callee?.type === 'Identifier' ? textOf(callee['name']) : memberName(callee);
    const own = walk.helpers.find(({ name }) => name === local);
    if (own && !walk.functions.some((each) => each.name === local && each.node.start <= node.start && node.start < endOf(each.node))) {
      const optional = own.optional || hasDefault(node, own.argument) || walk.lenient.nodes.has(node);
      for (const name of namedIn(node, own.argument, walk.known).filter((each) => UPPER.test(each)))
        walk.read(name, node.start, { optional });
      continue;
    }
    const object = callee?.type === 'MemberExpression' ? textOf(unwrap(asNode(callee['object']))?.['name']) : '';
    const origin = walk.known.imports.get(object === '' ? local : object);
    if (!origin || calls.length >= 500) continue;
    const helper = object === '' ? origin.name : local;
    for (const argument of [0, 1])
      for (const name of namedIn(node, argument, walk.known).filter((each) => UPPER.test(each))) {
        const optional = hasDefault(node, argument) || walk.lenient.nodes.has(node);
        calls.push({ from: origin.from, helper, argument, name, line: lineAt(node.start), optional });
      }
  }
  return calls;
}
