import type { Node } from 'libpg-query';
import { parsePlpgsql, parsePostgres } from '../postgres.ts';
import { columnOf, constant, type Fields, quoted, strings } from './tree.ts';

/** A statement that a block runs for certain, or why it cannot be told, with the line inside the block, the first is 0. */
export type Step = { is: 'runs'; sql: string; line: number } | { is: 'unread'; why: string; line: number };

/** Values that are known while a block is read: loop variables. */
type Known = ReadonlyMap<string, string>;

interface Reading {
  steps: Step[];
  /** Tables of a schema, for a loop over the catalog. */
  tables(schema: string): string[];
}

/** Statements followed in one block; loops over long lists end here. */
const MOST_STEPS = 500;

type Group = readonly Record<string, unknown>[];

/**
 * What a `DO` block runs, as far as it is written there. A guard such as `IF NOT EXISTS (…) THEN` is taken as met, and a loop over values
 * that are written down is run; anything that depends on data is said to be unread.
 */
export async function readBlock(statement: string, tables: Reading['tables']): Promise<Step[]> {
  const tree = (await parsePlpgsql(statement)) as { plpgsql_funcs?: { PLpgSQL_function?: { action?: unknown } }[] } | null; // as: the parser's own shape
  const action = tree?.plpgsql_funcs?.[0]?.PLpgSQL_function?.action;
  if (!action) return [{ is: 'unread', why: 'a block in a language that is not read', line: 0 }];
  const reading: Reading = { steps: [], tables };
  await readGroup([action as Record<string, unknown>], new Map(), reading); // as: a statement of the tree
  return reading.steps;
}

async function readGroup(group: unknown, known: Known, reading: Reading): Promise<void> {
  for (const entry of (group as Group | undefined) ?? []) {
    if (reading.steps.length >= MOST_STEPS) {
      if (reading.steps.length === MOST_STEPS)
        reading.steps.push({ is: 'unread', why: `a block of more than ${MOST_STEPS} steps`, line: 0 });
      return;
    }
    const [kind, fields] = Object.entries(entry)[0] ?? [];
    if (kind !== undefined) await readOne(kind, fields as Fields, known, reading);
  }
}

async function readOne(kind: string, fields: Fields, known: Known, reading: Reading): Promise<void> {
  const line = Math.max(0, Number(fields['lineno'] ?? 1) - 1);
  const unread = (why: string): void => void reading.steps.push({ is: 'unread', why, line });
  switch (kind) {
    case 'PLpgSQL_stmt_block':
      return readGroup(fields['body'], known, reading);
    case 'PLpgSQL_stmt_if':
      if (fields['elsif_list'] || fields['else_body']) return unread('a block that does one thing or another');
      return readGroup(fields['then_body'], known, reading);
    case 'PLpgSQL_stmt_execsql':
      reading.steps.push({ is: 'runs', sql: queryOf(fields['sqlstmt']), line });
      return;
    case 'PLpgSQL_stmt_dynexecute': {
      const sql = await textOf(queryOf(fields['query']), known);
      if (sql === null) unread('SQL that is put together while it runs');
      else reading.steps.push({ is: 'runs', sql, line });
      return;
    }
    case 'PLpgSQL_stmt_foreach_a':
    case 'PLpgSQL_stmt_fors': {
      const rows = await rowsOf(queryOf(fields['expr'] ?? fields['query']), reading);
      if (rows === null) return unread('a loop over what a query gives');
      const name = variableOf(fields, rows.column);
      for (const value of rows.values)
        await readGroup(fields['body'], new Map([...known, ...name.map((each): [string, string] => [each, value])]), reading);
      return;
    }
    case 'PLpgSQL_stmt_while':
    case 'PLpgSQL_stmt_loop':
    case 'PLpgSQL_stmt_case':
    case 'PLpgSQL_stmt_fori':
      return unread('a loop or a choice');
    default: // assignments, notices and calls for their result leave the schema as it is
  }
}

function queryOf(node: unknown): string {
  const query = (node as { PLpgSQL_expr?: { query?: unknown } } | undefined)?.PLpgSQL_expr?.query; // as: the parser's own shape
  return typeof query === 'string' ? query : '';
}

/** What the variable of a loop is called in expressions: its name, or a field of a record. */
function variableOf(fields: Fields, column: string): string[] {
  const variable = fields['var'] as { PLpgSQL_rec?: { refname?: string }; PLpgSQL_row?: { fields?: { name?: string }[] } } | undefined; // as: the parser's own shape
  const record = variable?.PLpgSQL_rec?.refname;
  if (record !== undefined) return [`${record}.${column}`];
  const names = variable?.PLpgSQL_row?.fields?.flatMap(({ name }) => (name === undefined ? [] : [name])) ?? [];
  // FOREACH tells its variable by a number alone: any name that nothing else explains is it.
  return names.length > 0 ? names : ['*'];
}

