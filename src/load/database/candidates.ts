import { parse } from 'libpg-query';

/** One part of an index: a column or an expression, as SQL, and its direction. */
export interface Part {
  sql: string;
  descending: boolean;
}

/** An index that a query could use: equality first, then what it sorts by, else its range. */
export interface Candidate {
  schema: string | undefined;
  table: string;
  parts: Part[];
}

interface Table {
  schema: string | undefined;
  name: string;
  alias: string;
}

interface Wish {
  equal: string[];
  range: string[];
}

const MOST_PARTS = 4;
const MOST_DEPTH = 40;

/** Nodes of PostgreSQL's own parse tree, of which only the few members named here are read. */
type Node = { readonly [member: string]: unknown };

/**
 * The index candidates of a query, one per table at most, read from PostgreSQL's own grammar. A column without its table counts only
 * where there is one table. Gives nothing for what cannot be parsed or is no SELECT, UPDATE or DELETE. Never throws.
 */
export async function candidatesOf(sql: string): Promise<Candidate[]> {
  try {
    const tree = (await parse(sql)) as { stmts?: { stmt?: Node }[] }; // as: the parser's own shape
    const statement = tree.stmts?.[0]?.stmt ?? {};
    const query = node(statement['SelectStmt']) ?? node(statement['UpdateStmt']) ?? node(statement['DeleteStmt']);
    return query ? read(query) : [];
  } catch {
    return [];
  }
}

function read(query: Node): Candidate[] {
  const from = [...list(query['fromClause']), ...(query['relation'] ? [{ RangeVar: query['relation'] }] : [])];
  const conditions: Node[] = [];
  const tables = from.flatMap((item) => tablesIn(item, conditions, 0));
  const where = node(query['whereClause']);
  if (where) conditions.push(where);
  const wishes = new Map<string, Wish>();
  const wishOf = (table: Table): Wish => {
    const known = wishes.get(table.alias) ?? { equal: [], range: [] };
    wishes.set(table.alias, known);
    return known;
  };
  for (const condition of conditions.flatMap((each) => ands(each, 0))) readCondition(condition, { tables, wishOf });
  const sorts = list(query['sortClause']).flatMap((item) => {
    const sort = node(item['SortBy']);
    const found = sort && indexable(node(sort['node']), tables);
    return found ? [{ ...found, descending: sort['sortby_dir'] === 'SORTBY_DESC' }] : [null];
  });
  return tables.flatMap((table) => {
    const wish = wishes.get(table.alias);
    const equal = [...new Set(wish?.equal ?? [])];
    if (equal.length === 0 && tables.length > 1) return [];
    const ours = sorts.every((sort) => sort?.table.alias === table.alias)
      ? sorts.flatMap((sort) => (sort ? [{ sql: sort.sql, descending: sort.descending }] : []))
      : [];
    const rest = ours.length > 0 ? ours : (wish?.range ?? []).slice(0, 1).map((sql) => ({ sql, descending: false }));
    const parts = [...equal.map((sql) => ({ sql, descending: false })), ...rest.filter(({ sql }) => !equal.includes(sql))].slice(
      0,
      MOST_PARTS,
    );
    return parts.length === 0 ? [] : [{ schema: table.schema, table: table.name, parts }];
  });
}

/** The tables of a FROM item; conditions of joins are added to the others. */
function tablesIn(item: Node, conditions: Node[], depth: number): Table[] {
  if (depth > MOST_DEPTH) return [];
  const table = node(item['RangeVar']);
  if (table) {
    const name = String(table['relname']);
    const alias = node(table['alias'])?.['aliasname'];
    return [{ schema: text(table['schemaname']), name, alias: text(alias) ?? name }];
  }
  const join = node(item['JoinExpr']);
  if (!join) return [];
  const on = node(join['quals']);
  if (on) conditions.push(on);
  return [join['larg'], join['rarg']].flatMap((side) => tablesIn(node(side) ?? {}, conditions, depth + 1));
}

function ands(condition: Node, depth: number): Node[] {
  const bool = node(condition['BoolExpr']);
  if (bool?.['boolop'] !== 'AND_EXPR' || depth > MOST_DEPTH) return [condition];
  return list(bool['args']).flatMap((each) => ands(each, depth + 1));
}

function readCondition(condition: Node, { tables, wishOf }: { tables: readonly Table[]; wishOf: (table: Table) => Wish }): void {
  const expression = node(condition['A_Expr']);
  if (!expression) return;
  const kind = String(expression['kind']);
  const operator = text(node(list(expression['name'])[0]?.['String'])?.['sval']);
  const [left, right] = [indexable(node(expression['lexpr']), tables), indexable(node(expression['rexpr']), tables)];
  const isEqual = operator === '=' && (kind === 'AEXPR_OP' || kind === 'AEXPR_IN' || kind === 'AEXPR_OP_ANY');
  const isRange = (kind === 'AEXPR_OP' && /^[<>]=?$/.test(operator ?? '')) || kind === 'AEXPR_BETWEEN';
  for (const [side, other] of [
    [left, right],
    [right, left],
  ] as const) {
    // Two columns of one table are no lookup.
    if (!side || side.table.alias === other?.table.alias) continue;
    if (isEqual) wishOf(side.table).equal.push(side.sql);
    if (isRange) wishOf(side.table).range.push(side.sql);
  }
}

/** A column, or lower() or upper() of one; each can stand in an index. */
function indexable(found: Node | undefined, tables: readonly Table[]): { table: Table; sql: string } | undefined {
  const call = node(found?.['FuncCall']);
  const name = call && text(node(list(call['funcname']).at(-1)?.['String'])?.['sval']);
  if (call && (name === 'lower' || name === 'upper')) {
    const inner = indexable(list(call['args'])[0], tables);
    return inner && { table: inner.table, sql: `${name}(${inner.sql})` };
  }
  const cast = node(found?.['TypeCast']);
  if (cast) return undefined;
  const fields = list(node(found?.['ColumnRef'])?.['fields']).map((field) => text(node(field['String'])?.['sval']));
  const column = fields.at(-1);
  if (column === undefined) return undefined;
  const table =
    fields.length === 1
      ? tables.length === 1
        ? tables[0]
        : undefined
      : tables.find(({ alias, name: each }) => alias === fields.at(-2) || (fields.length === 2 && each === fields[0]));
  return table && { table, sql: quoted(column) };
}

/** An identifier as SQL needs it (PostgreSQL manual, section 4.1.1). */
export function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function node(value: unknown): Node | undefined {
  return value !== null && typeof value === 'object' ? (value as Node) : undefined; // as: its members are looked at one by one
}

function list(value: unknown): Node[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.map(node).filter((each) => each !== undefined);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
