import type { AlterPublicationStmt, CreatePublicationStmt, DeleteStmt, InsertStmt, Node, UpdateStmt } from 'libpg-query';
import type { Place } from './model.ts';
import { find, needed, type State, unread } from './state.ts';
import { columnOf, constant, type Fields, relationParts } from './tree.ts';

const FEED = 'supabase_realtime';
/** The columns of storage.buckets in their order, for an insert that names none. */
const BUCKET_COLUMNS = ['id', 'name', 'owner', 'created_at', 'updated_at', 'public'];

/** True for a statement on the table of buckets. */
export function isBuckets(state: State, relation: InsertStmt['relation']): boolean {
  return find(state, relationParts(relation)) === 'storage.buckets';
}

export function insertBuckets(state: State, { cols, selectStmt, onConflictClause: conflict }: InsertStmt, at: Place): void {
  state.supabase = true;
  const names = cols ? cols.map((each) => ('ResTarget' in each ? (each.ResTarget.name ?? '') : '')) : BUCKET_COLUMNS;
  const select = selectStmt && 'SelectStmt' in selectStmt ? selectStmt.SelectStmt : undefined;
  const rows = select?.valuesLists
    ? select.valuesLists.map((row) => ('List' in row ? (row.List.items ?? []) : []))
    : [(select?.targetList ?? []).map((each) => ('ResTarget' in each && each.ResTarget.val ? each.ResTarget.val : each))];
  for (const row of rows) {
    const value = (name: string): string | boolean | undefined => constant(row[names.indexOf(name)]);
    const id = value('id') ?? value('name');
    if (typeof id !== 'string') {
      unread(state, at, 'a bucket whose name is made up while it runs');
      continue;
    }
    const open = value('public');
    if (state.buckets.has(id) && conflict?.action !== 'ONCONFLICT_UPDATE') continue;
    state.buckets.set(id, { ...at, id, public: open === true || open === 'true' });
  }
}

export function updateBuckets(state: State, { targetList, whereClause }: UpdateStmt, at: Place): void {
  for (const target of targetList ?? []) {
    if (!('ResTarget' in target) || target.ResTarget.name !== 'public') continue;
    const open = constant(target.ResTarget.val);
    const ids = idsIn(whereClause);
    if (open === undefined || ids === null) {
      unread(state, at, 'a change of buckets that depends on values');
      continue;
    }
    for (const bucket of state.buckets.values())
      if (ids.length === 0 || ids.includes(bucket.id)) Object.assign(bucket, at, { public: open === true || open === 'true' });
  }
}

export function deleteBuckets(state: State, { whereClause }: DeleteStmt, at: Place): void {
  const ids = idsIn(whereClause);
  if (ids === null) unread(state, at, 'buckets deleted by a condition');
  else for (const id of ids.length > 0 ? ids : [...state.buckets.keys()]) state.buckets.delete(id);
}

/** The ids a condition names, none for no condition, null for one that cannot be followed. */
function idsIn(where: Node | undefined): string[] | null {
  if (!where) return [];
  if (!('A_Expr' in where)) return null;
  const { lexpr, rexpr } = where.A_Expr;
  if (!lexpr || !('ColumnRef' in lexpr) || !/^(id|name)$/.test(columnOf(lexpr.ColumnRef as Fields))) return null;
  const values = (rexpr && 'List' in rexpr ? (rexpr.List.items ?? []) : [rexpr]).map((each) => constant(each));
  return values.every((value) => typeof value === 'string') ? values : null;
}

export function createFeed(state: State, { pubname, pubobjects, for_all_tables: all }: CreatePublicationStmt, at: Place): void {
  if (pubname !== FEED) return;
  state.realtime = new Set(all ? ['*'] : tablesIn(state, pubobjects, at));
}

export function alterFeed(state: State, { pubname, pubobjects, action }: AlterPublicationStmt, at: Place): void {
  if (pubname !== FEED) return;
  state.supabase = true;
  const tables = tablesIn(state, pubobjects, at);
  if (action === 'AP_SetObjects') state.realtime = new Set(tables);
  else for (const table of tables) state.realtime[action === 'AP_DropObjects' ? 'delete' : 'add'](table);
}

function tablesIn(state: State, objects: readonly Node[] | undefined, at: Place): string[] {
  return (objects ?? []).flatMap((each) => {
    const relation = 'PublicationObjSpec' in each ? each.PublicationObjSpec.pubtable?.relation : undefined;
    if (!relation) return [];
    needed(state, relationParts(relation), at);
    return [find(state, relationParts(relation))];
  });
}