async function expression(sql: string): Promise<Node | null> {
  const parsed = await parsePostgres(`SELECT ${sql}`);
  const node = parsed.ok ? parsed.statements[0]?.node : undefined;
  const target = node && 'SelectStmt' in node ? node.SelectStmt.targetList?.[0] : undefined;
  return target && 'ResTarget' in target ? (target.ResTarget.val ?? null) : null;
}

async function textOf(sql: string, known: Known): Promise<string | null> {
  const node = await expression(sql);
  return node && value(node, known);
}

/** The text that an expression gives, where it is made of what is written and known. */
function value(node: Node, known: Known): string | null {
  const fixed = constant(node);
  if (fixed !== undefined) return String(fixed);
  if ('TypeCast' in node) return node.TypeCast.arg ? value(node.TypeCast.arg, known) : null;
  if ('ColumnRef' in node) {
    const parts = strings(node.ColumnRef.fields);
    return known.get(parts.join('.')) ?? (parts.length === 1 ? (known.get('*') ?? null) : null);
  }
  if ('A_Expr' in node && strings(node.A_Expr.name).join('') === '||') {
    const [left, right] = [node.A_Expr.lexpr, node.A_Expr.rexpr].map((side) => (side ? value(side, known) : null));
    return typeof left === 'string' && typeof right === 'string' ? left + right : null;
  }
  if (!('FuncCall' in node)) return null;
  const args = (node.FuncCall.args ?? []).map((each) => value(each, known));
  if (args.some((each) => each === null)) return null;
  const texts = args as string[]; // as: none is null
  const name = strings(node.FuncCall.funcname).at(-1);
  if (name === 'quote_ident') return quoted(texts[0] ?? '');
  if (name === 'concat') return texts.join('');
  return name === 'format' ? formatted(texts) : null;
}

/** PostgreSQL's format() for %I, %L, %s and %%, with positions. */
function formatted([pattern = '', ...args]: string[]): string {
  let next = 0;
  return pattern.replace(/%(?:(\d{1,3})\$)?([ILs%])/g, (_, position: string | undefined, sign: string) => {
    if (sign === '%') return '%';
    const arg = args[position === undefined ? next : Number(position) - 1] ?? '';
    next = position === undefined ? next + 1 : Number(position);
    if (sign === 'I') return quoted(arg);
    return sign === 'L' ? `'${arg.replaceAll("'", "''")}'` : arg;
  });
}

/** The values that a loop runs over: an array that is written down, or the tables of a schema. */
async function rowsOf(sql: string, { tables }: Reading): Promise<{ values: string[]; column: string } | null> {
  const text = /^\s*(select|values|with)\b/i.test(sql) ? sql : `SELECT unnest(${sql})`;
  const parsed = await parsePostgres(text);
  const node = parsed.ok ? parsed.statements[0]?.node : undefined;
  const select = node && 'SelectStmt' in node ? node.SelectStmt : undefined;
  if (!select) return null;
  const [target] = select.targetList ?? [];
  const shown = target && 'ResTarget' in target ? target.ResTarget : undefined;
  const [from] = select.fromClause ?? [];
  if (select.valuesLists)
    return listed(
      select.valuesLists.flatMap((row) => ('List' in row ? (row.List.items ?? []).slice(0, 1) : [])),
      'column1',
    );
  const call = shown?.val && 'FuncCall' in shown.val ? shown.val.FuncCall : from && 'RangeFunction' in from ? calledIn(from) : undefined;
  if (call && strings(call.funcname).at(-1) === 'unnest' && !select.whereClause) {
    const [array] = call.args ?? [];
    const items = array && 'TypeCast' in array ? array.TypeCast.arg : array;
    return items && 'A_ArrayExpr' in items ? listed(items.A_ArrayExpr.elements ?? [], shown?.name ?? 'unnest') : null;
  }
  if (!from || !('RangeVar' in from) || !shown?.val || !('ColumnRef' in shown.val)) return null;
  const column = columnOf(shown.val.ColumnRef as Fields);
  const schemaColumn = { pg_tables: 'schemaname', tables: 'table_schema' }[from.RangeVar.relname ?? ''];
  const where = select.whereClause;
  if (schemaColumn === undefined || !/^(tablename|table_name)$/.test(column) || !where || !('A_Expr' in where)) return null;
  const { lexpr, rexpr } = where.A_Expr;
  const schema = constant(rexpr);
  const isSchema = lexpr && 'ColumnRef' in lexpr && columnOf(lexpr.ColumnRef as Fields) === schemaColumn;
  return isSchema && typeof schema === 'string' ? { values: tables(schema), column: shown.name ?? column } : null;
}

function calledIn(from: Node): { funcname?: Node[]; args?: Node[] } | undefined {
  let call: { funcname?: Node[]; args?: Node[] } | undefined;
  JSON.stringify(from, (key, each: unknown) => {
    if (key === 'FuncCall') call ??= each as { funcname?: Node[]; args?: Node[] }; // as: the parser's own shape
    return each;
  });
  return call;
}

function listed(nodes: readonly Node[], column: string): { values: string[]; column: string } | null {
  const values = nodes.map((each) => constant(each));
  return values.every((each) => typeof each === 'string') ? { values, column } : null;
}
