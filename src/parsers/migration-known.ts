import type { AlterTableCmd, ColumnDef, Constraint, CreateStmt, Node, RangeVar } from 'libpg-query';
import { constant, partsOf, strings } from './schema/tree.ts';

/** A type as it is written: `varchar` and `[20]` for `varchar(20)`, without `public` and `pg_catalog`. */
export interface ColumnType {
  name: string;
  mods: readonly number[];
  array: boolean;
}

/** What earlier statements tell of a column; `filled` is true where no row can lack a value. */
interface Column {
  type: ColumnType | null;
  filled: boolean;
}

interface Table {
  /** In their order, as far as the migrations tell it. */
  columns: Map<string, Column>;
  /** CHECK (column IS NOT NULL) by name, with the columns it speaks of. */
  checks: Map<string, string[]>;
}

/** What is known of the database while a row of migrations is read. */
export interface Known {
  /** Tables, views, indexes and types that the same file has made: they are empty and nobody uses them yet. */
  fresh: Set<string>;
  /** Columns that the same file has added, as `table column`; nobody has values in them. */
  added: Set<string>;
  /** True where the file has set the time zone to UTC. */
  utc: boolean;
  tables: Map<string, Table>;
}

/** A table as one name: `public.` is left out. */
export function tableName(relation: RangeVar | undefined): string {
  const schema = relation?.schemaname;
  return `${schema === undefined || schema === 'public' ? '' : `${schema}.`}${relation?.relname ?? '?'}`;
}

/** The name of something that is no relation: a type, a schema, what is dropped. */
export function nameIn(parts: readonly string[]): string {
  return (/^(public|pg_catalog)$/.test(parts[0] ?? '') && parts.length > 1 ? parts.slice(1) : parts).join('.');
}

export function typeOf(column: Pick<ColumnDef, 'typeName'> | undefined): ColumnType | null {
  const { names, typmods = [], arrayBounds = [] } = column?.typeName ?? {};
  const name = nameIn(strings(names));
  return name === '' ? null : { name, mods: typmods.map((each) => Number(constant(each) ?? Number.NaN)), array: arrayBounds.length > 0 };
}

export function tableIn(known: Known, name: string): Table {
  const table = known.tables.get(name) ?? { columns: new Map(), checks: new Map() };
  known.tables.set(name, table);
  return table;
}

export function constraintsOf(nodes: readonly Node[] | undefined): Constraint[] {
  return (nodes ?? []).flatMap((each) => ('Constraint' in each ? [each.Constraint] : []));
}

/** Keeps what a statement other than ALTER TABLE makes, renames or drops. */
export function learn(node: Node, known: Known): void {
  if ('CreateStmt' in node) return create(node.CreateStmt, known);
  if ('CreateTableAsStmt' in node) known.fresh.add(tableName(node.CreateTableAsStmt.into?.rel));
  if ('ViewStmt' in node && !node.ViewStmt.replace) known.fresh.add(tableName(node.ViewStmt.view));
  if ('IndexStmt' in node && node.IndexStmt.idxname !== undefined) {
    const { schemaname } = node.IndexStmt.relation ?? {};
    known.fresh.add(tableName({ relname: node.IndexStmt.idxname, ...(schemaname === undefined ? {} : { schemaname }) }));
  }
  if ('CreateEnumStmt' in node) known.fresh.add(nameIn(strings(node.CreateEnumStmt.typeName)));
  if ('VariableSetStmt' in node && node.VariableSetStmt.name?.toLowerCase() === 'timezone')
    known.utc = /^(utc|etc\/utc|gmt|0)$/i.test(String(constant(node.VariableSetStmt.args?.[0]) ?? ''));
  if ('DropStmt' in node) for (const each of node.DropStmt.objects ?? []) known.tables.delete(nameIn(partsOf(each)));
  if ('AlterObjectSchemaStmt' in node) {
    const { relation, newschema = '' } = node.AlterObjectSchemaStmt;
    if (relation) move(known, tableName(relation), tableName({ ...relation, schemaname: newschema }));
  }
  if ('RenameStmt' in node) {
    const { renameType, relation, newname = '', subname = '' } = node.RenameStmt;
    if (renameType === 'OBJECT_COLUMN') return renameColumn(known, tableName(relation), { from: subname, to: newname });
    if (renameType === 'OBJECT_TYPE') return move(known, nameIn(partsOf(node.RenameStmt.object)), newname);
    if (relation && renameType !== 'OBJECT_TABCONSTRAINT') move(known, tableName(relation), tableName({ ...relation, relname: newname }));
  }
}

