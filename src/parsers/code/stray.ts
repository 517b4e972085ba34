import { asNode, listOf, literalOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { above, bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { paidCall } from './paid.ts';
import { asFunction, calleeOf, type Found, nameOf, textAt } from './shape.ts';

/** Names of arguments and properties with an address to come back to. */
const CALLBACK =
  /^(redirectTo|redirect_?ur[il]|callback_?ur[il]|emailRedirectTo|success_?url|cancel_?url|return_?url|failureRedirect|successRedirect|post_?logout_?redirect_?uri|after(SignIn|SignUp|SignOut)Url|site_?url|refresh_?url)$/i;
const STRAY =
  /^https?:\/\/(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])([:/]|$)|^https:\/\/[\w-]+(\.[\w-]+)*\.(ngrok(-free)?\.(app|dev)|ngrok\.io|loca\.lt|trycloudflare\.com|lovableproject\.com|stackblitz\.io|webcontainer(-api)?\.io|gitpod\.io|app\.github\.dev)([:/]|$)|^https:\/\/[\w-]+-git-[\w-]+\.vercel\.app([:/]|$)|^https:\/\/(deploy-preview-\d+--|id-preview--)[\w-]+\.(netlify\.app|lovable\.app)([:/]|$)/;
/** What sends mail and messages, as paid calls are told. */
const MAIL = /^mail|resend|sendgrid|postmark|mailgun|brevo|mailersend|sparkpost|twilio|loops/;
/** Calls of a page that ask the address they are given first. */
const ASKS =
  /^(fetch|axios|ky|ofetch|\$fetch|io|\$\.(ajax|get|post)|(axios|ky)\.(get|post|put|patch|delete|head|request)|WebSocket|EventSource)$/;
/** Properties with the address that a client asks from then on. */
const BASE = /^(baseUR[LI]|baseUrl|prefixUrl)$/;
/** Clients that pages alone are made with: https://www.better-auth.com/docs/concepts/client, https://trpc.io/docs/client */
const CLIENT = /^(createAuthClient|createTRPC\w*Client|httpBatchLink|httpLink|httpBatchStreamLink)$/;
const NAMED = /^(VITE_)?(API|BASE|BACKEND|SERVER|SOCKET|WS)_?(BASE_?)?(URL|URI|HOST|ENDPOINT)$/i;
const ADDRESS = /(?:https?|wss?):\/\/[^\s"'<>`)]{1,300}/g;
/** Tests of where the code runs. */
const ASKS_WHERE = /\bdev|prod|NODE_ENV|hostname|local/i;

/** Addresses to come back to after a login or payment that lead to a developer's machine or a preview. */
export function strayCallbacks(file: CodeFile): Found[] {
  return file.nodes.flatMap((node): Found[] => {
    if (node.type !== 'Property' || !CALLBACK.test(textOf(asNode(node['key'])?.['name'] ?? asNode(node['key'])?.['value']))) return [];
    const address = STRAY.exec(startOf(unwrap(asNode(node['value'])), file))?.[0];
    return address ? [{ what: bare(address), at: node.start }] : [];
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

/** Links in mail that lead to a developer's machine or a preview, and pages that ask such a machine. */
export function strayAddresses(file: CodeFile): Found[] {
  return file.nodes.flatMap((node): Found[] => {
    const mailed = node.type === 'CallExpression' && paidCall(node, file).some(({ what }) => MAIL.test(what)) ? linkIn(node, file) : null;
    if (mailed !== null) return [{ what: `mails a link to ${mailed}`, at: node.start }];
    const asked = file.side === 'server' ? null : askedBy(node, file);
    const address = asked && isForAll(node, file) ? STRAY.exec(startOf(unwrap(asked), file).replace(/^ws/, 'http'))?.[0] : undefined;
    return address === undefined ? [] : [{ what: `asks ${bare(address)}`, at: node.start }];
  });
}

/** The first such address in what a call sends, where no other one may stand in its place. */
function linkIn(call: Node, file: CodeFile): string | null {
  const own = listOf(call['arguments']).flatMap((each) => nodesOf(each));
  const named = own.flatMap((each) => {
    const binding = bindingOf(each, file.bindings);
    return binding?.init && binding.path.length === 0 && !asFunction(binding.init) ? nodesOf(binding.init) : [];
  });
  for (const each of [...own, ...named]) {
    if ((each.type !== 'Literal' && each.type !== 'TemplateElement') || !isForAll(each, file)) continue;
    for (const [address] of textAt(each, file).slice(0, 20_000).matchAll(ADDRESS)) {
      const stray = STRAY.exec(address)?.[0];
      if (stray !== undefined) return bare(stray);
    }
  }
  return null;
}

/** What a page asks: the address of a request, the base of a client, and a constant by its name. */
function askedBy(node: Node, file: CodeFile): Node | null {
  const isCall = node.type === 'CallExpression' || node.type === 'NewExpression';
  if (isCall && file.side === 'client' && ASKS.test(calleeOf(node, file))) return listOf(node['arguments'])[0] ?? null;
  if (node.type === 'VariableDeclarator') {
    const isKept = above(node, file.parents, ({ type }) => type !== 'VariableDeclaration')?.type === 'ExportNamedDeclaration';
    return isKept && NAMED.test(nameOf(node['id'])) ? asNode(node['init']) : null;
  }
  if (node.type !== 'Property') return null;
  const call = above(node, file.parents, ({ type }) => type !== 'ObjectExpression');
  const callee = call?.type === 'CallExpression' ? calleeOf(call, file) : '';
  const isBase = BASE.test(nameOf(node['key'])) && (file.side === 'client' || CLIENT.test(callee));
  return isBase || (nameOf(node['key']) === 'url' && CLIENT.test(callee)) ? asNode(node['value']) : null;
}

/** False where another address may stand in its place, as behind a variable, or on the machine of a developer. */
function isForAll(node: Node, file: CodeFile): boolean {
  const around = above(node, file.parents, (each) => {
    if (each.type === 'LogicalExpression') return true;
    const isTest = each.type === 'IfStatement' || each.type === 'ConditionalExpression';
    return isTest && ASKS_WHERE.test(textAt(asNode(each['test']), file));
  });
  return around === null;
}

function bare(address: string): string {
  return address.replace(/[:/]$/, '');
}
