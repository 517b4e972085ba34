import { asNode, listOf, type Node, textOf, unwrap } from '../syntax-tree.ts';
import { bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { type RouteCall, routeCallsOf } from './route-calls.ts';
import { asFunction, functionOf } from './shape.ts';

const MOST = 60;
/** Calls that only wrap a handler, and binding of a method. */
const DEEPEST = 3;

/** A route whose function stands in another file, by the name it is imported under or the member of what was imported. */
export interface Declaration extends RouteCall {
  name: string;
  from: string;
}

/** The routes that a file tells and other files answer. */
export function declarationsOf(file: CodeFile): Declaration[] {
  return routeCallsOf(file)
    .flatMap((route): Declaration[] => {
      const named = functionOf(route.answers, file) ? null : namedElsewhere(route.answers, file);
      return named ? [{ ...route, ...named }] : [];
    })
    .slice(0, MOST);
}

/** `users.list`, `list`, `controller.list.bind(controller)` and `asyncHandler(list)`, where the name comes from another file. */
function namedElsewhere(answers: Node | null, file: CodeFile, depth = 0): { name: string; from: string } | null {
  const node = unwrap(answers);
  if (!node || depth > DEEPEST || asFunction(node)) return null;
  if (node.type === 'CallExpression') {
    const callee = unwrap(asNode(node['callee']));
    const isBound = textOf(asNode(callee?.['property'])?.['name']) === 'bind';
    return namedElsewhere(isBound ? asNode(callee?.['object']) : (listOf(node['arguments'])[0] ?? null), file, depth + 1);
  }
  const own = bindingOf(node, file.bindings)?.imported;
  if (own) return { name: own.name, from: own.from };
  if (node.type !== 'MemberExpression') return null;
  const of = bindingOf(unwrap(asNode(node['object'])), file.bindings);
  const made = of?.init?.type === 'NewExpression' ? bindingOf(unwrap(asNode(of.init['callee'])), file.bindings) : of;
  return made?.imported ? { name: textOf(asNode(node['property'])?.['name']), from: made.imported.from } : null;
}
