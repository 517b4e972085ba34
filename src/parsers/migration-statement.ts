import type { AlterTableCmd, ColumnDef, Constraint, Node, RangeVar } from 'libpg-query';
import type { DangerId } from './migration-danger.ts';

/** What is known of the database while a row of migrations is read: tables the file has just made, and columns proven to be filled. */
export interface Known {
  fresh: ReadonlySet<string>;
  /** Constraint names by `table constraint`, to the column they say is filled. */
  checks: Map<string, string>;
  /** `table column` proven by a validated constraint. */
  proven: Set<string>;
}

type Danger = { danger: DangerId; on: string };

/** Functions that give one value for a whole statement, so that a default of theirs writes nothing anew. */
const STABLE = new Set(['now', 'transaction_timestamp', 'statement_timestamp', 'timezone', 'current_setting', 'lower', 'upper', 'md5']);
const SERIAL = new Set(['serial', 'bigserial', 'smallserial', 'serial2', 'serial4', 'serial8']);
/** Names that PostgreSQL and people give to keys. */
const KEY = /_(pkey|fkey|key)$|^(pk|fk|uq)_/;
const OPEN_ROLES = new Set(['anon', 'public']);

/** A table as one name: `public.` is left out. */
export function tableName(relation: RangeVar | undefined): string {
  const schema = relation?.schemaname;
  return `${schema === undefined || schema === 'public' ? '' : `${schema}.`}${relation?.relname ?? '?'}`;
}

/** The dangers of one statement. Tables that the same file made are empty and nobody's yet, so only what opens them counts. */
export function dangersOf(node: Node, known: Known): Danger[] {
  const old = (relation: RangeVar | undefined, danger: DangerId): Danger[] => {
    const on = tableName(relation);
    return known.fresh.has(on) ? [] : [{ danger, on }];
  };
  if ('DeleteStmt' in node) return node.DeleteStmt.whereClause ? [] : old(node.DeleteStmt.relation, 'delete-all');
  if ('UpdateStmt' in node)
    return node.UpdateStmt.whereClause || node.UpdateStmt.fromClause ? [] : old(node.UpdateStmt.relation, 'update-all');
  if ('TruncateStmt' in node)
    return (node.TruncateStmt.relations ?? []).flatMap((each) => ('RangeVar' in each ? old(each.RangeVar, 'truncate') : []));
  if ('DropStmt' in node) return dropped(node.DropStmt, known);
  if ('AlterTableStmt' in node) {
    const { relation, cmds = [] } = node.AlterTableStmt;
    return cmds.flatMap((each) => ('AlterTableCmd' in each ? altered(each.AlterTableCmd, tableName(relation), known) : []));
  }
  if ('IndexStmt' in node) return node.IndexStmt.concurrent ? [] : old(node.IndexStmt.relation, 'blocking-index');
  if ('GrantStmt' in node) return granted(node.GrantStmt);
  if ('LockStmt' in node)
    return (node.LockStmt.relations ?? []).flatMap((each) => ('RangeVar' in each ? old(each.RangeVar, 'table-lock') : []));
  if ('VacuumStmt' in node) {
    const full = (node.VacuumStmt.options ?? []).some((each) => 'DefElem' in each && each.DefElem.defname === 'full');
    return full ? [{ danger: 'table-rewrite', on: 'VACUUM FULL' }] : [];
  }
  if ('ClusterStmt' in node) return old(node.ClusterStmt.relation, 'table-rewrite');
  if ('RenameStmt' in node) {
    const { renameType, relation } = node.RenameStmt;
    return renameType === 'OBJECT_TABLE' || renameType === 'OBJECT_COLUMN' || renameType === 'OBJECT_VIEW' ? old(relation, 'rename') : [];
  }
  if ('AlterEnumStmt' in node)
    return node.AlterEnumStmt.oldVal === undefined ? [] : [{ danger: 'enum-rename', on: node.AlterEnumStmt.oldVal }];
  if ('RefreshMatViewStmt' in node)
    return node.RefreshMatViewStmt.concurrent ? [] : old(node.RefreshMatViewStmt.relation, 'blocking-refresh');
  if ('CreateTrigStmt' in node) return old(node.CreateTrigStmt.relation, 'trigger');
  return [];
}

/** True for an index that is built or dropped, or a view refreshed, in a way that no transaction allows. */
export function isOutsideTransactions(node: Node): boolean {
  if ('IndexStmt' in node) return node.IndexStmt.concurrent === true;
  return 'DropStmt' in node && node.DropStmt.concurrent === true;
}

function dropped(drop: Extract<Node, { DropStmt: unknown }>['DropStmt'], known: Known): Danger[] {
  const names = (drop.objects ?? []).map(nameIn).filter((on) => !known.fresh.has(on));
  const cascades = drop.behavior === 'DROP_CASCADE';
  const all = (danger: DangerId): Danger[] => names.map((on) => ({ danger, on }));
  if (cascades) return all('drop-cascade');
  if (drop.removeType === 'OBJECT_TABLE' || drop.removeType === 'OBJECT_SCHEMA') return all('drop-table');
  return drop.removeType === 'OBJECT_INDEX' && !drop.concurrent ? all('drop-index') : [];
}

function nameIn(node: Node): string {
  if ('String' in node) return node.String.sval ?? '?';
  const parts = 'List' in node ? (node.List.items ?? []).map((each) => ('String' in each ? (each.String.sval ?? '?') : '?')) : ['?'];
  return (parts[0] === 'public' ? parts.slice(1) : parts).join('.');
}

