import { asNode, listOf, type Node, textOf, unwrap } from '../syntax-tree.ts';
import { above } from './bindings.ts';
import { isGuard } from './guards.ts';
import { calleeOf, type Code, nameOf, textAt } from './shape.ts';

/** Words of code that asks for more than a login. Silent where in doubt: a mention in a test is enough. */
export const ROLE =
  /admin|role|owner|staff|superuser|moderator|permission|privilege|allow|forbid|ability|rbac|acl\b|policy|claims|scope|member|tenant|\bcan\b|email\b|process\.env|secret|key\b/i;
/** Clients that pass the rules of a database, and how Supabase and Firebase call their management of accounts. */
const CLIENTS =
  /\b(\w*supabase_?admin\w*|(create|get)?admin_?(supabase|client|db|auth|firestore|sdk)\w*|auth\.admin|admin\.(auth|firestore|database|storage|messaging))\b/gi;
const TABLE = /^(user_)?(admins?|roles?|staff|permissions?)(_\w{1,30})?$|^is_?admin$/i;
const TEST = /^(IfStatement|ConditionalExpression|SwitchStatement)$/;

/** True where code asks whether somebody may, and not only who he is: in a test, by what it calls, or by a row that it looks for. */
export function asksForRole(nodes: readonly Node[], code: Code & { parents: ReadonlyMap<Node, Node> }): boolean {
  const says = (node: Node | null): boolean => ROLE.test(textAt(node, code).slice(0, 2_000).replaceAll(CLIENTS, ''));
  return nodes.some((node) => {
    if (TEST.test(node.type)) return says(asNode(node['test'] ?? node['discriminant']));
    if (node.type === 'LogicalExpression') return says(asNode(node['left']));
    if (node.type === 'BinaryExpression') return /^[!=]==?$/.test(textOf(node['operator'])) && says(node);
    if (node.type === 'Property') return TABLE.test(nameOf(node['key'])) && isSoughtFor(node, code.parents);
    if (node.type !== 'CallExpression') return false;
    if (ROLE.test(calleeOf(node, code).replaceAll(CLIENTS, ''))) return true;
    // `auth.protect({ role: 'org:admin' })`
    const isGuarding = isGuard(calleeOf(node, code));
    return listOf(node['arguments']).some((each) => TABLE.test(textOf(unwrap(each)?.['value'])) || (isGuarding && says(each)));
  });
}

/** `where: { role: 'ADMIN' }` */
function isSoughtFor(property: Node, parents: ReadonlyMap<Node, Node>): boolean {
  const around = above(property, parents, ({ type }) => type !== 'ObjectExpression');
  return around?.type === 'Property' && nameOf(around['key']) === 'where';
}
