import type { InsertStmt, Node, RangeVar } from 'libpg-query';
import { type Known, nameIn, tableName, typeOf } from './migration-known.ts';
import { columnOf, constant, strings, walk } from './schema/tree.ts';

/** A value that a statement gave to an enum. */
export interface EnumValue {
  type: string;
  value: string;
}

/** The value that a statement adds to an enum which was there before; null for any other statement. */
export function addedValue(node: Node, { fresh }: Known): EnumValue | null {
  if (!('AlterEnumStmt' in node) || node.AlterEnumStmt.oldVal !== undefined) return null;
  const { typeName, newVal = '' } = node.AlterEnumStmt;
  const type = nameIn(strings(typeName));
  return fresh.has(type) ? null : { type, value: newVal };
}

/**
 * True where a statement uses the value as one of that type: cast to it, or beside a column that is known to have it. The same word in a
 * column of another type is another thing.
 */
export function usesValue(node: Node, { type, value }: EnumValue, known: Known): boolean {
  const columns = new Set(
    tablesIn(node).flatMap((table) =>
      [...(known.tables.get(table)?.columns ?? [])].flatMap(([name, column]) => (column.type?.name === type ? [name] : [])),
    ),
  );
  const isIt = (each: unknown): boolean => valuesIn(each).includes(value);
  const isColumn = (each: unknown): boolean =>
    typeof each === 'object' && each !== null && 'ColumnRef' in each && columns.has(columnOf(each.ColumnRef as Record<string, unknown>)); // as: a node
  let uses = false;
  walk([node], (kind, fields) => {
    if (kind === 'TypeCast') uses ||= typeOf(fields)?.name === type && isIt(fields['arg']);
    if (kind === 'A_Expr')
      uses ||= (isColumn(fields['lexpr']) && isIt(fields['rexpr'])) || (isColumn(fields['rexpr']) && isIt(fields['lexpr']));
    if (kind === 'ResTarget') uses ||= columns.has(String(fields['name'])) && isIt(fields['val']);
    if (kind === 'AlterTableCmd' && fields['subtype'] === 'AT_ColumnDefault')
      uses ||= columns.has(String(fields['name'])) && isIt(fields['def']);
    if (kind === 'ColumnDef' && typeOf(fields)?.name === type)
      walk(fields['constraints'], (inner, constraint) => {
        if (inner === 'Constraint') uses ||= isIt(constraint['raw_expr']);
      });
    if (kind === 'InsertStmt') uses ||= inserted(fields, columns, known).some(isIt);
  });
  return uses;
}

/** The constant texts of a value or of a list of values. */
function valuesIn(each: unknown): unknown[] {
  const node = each as Node | undefined; // as: a field of a node
  return node && 'List' in node ? (node.List.items ?? []).map((item) => constant(item)) : [constant(node)];
}

/** What an INSERT … VALUES puts into the columns. */
function inserted({ relation, cols = [], selectStmt }: InsertStmt, columns: ReadonlySet<string>, known: Known): Node[] {
  const named = cols.flatMap((each) => ('ResTarget' in each ? [each.ResTarget.name ?? ''] : []));
  const order = named.length > 0 ? named : [...(known.tables.get(tableName(relation))?.columns.keys() ?? [])];
  const rows = selectStmt && 'SelectStmt' in selectStmt ? (selectStmt.SelectStmt.valuesLists ?? []) : [];
  return rows.flatMap((row) => ('List' in row ? (row.List.items ?? []).filter((_, at) => columns.has(order[at] ?? '')) : []));
}

/** The tables that a statement names, wherever. */
function tablesIn(node: Node): string[] {
  const names = new Set<string>();
  JSON.stringify(node, (_, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'relname' in value) names.add(tableName(value as RangeVar)); // as: what has that name
    return value;
  });
  return [...names];
}