function granted(grant: Extract<Node, { GrantStmt: unknown }>['GrantStmt']): Danger[] {
  const { objtype, targtype, is_grant, grantees = [] } = grant;
  const reachesRows = objtype === 'OBJECT_TABLE' || targtype === 'ACL_TARGET_ALL_IN_SCHEMA';
  if (!is_grant || !reachesRows || objtype === 'OBJECT_FUNCTION' || objtype === 'OBJECT_ROUTINE') return [];
  return grantees.flatMap((each) => {
    if (!('RoleSpec' in each)) return [];
    const role = each.RoleSpec.roletype === 'ROLESPEC_PUBLIC' ? 'public' : (each.RoleSpec.rolename ?? '');
    // Supabase wants a GRANT for each table that browsers read; row security says which rows.
    if (role === 'anon' && targtype !== 'ACL_TARGET_ALL_IN_SCHEMA') return [];
    return OPEN_ROLES.has(role) ? [{ danger: 'open-grant' as const, on: role }] : [];
  });
}

function altered(command: AlterTableCmd, table: string, known: Known): Danger[] {
  // What opens a table to strangers counts on a new one too.
  if (command.subtype === 'AT_DisableRowSecurity') return [{ danger: 'row-security-off', on: table }];
  const danger = known.fresh.has(table) ? undefined : dangerOf(command, table, known);
  remember(command, table, known);
  return danger === undefined ? [] : [{ danger, on: `${table}${command.name === undefined ? '' : `.${command.name}`}` }];
}

function dangerOf(command: AlterTableCmd, table: string, known: Known): DangerId | undefined {
  const column = command.def && 'ColumnDef' in command.def ? command.def.ColumnDef : undefined;
  const constraint = command.def && 'Constraint' in command.def ? command.def.Constraint : undefined;
  const rules: Partial<Record<NonNullable<AlterTableCmd['subtype']>, () => DangerId | undefined>> = {
    AT_DropColumn: () => 'drop-column',
    AT_AlterColumnType: () => (typeNameOf(column) === 'text' && !column?.raw_default ? undefined : 'change-type'),
    AT_SetNotNull: () => (known.proven.has(`${table} ${command.name ?? ''}`) ? undefined : 'set-not-null'),
    AT_AddColumn: () => column && addedColumn(column),
    AT_AddConstraint: () => constraint && addedConstraint(constraint),
    AT_DropConstraint: () => (KEY.test(command.name ?? '') ? 'drop-key' : undefined),
    AT_AttachPartition: () => 'attach-partition',
  };
  return command.subtype === undefined ? undefined : rules[command.subtype]?.();
}

/** Keeps what a CHECK (column IS NOT NULL) proves, once it is validated. */
function remember(command: AlterTableCmd, table: string, known: Known): void {
  if (command.subtype === 'AT_ValidateConstraint') {
    const column = known.checks.get(`${table} ${command.name ?? ''}`);
    if (column !== undefined) known.proven.add(`${table} ${column}`);
    return;
  }
  const check = command.subtype === 'AT_AddConstraint' && command.def && 'Constraint' in command.def ? command.def.Constraint : undefined;
  const test = check?.raw_expr && 'NullTest' in check.raw_expr ? check.raw_expr.NullTest : undefined;
  if (check?.contype !== 'CONSTR_CHECK' || test?.nulltesttype !== 'IS_NOT_NULL' || !test.arg || !('ColumnRef' in test.arg)) return;
  const field = test.arg.ColumnRef.fields?.at(-1);
  const column = field && 'String' in field ? (field.String.sval ?? '') : '';
  known.checks.set(`${table} ${check.conname ?? ''}`, column);
  if (!check.skip_validation) known.proven.add(`${table} ${column}`);
}

function addedColumn(column: ColumnDef): DangerId | undefined {
  const constraints = (column.constraints ?? []).flatMap((each) => ('Constraint' in each ? [each.Constraint] : []));
  if (SERIAL.has(typeNameOf(column))) return 'volatile-default';
  if (constraints.some((each) => each.contype === 'CONSTR_IDENTITY')) return 'volatile-default';
  if (constraints.some((each) => each.contype === 'CONSTR_GENERATED' && each.generated_kind !== 'v')) return 'stored-column';
  const given = constraints.find((each) => each.contype === 'CONSTR_DEFAULT');
  if (given?.raw_expr && isVolatile(given.raw_expr)) return 'volatile-default';
  if (!given && constraints.some((each) => each.contype === 'CONSTR_NOTNULL' || each.contype === 'CONSTR_PRIMARY'))
    return 'not-null-column';
  return constraints.some((each) => each.contype === 'CONSTR_UNIQUE') ? 'unproven-constraint' : undefined;
}

function addedConstraint(constraint: Constraint): DangerId | undefined {
  if (constraint.contype === 'CONSTR_FOREIGN' || constraint.contype === 'CONSTR_CHECK')
    return constraint.skip_validation ? undefined : 'unproven-constraint';
  const isKey = constraint.contype === 'CONSTR_UNIQUE' || constraint.contype === 'CONSTR_PRIMARY';
  return isKey && constraint.indexname === undefined ? 'unproven-constraint' : undefined;
}

/** True unless every function in a default gives one value for the whole statement; a function nobody knows may give many. */
function isVolatile(expression: Node): boolean {
  let found = false;
  JSON.stringify(expression, (key, value: unknown) => {
    if (key === 'FuncCall') {
      const last = (value as { funcname?: Node[] }).funcname?.at(-1); // as: the parser's own shape
      if (!last || !('String' in last) || !STABLE.has(last.String.sval ?? '')) found = true;
    }
    return value;
  });
  return found;
}

function typeNameOf(column: ColumnDef | undefined): string {
  const last = column?.typeName?.names?.at(-1);
  return last && 'String' in last ? (last.String.sval ?? '') : '';
}
