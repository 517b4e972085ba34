import type { AlterTableCmd, ColumnDef, Constraint, CreateStmt, IndexStmt, RenameStmt } from 'libpg-query';
import type { Place } from './model.ts';
import { bornWith, type DraftTable, find, hasRoom, needed, newTable, placeFor, split, type State } from './state.ts';
import { partsOf, relationParts, strings, typeText } from './tree.ts';

export function createTable(state: State, statement: CreateStmt, at: Place): void {
  if (statement.relation?.relpersistence === 't') return; // temporary
  const key = placeFor(state, relationParts(statement.relation));
  if ((state.tables.has(key) && statement.if_not_exists) || !hasRoom(state, at)) return;
  const table = { ...newTable(key, at), ...bornWith(state, split(key)[0], 'table') };
  for (const element of statement.tableElts ?? []) {
    if ('ColumnDef' in element) addColumn(state, table, element.ColumnDef, at);
    if ('Constraint' in element) addConstraint(state, table, element.Constraint, at);
    if ('TableLikeClause' in element) {
      const like = needed(state, relationParts(element.TableLikeClause.relation), at);
      table.columns.push(...(like?.columns ?? []));
    }
  }
  for (const parent of statement.inhRelations ?? []) {
    const of = needed(state, partsOf(parent), at);
    table.columns.push(...(of?.columns ?? []));
    if (statement.partbound) table.keys.push(...(of?.keys ?? []));
  }
  state.tables.set(key, table);
}

/** A table made by a query: its columns are those the query names. */
export function createFilled(state: State, parts: string[], columns: string[], at: Place): void {
  const key = placeFor(state, parts);
  if (!hasRoom(state, at)) return;
  state.tables.set(key, {
    ...newTable(key, at),
    ...bornWith(state, split(key)[0], 'table'),
    columns: columns.map((name) => ({ name, type: '' })),
  });
}

function addColumn(state: State, table: DraftTable, column: ColumnDef, at: Place): void {
  const name = column.colname ?? '?';
  if (table.columns.length >= 1_600 || table.columns.some((each) => each.name === name)) return; // PostgreSQL's own limit
  table.columns.push({ name, type: typeText(column.typeName) });
  for (const each of column.constraints ?? []) if ('Constraint' in each) addConstraint(state, table, each.Constraint, at, name);
}

function addConstraint(state: State, table: DraftTable, constraint: Constraint, at: Place, column?: string): void {
  const { contype } = constraint;
  if (contype === 'CONSTR_PRIMARY' || contype === 'CONSTR_UNIQUE') {
    const named = strings(constraint.keys);
    if (named.length > 0 || column !== undefined) table.keys.push(named.length > 0 ? named : [column!]);
  }
  if (contype !== 'CONSTR_FOREIGN') return;
  const self = placeFor(state, relationParts(constraint.pktable)) === `${table.schema}.${table.name}`;
  if (!self) needed(state, relationParts(constraint.pktable), at);
  const columns = column === undefined ? strings(constraint.fk_attrs) : [column];
  table.foreign.push({ ...at, columns, to: find(state, relationParts(constraint.pktable)) });
}

export function alterTable(state: State, table: DraftTable, command: AlterTableCmd, at: Place): void {
  const column = command.def && 'ColumnDef' in command.def ? command.def.ColumnDef : undefined;
  const constraint = command.def && 'Constraint' in command.def ? command.def.Constraint : undefined;
  switch (command.subtype) {
    case 'AT_AddColumn':
      if (column) addColumn(state, table, column, at);
      return;
    case 'AT_DropColumn':
      table.columns = table.columns.filter(({ name }) => name !== command.name);
      table.keys = table.keys.filter((key) => !key.includes(command.name ?? ''));
      table.foreign = table.foreign.filter(({ columns }) => !columns.includes(command.name ?? ''));
      return;
    case 'AT_AlterColumnType':
      table.columns = table.columns.map((each) => (each.name === command.name ? { ...each, type: typeText(column?.typeName) } : each));
      return;
    case 'AT_AddConstraint':
      if (constraint) addConstraint(state, table, constraint, at);
      return;
    case 'AT_EnableRowSecurity':
      Object.assign(table, { rowSecurity: true, offAt: null });
      return;
    case 'AT_DisableRowSecurity':
      Object.assign(table, { rowSecurity: false, offAt: at });
      return;
    default:
  }
}

