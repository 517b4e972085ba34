import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import type { CodeFile } from './file.ts';
import { declarationsOf } from './declarations.ts';
import { asksWho } from './guards.ts';
import { exportsOf, type Handler } from './handlers.ts';
import {
  either,
  emptyNames,
  GUARD,
  guardNames,
  type HelperCall,
  helperCalls,
  LIMITED,
  type Proof,
  saidBy,
  SIGNED,
  usedNames,
  withoutCallsOf,
} from './borrowed.ts';
import { pagesOf } from './pages.ts';
import { paidCall } from './paid.ts';
import { reservedAt, reservedFor } from './reserved.ts';
import { asksForRole, ROLE } from './roles.ts';
import { calleeOf, type Happens, propertyOf, withCalled } from './shape.ts';
import { checksSignature } from './signatures.ts';
import { swallowedErrors } from './swallowed-errors.ts';
import { guardsBefore } from './told-guards.ts';
import { JUDGES } from './whole-body.ts';

/** A handler of requests, and what its code says about it. */
export interface CodeRoute extends Proof {
  method: string;
  /** As the code or the file names it, such as `/api/webhooks/stripe`. */
  path: string;
  line: number;
  webhook: boolean;
  /** It is made to be called by a clock. */
  cron: boolean;
  /** Calls that cost money each time. */
  spends: Happens[];
  /** Work that whoever calls has to wait for: paid calls, mail and requests to others. */
  waitsFor: Happens[];
  /** What only some people may do there; nothing where everybody may. */
  reserved?: string;
  /** The same, were it hung below a path for admins. */
  reservedToAdmins?: string;
  /** Catch blocks in which an error ends unseen. */
  swallows: Happens[];
  /** What it makes sure of itself, and the functions of other files that it leaves the rest to. */
  own: Proof;
  calls: HelperCall[];
}

const WEBHOOK = /(^|[/_-])web-?hooks?([/_-]|$)|(^|\/)hooks?\//i;
/** `stripeWebhook`, as functions of Firebase are called. */
const WEBHOOK_WORD = /[a-z]Web[hH]ooks?([A-Z/]|$)/;
const CRON = /(^|[/_-])crons?([/_-]|$)|(^|\/)scheduled([/_-]|$)/i;
/** Routes whose whole answer is that something fails. */
const HEALTH = /(^|[/_-])(health(z|check)?|ready(z)?|live(z|ness)?|ping|status|up)$/i;
/** Handlers of one file. */
const MOST = 500;
/** Callers that run their work after the answer. */
const LATER = /(^|\.)(waitUntil|after|setImmediate|setTimeout|queueMicrotask|defer)$/;

/** What the handlers of a file do, and its pages that are for admins. */
export function routesOf(file: CodeFile): CodeRoute[] {
  const routes = file.handlers
    .filter(({ shape }) => shape !== 'page' && shape !== 'scheduled')
    .slice(0, MOST)
    .map((handler) => described(handler, file));
  const pages = pagesOf(file)
    .map((handler) => described(handler, file))
    .filter(({ reserved }) => reserved !== undefined);
  // Whether strangers may see them is all that is asked of a page.
  return [...routes, ...pages.map((page) => ({ ...page, webhook: false, cron: false, spends: [], waitsFor: [], swallows: [] }))];
}

function described({ method, path, at, handler, before }: Handler, code: CodeFile): CodeRoute {
  const functions = withCalled(handler, code);
  const { around, outside, within, calls: guarded } = standingBefore({ path, at, before }, code);
  const inside = functions.flatMap((node) => nodesOf(node));
  const calls = [...helperCalls(inside, code, { standsBefore: false }), ...guarded];
  // What is done in another file, and what does nothing, is not believed by its name here.
  const names = new Set([...usedNames(inside, code), ...guardNames(outside, code), ...emptyNames(functions, code)]);
  const guarding = saidBy(around, code, names);
  const words = `${saidBy(functions, code, names)}\n${guarding}`;
  const own: Proof = {
    signed: SIGNED.test(guarding) || checksSignature(withoutCallsOf([...inside, ...within], names), code),
    authenticated: GUARD.test(guarding) || asksWho(withoutCallsOf([...inside, ...within], names), code),
    ranked: ROLE.test(guarding) || asksForRole(withoutCallsOf([...inside, ...within], names), code),
    limited: LIMITED.test(words),
  };
  const webhook = isWebhook(path);
  const reserved = reservedFor({ method, path }, inside, code);
  const reservedToAdmins = reservedFor({ method, path: `/admin${path}` }, inside, code);
  return {
    method,
    path,
    line: code.lineAt(at.start),
    webhook,
    cron: CRON.test(path) && !isNetlifys(around, code),
    ...either([own, ...calls.map(({ named }) => named)]),
    spends: inside.flatMap((node) => paidCall(node, code)),
    waitsFor: waits(handler, code),
    ...(reserved !== null && { reserved }),
    ...(reservedToAdmins !== null && { reservedToAdmins }),
    swallows: HEALTH.test(path) ? [] : swallowedErrors(inside, { webhook, code }),
    own,
    calls,
  };
}

/** What stands before a route: in its own call, what the file has set before it, and what functions of the file do that are named there. */
function standingBefore({ path, at, before }: { path: string; at: Node; before: readonly Node[] }, code: CodeFile) {
  const around = [...before, ...guardsBefore({ path, at }, code)];
  const outside = around.flatMap((node) => nodesOf(node));
  const named = new Set(outside.flatMap((node) => (node.type === 'Identifier' ? (code.functions.get(textOf(node['name'])) ?? []) : [])));
  const within = withCalled([...named], code).flatMap((each) => nodesOf(each));
  const calls = [...helperCalls(outside, code, { standsBefore: true }), ...helperCalls(within, code, { standsBefore: false })];
  return { around, outside, within, calls };
}

