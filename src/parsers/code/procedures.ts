import { asNode, listOf, type Node, textOf, unwrap } from '../syntax-tree.ts';
import { type Code, functionOf } from './shape.ts';

type File = Code & { nodes: readonly Node[] };

/** A procedure of tRPC, and what stands before it. */
interface Procedure {
  method: 'GET' | 'POST';
  path: string;
  at: Node;
  handler: Node;
  before: Node[];
}

/** Links of a chain that are followed, and procedures that build on one another. */
const LIMITS = { links: 500, procedures: 20 } as const;

/** Procedures of tRPC: `publicProcedure.input(schema).mutation(async ({ ctx, input }) => {})`: https://trpc.io/docs/server/procedures */
export function proceduresOf(file: File): Procedure[] {
  return file.nodes.flatMap((node): Procedure[] => {
    const named =
      node.type === 'Property' ? [node['key'], node['value']] : node.type === 'VariableDeclarator' ? [node['id'], node['init']] : [];
    const [key, call] = named.map((each) => unwrap(asNode(each)));
    const callee = call?.type === 'CallExpression' ? unwrap(asNode(call['callee'])) : null;
    const does = textOf(asNode(callee?.['property'])?.['name']);
    const handler = call && /^(query|mutation)$/.test(does) ? functionOf(listOf(call['arguments'])[0] ?? null, file) : null;
    const before = handler ? chainedBefore(asNode(callee?.['object']), file) : null;
    const name = textOf(key?.['name'] ?? key?.['value']);
    return handler && before ? [{ method: does === 'query' ? 'GET' : 'POST', path: `procedure ${name}`, at: node, handler, before }] : [];
  });
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
