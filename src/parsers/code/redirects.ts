import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { askedHost } from './addresses.ts';
import { namesOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { headerOf } from './origins.ts';
import { calleeOf, type Found, functionOf, propertyOf, textAt } from './shape.ts';

/** Redirects to wherever the request says. */
export function openRedirects(file: CodeFile): Found[] {
  const found = file.nodes.flatMap((node): Found[] => {
    const what = askedHost(targetOf(node, file), { use: node, file });
    return what === null ? [] : [{ what, at: node.start }];
  });
  return [...found, ...loginRedirects(file)];
}

/** The `redirect` callback of Auth.js that leads to every address it is asked for: https://authjs.dev/reference/core#redirect */
function loginRedirects(file: CodeFile): Found[] {
  return file.nodes.flatMap((node): Found[] => {
    const made = node.type === 'ObjectExpression' ? functionOf(propertyOf(propertyOf(node, 'callbacks'), 'redirect'), file) : null;
    const url = namesOf(listOf(made?.['params'])[0] ?? null).find(({ path }) => path[0] === 'url')?.name;
    const body = asNode(made?.['body']);
    if (!made || !body || url === undefined) return [];
    const answers = body.type === 'BlockStatement' ? nodesOf(body).filter(({ type }) => type === 'ReturnStatement') : [body];
    const asIs = answers.find((each) => {
      const answer = unwrap(each.type === 'ReturnStatement' ? asNode(each['argument']) : each);
      return answer?.type === 'Identifier' && answer['name'] === url;
    });
    // Whatever is asked of the address before is taken to ask for its host.
    const isAsked = nodesOf(body).some(({ type }) => type === 'IfStatement' || type === 'ConditionalExpression');
    return asIs && !isAsked ? [{ what: url, at: asIs.start }] : [];
  });
}

/** Where a node leads to: a call of `redirect`, a `Location` header, and the address of the page that a script changes. */
function targetOf(node: Node, file: CodeFile): Node | null {
  if (
    node.type === 'CallExpression' &&
    /(^|\.)(redirect|permanentRedirect|sendRedirect|location\.(assign|replace))$/.test(calleeOf(node, file))
  )
    return (
      listOf(node['arguments'])
        .map(unwrap)
        .find((each) => each !== null && !/^(Literal|ObjectExpression)$/.test(each.type) && !isContext(each)) ?? null
    );
  const isAddress =
    node.type === 'AssignmentExpression' && /^(window\.|document\.)?location(\.href)?$/.test(textAt(asNode(node['left']), file));
  if (isAddress) return asNode(node['right']);
  return headerOf(node, file).find(({ name }) => /^location$/i.test(name))?.value ?? null;
}

/** What h3 takes before the address. */
function isContext(node: Node): boolean {
  return node.type === 'Identifier' && /^(event|res|reply)$/.test(textOf(node['name']));
}
