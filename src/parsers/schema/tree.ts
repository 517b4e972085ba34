import type { Node, RangeVar, RoleSpec, TypeName } from 'libpg-query';

/** Any node as its kind and its fields; trees are walked without knowing all four hundred kinds. */
export type Fields = Readonly<Record<string, unknown>>;

/** Deeper trees than this are not walked to the end. */
const DEEPEST = 400;

/** Calls `visit` for each node below, with the kind of the node; what it returns true for is not entered. */
export function walk(tree: unknown, visit: (kind: string, fields: Fields) => boolean | void, depth = 0): void {
  if (typeof tree !== 'object' || tree === null || depth > DEEPEST) return;
  if (Array.isArray(tree)) {
    for (const each of tree) walk(each, visit, depth + 1);
    return;
  }
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value !== 'object' || value === null) continue;
    const isNode = /^[A-Z]/.test(key) && !Array.isArray(value);
    if (isNode && visit(key, value as Fields) === true) continue; // as: a node's fields
    walk(value, visit, depth + 1);
  }
}

/** The strings of a list of String nodes. */
export function strings(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((each) => ('String' in each ? [each.String.sval ?? ''] : []));
}

/** The parts of a name that is a String, a List of them, or a type. */
export function partsOf(node: Node | undefined): string[] {
  if (!node) return [];
  if ('String' in node) return [node.String.sval ?? ''];
  if ('List' in node) return strings(node.List.items);
  if ('TypeName' in node) return strings(node.TypeName.names);
  if ('ObjectWithArgs' in node) return strings(node.ObjectWithArgs.objname);
  return 'RangeVar' in node ? relationParts(node.RangeVar) : [];
}

export function relationParts(relation: RangeVar | undefined): string[] {
  if (!relation?.relname) return [];
  return relation.schemaname === undefined ? [relation.relname] : [relation.schemaname, relation.relname];
}

/** The name of a function that is called, with its schema where one is written: `auth.uid`. */
export function calledName(fields: Fields): string {
  return strings(fields['funcname'] as Node[] | undefined)
    .filter((part) => part !== 'pg_catalog')
    .join('.')
    .toLowerCase(); // as: FuncCall has a list of names
}

/** The last column named in a ColumnRef, and whether it is `*`. */
export function columnOf(fields: Fields): string {
  const parts = (fields['fields'] as Node[] | undefined) ?? []; // as: ColumnRef has a list of names
  const last = parts.at(-1);
  return last && 'String' in last ? (last.String.sval ?? '') : '*';
}

/** The value of a constant: text, a truth, a number as text; undefined for anything else. */
export function constant(node: Node | undefined): string | boolean | undefined {
  if (!node) return undefined;
  if ('TypeCast' in node) {
    const inner = constant(node.TypeCast.arg);
    const type = strings(node.TypeCast.typeName?.names).at(-1);
    return type === 'bool' && typeof inner === 'string' ? /^(t|true|yes|on|1)$/i.test(inner) : inner;
  }
  if (!('A_Const' in node)) return undefined;
  const { sval, boolval, ival, fval } = node.A_Const;
  if (boolval) return boolval.boolval === true;
  if (sval) return sval.sval ?? '';
  if (ival) return String(ival.ival ?? 0);
  return fval?.fval;
}

export function roleName(role: RoleSpec): string {
  if (role.roletype === 'ROLESPEC_PUBLIC') return 'public';
  return role.roletype === 'ROLESPEC_CSTRING' ? (role.rolename ?? '') : 'current_user';
}

export function roleNames(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((each) => ('RoleSpec' in each ? [roleName(each.RoleSpec)] : []));
}

const SHORT: Readonly<Record<string, string>> = {
  int4: 'integer',
  int8: 'bigint',
  int2: 'smallint',
  bool: 'boolean',
  float8: 'double precision',
};

/** A type as SQL writes it, without its length: `text[]`, `uuid`, `app.mood`. */
export function typeText(type: TypeName | undefined): string {
  const parts = strings(type?.names).filter((part) => part !== 'pg_catalog');
  const name = parts.join('.');
  return `${SHORT[name] ?? name}${(type?.arrayBounds ?? []).length > 0 ? '[]' : ''}`;
}

/** An identifier for SQL: quoted where it must be. */
export function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
