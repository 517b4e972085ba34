import { asNode, listOf, type Node, textOf, unwrap } from '../syntax-tree.ts';
import { askedHost } from './addresses.ts';
import type { CodeFile } from './file.ts';
import { calleeOf, type Found, propertyOf } from './shape.ts';

const REQUESTS =
  /^(fetch|\$fetch|ofetch|axios|got|ky|needle|superagent|request|undici\.(fetch|request)|(axios|got|ky|needle|superagent|http|https)\.(get|post|put|patch|delete|head|request|stream))$/;
const VISITS = /(^|\.)(page|tab)\.goto$/;

/** Requests of a server to whichever host a request names. */
export function serverFetches(file: CodeFile): Found[] {
  if (file.side === 'client') return [];
  return file.nodes.flatMap((node): Found[] => {
    if (node.type !== 'CallExpression') return [];
    const callee = calleeOf(node, file);
    if (!REQUESTS.test(callee) && !VISITS.test(callee)) return [];
    const what = askedHost(addressOf(listOf(node['arguments'])[0] ?? null), { use: node, file });
    return what === null ? [] : [{ what, at: node.start }];
  });
}

function addressOf(argument: Node | null): Node | null {
  const node = unwrap(argument);
  if (node?.type === 'ObjectExpression') return propertyOf(node, 'url');
  // `fetch(new Request(url))`
  const made = node?.type === 'NewExpression' && textOf(asNode(node['callee'])?.['name']) === 'Request';
  return made ? (listOf(node['arguments'])[0] ?? null) : node;
}
