import type { AlterDefaultPrivilegesStmt, AlterPolicyStmt, CreatePolicyStmt, CreateTrigStmt, GrantStmt, Node } from 'libpg-query';
import { readCondition } from './condition.ts';
import { type Place, PRIVILEGES } from './model.ts';
import { change, type DraftTable, find, needed, placeFor, split, type State } from './state.ts';
import { partsOf, relationParts, roleNames, strings, typeText } from './tree.ts';

const COMMANDS = new Set<string>(PRIVILEGES);
const API_ROLES = new Set(['anon', 'authenticated', 'service_role']);

/** Roles and functions of Supabase that are named anywhere say whose database it is. */
function note(state: State, roles: readonly string[]): void {
  if (roles.some((role) => API_ROLES.has(role))) state.supabase = true;
}

export function createPolicy(state: State, statement: CreatePolicyStmt, at: Place): void {
  const parts = relationParts(statement.table);
  const table = needed(state, parts, at);
  const roles = roleNames(statement.roles);
  note(state, roles);
  const files = find(state, parts) === 'storage.objects';
  const using = readCondition(statement.qual, files);
  const check = readCondition(statement.with_check, files);
  if ([using, check].some((each) => each?.calls.some((call) => call.startsWith('auth.')))) state.supabase = true;
  const command = statement.cmd_name ?? 'all';
  table?.policies.push({
    ...at,
    name: statement.policy_name ?? '?',
    permissive: statement.permissive === true, // the parser leaves it out for a restrictive one
    command: COMMANDS.has(command) ? (command as 'select') : 'all', // as: just looked up
    roles: roles.length > 0 ? roles : ['public'],
    using,
    check,
  });
}

export function alterPolicy(state: State, statement: AlterPolicyStmt, at: Place): void {
  const parts = relationParts(statement.table);
  const table = needed(state, parts, at);
  const policy = table?.policies.find(({ name }) => name === statement.policy_name);
  if (!policy) return;
  const files = find(state, parts) === 'storage.objects';
  const roles = roleNames(statement.roles);
  note(state, roles);
  Object.assign(policy, at, roles.length > 0 ? { roles } : {});
  if (statement.qual) policy.using = readCondition(statement.qual, files);
  if (statement.with_check) policy.check = readCondition(statement.with_check, files);
}

export function dropPolicy(state: State, parts: string[]): void {
  const table = state.tables.get(find(state, parts.slice(0, -1)));
  if (table) table.policies = table.policies.filter(({ name }) => name !== parts.at(-1));
}

const EVERY = ['select', 'insert', 'update', 'delete'];

/** The rights a statement names; `whole` are those on all columns. */
function rightsOf(nodes: readonly Node[] | undefined, all: readonly string[]): { whole: string[]; some: string[] } {
  const whole: string[] = [];
  const some: string[] = [];
  for (const node of nodes ?? []) {
    if (!('AccessPriv' in node)) continue;
    const { priv_name: name, cols } = node.AccessPriv;
    (cols === undefined ? whole : some).push(...(name === undefined ? all : [name]));
  }
  return nodes === undefined ? { whole: [...all], some } : { whole, some };
}

export function grant(state: State, statement: GrantStmt, at: Place): void {
  const { objtype, targtype, objects = [], is_grant: gives = false, grant_option: option } = statement;
  const roles = roleNames(statement.grantees);
  note(state, roles);
  if (!gives && option) return; // only the right to pass it on goes
  const everyIn = targtype === 'ACL_TARGET_ALL_IN_SCHEMA' ? new Set(strings(objects)) : null;
  if (objtype === 'OBJECT_TABLE') {
    const { whole, some } = rightsOf(statement.privileges, EVERY);
    const keys = everyIn
      ? [...state.tables.keys(), ...state.views.keys()].filter((key) => everyIn.has(split(key)[0]))
      : objects.map((each) => find(state, partsOf(each)));
    if (!everyIn) for (const each of objects) needed(state, partsOf(each), at);
    for (const key of keys) {
      const held = (state.tables.get(key) ?? state.views.get(key))?.grants;
      if (!held) continue;
      change(held, roles, whole, gives ? 'yes' : null);
      // Some columns of a table: which of them matter, nobody says.
      if (gives) change(held, roles, some, 'maybe');
      const table = state.tables.get(key);
      if (table && [...whole, ...some].includes('update')) changeColumns(table, { roles, gives, columns: columnsOf(statement.privileges) });
    }
    return;
  }
  if (objtype !== 'OBJECT_FUNCTION' && objtype !== 'OBJECT_ROUTINE' && objtype !== 'OBJECT_PROCEDURE') return;
  for (const [key, routine] of state.routines) {
    const isMeant = everyIn
      ? everyIn.has(routine.schema)
      : objects.some((each) => routineKeys(state, each).some((one) => matches(key, one)));
    if (isMeant) change(routine.grants, roles, ['execute'], gives ? 'yes' : null);
  }
}

