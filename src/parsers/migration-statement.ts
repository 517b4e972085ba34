import type { AlterTableCmd, ColumnDef, Constraint, Node, RangeVar, UpdateStmt } from 'libpg-query';
import type { DangerId } from './migration-danger.ts';
import { constraintsOf, type Known, learnCommand, nameIn, tableIn, tableName, typeOf } from './migration-known.ts';
import { keepsRows } from './migration-type.ts';
import { calledName, partsOf, walk } from './schema/tree.ts';

type Danger = { danger: DangerId; on: string };

/**
 * Functions that give one value for a whole statement, so that a default of theirs writes nothing anew: PostgreSQL's own that are stable or
 * immutable, and those of Supabase that read the caller's token.
 */
export const STABLE: ReadonlySet<string> = new Set(
  'now transaction_timestamp statement_timestamp timezone current_setting lower upper md5 date_trunc date_part extract to_char to_date to_timestamp make_date make_interval json_build_object json_build_array jsonb_build_object jsonb_build_array to_json to_jsonb concat concat_ws format replace left right substr substring lpad rpad btrim length round floor ceil abs encode decode array_fill auth.uid auth.role auth.email auth.jwt'.split(
    ' ',
  ),
);
const SERIAL = new Set(['serial', 'bigserial', 'smallserial', 'serial2', 'serial4', 'serial8']);
/** Names that PostgreSQL and people give to keys. */
const KEY = /_(pkey|fkey|key)$|^(pk|fk|uq)_/;
const OPEN_ROLES = new Set(['anon', 'public']);

/** The dangers of one statement. Tables that the same file made are empty and nobody's yet, so only what opens them counts. */
export function dangersOf(node: Node, known: Known): Danger[] {
  const old = (relation: RangeVar | undefined, danger: DangerId): Danger[] => {
    const on = tableName(relation);
    return known.fresh.has(on) ? [] : [{ danger, on }];
  };
  if ('DeleteStmt' in node) return node.DeleteStmt.whereClause ? [] : old(node.DeleteStmt.relation, 'delete-all');
  if ('UpdateStmt' in node) {
    const { whereClause, fromClause, relation } = node.UpdateStmt;
    return whereClause || fromClause ? [] : old(relation, fillsAdded(node.UpdateStmt, known) ? 'fill-all' : 'update-all');
  }
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
    return node.AlterEnumStmt.oldVal === undefined ||
      known.fresh.has(nameIn(partsOf({ TypeName: { names: node.AlterEnumStmt.typeName ?? [] } })))
      ? []
      : [{ danger: 'enum-rename', on: node.AlterEnumStmt.oldVal }];
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
  const names = (drop.objects ?? []).map((each) => nameIn(partsOf(each))).filter((on) => !known.fresh.has(on));
  const cascades = drop.behavior === 'DROP_CASCADE';
  const all = (danger: DangerId): Danger[] => names.map((on) => ({ danger, on }));
  if (cascades) return all('drop-cascade');
  if (drop.removeType === 'OBJECT_TABLE' || drop.removeType === 'OBJECT_SCHEMA') return all('drop-table');
  return drop.removeType === 'OBJECT_INDEX' && !drop.concurrent ? all('drop-index') : [];
}

/** True where every column that is written was added by the same file: there are no values yet that could be lost. */
function fillsAdded({ relation, targetList = [] }: UpdateStmt, known: Known): boolean {
  const table = tableName(relation);
  return targetList.every((each) => 'ResTarget' in each && known.added.has(`${table} ${each.ResTarget.name ?? ''}`));
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
  learnCommand(command, table, known);
  return danger === undefined ? [] : [{ danger, on: `${table}${command.name === undefined ? '' : `.${command.name}`}` }];
}

function dangerOf(command: AlterTableCmd, table: string, known: Known): DangerId | undefined {
  const column = command.def && 'ColumnDef' in command.def ? command.def.ColumnDef : undefined;
  const constraint = command.def && 'Constraint' in command.def ? command.def.Constraint : undefined;
  const was = tableIn(known, table).columns.get(command.name ?? '');
  const rules: Partial<Record<NonNullable<AlterTableCmd['subtype']>, () => DangerId | undefined>> = {
    AT_DropColumn: () => 'drop-column',
    AT_AlterColumnType: () => (column && keepsRows(column, { name: command.name ?? '', was, utc: known.utc }) ? undefined : 'change-type'),
    AT_SetNotNull: () => (was?.filled ? undefined : 'set-not-null'),
    AT_AddColumn: () => column && addedColumn(column),
    AT_AddConstraint: () => constraint && addedConstraint(constraint),
    AT_DropConstraint: () => (KEY.test(command.name ?? '') ? 'drop-key' : undefined),
    AT_AttachPartition: () => 'attach-partition',
  };
  return command.subtype === undefined ? undefined : rules[command.subtype]?.();
}

function addedColumn(column: ColumnDef): DangerId | undefined {
  const constraints = constraintsOf(column.constraints);
  const has = (contype: NonNullable<Constraint['contype']>): boolean => constraints.some((each) => each.contype === contype);
  if (SERIAL.has(typeOf(column)?.name ?? '')) return 'volatile-default';
  if (has('CONSTR_IDENTITY')) return 'volatile-default';
  if (constraints.some((each) => each.contype === 'CONSTR_GENERATED' && each.generated_kind !== 'v')) return 'stored-column';
  const given = constraints.find((each) => each.contype === 'CONSTR_DEFAULT');
  if (given?.raw_expr && isVolatile(given.raw_expr)) return 'volatile-default';
  if (!given && (has('CONSTR_NOTNULL') || has('CONSTR_PRIMARY'))) return 'not-null-column';
  // Without a default every row has NULL there, which refers to nothing: PostgreSQL does not look.
  const reads = has('CONSTR_UNIQUE') || has('CONSTR_CHECK') || (has('CONSTR_FOREIGN') && given !== undefined);
  return reads ? 'unproven-constraint' : undefined;
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
  walk([expression], (kind, fields) => {
    if (kind === 'FuncCall' && !STABLE.has(calledName(fields))) found = true;
  });
  return found;
}
