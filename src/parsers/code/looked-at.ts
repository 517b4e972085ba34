import { asNode, listOf, type Node, nodesOf, unwrap } from '../syntax-tree.ts';
import { above, type Binding, bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { isBare, newTrace, originOf } from './flow.ts';
import { asFunction, calleeOf, textAt } from './shape.ts';

/** A place where code looks at values: a test of their content, or a call of a function that is handed them and may throw. */
interface Look {
  start: number;
  /** Where a call ends, which is no look at what is used inside of it; 0 for a test. */
  ends: number;
  members: ReadonlySet<string>;
  names: ReadonlySet<Binding>;
}

const known = new WeakMap<CodeFile, Map<unknown, Look[]>>();

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
  return looksIn(around ?? file.program, file).some(
    ({ start, ends, members, names }) =>
      start < use.start && ends <= use.start && ((shown.length > 3 && members.has(shown)) || [...through].some((name) => names.has(name))),
  );
}

/** Every look inside of a function, found once for each file that is read. */
function looksIn(around: unknown, file: CodeFile): Look[] {
  const functions = known.get(file) ?? new Map<unknown, Look[]>();
  known.set(file, functions);
  const looks = functions.get(around) ?? nodesOf(around).flatMap((node) => lookOf(node, file));
  functions.set(around, looks);
  return looks;
}

function lookOf(node: Node, file: CodeFile): Look[] {
  const look = (at: readonly Node[], ends: number): Look[] => [{ start: node.start, ends, ...mentioned(at, file) }];
  if (/^(IfStatement|ConditionalExpression|WhileStatement)$/.test(node.type)) {
    const test = asNode(node['test']);
    return test && !isBare(test) ? look([test], 0) : [];
  }
  const subject = node.type === 'SwitchStatement' ? asNode(node['discriminant']) : null;
  if (subject) return look([subject], 0);
  const call = node.type === 'ExpressionStatement' ? unwrap(asNode(node['expression'])) : null;
  if (call?.type !== 'CallExpression' || /^(console|log(ger)?)\./.test(calleeOf(call, file))) return [];
  const given = listOf(call['arguments']).filter((each) => !asFunction(unwrap(each)));
  return look(given, call['end'] as number); // as: every node of the parser has an end
}

/** The values that are looked at: members as they are written, names, and the names that those came through. */
function mentioned(looked: readonly Node[], file: CodeFile): { members: Set<string>; names: Set<Binding> } {
  const members = new Set<string>();
  const names = new Set<Binding>();
  for (const node of looked.flatMap((each) => nodesOf(each))) {
    if (node.type === 'MemberExpression') members.add(textAt(node, file));
    const binding = node.type === 'Identifier' ? bindingOf(node, file.bindings) : null;
    if (!binding) continue;
    names.add(binding);
    const trace = newTrace(true);
    if (binding.init !== null && originOf(node, file, trace) !== null) for (const name of trace.through) names.add(name);
  }
  return { members, names };
}