/** The columns that a statement names for `update`; none where it speaks of the whole table. */
function columnsOf(privileges: readonly Node[] | undefined): string[] {
  return (privileges ?? []).flatMap((each) =>
    'AccessPriv' in each && (each.AccessPriv.priv_name ?? 'update') === 'update' ? strings(each.AccessPriv.cols) : [],
  );
}

/** Rights on columns come by themselves, and go with those on the whole table (PostgreSQL manual, REVOKE). */
function changeColumns(
  table: Pick<DraftTable, 'changes'>,
  { roles, gives, columns }: { roles: readonly string[]; gives: boolean; columns: readonly string[] },
): void {
  for (const role of roles) {
    const held = table.changes[role] ?? [];
    const kept = gives ? [...new Set([...held, ...columns])] : columns.length === 0 ? [] : held.filter((each) => !columns.includes(each));
    if (kept.length > 0) table.changes[role] = kept;
    else delete table.changes[role];
  }
}

/** Bits of `CreateTrigStmt.events` (PostgreSQL, catalog/pg_trigger.h). */
const ON_UPDATE = 16;

export function createTrigger(state: State, statement: CreateTrigStmt, at: Place): void {
  const { trigname = '?', relation, funcname, events = 0 } = statement;
  const table = needed(state, relationParts(relation), at, true);
  if ((events & ON_UPDATE) === 0) return;
  const parts = strings(funcname);
  const named = parts.length > 1 ? [placeFor(state, parts)] : state.searchPath.map((schema) => `${schema}.${parts[0] ?? '?'}`);
  const keys = named.map((name) => `${name}()`);
  table?.triggers.set(trigname, keys.find((key) => state.routines.has(key)) ?? keys[0] ?? '?');
}

export function dropTrigger(state: State, parts: string[]): void {
  state.tables.get(find(state, parts.slice(0, -1)))?.triggers.delete(parts.at(-1) ?? '?');
}

/** What a function is called in a statement: with its arguments, or only by name and an open bracket. */
export function routineKeys(state: State, node: Node): string[] {
  if (!('ObjectWithArgs' in node)) return [];
  const { objname, objargs = [], args_unspecified: open } = node.ObjectWithArgs;
  const parts = strings(objname);
  const args = objargs.map((each) => ('TypeName' in each ? typeText(each.TypeName) : '')).join(',');
  const names = parts.length > 1 ? [placeFor(state, parts)] : state.searchPath.map((schema) => `${schema}.${parts[0] ?? '?'}`);
  return names.map((name) => (open ? `${name}(` : `${name}(${args})`));
}

function matches(key: string, asked: string): boolean {
  return asked.endsWith('(') ? key.startsWith(asked) : key === asked;
}

export function keysMeant(state: State, node: Node): string[] {
  return [...state.routines.keys()].filter((key) => routineKeys(state, node).some((asked) => matches(key, asked)));
}

export function defaultPrivileges(state: State, { options = [], action }: AlterDefaultPrivilegesStmt): void {
  const on =
    action?.objtype === 'OBJECT_TABLE'
      ? 'table'
      : action?.objtype === 'OBJECT_FUNCTION' || action?.objtype === 'OBJECT_ROUTINE'
        ? 'function'
        : null;
  if (!action || on === null) return;
  const listed = (name: string): Node[] =>
    options.flatMap((each) =>
      'DefElem' in each && each.DefElem.defname === name && each.DefElem.arg && 'List' in each.DefElem.arg
        ? (each.DefElem.arg.List.items ?? [])
        : [],
    );
  const makers = roleNames(listed('roles'));
  // Migrations run as postgres; what other roles will make is not theirs.
  if (makers.length > 0 && !makers.some((role) => role === 'postgres' || role === 'current_user')) return;
  const roles = roleNames(action.grantees);
  note(state, roles);
  const { whole } = rightsOf(action.privileges, on === 'table' ? EVERY : ['execute']);
  const schemas = strings(listed('schemas'));
  // PostgreSQL adds what a schema gives to what every schema gives, so that a schema alone takes nothing of that back.
  for (const schema of schemas.length > 0 ? schemas : [null])
    state.defaults.push({
      on,
      schema,
      roles: schema !== null && on === 'function' && action.is_grant !== true ? roles.filter((role) => role !== 'public') : roles,
      rights: whole,
      gives: action.is_grant === true,
    });
}
