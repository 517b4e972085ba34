import { asNode, listOf, type Node, textOf, unwrap } from '../syntax-tree.ts';
import { exportsOf, type Handler } from './handlers.ts';
import { type Code, functionOf, textAt } from './shape.ts';

const MOST = 60;

/** Functions that answer requests and that no route of their own file names: those that other files can hang, and methods of classes. */
export function controllersOf(
  file: Code & { program: unknown; nodes: readonly Node[] },
  handlers: readonly Handler[],
): (Handler & { name: string })[] {
  const known = new Set(handlers.map(({ handler }) => handler));
  const named = [...exportsOf(file).flatMap(({ name, value }) => [{ name, value }, ...membersOf(value)]), ...file.nodes.flatMap(methodsOf)];
  const found = new Map<Node, Handler & { name: string }>();
  for (const { name, value } of named) {
    const handler = functionOf(value, file);
    if (handler && name !== '' && !known.has(handler) && !found.has(handler) && answersRequests(handler, file) && found.size < MOST)
      found.set(handler, { name, method: 'POST', path: `/${name}`, shape: 'request', at: handler, handler, before: [] });
  }
  return [...found.values()];
}

/** `(req, res) =>` of Express, `(request, reply) =>` of Fastify and `(c: Context) =>` of Hono. */
export function answersRequests(made: Node, code: Code): boolean {
  const [first, second] = listOf(made['params']);
  const [request, answer] = [textOf(first?.['name']), textOf(second?.['name'])];
  if (/^_?req(uest)?$/.test(request) && /^_?(res|response|reply)$/.test(answer)) return true;
  return request === 'c' && /\bContext\b/.test(textAt(asNode(first?.['typeAnnotation']), code));
}

/** The functions of an object: `export const users = { list: async (req, res) => {} }`. */
function membersOf(value: Node | null): { name: string; value: Node | null }[] {
  if (value?.type !== 'ObjectExpression') return [];
  return listOf(value['properties']).map((each) => ({ name: textOf(asNode(each['key'])?.['name']), value: unwrap(asNode(each['value'])) }));
}

/** The methods of a class, also those that are written as properties. */
function methodsOf({ type, key, value }: Node): { name: string; value: Node | null }[] {
  if (type !== 'MethodDefinition' && type !== 'PropertyDefinition') return [];
  return [{ name: textOf(asNode(key)?.['name']), value: unwrap(asNode(value)) }];
}
