import { asNode, listOf, literalOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { above, bindingOf, requiredBy } from './bindings.ts';
import { GUARD, guardNames, type HelperCall, helperCalls, LIMITED, type Proof, saidBy, SIGNED } from './borrowed.ts';
import type { CodeFile } from './file.ts';
import { ROLE } from './roles.ts';
import { asFunction, calleeOf, propertyOf, textAt } from './shape.ts';

/** Routes of another file that are hung below what stands before them here. */
export interface Mount {
  from: string;
  /** The path that they are hung below; empty where there is none. */
  path: string;
  own: Proof;
  calls: HelperCall[];
}

const MOST = 40;
/** Routers that hang in each other. */
const DEEPEST = 5;
const HOOKS = /^(onRequest|preHandler|preValidation|preParsing)$/;

/** The calls of a file that set something before handlers: `use` of Express and Hono, `all('*')` of Express, `addHook` of Fastify. */
export function guardsOf(file: CodeFile): Node[] {
  return file.nodes.filter((node) => {
    if (node.type !== 'CallExpression') return false;
    const callee = calleeOf(node, file);
    return /\.(use|addHook)$/.test(callee) || (callee.endsWith('.all') && pathsOf(node)?.some((path) => path.endsWith('*')) === true);
  });
}

/** The paths that such a call names; null where it names none and stands before all. */
function pathsOf(use: Node): string[] | null {
  const first = unwrap(listOf(use['arguments'])[0] ?? null);
  const paths = (first?.type === 'ArrayExpression' ? listOf(first['elements']) : [first]).map((each) => literalOf(unwrap(each), new Map()));
  return paths.length > 0 && paths.every((each) => each !== null) ? paths : null;
}

/** True for `app.use(guard)` and `app.use('/api', guard)` around a path, and for a hook of all requests. */
export function guardsPath(use: Node, path: string, file: CodeFile): boolean {
  const [first] = listOf(use['arguments']);
  const paths = pathsOf(use);
  if (calleeOf(use, file).endsWith('.addHook')) return HOOKS.test(paths?.[0] ?? '');
  return paths === null ? !/^(express\.|cors|helmet|morgan)/.test(textAt(first ?? null, file)) : paths.some((each) => isBelow(path, each));
}

/** `/a` is no part of `/ask`; `/a/*`, `/a` and `/a*` are told apart as routers do. */
function isBelow(path: string, prefix: string): boolean {
  const bare = prefix.replace(/(\/\*?|\*)$/, '');
  return path === bare || path.startsWith(/[^/]\*$/.test(prefix) ? bare : `${bare}/`);
}

/** True for a guard of a route of the same file: of Express and Hono it stands before the routes that are told after it alone. */
export function guardsRoute(use: Node, { path, at }: { path: string; at: Node }, file: CodeFile): boolean {
  if (!guardsPath(use, path, file)) return false;
  const isHook = calleeOf(use, file).endsWith('.addHook');
  const isTold = routerOf(use, file) === routerOf(at, file) && inside(use, file) === inside(at, file);
  return isHook || !isTold || (use['end'] as number) < (at['end'] as number); // as: every node of the parser has an end
}

/** What a call in a chain is of: a name, or where the chain begins. */
function routerOf(call: Node, file: CodeFile): string {
  let of: Node | null = call;
  while (of?.type === 'CallExpression') of = unwrap(asNode(unwrap(asNode(of['callee']))?.['object'])) ?? null;
  return of?.type === 'Identifier' ? textAt(of, file) : String(call.start);
}

/** The function around a call: what stands in another one may run before or after. */
function inside(call: Node, { parents }: CodeFile): Node | null {
  return above(call, parents, (node) => asFunction(node) !== null);
}

/** `app.use('/admin', guard, router)`, `app.route('/admin', router)` and `fastify.register(routes)` with a router of another file. */
export function mountsOf(file: CodeFile): Mount[] {
  const guards = guardsOf(file);
  return file.nodes
    .flatMap((node): Mount[] => {
      if (node.type !== 'CallExpression' || !/\.(use|register|route)$/.test(calleeOf(node, file))) return [];
      const args = listOf(node['arguments']);
      const router = args.map(unwrap).findLast((each) => each?.type === 'Identifier' || requiredBy(each) !== null) ?? null;
      const from = requiredBy(router) ?? bindingOf(router, file.bindings)?.imported?.from;
      if (!router || from === undefined) return [];
      const options = args.map(unwrap).find((each) => each?.type === 'ObjectExpression') ?? null;
      const path = literalOf(args[0] ?? null, new Map()) ?? literalOf(propertyOf(options, 'prefix'), new Map()) ?? '';
      const earlier = guards.filter((guard) => guard.start < node.start && guardsPath(guard, path || '/', file) && !hangsRoutes(guard));
      const before = [...args.filter((each) => unwrap(each) !== router && unwrap(each) !== options), ...earlier];
      const nodes = before.flatMap((each) => nodesOf(each));
      const words = saidBy(
        before.filter(({ type }) => type !== 'Literal'),
        file,
        new Set(guardNames(nodes, file)),
      );
      const own = { signed: SIGNED.test(words), authenticated: GUARD.test(words), ranked: ROLE.test(words), limited: LIMITED.test(words) };
      return [{ from, path: path.startsWith('/') ? path : '', own, calls: helperCalls(nodes, file, { standsBefore: true }) }];
    })
    .slice(0, MOST);
}

/** The path below which the routes of a file hang, through the files that hang it there; empty where nothing tells it. */
export function pathBelow(file: string, hung: ReadonlyMap<string, readonly { path: string; file: string }[]>, depth = 0): string {
  const [first] = hung.get(file) ?? [];
  if (!first || depth > DEEPEST) return '';
  return `${pathBelow(first.file, hung, depth + 1)}${first.path.replace(/\/?\*?$/, '')}`;
}

/** A router is no guard, whatever it is named. */
function hangsRoutes(use: Node): boolean {
  const last = unwrap(listOf(use['arguments']).at(-1) ?? null);
  return /rout|api$/i.test(requiredBy(last) ?? textOf(last?.['name'] ?? asNode(last?.['callee'])?.['name']));
}
