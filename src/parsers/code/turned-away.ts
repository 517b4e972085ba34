import { asNode, listOf, type Node, nodesOf, unwrap } from '../syntax-tree.ts';
import { above, bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { type PathTest, pathTestsIn } from './path-tests.ts';
import { asFunction, calleeOf, functionOf, holds, propertyOf, textAt } from './shape.ts';

/** Paths on which strangers are turned away: these alone, all where empty, but not those that are let through; matchers of Next.js. */
export interface TurnedAway {
  only: string[];
  except: string[];
}

/** What each place that turns strangers away is for; none where nothing could, null where something may that is not read. */
export type Turns = TurnedAway[] | null;

/** Where strangers are sent, and what a condition asks of them. */
const LOGIN = /log-?in|sign-?(in|up)|\bauth\b|account|unauthori|forbidden/i;
const WHO = 'user|session|auth|token|locals|logged|account|claims';
/** Asked of whoever is not known; a redirect of those who are leads them past the login. */
const UNKNOWN = new RegExp(`![^=&|]*(${WHO})|(${WHO})[\\w.?!]*\\s*===?\\s*(null|undefined|false)`, 'i');
const KNOWN = new RegExp(WHO, 'i');
/** Calls that may turn somebody away. */
const MAY = /redirect|rewrite|error|deny|denied|forbid|unauth|protect|require|guard|sign_?in|log_?in|with_?auth|fail|json|respond|handle/i;
/** Packages' functions that make or read something, and answer nobody. */
const HARMLESS = /^(create|get|set|parse|is|new|match|negotiate|refresh|update|cookies|headers|nanoid|uuid)/i;
const MOST = 50;

/** Where code turns strangers away. */
export function turnsOf(nodes: readonly Node[], file: CodeFile): Turns {
  const refusals = nodes.filter((node) => refuses(node, file)).slice(0, MOST);
  if (refusals.length > 0) return refusals.map((refusal) => pathsOf(refusal, refusals, { nodes, file }));
  return nodes.some((node) => mayRefuse(node, file)) ? null : [];
}

/**
 * What the `authorized` callback of Auth.js turns away; none where a file configures it without one, undefined where it does not configure
 * it: https://authjs.dev/getting-started/session-management/protecting#nextjs-middleware
 */
export function authorizedOf(file: CodeFile): Turns | undefined {
  const callbacks = file.nodes.flatMap((node) => (node.type === 'ObjectExpression' ? (propertyOf(node, 'callbacks') ?? []) : []));
  const value = callbacks.map((each) => propertyOf(each, 'authorized')).find((each) => each !== null);
  if (value === undefined) return file.nodes.some((node) => isNextAuth(node, file)) ? [] : undefined;
  const made = functionOf(value, file);
  if (!made) return null;
  const nodes = nodesOf(made);
  const body = asNode(made['body']);
  const returned =
    body?.type === 'BlockStatement'
      ? nodes.filter((node) => node.type === 'ReturnStatement' && above(node, file.parents, (each) => asFunction(each) !== null) === made)
      : [];
  const answers = body && body.type !== 'BlockStatement' ? [body] : returned;
  const valueOf = (node: Node): Node | null => unwrap(node.type === 'ReturnStatement' ? asNode(node['argument']) : node);
  const refusals = answers
    .filter((node) => {
      const answer = valueOf(node);
      const isRedirect = answer?.type === 'CallExpression' && calleeOf(answer, file).endsWith('redirect');
      return isRedirect ? refuses(answer, file) : answer !== null && answer['value'] !== true;
    })
    .slice(0, MOST);
  return refusals.map((refusal) => {
    const paths = pathsOf(refusal, refusals, { nodes, file });
    // `return path.startsWith('/public') || !!auth`
    return merged([paths, ...pathTestsIn(valueOf(refusal), file).map((test) => pathsIn(test, { isRefused: false }))]);
  });
}

/** `NextAuth(config)`, which is Auth.js. */
export function isNextAuth(node: Node | null | undefined, file: CodeFile): boolean {
  if (node?.type !== 'CallExpression') return false;
  const from = bindingOf(asNode(node['callee']), file.bindings)?.imported;
  return from?.from === 'next-auth' && from.name === 'default';
}

/** `redirect(303, '/login')`, `error(401)`, `sendRedirect(event, '/login')`, `createError({ statusCode: 401 })`, and an answer with such a status. */
function refuses(node: Node, file: CodeFile): boolean {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return false;
  const name = calleeOf(node, file).split('.').at(-1)!; // !: a split text has a part
  const args = listOf(node['arguments']).map((each) => unwrap(each));
  // A page that has moved is no stranger sent away.
  if (/^(redirect|sendRedirect)$/.test(name)) {
    const isMoved = args.some((each) => each?.['value'] === 301 || each?.['value'] === 308);
    return !isMoved && (args.some((each) => LOGIN.test(textAt(each, file))) || isOfStrangers(node, file));
  }
  if (/^(error|fail|sendError|setResponseStatus)$/.test(name)) return args.some((each) => isRefusal(each));
  if (!/^(createError|Response|NextResponse|json|text)$/.test(name)) return false;
  return args.some((each) => isRefusal(propertyOf(each, 'status') ?? propertyOf(each, 'statusCode')));
}

/** True under a condition that holds for those who are not known. */
function isOfStrangers(node: Node, { parents, ...file }: CodeFile): boolean {
  const test = above(
    node,
    parents,
    ({ type }) => type === 'IfStatement' || type === 'LogicalExpression' || type === 'ConditionalExpression',
  );
  const why = textAt(asNode(test?.['test'] ?? test?.['left']), file);
  return holds(test?.['alternate'], node) ? KNOWN.test(why) && !UNKNOWN.test(why) : UNKNOWN.test(why);
}

function isRefusal(status: Node | null): boolean {
  return status?.['value'] === 401 || status?.['value'] === 403;
}

/** True for what may answer somebody in the place of the route. */
function mayRefuse(node: Node, file: CodeFile): boolean {
  if (node.type === 'ThrowStatement') return true;
  if (node.type === 'NewExpression') return calleeOf(node, file).endsWith('Response');
  if (node.type !== 'CallExpression') return false;
  const callee = unwrap(asNode(node['callee']));
  if (MAY.test(calleeOf(node, file).split('.').at(-1)!)) return true; // !: a split text has a part
  const imported = bindingOf(callee, file.bindings)?.imported ?? undefined;
  return imported !== undefined && isPackage(imported.from) && !HARMLESS.test(imported.name);
}

/** False for a file of the product, by a path or an alias. */
export function isPackage(from: string): boolean {
  return !/^([.~@]|\.\.)?\/|^[#$]/.test(from);
}

/** The paths on which one refusal turns strangers away, by the conditions around it and by what has been let through before. */
function pathsOf(refusal: Node, refusals: readonly Node[], { nodes, file }: { nodes: readonly Node[]; file: CodeFile }): TurnedAway {
  const found: TurnedAway[] = [];
  for (const node of nodes) {
    const isIf = node.type === 'IfStatement';
    if (!isIf && node.type !== 'ConditionalExpression' && node.type !== 'LogicalExpression') continue;
    const test = asNode(node['test'] ?? node['left']);
    const [then, otherwise] = [asNode(node['consequent'] ?? node['right']), node['alternate']];
    const isThen = holds(then, refusal);
    const isElse = holds(otherwise, refusal);
    const isBefore = isIf && (node['end'] as number) <= refusal.start && returns(then) && !refusals.some((each) => holds(then, each)); // as: every node of the parser has an end
    if (isThen || isElse || isBefore) found.push(...pathTestsIn(test, file).map((each) => pathsIn(each, { isRefused: isThen })));
  }
  return merged(found);
}

/** What one test of a path says of a refusal that stands behind it, or behind all else. */
function pathsIn({ paths, negated }: PathTest, { isRefused }: { isRefused: boolean }): TurnedAway {
  const isOnly = isRefused !== negated;
  // A list that is not read may hold any path: where it narrows, all are taken to be turned away.
  return { only: isOnly ? (paths ?? ['/(.*)']) : [], except: isOnly ? [] : (paths ?? []) };
}

function merged(all: readonly TurnedAway[]): TurnedAway {
  return { only: all.flatMap(({ only }) => only).slice(0, MOST), except: all.flatMap(({ except }) => except).slice(0, MOST) };
}

/** True for a statement that ends the function whatever else holds. */
function returns(then: Node | null): boolean {
  return [then, ...listOf(then?.['body'])].some((each) => each?.type === 'ReturnStatement');
}
