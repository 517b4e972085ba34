import { asNode, listOf, literalOf, type Node, textOf, unwrap } from '../syntax-tree.ts';
import type { CodeFile } from './file.ts';
import { calleeOf, type Found, propertyOf, textAt } from './shape.ts';

/** Cookies that let somebody in. */
const LOGIN =
  /^(?!.*(csrf|xsrf|theme|locale|consent|public|expires))(.*[-_.])?(session(_?id)?|sid|sess|token|jwt|auth|access_?token|refresh_?token|auth_?token|session_?token|id_?token|connect\.sid)$/i;
const SETS = /^(?:\w+\.){0,3}(?:cookie|setCookie)$|(^|\.)cookies\.set$|^cookieStore\.set$/;

/** What a login cookie lacks: scripts can read it, it also travels without encryption, or with requests that other sites make. */
interface Bare extends Found {
  lacks: 'HttpOnly' | 'Secure' | 'SameSite';
}

/** What a framework sets where the options say nothing. */
interface Defaults {
  httpOnly: boolean;
  secure: boolean;
}

const NONE: Defaults = { httpOnly: false, secure: false };
/** Express: https://expressjs.com/en/resources/middleware/session.html */
const EXPRESS_SESSION: Defaults = { httpOnly: true, secure: false };
/** SvelteKit (https://svelte.dev/docs/kit/@sveltejs-kit#Cookies), iron-session, cookie-session and @fastify/session. */
const SAFE: Defaults = { httpOnly: true, secure: true };

/** Login cookies that scripts of the page can read, by their options, or because a script writes them. */
export function bareCookies(file: CodeFile): Found[] {
  return cookiesOf(file).flatMap(({ lacks, what, at }) => (lacks === 'HttpOnly' ? [{ what, at }] : []));
}

/** Login cookies that scripts cannot read, and that browsers also send where nothing is encrypted. */
export function looseCookies(file: CodeFile): Found[] {
  return cookiesOf(file).flatMap(({ lacks, what, at }) => (lacks === 'Secure' ? [{ what, at }] : []));
}

/** Login cookies that browsers also send with requests of other sites; where nothing is said, they do not. */
export function crossingCookies(file: CodeFile): Found[] {
  return cookiesOf(file).flatMap(({ lacks, what, at }) => (lacks === 'SameSite' ? [{ what, at }] : []));
}

function cookiesOf(file: CodeFile): Bare[] {
  return file.nodes.flatMap((node): Bare[] => {
    const at = node.start;
    const written = node.type === 'AssignmentExpression' && textAt(asNode(node['left']), file) === 'document.cookie';
    if (written) return named(startOf(asNode(node['right']))).map((what) => ({ what, at, lacks: 'HttpOnly' }));
    if (node.type !== 'CallExpression' || file.side === 'client') return [];
    const callee = calleeOf(node, file);
    const found = SETS.test(callee) || isNextStore(node, file) ? bySet(node, file) : bySession(node, callee, file);
    return found ? [{ ...found, at }] : [];
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

type Judged = Pick<Bare, 'what' | 'lacks'> | null;

function bySet(call: Node, file: CodeFile): Judged {
  // Next.js takes one object, Hono the context first, Express and Fastify name, value and options.
  const args = listOf(call['arguments']).map(unwrap);
  const whole = args.length === 1 && args[0]?.type === 'ObjectExpression' ? args[0] : null;
  const at = args.findIndex((each) => literalOf(each, new Map()) !== null);
  const name = whole ? literalOf(propertyOf(whole, 'name'), new Map()) : at === -1 || at > 1 ? null : literalOf(args[at]!, new Map());
  if (name === null || !LOGIN.test(name)) return null;
  if (isCleared(whole ? propertyOf(whole, 'value') : (args[at + 1] ?? null))) return null;
  return lacking(name, whole ?? args[at + 2] ?? null, { file, defaults: isSvelteKit(file) ? SAFE : NONE });
}

/** What is missing of the flags of a cookie; null where nothing is, or the options are not written out. */
function lacking(what: string, options: Node | null, { file, defaults }: { file: CodeFile; defaults: Defaults }): Judged {
  const known = options?.type === 'Identifier' ? only(options, file) : options;
  if (options !== null && known?.type !== 'ObjectExpression') return null;
  if (listOf(known?.['properties']).some(({ type }) => type === 'SpreadElement')) return null;
  const isSet = (flag: keyof Defaults): boolean => {
    const value = propertyOf(known, flag);
    return value === null ? defaults[flag] : value['value'] !== false;
  };
  // A cookie that is taken away holds nothing.
  if (propertyOf(known, 'maxAge')?.['value'] === 0) return null;
  if (!isSet('httpOnly')) return { what, lacks: 'HttpOnly' };
  if (!isSet('secure')) return { what, lacks: 'Secure' };
  return /^none$/i.test(textOf(propertyOf(known, 'sameSite')?.['value'])) ? { what, lacks: 'SameSite' } : null;
}

function only(name: Node, file: CodeFile): Node | null {
  const [one, ...more] = file.bindings.get(textOf(name['name'])) ?? [];
  return one && more.length === 0 ? one.init : null;
}

/** A cookie that is taken away holds nothing. */
function isCleared(value: Node | null): boolean {
  return value?.['value'] === '';
}

/** Libraries that keep a session in a cookie: where its options stand, and what they are without them. */
function bySession(call: Node, callee: string, file: CodeFile): Judged {
  const args = listOf(call['arguments']).map(unwrap);
  const [first, second] = args;
  const judged = (options: Node | null, defaults: Defaults): Judged => lacking('the session', options, { file, defaults });
  switch (callee.split('.').at(-1) ?? '') {
    case 'session': {
      const express = propertyOf(first ?? null, 'saveUninitialized') ?? propertyOf(first ?? null, 'resave');
      const cookie = propertyOf(first ?? null, 'cookie');
      // `session()` is a name of many things; one of Express says how it saves.
      return (express !== null || cookie !== null) && callee === 'session' ? judged(cookie, express ? EXPRESS_SESSION : SAFE) : null;
    }
    case 'cookieSession':
      return first?.type === 'ObjectExpression' ? judged(first, SAFE) : null;
    case 'getIronSession': {
      const options = args.at(-1) ?? null;
      const known = options?.type === 'Identifier' ? only(options, file) : options;
      return judged(propertyOf(known, 'cookieOptions'), SAFE);
    }
    case 'createCookieSessionStorage':
    case 'createSessionStorage': {
      const cookie = propertyOf(first ?? null, 'cookie');
      return cookie?.type === 'ObjectExpression' ? judged(cookie, NONE) : null;
    }
    case 'createCookie': {
      const name = literalOf(first ?? null, new Map());
      return name !== null && LOGIN.test(name) ? lacking(name, second ?? null, { file, defaults: NONE }) : null;
    }
    // next-auth and better-auth are right unless they are told otherwise.
    case 'NextAuth':
    case 'betterAuth': {
      const switched =
        propertyOf(first ?? null, 'useSecureCookies') ?? propertyOf(propertyOf(first ?? null, 'advanced'), 'useSecureCookies');
      return switched?.['value'] === false ? { what: 'the session', lacks: 'Secure' } : null;
    }
    default:
      return null;
  }
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
