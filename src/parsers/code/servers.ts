import { asNode, listOf, type Node, textOf, unwrap } from '../syntax-tree.ts';
import { calleeOf, type Code, functionOf, propertyOf } from './shape.ts';

const SERVE = /^(Bun\.serve|Deno\.serve|(http|https)\.createServer|createServer)$/;

/**
 * Functions that a server gives every request: `export default { fetch }` of Cloudflare Workers
 * (https://developers.cloudflare.com/workers/runtime-apis/handlers/fetch/), `Bun.serve({ fetch })`, `Deno.serve()` and `createServer()` of Node.js.
 */
export function serversOf(file: Code & { path: string; program: unknown; nodes: readonly Node[] }): { at: Node; handler: Node }[] {
  // A function of Supabase has a path of its own.
  if (/(^|\/)supabase\/functions\//.test(file.path)) return [];
  const exported = listOf(asNode(file.program)?.['body']).find(({ type }) => type === 'ExportDefaultDeclaration');
  const worker = propertyOf(valueOf(unwrap(asNode(exported?.['declaration'])), file), 'fetch');
  const given = file.nodes.flatMap((node): { at: Node; value: Node | null }[] => {
    const callee = node.type === 'CallExpression' ? calleeOf(node, file).replace(/^require\(['"](?:node:)?(https?)['"]\)/, '$1') : '';
    if (!SERVE.test(callee)) return [];
    const args = listOf(node['arguments']).map(unwrap);
    return [{ at: node, value: args.map((each) => propertyOf(each, 'fetch')).find((each) => each !== null) ?? args.at(-1) ?? null }];
  });
  return [...(worker ? [{ at: worker, value: worker }] : []), ...given].flatMap(({ at, value }) => {
    const handler = functionOf(value, file);
    return handler ? [{ at, handler }] : [];
  });
}

/** An object behind a name. */
function valueOf(node: Node | null, { nodes }: { nodes: readonly Node[] }): Node | null {
  if (node?.type !== 'Identifier') return node;
  const made = nodes.find((each) => each.type === 'VariableDeclarator' && textOf(asNode(each['id'])?.['name']) === node['name']);
  return unwrap(asNode(made?.['init']));
}
