import { asNode, listOf, type Node, textOf, unwrap } from '../syntax-tree.ts';
import { type Code, functionOf, propertyOf } from './shape.ts';

type File = Code & { nodes: readonly Node[] };

/** A function that a page calls by its name, and what stands before it. */
interface Procedure {
  method: 'GET' | 'POST';
  path: string;
  shape: 'procedure' | 'action';
  at: Node;
  handler: Node;
  before: Node[];
}

/** Links of a chain that are followed, and procedures that build on one another. */
const LIMITS = { links: 500, procedures: 20 } as const;

/**
 * Procedures of tRPC (https://trpc.io/docs/server/procedures), server functions of TanStack Start
 * (https://tanstack.com/start/latest/docs/framework/react/guide/server-functions) and actions of Astro
 * (https://docs.astro.build/en/guides/actions/): whoever knows their name can call them.
 */
export function proceduresOf(file: File): Procedure[] {
  return file.nodes.flatMap((node): Procedure[] => {
    const named =
      node.type === 'Property' ? [node['key'], node['value']] : node.type === 'VariableDeclarator' ? [node['id'], node['init']] : [];
    const [key, call] = named.map((each) => unwrap(asNode(each)));
    if (call?.type !== 'CallExpression') return [];
    const path = `procedure ${textOf(key?.['name'] ?? key?.['value'])}`;
    const first = listOf(call['arguments'])[0] ?? null;
    const callee = unwrap(asNode(call['callee']));
    const does = textOf(asNode(callee?.['property'])?.['name']);
    if (textOf(callee?.['name']) === 'defineAction') {
      const handler = functionOf(propertyOf(unwrap(first), 'handler'), file);
      return handler ? [{ method: 'POST', path, shape: 'action', at: node, handler, before: [] }] : [];
    }
    const handler = /^(query|mutation|handler)$/.test(does) ? functionOf(first, file) : null;
    const chain = asNode(callee?.['object']);
    const before = handler && (does === 'handler' ? serverFunctionBefore(chain) : chainedBefore(chain, file));
    return handler && before ? [{ method: does === 'query' ? 'GET' : 'POST', path, shape: 'procedure', at: node, handler, before }] : [];
  });
}

/** What `middleware` puts before `createServerFn().middleware([guard]).handler()`; null for any other chain. */
function serverFunctionBefore(chain: Node | null): Node[] | null {
  const before: Node[] = [];
  let of = unwrap(chain);
  for (let deep = 0; of?.type === 'CallExpression' && deep < LIMITS.links; deep += 1) {
    const callee: Node | null = unwrap(asNode(of['callee']));
    if (textOf(callee?.['name']) === 'createServerFn') return before;
    if (textOf(asNode(callee?.['property'])?.['name']) === 'middleware') before.push(...listOf(of['arguments']));
    of = unwrap(asNode(callee?.['object']));
  }
  return null;
}

/** What a chain of tRPC puts before its end, `use` by `use`, down to a procedure that has its own; null for any other chain. */
function chainedBefore(chain: Node | null, file: File, built = 0): Node[] | null {
  const before: Node[] = [];
  let of = unwrap(chain);
  for (let deep = 0; of && deep < LIMITS.links; deep += 1) {
    if (of.type !== 'CallExpression') break;
    const callee: Node | null = unwrap(asNode(of['callee']));
    if (textOf(asNode(callee?.['property'])?.['name']) === 'use') before.push(...listOf(of['arguments']));
    of = unwrap(asNode(callee?.['object']));
  }
  const name = textOf(of?.['name'] ?? asNode(of?.['property'])?.['name']);
  if (!of || !/procedure$/i.test(name)) return null;
  const isOwn = of.type === 'Identifier' && !file.imported.has(name) && built < LIMITS.procedures;
  const made = isOwn ? file.nodes.find((node) => node.type === 'VariableDeclarator' && asNode(node['id'])?.['name'] === name) : undefined;
  const init = made ? unwrap(asNode(made['init'])) : null;
  const own = init && init.start < of.start ? chainedBefore(init, file, built + 1) : null;
  return [...before, ...(own ?? [of])];
}
