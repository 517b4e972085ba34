import type { CodeFile } from './file.ts';
import { calleeOf, type Code, type Happens, textAt } from './shape.ts';
import { asNode, listOf, literalOf, type Node, textOf, unwrap } from '../syntax-tree.ts';

/** Names of arguments and properties with an address to come back to. */
const CALLBACK = /^(redirectTo|redirect_?ur[il]|callback_?ur[il]|emailRedirectTo|success_?url|cancel_?url|return_?url)$/i;
const STRAY =
  /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$)|^https:\/\/[\w-]+(\.[\w-]+)*\.(ngrok(-free)?\.app|ngrok\.io|lovableproject\.com|stackblitz\.io|webcontainer\.io)([:/]|$)/;
const ASKED = /\b(searchParams|query|req\.params|request\.params)\b/;
/** A value taken from the request as it is; one that went through another function was looked at there. */
const TAKEN =
  /^\s*(?:(?:String|decodeURIComponent)\(\s*)?(?:\(?\s*await\s+)?(?:new URL\([^)]{0,100}\))?[\w$.!?]{0,100}\b(searchParams|query|params)\b/;

/** Redirects to wherever the request says. */
export function openRedirects(file: CodeFile): Happens[] {
  return file.nodes.flatMap((node) => openRedirect(node, file));
}

/** Addresses to come back to after a login or payment that lead to a developer's machine or a preview. */
export function strayCallbacks(file: CodeFile): Happens[] {
  return file.nodes.flatMap((node) => strayCallback(node, file));
}

function openRedirect(node: Node, code: Code): Happens[] {
  if (node.type !== 'CallExpression' || !/(^|\.)redirect$/.test(calleeOf(node, code))) return [];
  const target = listOf(node['arguments'])
    .map(unwrap)
    .find((each) => each !== null && each.type !== 'Literal' && each.type !== 'ObjectExpression');
  const text = textAt(target ?? null, code);
  if (target?.type === 'Identifier') return fromRequest(textOf(target['name']), node, code);
  const direct =
    (target?.type === 'MemberExpression' || target?.type === 'CallExpression' || target?.type === 'LogicalExpression') &&
    ASKED.test(text) &&
    !/safe|allow|valid|sanit|new URL\(/i.test(text);
  return direct ? [{ what: text.replaceAll(/\s+/g, ' ').slice(0, 80), line: code.lineAt(node.start) }] : [];
}

/** A redirect to a variable that is the request's and that nothing looks at before. */
function fromRequest(variable: string, redirect: Node, code: Code): Happens[] {
  const name = variable.replaceAll('$', String.raw`\$`);
  const before = code.source.slice(0, redirect.start);
  const declared = new RegExp(
    `(?:const|let|var)\\s+(?:\\{[^}]{0,200}\\b${name}\\b[^}]{0,200}\\}|${name})\\s*(?::[^=]{0,80})?=([^;\\n]{0,300})`,
  ).exec(before.slice(-4_000));
  if (!declared || !TAKEN.test(declared[1]!)) return []; // !: the group is always there
  const since = before.slice(-4_000).slice(declared.index + declared[0].length);
  const looked = new RegExp(`\\b${name}\\b`).test(since.replaceAll(/console\.\w+\([^)]*\)/g, ''));
  return looked ? [] : [{ what: variable, line: code.lineAt(redirect.start) }];
}

function strayCallback(node: Node, code: Code): Happens[] {
  if (node.type !== 'Property' || !CALLBACK.test(textOf(asNode(node['key'])?.['name'] ?? asNode(node['key'])?.['value']))) return [];
  const value = unwrap(asNode(node['value']));
  const quasi = listOf(value?.['quasis'])[0]?.['value'] as { raw?: unknown } | undefined;
  const start = value?.type === 'TemplateLiteral' ? textOf(quasi?.raw) : literalOf(value, new Map()); // as: what a template element holds
  const address = start && STRAY.exec(start)?.[0];
  return address ? [{ what: address.replace(/[:/]$/, ''), line: code.lineAt(node.start) }] : [];
}
