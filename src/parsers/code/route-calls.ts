import { asNode, listOf, literalOf, type Node, textOf, unwrap } from '../syntax-tree.ts';
import { type Code, propertyOf } from './shape.ts';

const VERBS = /^(get|post|put|patch|delete|all)$/;
const ROUTER = /^(app|server|router|api|fastify|hono|\w*[rR]outer|\w*Routes)$/;
/** What makes a router, and routes of one that are written in a chain. */
const MADE = /^(express|Router|Hono|OpenAPIHono|Elysia|fastify|Fastify)$/;
const CHAIN = 500;
/** Methods of one path in a chain. */
const VERBS_OF_ONE = 10;
/** What else gives the router back in such a chain. */
const LINK = /^(use|route|basePath|on|onError|notFound|mount)$/;

type File = Code & { nodes: readonly Node[] };

/** A route as a call of a router tells it. */
export interface RouteCall {
  method: string;
  path: string;
  at: Node;
  /** What answers: a function, or the name of one. */
  answers: Node | null;
  /** What stands before it. */
  before: Node[];
}

/** `app.post('/path', guard, handler)` of Express, Hono and Fastify; `router.route('/path').post(handler)`; `fastify.route({})`. */
export function routeCallsOf(file: File): RouteCall[] {
  return file.nodes.flatMap((node): RouteCall[] => {
    if (node.type !== 'CallExpression') return [];
    const callee = unwrap(asNode(node['callee']));
    const verb = textOf(asNode(callee?.['property'])?.['name']);
    const object = unwrap(asNode(callee?.['object']));
    if (!callee || !object) return [];
    if (verb === 'route') return declared(node, object, file);
    if (!VERBS.test(verb)) return [];
    const route = routeCall(object);
    const args = listOf(node['arguments']);
    const [where, rest] = route ? [route, args] : [literalOf(args[0] ?? null, new Map()), args.slice(1)];
    if ((!route && !isRouter(object, file)) || !where?.startsWith('/')) return [];
    // `fastify.post('/x', { preHandler: guard }, handler)`: the options are what stands before.
    const method = verb === 'all' ? 'POST' : verb.toUpperCase();
    return [{ method, path: where, at: node, answers: rest.at(-1) ?? null, before: rest.slice(0, -1) }];
  });
}

/** `fastify.route({ method, url, handler })`. */
function declared(call: Node, object: Node, file: File): RouteCall[] {
  const options = unwrap(listOf(call['arguments'])[0] ?? null);
  if (options?.type !== 'ObjectExpression' || !isRouter(object, file)) return [];
  const value = (name: string): Node | null => propertyOf(options, name);
  const [method, path] = [literalOf(value('method'), new Map()), literalOf(value('url'), new Map())];
  const before = ['preHandler', 'onRequest', 'preValidation', 'config'].flatMap((name) => value(name) ?? []);
  return method && path ? [{ method: method.toUpperCase(), path, at: call, answers: value('handler'), before }] : [];
}

/** True for a router by its name, one that is made where it is used, and what a route of it gives back: `new Hono().get('/a', a).get('/b', b)`. */
function isRouter(node: Node, { imported }: Code): boolean {
  let of: Node | null = node;
  for (let deep = 0; of && deep < CHAIN; deep += 1) {
    if (of.type === 'Identifier') return ROUTER.test(textOf(of['name']));
    if (of.type !== 'CallExpression' && of.type !== 'NewExpression') return false;
    const callee: Node | null = unwrap(asNode(of['callee']));
    const name = textOf(callee?.['name']);
    if (MADE.test(imported.get(name) ?? name)) return true;
    const link = textOf(asNode(callee?.['property'])?.['name']);
    of = VERBS.test(link) || LINK.test(link) ? unwrap(asNode(callee?.['object'])) : null;
  }
  return false;
}

/** The path of `router.route('/path')`, and of the verbs that follow it in a chain; null for anything else. */
function routeCall(node: Node): string | null {
  let of: Node | null = node;
  for (let deep = 0; of?.type === 'CallExpression' && deep < VERBS_OF_ONE; deep += 1) {
    const callee: Node | null = unwrap(asNode(of['callee']));
    const verb = textOf(asNode(callee?.['property'])?.['name']);
    if (verb === 'route') return literalOf(listOf(of['arguments'])[0] ?? null, new Map());
    of = VERBS.test(verb) ? unwrap(asNode(callee?.['object'])) : null;
  }
  return null;
}
