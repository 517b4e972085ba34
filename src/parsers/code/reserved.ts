import { asNode, type Node } from '../syntax-tree.ts';
import { above } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { showsOwnData } from './own-data.ts';
import { calleeOf, nameOf, textAt } from './shape.ts';

/** What is said of a path that is for admins. */
export const FOR_ADMINS = 'is for admins';
/** What is said of a route that shows the rows of whoever is named. */
export const ONE_PERSONS = 'shows what belongs to one person';
const ADMIN = /(^|[/_-])admin([/?_-]|$)/i;
/** Where an admin proves who he is, or what is open on purpose. */
const DOOR = /log-?(in|out)|sign-?(in|up|out)|session|auth|password|callback|hook|health|cron|setup|manifest/i;
/** What people take away from what is their own, whoever they are. */
const OWN = /cart|basket|subscri|newsletter|push|consent|cookie|draft|cache|preview/i;
/** What says by its name that it deletes: a server action, a procedure, a form action, a function that is called, a path that ends with it. */
const SAYS = /(^(?:action|procedure) |[?/]\/?)(delete|remove|destroy)(?![a-z])/;
const DELETES =
  /(^|[.])(delete(One|Many|From|ById|User|Record|Row|Document|Item)?|destroy|findByIdAndDelete|findByIdAndRemove|findOneAndDelete|remove|removeById)$/;
/** What gives people rights, or changes accounts that are not their own. */
const RIGHTS = /(^|[.])(setCustomUserClaims|setCustomUserAttributes|auth\.admin\.(updateUserById|inviteUserByEmail|generateLink))$/;
/** Columns with what people may do, or have paid for; and calls that ask a provider of payments whether they have. */
const GRANTS =
  /^(roles?|is_?admin|plan|tier|credits?|balance|is_?(pro|premium|verified|paid)|subscription_?(status|tier|plan|level)|has_?access)$/i;
const UPDATES = /\.update\(.*\)\.set$|(^|\.)(update|updateMany|updateOne|findByIdAndUpdate|findOneAndUpdate)$/;
const ASKS_PROVIDER = /retrieve|verify|validate|capture|confirm|redeem|consume/i;
/** Whose `delete` takes nothing away that is stored. */
const PASSING = /cookie|header|param|session|cache|element|node|(^m|M)ap$|(^s|S)et$|(^s|S)tore$/;
const IDLE =
  /^(console\.\w+|(\w+\.)?(json|text|send|status|render|redirect|headers?|set|get|next|end)|new \w+|JSON\.\w+|String|Number|parseInt)$/;
/** A client that asks as whoever is logged in: the rules of the database decide, and not the route. */
const RULED = /supabase/i;
const ABOVE_RULES = /service_?role|supabase-?_?admin|admin-?_?(client|supabase)|SUPABASE_SECRET|sb_secret/i;

/** What a route does that strangers must not: what it is for by its path, or that it takes away what is stored; null where nobody is kept out. */
export function reservedFor({ method, path }: { method: string; path: string }, inside: readonly Node[], code: CodeFile): string | null {
  if (DOOR.test(path) || (RULED.test(code.source) && !ABOVE_RULES.test(code.source))) return null;
  const callees = inside.flatMap((node) => (node.type === 'CallExpression' ? [calleeOf(node, code)] : []));
  if (ADMIN.test(path)) return callees.some((callee) => !IDLE.test(callee)) ? FOR_ADMINS : null;
  if (callees.some((callee) => RIGHTS.test(callee))) return 'gives people rights';
  if (inside.some((node) => grants(node, code)) && !callees.some((callee) => ASKS_PROVIDER.test(callee)))
    return 'gives people rights or credits';
  const takes = (method === 'DELETE' || SAYS.test(path)) && !OWN.test(path);
  const takesAway = takes && callees.some((callee) => DELETES.test(callee) && !PASSING.test(callee.split('.').at(-2) ?? ''));
  if (takesAway || (takes && inside.some((node) => isDelete(node, code.source)))) return 'deletes what is stored';
  return !OWN.test(path) && showsOwnData(inside, code) ? ONE_PERSONS : null;
}

/** `db.update(users).set({ credits })`, `prisma.user.update({ data: { role } })`: a row that is changed, and not one that is spent. */
function grants(node: Node, code: CodeFile): boolean {
  if (node.type !== 'Property' || !GRANTS.test(nameOf(node['key'])) || /decrement|-/.test(textAt(asNode(node['value']), code)))
    return false;
  const call = above(node, code.parents, ({ type }) => type === 'CallExpression');
  const isSought = above(node, code.parents, ({ type }) => type !== 'ObjectExpression')?.['key'];
  return call !== null && nameOf(isSought) !== 'where' && UPDATES.test(calleeOf(call, code));
}

/** The same for a route whose path is told in another file than its function: what it would be for, by what the path makes of it. */
export function reservedAt(
  { method, path }: { method: string; path: string },
  { admins, deletes, all }: Record<'admins' | 'deletes' | 'all', string | undefined>,
): string | undefined {
  if (DOOR.test(path)) return undefined;
  if (ADMIN.test(path)) return admins;
  return method !== 'DELETE' ? all : OWN.test(path) ? undefined : deletes;
}

/** A statement of SQL that takes rows away. */
function isDelete({ type, start }: Node, source: string): boolean {
  return (type === 'Literal' || type === 'TemplateElement') && /^['"`]?\s*delete\s+from\s/i.test(source.slice(start, start + 80));
}