/** A function that answers requests, as the files that hang it at a path know it. */
export interface Controller {
  name: string;
  /** Its first and last lines. */
  line: number;
  ends: number;
  /** What it does, at no path yet; and what only some people may do there, were it asked to delete. */
  route: CodeRoute;
  reservedToDelete?: string;
}

/** A route of a file that a function of another file answers, and what stands before it. */
export interface Declared {
  method: string;
  path: string;
  own: Proof;
  calls: HelperCall[];
  /** Something before it looks at what was sent. */
  judged: boolean;
  name: string;
  from: string;
}

/** The functions of a file that other files hang at paths. */
export function controllersIn(file: CodeFile): Controller[] {
  return file.controllers.map(({ name, ...handler }) => {
    const route = described({ ...handler, path: '/' }, file);
    const inside = withCalled(handler.handler, file).flatMap((node) => nodesOf(node));
    const reservedToDelete = reservedFor({ method: 'DELETE', path: '/' }, inside, file);
    const ends = file.lineAt(handler.handler['end'] as number); // as: every node of the parser has an end
    return { name, line: route.line, ends, route, ...(reservedToDelete !== null && { reservedToDelete }) };
  });
}

/** The routes of a file that functions of other files answer. */
export function declaredIn(file: CodeFile): Declared[] {
  return declarationsOf(file).map(({ method, path, at, before, name, from }) => {
    const { around, outside, within, calls } = standingBefore({ path, at, before }, file);
    const names = new Set([...guardNames(outside, file), ...usedNames(within, file)]);
    const words = saidBy(around, file, names);
    const own: Proof = {
      signed: SIGNED.test(words) || checksSignature(withoutCallsOf(within, names), file),
      authenticated: GUARD.test(words) || asksWho(withoutCallsOf(within, names), file),
      ranked: ROLE.test(words) || asksForRole(withoutCallsOf(within, names), file),
      limited: LIMITED.test(words),
    };
    return { method, path, own, calls, judged: JUDGES.test(saidBy(around, file, new Set())), name, from };
  });
}

/** A route whose function stands in another file than its path. */
export function answeredBy({ method, path, own }: Declared, { route, reservedToDelete }: Controller): CodeRoute {
  const { reserved, ...rest } = route;
  const kept = reservedAt({ method, path }, { admins: route.reservedToAdmins, deletes: reservedToDelete, all: reserved });
  return {
    ...rest,
    method,
    path,
    webhook: isWebhook(path),
    cron: CRON.test(path),
    ...(kept !== undefined && { reserved: kept }),
    own: either([own, route.own]),
  };
}

function isWebhook(path: string): boolean {
  return WEBHOOK.test(path) || WEBHOOK_WORD.test(path);
}

/** A route as it is below the path that another file hangs its router at; empty where none does. */
export function hungBelow<T extends CodeRoute>({ reservedToAdmins, ...route }: T, below: string): Omit<T, 'reservedToAdmins'> {
  if (below === '' || !route.path.startsWith('/')) return route;
  const { reserved, ...rest } = route;
  const path = `${below}${route.path}`.replace(/(.)\/$/, '$1');
  const kept = reservedAt({ method: route.method, path }, { admins: reservedToAdmins, deletes: reserved, all: reserved });
  return {
    ...(rest as typeof route), // as: without a member that it need not have
    path,
    webhook: route.webhook || isWebhook(path),
    cron: route.cron || CRON.test(path),
    ...(kept !== undefined && { reserved: kept }),
  };
}

/** Netlify lets nobody else call what it runs by the clock: https://docs.netlify.com/build/functions/scheduled-functions/ */
function isNetlifys(before: readonly Node[], code: CodeFile): boolean {
  if (!/(^|\/)netlify\/functions\//.test(code.path)) return false;
  const config = exportsOf(code).find(({ name }) => name === 'config')?.value ?? null;
  return propertyOf(config, 'schedule') !== null || before.some((node) => node.type === 'Identifier' && node['name'] === 'schedule');
}

/** Slow calls that are awaited before the handler answers; what is queued or put off is not. */
function waits(handler: Node, code: CodeFile): Happens[] {
  const nodes = nodesOf(handler);
  const later = nodes.filter((node) => node.type === 'CallExpression' && LATER.test(calleeOf(node, code)));
  const answered = nodes.find(
    (node) =>
      node.type === 'CallExpression' &&
      /^(res|reply|response)\.(status\(\d+\)\.)?(send|json|end|sendStatus)$/.test(calleeOf(node, code)) &&
      isStatement(node, handler),
  );
  return nodes.flatMap((node) => {
    if (node.type !== 'AwaitExpression') return [];
    const within = (outer: Node): boolean => outer.start <= node.start && (outer['end'] as number) >= (node['end'] as number); // as: every node of the parser has an end
    if (later.some(within) || (answered && answered.start < node.start)) return [];
    const call = unwrap(node);
    return call?.type === 'CallExpression' ? paidCall(call, code) : [];
  });
}

/** True for an answer that is given on every way: a statement of the handler itself. */
function isStatement(call: Node, handler: Node): boolean {
  return listOf(asNode(handler['body'])?.['body']).some(
    (each) => each.type === 'ExpressionStatement' && unwrap(asNode(each['expression'])) === call,
  );
}