export function createIndex(state: State, statement: IndexStmt, at: Place): void {
  const table = needed(state, relationParts(statement.relation), at);
  // One with a condition serves only the rows it holds.
  if (!table || statement.whereClause) return;
  const columns = (statement.indexParams ?? []).map((each) => ('IndexElem' in each ? (each.IndexElem.name ?? '()') : '()'));
  table.keys.push(columns);
  if (statement.idxname) indexNames(state).set(placeFor(state, [statement.idxname]), { table, columns });
}

type Named = Map<string, { table: DraftTable; columns: string[] }>;
const byState = new WeakMap<State, Named>();

/** Indexes by name, so that they can be dropped. */
function indexNames(state: State): Named {
  const names = byState.get(state) ?? new Map();
  byState.set(state, names);
  return names;
}

export function dropIndex(state: State, parts: string[]): void {
  const key = placeFor(state, parts);
  const index = indexNames(state).get(key);
  if (!index) return;
  index.table.keys.splice(index.table.keys.indexOf(index.columns), 1);
  indexNames(state).delete(key);
}

export function dropTable(state: State, parts: string[]): void {
  const key = find(state, parts);
  if (state.tables.get(key)?.given) return;
  state.tables.delete(key);
  state.views.delete(key);
  state.realtime.delete(key);
  for (const table of state.tables.values()) table.foreign = table.foreign.filter(({ to }) => to !== key);
}

export function rename(state: State, { renameType, relation, subname, newname = '?' }: RenameStmt, at: Place): void {
  const from = find(state, relationParts(relation));
  if (renameType === 'OBJECT_TABLE' || renameType === 'OBJECT_VIEW' || renameType === 'OBJECT_MATVIEW') {
    moveRelation(state, from, `${split(from)[0]}.${newname}`);
    return;
  }
  if (renameType === 'OBJECT_SCHEMA') {
    moveSchema(state, subname ?? '?', newname);
    return;
  }
  if (renameType !== 'OBJECT_COLUMN' && renameType !== 'OBJECT_POLICY') return;
  const table = needed(state, relationParts(relation), at);
  if (!table) return;
  if (renameType === 'OBJECT_POLICY') {
    for (const policy of table.policies) if (policy.name === subname) policy.name = newname;
    return;
  }
  const named = (name: string): string => (name === subname ? newname : name);
  table.columns = table.columns.map((each) => ({ ...each, name: named(each.name) }));
  for (const key of table.keys) key.splice(0, key.length, ...key.map(named));
  table.foreign = table.foreign.map((each) => ({ ...each, columns: each.columns.map(named) }));
  for (const condition of table.policies.flatMap(({ using, check }) => [using, check]))
    if (condition) condition.owner = condition.owner.map(named);
}

/** Gives a table or view another name or schema; what points to it goes along. */
export function moveRelation(state: State, from: string, to: string): void {
  const [schema, name] = split(to);
  const table = state.tables.get(from);
  const view = state.views.get(from);
  if (table) {
    state.tables.delete(from);
    state.tables.set(to, Object.assign(table, { schema, name }));
  }
  if (view) {
    state.views.delete(from);
    state.views.set(to, Object.assign(view, { schema, name }));
  }
  if (state.realtime.delete(from)) state.realtime.add(to);
  for (const each of state.tables.values())
    each.foreign = each.foreign.map((foreign) => (foreign.to === from ? { ...foreign, to } : foreign));
  for (const each of state.views.values()) each.reads = each.reads.map((read) => (read === from ? to : read));
}

export function moveSchema(state: State, from: string, to: string | null): void {
  for (const key of [...state.tables.keys(), ...state.views.keys()]) {
    if (split(key)[0] !== from) continue;
    if (to === null) dropTable(state, split(key));
    else moveRelation(state, key, `${to}.${split(key)[1]}`);
  }
  for (const [key, routine] of state.routines) {
    if (routine.schema !== from) continue;
    state.routines.delete(key);
    if (to !== null) state.routines.set(`${to}.${key.slice(from.length + 1)}`, { ...routine, schema: to });
  }
}
