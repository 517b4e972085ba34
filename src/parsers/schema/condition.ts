import type { Node } from 'libpg-query';
import type { Admits, Condition } from './model.ts';
import { calledName, columnOf, constant, type Fields, walk } from './tree.ts';

/** Functions of Supabase that say who is calling. */
const CALLER = new Set([
  'auth.uid',
  'auth.jwt',
  'auth.email',
  'auth.role',
  'auth.session',
  'current_setting',
  'current_user',
  'session_user',
]);
/** Supabase lets users write `user_metadata` themselves: supabase.com/docs/guides/database/postgres/row-level-security, read 2026-11. */
const METADATA = /\b(raw_)?user_meta_?data\b/;

/** What a condition admits, with the functions and the columns it names. */
export interface Read extends Condition {
  calls: string[];
  names: string[];
}

/** Reads the condition of a policy. `files` is true for policies on storage.objects, where a bucket is no limit to who may. */
export function readCondition(node: Node | undefined, files = false): Read | null {
  if (!node) return null;
  const found: Read = { admits: admits(node, files), metadata: false, owner: [], buckets: [], asks: asked(node), names: [], calls: [] };
  walk([node], (kind, fields) => {
    if (kind === 'ColumnRef') found.names.push(columnOf(fields));
    if (kind === 'FuncCall') found.calls.push(calledName(fields));
    if (kind === 'String' && METADATA.test(textOf(fields['sval']))) found.metadata = true;
    if (kind === 'A_Const' && METADATA.test(textOf((fields['sval'] as Fields | undefined)?.['sval']))) found.metadata = true; // as: a text constant holds its value so
    if (kind === 'A_Expr') {
      found.owner.push(...compared(fields));
      if (files) found.buckets.push(...bucketsIn(fields));
    }
  });
  return { ...found, owner: [...new Set(found.owner)], buckets: [...new Set(found.buckets)], names: [...new Set(found.names)] };
}

/** Columns that are asked about whichever way a condition comes true: of an OR, those in all its branches. */
function asked(node: Node): string[] {
  if ('BoolExpr' in node && node.BoolExpr.boolop !== 'NOT_EXPR') {
    const each = (node.BoolExpr.args ?? []).map(asked);
    if (node.BoolExpr.boolop === 'AND_EXPR') return [...new Set(each.flat())];
    return (each[0] ?? []).filter((column) => each.every((columns) => columns.includes(column)));
  }
  const found: string[] = [];
  walk([node], (kind, fields) => {
    if (kind === 'ColumnRef') found.push(columnOf(fields));
  });
  return [...new Set(found)];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** True for an expression that asks who is calling. */
export function asksCaller(tree: unknown): boolean {
  let asks = false;
  walk(tree, (kind, fields) => {
    if (kind === 'FuncCall' && CALLER.has(calledName(fields))) asks = true;
    if (kind === 'SQLValueFunction' && /USER|ROLE/.test(textOf(fields['op']))) asks = true;
  });
  return asks;
}

/** Columns on one side of an equation whose other side says who is calling. */
function compared(fields: Fields): string[] {
  const sides = [fields['lexpr'], fields['rexpr']];
  const isEquation = JSON.stringify(fields['name'] ?? '').includes('"="');
  if (!isEquation) return [];
  return sides.flatMap((side, at) => {
    const bare = unwrap(side as Node | undefined); // as: the sides of an operator are nodes
    return bare && 'ColumnRef' in bare && asksCaller([sides[1 - at]]) ? [columnOf(bare.ColumnRef as Fields)] : [];
  });
}

function unwrap(node: Node | undefined): Node | undefined {
  return node && 'TypeCast' in node ? unwrap(node.TypeCast.arg) : node;
}

function bucketsIn({ lexpr, rexpr, kind }: Fields): string[] {
  const left = unwrap(lexpr as Node | undefined); // as: the sides of an operator are nodes, here and below
  if (!left || !('ColumnRef' in left) || columnOf(left.ColumnRef as Fields) !== 'bucket_id') return [];
  const right = rexpr as Node | undefined;
  const values = kind === 'AEXPR_IN' && right && 'List' in right ? (right.List.items ?? []) : right ? [right] : [];
  return values.flatMap((each) => {
    const value = constant(each);
    return typeof value === 'string' ? [value] : [];
  });
}

const WIDTH = { nobody: 0, some: 1, 'signed-in': 2, everybody: 3 } as const satisfies Record<Admits, number>;

function admits(node: Node, files: boolean): Admits {
  const value = constant(node);
  if (value !== undefined) return value === true || value === 'true' ? 'everybody' : 'nobody';
  if ('TypeCast' in node && node.TypeCast.arg) return admits(node.TypeCast.arg, files);
  if ('SubLink' in node) {
    const inner = selected(node);
    return inner ? admits(inner, files) : 'some';
  }
  if ('BoolExpr' in node) return combined(node.BoolExpr.boolop, node.BoolExpr.args ?? [], files);
  if ('NullTest' in node) return node.NullTest.nulltesttype === 'IS_NOT_NULL' && isUserId(node.NullTest.arg) ? 'signed-in' : 'some';
  return 'A_Expr' in node ? equation(node.A_Expr as Fields, files) : 'some';
}

/** What `(select x)` selects, where it is one value from no table. */
function selected(node: Node): Node | undefined {
  if (!('SubLink' in node) || node.SubLink.subLinkType !== 'EXPR_SUBLINK') return undefined;
  const select = node.SubLink.subselect && 'SelectStmt' in node.SubLink.subselect ? node.SubLink.subselect.SelectStmt : undefined;
  const [only] = select?.targetList ?? [];
  return select && !select.fromClause && only && 'ResTarget' in only ? only.ResTarget.val : undefined;
}

function combined(operator: string | undefined, args: readonly Node[], files: boolean): Admits {
  const each = args.map((arg) => admits(arg, files)).sort((a, b) => WIDTH[a] - WIDTH[b]);
  if (operator === 'AND_EXPR') return each[0] ?? 'some';
  if (operator === 'OR_EXPR') return each.at(-1) ?? 'some';
  return each[0] === 'everybody' ? 'nobody' : each[0] === 'nobody' ? 'everybody' : 'some';
}

function equation(fields: Fields, files: boolean): Admits {
  if (files && bucketsIn(fields).length > 0) return 'everybody';
  const operator = JSON.stringify(fields['name'] ?? '');
  const [left, right] = [bareOf(fields['lexpr']), bareOf(fields['rexpr'])];
  if (!left || !right) return 'some';
  if (!operator.includes('"="')) return 'some';
  const [a, b] = [constant(left), constant(right)];
  if (a !== undefined && b !== undefined) return a === b ? 'everybody' : 'nobody';
  const role = [left, right].some((each) => 'FuncCall' in each && calledName(each.FuncCall as Fields) === 'auth.role');
  if (role && (a === 'authenticated' || b === 'authenticated')) return 'signed-in';
  // A column compared with itself lets every row through that has a value.
  const same = 'ColumnRef' in left && 'ColumnRef' in right && names(left) === names(right);
  return same ? 'everybody' : 'some';
}

function bareOf(side: unknown): Node | undefined {
  const bare = unwrap(side as Node | undefined); // as: the sides of an operator are nodes
  return (bare && unwrap(selected(bare))) ?? bare;
}

function names(node: Node): string {
  return 'ColumnRef' in node ? JSON.stringify(node.ColumnRef.fields) : '';
}

function isUserId(node: Node | undefined): boolean {
  const bare = bareOf(node);
  return bare !== undefined && 'FuncCall' in bare && calledName(bare.FuncCall as Fields) === 'auth.uid';
}
