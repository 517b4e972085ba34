import { asNode, listOf, literalOf, type Node, unwrap } from '../syntax-tree.ts';
import { above } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { asFunction, calleeOf, textAt } from './shape.ts';

/** A call that sets something before handlers. */
export interface ToldGuard {
  node: Node;
  /** The paths that it names; null where it names none and stands before all. */
  paths: string[] | null;
  isHook: boolean;
  /** What is called of: a name, or where the chain begins. */
  router: string;
  /** The function around it: what stands in another one may run before or after. */
  within: Node | null;
}

const HOOKS = /^(onRequest|preHandler|preValidation|preParsing)$/;
/** What reads bodies and sets headers, and keeps nobody out. */
const IDLE = /^(express\.|cors|helmet|morgan)/;
/** Guards that are kept of one route. */
const MOST = 60;

const KNOWN = new WeakMap<CodeFile, readonly ToldGuard[]>();

/** The calls of a file that set something before handlers: `use` of Express and Hono, `all('*')` of Express, `addHook` of Fastify. */
export function guardsOf(file: CodeFile): readonly ToldGuard[] {
  const guards = KNOWN.get(file) ?? file.nodes.flatMap((node) => guardIn(node, file));
  KNOWN.set(file, guards);
  return guards;
}

function guardIn(node: Node, file: CodeFile): ToldGuard[] {
  const callee = node.type === 'CallExpression' ? calleeOf(node, file) : '';
  if (!/\.(use|addHook|all)$/.test(callee)) return [];
  const paths = pathsOf(node);
  const isHook = callee.endsWith('.addHook');
  const isGuard = callee.endsWith('.all') ? paths?.some((path) => path.endsWith('*')) : !isHook || HOOKS.test(paths?.[0] ?? '');
  if (!isGuard || (paths === null && IDLE.test(textAt(listOf(node['arguments'])[0] ?? null, file)))) return [];
  return [{ node, paths, isHook, ...placeOf(node, file) }];
}

function pathsOf(use: Node): string[] | null {
  const first = unwrap(listOf(use['arguments'])[0] ?? null);
  const paths = (first?.type === 'ArrayExpression' ? listOf(first['elements']) : [first]).map((each) => literalOf(unwrap(each), new Map()));
  return paths.length > 0 && paths.every((each) => each !== null) ? paths : null;
}

function placeOf(call: Node, file: CodeFile): Pick<ToldGuard, 'router' | 'within'> {
  let of: Node | null = call;
  while (of?.type === 'CallExpression') of = unwrap(asNode(unwrap(asNode(of['callee']))?.['object'])) ?? null;
  const router = of?.type === 'Identifier' ? textAt(of, file) : String(call.start);
  return { router, within: above(call, file.parents, (node) => asFunction(node) !== null) };
}

/** True for `app.use(guard)` and `app.use('/api', guard)` around a path, and for a hook of all requests. */
export function guardsPath({ paths, isHook }: ToldGuard, path: string): boolean {
  return isHook || paths === null || paths.some((each) => isBelow(path, each));
}

/** `/a` is no part of `/ask`; `/a/*`, `/a` and `/a*` are told apart as routers do. */
function isBelow(path: string, prefix: string): boolean {
  const bare = prefix.replace(/(\/\*?|\*)$/, '');
  return path === bare || path.startsWith(/[^/]\*$/.test(prefix) ? bare : `${bare}/`);
}

/** What stands before a route of the same file: of Express and Hono, guards stand before the routes that are told after them alone. */
export function guardsBefore({ path, at }: { path: string; at: Node }, file: CodeFile): Node[] {
  const guards = guardsOf(file);
  if (guards.length === 0) return [];
  const { router, within } = placeOf(at, file);
  const standing = guards.filter((guard) => {
    if (!guardsPath(guard, path)) return false;
    const isTold = guard.router === router && guard.within === within;
    return guard.isHook || !isTold || (guard.node['end'] as number) < (at['end'] as number); // as: every node of the parser has an end
  });
  return standing.slice(0, MOST).map(({ node }) => node);
}
