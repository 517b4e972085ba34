import { asNode, listOf, literalOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { askedHost } from './addresses.ts';
import { namesOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { propertyOf } from './handlers.ts';
import { headerOf } from './origins.ts';
import { calleeOf, type Found, functionOf, textAt } from './shape.ts';

/** Names of arguments and properties with an address to come back to. */
const CALLBACK =
  /^(redirectTo|redirect_?ur[il]|callback_?ur[il]|emailRedirectTo|success_?url|cancel_?url|return_?url|failureRedirect|successRedirect|post_?logout_?redirect_?uri|after(SignIn|SignUp|SignOut)Url|site_?url|refresh_?url)$/i;
const STRAY =
  /^https?:\/\/(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])([:/]|$)|^https:\/\/[\w-]+(\.[\w-]+)*\.(ngrok(-free)?\.(app|dev)|ngrok\.io|loca\.lt|trycloudflare\.com|lovableproject\.com|stackblitz\.io|webcontainer(-api)?\.io|gitpod\.io|app\.github\.dev)([:/]|$)|^https:\/\/[\w-]+-git-[\w-]+\.vercel\.app([:/]|$)|^https:\/\/(deploy-preview-\d+--|id-preview--)[\w-]+\.(netlify\.app|lovable\.app)([:/]|$)/;

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

/** Addresses to come back to after a login or payment that lead to a developer's machine or a preview. */
export function strayCallbacks(file: CodeFile): Found[] {
  return file.nodes.flatMap((node): Found[] => {
    if (node.type !== 'Property' || !CALLBACK.test(textOf(asNode(node['key'])?.['name'] ?? asNode(node['key'])?.['value']))) return [];
    const address = STRAY.exec(startOf(unwrap(asNode(node['value'])), file))?.[0];
    return address ? [{ what: address.replace(/[:/]$/, ''), at: node.start }] : [];
  });
}

/** The text that an address begins with, through constants of the file. */
function startOf(value: Node | null, file: CodeFile, depth = 0): string {
  if (depth > 5) return '';
  if (value?.type === 'Identifier') {
    const [only, ...more] = file.bindings.get(textOf(value['name'])) ?? [];
    return only && more.length === 0 && only.path.length === 0 ? startOf(only.init, file, depth + 1) : '';
  }
  if (value?.type === 'BinaryExpression' && value['operator'] === '+') return startOf(unwrap(asNode(value['left'])), file, depth + 1);
  if (value?.type !== 'TemplateLiteral') return literalOf(value, new Map()) ?? '';
  const text = textOf((listOf(value['quasis'])[0]?.['value'] as { raw?: unknown } | undefined)?.raw); // as: what a template element holds
  return text === '' ? startOf(unwrap(listOf(value['expressions'])[0] ?? null), file, depth + 1) : text;
}
