import { asNode, listOf, literalOf, type Node, textOf, unwrap } from '../syntax-tree.ts';
import type { CodeFile } from './file.ts';
import { propertyOf } from './handlers.ts';
import { calleeOf, type Found, textAt } from './shape.ts';

/** Cookies that let somebody in. */
const LOGIN =
  /^(?!.*(csrf|xsrf|theme|locale|consent|public|expires))(.*[-_.])?(session(_?id)?|sid|sess|token|jwt|auth|access_?token|refresh_?token|auth_?token|session_?token|id_?token|connect\.sid)$/i;
const SETS = /^(?:\w+\.){0,3}(?:cookie|setCookie)$|(^|\.)cookies\.set$|^cookieStore\.set$/;

/** Login cookies that scripts of the page can read, by their options, or because a script writes them. */
export function bareCookies(file: CodeFile): Found[] {
  return file.nodes.flatMap((node): Found[] => {
    const at = node.start;
    const written = node.type === 'AssignmentExpression' && textAt(asNode(node['left']), file) === 'document.cookie';
    if (written) return named(startOf(asNode(node['right']))).map((what) => ({ what, at }));
    if (node.type !== 'CallExpression') return [];
    if (file.side === 'client') return [];
    const callee = calleeOf(node, file);
    return SETS.test(callee) || isNextStore(node, file) ? bySet(node, at, file) : bySession(node, callee, at);
  });
}

/** `(await cookies()).set()` of Next.js, also by another name. */
function isNextStore(call: Node, file: CodeFile): boolean {
  const callee = unwrap(asNode(call['callee']));
  const object = unwrap(asNode(callee?.['object']));
  const store = object?.type === 'Identifier' ? only(object, file) : object;
  return (
    textOf(asNode(callee?.['property'])?.['name']) === 'set' && store?.type === 'CallExpression' && calleeOf(store, file) === 'cookies'
  );
}

/** SvelteKit sets HttpOnly and Secure by itself. */
function isSvelteKit({ path }: CodeFile): boolean {
  return /(^|\/)(\+|hooks\.server)/.test(path);
}

function bySet(call: Node, at: number, file: CodeFile): Found[] {
  // Next.js takes one object, Hono the context first, Express and Fastify name, value and options.
  const args = listOf(call['arguments']).map(unwrap);
  const whole = args.length === 1 && args[0]?.type === 'ObjectExpression' ? args[0] : null;
  const first = args.findIndex((each) => literalOf(each, new Map()) !== null);
  const name = whole
    ? literalOf(propertyOf(whole, 'name'), new Map())
    : first === -1 || first > 1
      ? null
      : literalOf(args[first]!, new Map());
  const options = whole ?? args[first + 2] ?? null;
  if (name === null || !LOGIN.test(name)) return [];
  if (isCleared(whole ? propertyOf(whole, 'value') : (args[first + 1] ?? null))) return [];
  if (options === null) return isSvelteKit(file) ? [] : [{ what: name, at }];
  const known = options.type === 'Identifier' ? only(options, file) : options;
  if (known?.type !== 'ObjectExpression' || listOf(known['properties']).some(({ type }) => type === 'SpreadElement')) return [];
  const httpOnly = propertyOf(known, 'httpOnly');
  return httpOnly?.['value'] === false || (httpOnly === null && !isSvelteKit(file)) ? [{ what: name, at }] : [];
}

function only(name: Node, file: CodeFile): Node | null {
  const [one, ...more] = file.bindings.get(textOf(name['name'])) ?? [];
  return one && more.length === 0 ? one.init : null;
}

/** A cookie that is taken away holds nothing. */
function isCleared(value: Node | null): boolean {
  return value?.['value'] === '';
}

/** `session({ cookie: { httpOnly: false } })` of Express and Fastify. */
function bySession(call: Node, callee: string, at: number): Found[] {
  if (!/^(session|cookieSession)$/.test(callee)) return [];
  const cookie = propertyOf(unwrap(listOf(call['arguments'])[0] ?? null), 'cookie');
  return propertyOf(cookie, 'httpOnly')?.['value'] === false ? [{ what: 'the session', at }] : [];
}

/** The text that a value begins with. */
function startOf(value: Node | null): string {
  const node = unwrap(value);
  if (node?.type === 'BinaryExpression') return startOf(asNode(node['left']));
  const quasi = listOf(node?.['quasis'])[0]?.['value'] as { raw?: unknown } | undefined; // as: what a template element holds
  return node?.type === 'TemplateLiteral' ? textOf(quasi?.raw) : (literalOf(node, new Map()) ?? '');
}

function named(text: string): string[] {
  const [, name = '', value = ''] = /^\s*([\w.-]{1,80})=([^;]{0,40})/.exec(text) ?? [];
  const cleared = value === '' && /;\s*(max-age=0|max-age=-|expires=thu, 01 jan 1970)/i.test(text);
  return LOGIN.test(name) && !cleared ? [name] : [];
}