function create({ relation, tableElts = [], if_not_exists }: CreateStmt, known: Known): void {
  const name = tableName(relation);
  known.fresh.add(name);
  // What exists already keeps the columns it has.
  if (if_not_exists && known.tables.has(name)) return;
  known.tables.delete(name);
  for (const each of tableElts) {
    if ('ColumnDef' in each) addColumn(each.ColumnDef, name, known);
    if ('Constraint' in each) addConstraint(each.Constraint, name, known);
  }
}

function move(known: Known, from: string, to: string): void {
  if (known.fresh.delete(from)) known.fresh.add(to);
  const table = known.tables.get(from);
  known.tables.delete(from);
  if (table) known.tables.set(to, table);
  for (const each of known.added)
    if (each.startsWith(`${from} `)) {
      known.added.delete(each);
      known.added.add(`${to}${each.slice(from.length)}`);
    }
}

function renameColumn(known: Known, table: string, { from, to }: { from: string; to: string }): void {
  if (known.added.delete(`${table} ${from}`)) known.added.add(`${table} ${to}`);
  const { columns, checks } = tableIn(known, table);
  const entries = [...columns].map(([name, column]) => [name === from ? to : name, column] as const);
  columns.clear();
  for (const [name, column] of entries) columns.set(name, column);
  for (const [name, named] of checks)
    checks.set(
      name,
      named.map((column) => (column === from ? to : column)),
    );
}

function addColumn(column: ColumnDef, table: string, known: Known): void {
  const constraints = constraintsOf(column.constraints);
  const filled = constraints.some(({ contype }) => contype === 'CONSTR_NOTNULL' || contype === 'CONSTR_PRIMARY');
  tableIn(known, table).columns.set(column.colname ?? '', { type: typeOf(column), filled });
}

/** Keeps what a constraint proves of columns: that they are filled, now or once it is validated. */
function addConstraint(constraint: Constraint, table: string, known: Known): void {
  const { contype, keys, conname = '', skip_validation, raw_expr } = constraint;
  const isOfKeys = contype === 'CONSTR_PRIMARY' || contype === 'CONSTR_NOTNULL';
  const columns = isOfKeys ? strings(keys) : contype === 'CONSTR_CHECK' ? filledBy(raw_expr) : [];
  if (!skip_validation) fill(known, table, columns);
  if (!isOfKeys || skip_validation) tableIn(known, table).checks.set(conname, columns);
}

/** The columns that a CHECK says are filled: `a IS NOT NULL`, or several joined by AND. */
function filledBy(expression: Node | undefined): string[] {
  if (!expression) return [];
  if ('BoolExpr' in expression)
    return expression.BoolExpr.boolop === 'AND_EXPR' ? (expression.BoolExpr.args ?? []).flatMap((each) => filledBy(each)) : [];
  if (!('NullTest' in expression) || expression.NullTest.nulltesttype !== 'IS_NOT_NULL') return [];
  const { arg } = expression.NullTest;
  return arg && 'ColumnRef' in arg ? strings(arg.ColumnRef.fields).slice(-1) : [];
}

function fill(known: Known, table: string, names: readonly string[], filled = true): void {
  const { columns } = tableIn(known, table);
  for (const name of names) columns.set(name, { type: columns.get(name)?.type ?? null, filled });
}

/** Keeps what one command of an ALTER TABLE makes of the table. */
export function learnCommand({ subtype, name = '', def }: AlterTableCmd, table: string, known: Known): void {
  const { columns, checks } = tableIn(known, table);
  const column = def && 'ColumnDef' in def ? def.ColumnDef : undefined;
  if (subtype === 'AT_AddColumn' && column) {
    addColumn(column, table, known);
    known.added.add(`${table} ${column.colname ?? ''}`);
  }
  if (subtype === 'AT_AlterColumnType') columns.set(name, { type: typeOf(column), filled: columns.get(name)?.filled ?? false });
  if (subtype === 'AT_DropColumn') columns.delete(name);
  if (subtype === 'AT_SetNotNull') fill(known, table, [name]);
  if (subtype === 'AT_DropNotNull') fill(known, table, [name], false);
  if (subtype === 'AT_AddConstraint' && def && 'Constraint' in def) addConstraint(def.Constraint, table, known);
  if (subtype === 'AT_ValidateConstraint') fill(known, table, checks.get(name) ?? []);
  if (subtype === 'AT_DropConstraint') {
    fill(known, table, checks.get(name) ?? [], false);
    checks.delete(name);
  }
}
