import { asNode, listOf, type Node, nodesOf, unwrap } from '../syntax-tree.ts';
import { above, type Binding, bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { isBare, newTrace, originOf } from './flow.ts';
import { asFunction, calleeOf, textAt } from './shape.ts';

/** True where code before a use looks at the value it is of: a test of its content, or a function that is handed it and may throw. */
export function isLookedAt(
  value: Node | null,
  { use, through, file }: { use: Node; through: ReadonlySet<Binding>; file: CodeFile },
): boolean {
  const around = above(
    use,
    file.parents,
    (node) => asFunction(node) !== null && above(node, file.parents, (each) => asFunction(each) !== null) === null,
  );
  const shown = textAt(unwrap(value), file);
  const mentions = (node: Node | null): boolean =>
    nodesOf(node).some((each) => {
      if (each.type === 'MemberExpression' && shown.length > 3 && textAt(each, file) === shown) return true;
      const binding = each.type === 'Identifier' ? bindingOf(each, file.bindings) : null;
      if (!binding) return false;
      if (through.has(binding)) return true;
      const trace = newTrace(true);
      return binding.init !== null && originOf(each, file, trace) !== null && [...trace.through].some((name) => through.has(name));
    });
  return nodesOf(around ?? file.program).some((node) => {
    if (node.start >= use.start) return false;
    if (/^(IfStatement|ConditionalExpression|WhileStatement)$/.test(node.type)) {
      const test = asNode(node['test']);
      return !isBare(test) && mentions(test);
    }
    if (node.type === 'SwitchStatement') return mentions(asNode(node['discriminant']));
    const call = node.type === 'ExpressionStatement' ? unwrap(asNode(node['expression'])) : null;
    const ends = (call?.['end'] as number | undefined) ?? 0; // as: every node of the parser has an end
    if (call?.type !== 'CallExpression' || ends > use.start || /^(console|log(ger)?)\./.test(calleeOf(call, file))) return false;
    return listOf(call['arguments']).some((each) => !asFunction(unwrap(each)) && mentions(each));
  });
}
