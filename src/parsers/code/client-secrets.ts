import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { calleeOf, type Found, textAt } from './shape.ts';

/** Names of keys that are made for servers alone. */
const SERVERS =
  /SERVICE_?(?:ROLE|KEY)|(STRIPE|CLERK|RAZORPAY|PAYPAL|TWILIO|SENDGRID|RESEND|WEBHOOK|JWT|SUPABASE)_(\w+_)?SECRET|SECRET_KEY$|ADMIN_(API_)?KEY|PRIVATE_KEY$|DATABASE_URL$/i;
const MADE_FOR_ALL = /PUBLISHABLE|ANON|_SITE_KEY|RECAPTCHA|TURNSTILE|HCAPTCHA/i;
/** What only builds put into the browser. */
const IN_BROWSER = /^(NEXT_PUBLIC|VITE|PUBLIC|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY)_/;

/** Keys for servers that code of the browser reads. A name that builds do not give to the browser is empty there and leaks nothing. */
export function clientSecrets(file: CodeFile): Found[] {
  if (file.side !== 'client') return [];
  return file.nodes.flatMap((node): Found[] => {
    if (node.type === 'CallExpression' && calleeOf(node, file).endsWith('createClient')) {
      const given = listOf(node['arguments'])[1];
      const named = given && textOf(given['name']);
      if (named && /service_?role/i.test(named)) return [{ what: named.slice(0, 60), at: node.start }];
    }
    if (node.type !== 'MemberExpression' || !/^(process|import\.meta)\.env$/.test(textAt(asNode(node['object']), file))) return [];
    const name = textOf(asNode(node['property'])?.['name']);
    return IN_BROWSER.test(name) && SERVERS.test(name) && !MADE_FOR_ALL.test(name) && isUsed(node, file)
      ? [{ what: name, at: node.start }]
      : [];
  });
}

/** Handed to a call or declared; not merely tested for. */
function isUsed(node: Node, file: CodeFile): boolean {
  const parent = file.parents.get(node);
  return parent !== undefined && !/^(IfStatement|UnaryExpression)$/.test(parent.type);
}

/** What a browser keeps of who somebody is. */
const STORED =
  /^(localStorage|sessionStorage)\.getItem\(\s*['"`](is_?admin|(user_?)?role|admin(_?(access|auth|authenticated|is_?logged_?in|key|logged_?in|mode|session|token|unlocked|user))?)['"`]\s*,?\s*\)$/i;

/** What is said of an address that opens an admin's view: it hides a view, and keeps nobody from the data behind it. */
export const WRITTEN_ADDRESS = 'an address that is written into the page';
const ADDRESS = /^[^@\s]{1,100}@[^@\s]{1,200}\.[a-z]{2,20}$/i;

/** Roles that whoever is logged in can give himself, passwords in the page, and flags of the browser that open an admin's view. */
export function clientAdmins(file: CodeFile): Found[] {
  return file.nodes.flatMap((node): Found[] => {
    const at = node.start;
    if (isOwnRole(node, file))
      return [{ what: `${textAt(node, file).replaceAll(/\s+/g, ' ').slice(0, 70)}, which users can change themselves`, at }];
    if (file.side === 'client' && asksForAddress(node, file)) return [{ what: WRITTEN_ADDRESS, at }];
    if (file.side !== 'client' || node.type !== 'BinaryExpression' || !/^[!=]==?$/.test(textOf(node['operator']))) return [];
    const sides = [asNode(node['left']), asNode(node['right'])];
    const literal = sides.find((each) => each?.type === 'Literal');
    const other = sides.find((each) => each !== literal) ?? null;
    const text = textAt(other, file);
    const value = textOf(literal?.['value']);
    if (/(^|\.)(admin)?_?pass(word|code|phrase)?$/i.test(text) && value.length >= 4)
      return [{ what: 'a password that is written into the page', at }];
    return STORED.test(text) && value !== '' ? [{ what: `${text.slice(0, 60)}, which every visitor can set`, at }] : [];
  });
}

/** `user.email === 'ada@acme.com'`, `ADMINS.includes(user.email)` with a list of addresses that is written out. */
function asksForAddress(node: Node, file: CodeFile): boolean {
  const isAddress = (each: Node | null): boolean => each?.type === 'Literal' && ADDRESS.test(textOf(each['value']));
  const isOwn = (each: Node | null): boolean =>
    /\b(\w*user|me|session|profile|account)\b[\w.?!]*\.email\b[!?]?(\s*(\?\?|\|\|)\s*['"`]{2})?$/i.test(textAt(unwrap(each), file));
  if (node.type === 'BinaryExpression' && /^[!=]==?$/.test(textOf(node['operator']))) {
    const [left, right] = [asNode(node['left']), asNode(node['right'])];
    return (isAddress(left) && isOwn(right)) || (isAddress(right) && isOwn(left));
  }
  const callee = node.type === 'CallExpression' ? unwrap(asNode(node['callee'])) : null;
  if (textOf(asNode(callee?.['property'])?.['name']) !== 'includes' || !isOwn(listOf(node['arguments'])[0] ?? null)) return false;
  const named = unwrap(asNode(callee?.['object']));
  const list = named?.type === 'Identifier' ? unwrap(bindingOf(named, file.bindings)?.init ?? null) : named;
  return list?.type === 'ArrayExpression' && listOf(list['elements']).some(isAddress);
}

/** `user.user_metadata.role`: Supabase lets each user write it. */
function isOwnRole(node: Node, file: CodeFile): boolean {
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/.test(textOf(node['operator']))) return false;
  return nodesOf(node).some(
    (each) =>
      each.type === 'MemberExpression' &&
      /\buser_metadata\??\.(role|is_?admin|admin|plan|tier|subscription\w*|is_?pro|is_?premium)$/i.test(textAt(each, file)),
  );
}
