import { asNode, listOf, literalOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { bindingOf, requiredBy } from './bindings.ts';
import { GUARD, guardNames, type HelperCall, helperCalls, LIMITED, type Proof, saidBy, SIGNED } from './borrowed.ts';
import type { CodeFile } from './file.ts';
import { ROLE } from './roles.ts';
import { calleeOf, propertyOf } from './shape.ts';
import { guardsOf, guardsPath } from './told-guards.ts';

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

/** `app.use('/admin', guard, router)`, `app.route('/admin', router)` and `fastify.register(routes)` with a router of another file. */
export function mountsOf(file: CodeFile): Mount[] {
  const guards = guardsOf(file).filter(({ node }) => !hangsRoutes(node));
  return file.nodes
    .flatMap((node): Mount[] => {
      if (node.type !== 'CallExpression' || !/\.(use|register|route)$/.test(calleeOf(node, file))) return [];
      const args = listOf(node['arguments']);
      const router = args.map(unwrap).findLast((each) => each?.type === 'Identifier' || requiredBy(each) !== null) ?? null;
      const from = requiredBy(router) ?? bindingOf(router, file.bindings)?.imported?.from;
      if (!router || from === undefined) return [];
      const options = args.map(unwrap).find((each) => each?.type === 'ObjectExpression') ?? null;
      const path = literalOf(args[0] ?? null, new Map()) ?? literalOf(propertyOf(options, 'prefix'), new Map()) ?? '';
      const earlier = guards.filter((guard) => guard.node.start < node.start && guardsPath(guard, path || '/'));
      const own = args.filter((each) => unwrap(each) !== router && unwrap(each) !== options);
      const before = [...own, ...earlier.slice(0, MOST).map((guard) => guard.node)];
      const nodes = before.flatMap((each) => nodesOf(each));
      const words = saidBy(
        before.filter(({ type }) => type !== 'Literal'),
        file,
        new Set(guardNames(nodes, file)),
      );
      const proof = {
        signed: SIGNED.test(words),
        authenticated: GUARD.test(words),
        ranked: ROLE.test(words),
        limited: LIMITED.test(words),
      };
      return [{ from, path: path.startsWith('/') ? path : '', own: proof, calls: helperCalls(nodes, file, { standsBefore: true }) }];
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
