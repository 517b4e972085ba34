import { asNode, listOf, literalOf, type Node, nodesOf, unwrap } from '../syntax-tree.ts';
import { bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { asFunction, calleeOf, holds, textAt } from './shape.ts';
import type { TurnedAway } from './turned-away.ts';

const MOST = 100;
/** A redirect to anywhere else leads those who have a login past its page. */
const REFUSES = /^[\w.()\s]{0,60}(?:\.protect|redirectToSignIn)\s?\(|^[\w.]{0,40}redirect\s?\([^]{0,200}(?:sign-?in|log-?in)/i;

/**
 * What `clerkMiddleware` guards: by itself nothing, and what its function protects, by the matchers that its conditions ask. False where it
 * guards nothing, null where there is none, or its conditions cannot be read: https://clerk.com/docs/reference/nextjs/clerk-middleware
 */
export function clerkPathsOf(file: CodeFile): TurnedAway | false | null {
  const call = file.nodes.find((node) => node.type === 'CallExpression' && calleeOf(node, file) === 'clerkMiddleware');
  if (!call) return null;
  const made = asFunction(unwrap(listOf(call['arguments'])[0] ?? null));
  if (!made) return listOf(call['arguments']).every((each) => unwrap(each)?.type === 'ObjectExpression') ? false : null;
  const inside = nodesOf(made);
  const refusals = inside.filter((node) => node.type === 'CallExpression' && REFUSES.test(textAt(node, file)));
  if (refusals.length === 0) return false;
  const negated = new Set(inside.flatMap((node) => (node['operator'] === '!' ? (unwrap(asNode(node['argument'])) ?? []) : [])));
  const conditions = inside.filter(({ type }) => type === 'IfStatement');
  const paths: TurnedAway = { only: [], except: [] };
  for (const node of inside) {
    const patterns = node.type === 'CallExpression' ? patternsOf(unwrap(asNode(node['callee'])), file) : undefined;
    if (patterns === undefined) continue;
    const condition = conditions.findLast((each) => holds(each['test'], node));
    if (patterns === null || !condition) return null;
    const isRefused = refusals.some((each) => holds(condition['consequent'], each));
    paths[isRefused === negated.has(node) ? 'except' : 'only'].push(...patterns);
  }
  return paths;
}

/** The patterns of `createRouteMatcher(['/dashboard(.*)'])` behind a name; undefined for anything else, null where they are not written out. */
function patternsOf(callee: Node | null, file: CodeFile): string[] | null | undefined {
  const made = bindingOf(callee, file.bindings)?.init;
  if (made?.type !== 'CallExpression' || calleeOf(made, file) !== 'createRouteMatcher') return undefined;
  const given = unwrap(listOf(made['arguments'])[0] ?? null);
  const all = given?.type === 'ArrayExpression' ? listOf(given['elements']) : [given];
  const texts = all.slice(0, MOST).map((each) => literalOf(unwrap(each), new Map()));
  return texts.every((each) => each !== null) && all.length <= MOST ? texts : null;
}
