import type { Node } from 'libpg-query';
import { parsePostgres, type Statement } from '../postgres.ts';
import { alterPolicy, createPolicy, createTrigger, defaultPrivileges, dropPolicy, dropTrigger, grant, keysMeant } from './access.ts';
import { readBlock } from './block.ts';
import type { Place, Schema } from './model.ts';
import { finished } from './finish.ts';
import { dayOf } from './platform.ts';
import { alterRoutine, createRoutine, createView, setViewOptions, shownBy } from './routines.ts';
import { emptyState, find, needed, placeFor, split, type State, unread } from './state.ts';
import { alterFeed, createFeed, deleteBuckets, insertBuckets, isBuckets, updateBuckets } from './storage.ts';
import { alterTable, createFilled, createIndex, createTable, dropIndex, dropTable, moveRelation, moveSchema, rename } from './tables.ts';
import { constant, partsOf, relationParts, strings } from './tree.ts';

/** The database that migrations leave behind, read in the order in which they run. `supabase` is true where the platform is known. Nothing is run. */
export async function readSchema(files: readonly { path: string; text: string }[], supabase = false): Promise<Schema> {
  const state = emptyState(files.length > 0 ? dayOf(files[0]!.path) : null); // !: there is one
  state.supabase = supabase;
  for (const { path, text } of files) {
    state.day = dayOf(path);
    state.searchPath = ['public'];
    const script = await parsePostgres(text);
    if (!script.ok) {
      unread(state, { file: path, line: script.line }, script.says);
      continue;
    }
    for (const statement of script.statements) await run(state, statement, { file: path, line: statement.line });
  }
  return finished(state);
}

async function run(state: State, { node, text }: Pick<Statement, 'node' | 'text'>, at: Place, depth = 0): Promise<void> {
  if (!('DoStmt' in node)) {
    apply(state, node, at);
    return;
  }
  const tablesOf = (schema: string): string[] =>
    [...state.tables.values()].filter((each) => each.schema === schema && !each.given).map(({ name }) => name);
  for (const step of await readBlock(text, tablesOf)) {
    const place = { ...at, line: at.line + step.line };
    if (step.is === 'unread' || depth > 1) {
      unread(state, place, step.is === 'unread' ? step.why : 'blocks within blocks');
      continue;
    }
    const inner = await parsePostgres(step.sql);
    if (!inner.ok) unread(state, place, inner.says);
    else for (const statement of inner.statements) await run(state, statement, place, depth + 1);
  }
}

/** What one statement changes. Statements that change nothing of who may do what are passed over. */
function apply(state: State, node: Node, at: Place): void {
  if ('CreateStmt' in node) return createTable(state, node.CreateStmt, at);
  if ('AlterTableStmt' in node) return alter(state, node.AlterTableStmt, at);
  if ('IndexStmt' in node) return createIndex(state, node.IndexStmt, at);
  if ('CreatePolicyStmt' in node) return createPolicy(state, node.CreatePolicyStmt, at);
  if ('AlterPolicyStmt' in node) return alterPolicy(state, node.AlterPolicyStmt, at);
  if ('CreateTrigStmt' in node) return createTrigger(state, node.CreateTrigStmt, at);
  if ('GrantStmt' in node) return grant(state, node.GrantStmt, at);
  if ('AlterDefaultPrivilegesStmt' in node) return defaultPrivileges(state, node.AlterDefaultPrivilegesStmt);
  if ('CreateFunctionStmt' in node) return createRoutine(state, node.CreateFunctionStmt, at);
  if ('AlterFunctionStmt' in node) return alterRoutine(state, node.AlterFunctionStmt);
  if ('ViewStmt' in node) {
    const { view, query, options } = node.ViewStmt;
    return createView(state, { parts: relationParts(view), query, options }, at);
  }
  if ('CreateTableAsStmt' in node) {
    const { query, into, objtype } = node.CreateTableAsStmt;
    const parts = relationParts(into?.rel);
    if (objtype === 'OBJECT_MATVIEW') return createView(state, { parts, query, materialized: true }, at);
    return into?.rel?.relpersistence === 't' ? undefined : createFilled(state, parts, shownBy(query), at);
  }
  if ('DropStmt' in node) return drop(state, node.DropStmt);
  if ('RenameStmt' in node) return rename(state, node.RenameStmt, at);
  if ('AlterObjectSchemaStmt' in node) return moveObject(state, node.AlterObjectSchemaStmt);
  if ('InsertStmt' in node) return isBuckets(state, node.InsertStmt.relation) ? insertBuckets(state, node.InsertStmt, at) : undefined;
  if ('UpdateStmt' in node) return isBuckets(state, node.UpdateStmt.relation) ? updateBuckets(state, node.UpdateStmt, at) : undefined;
  if ('DeleteStmt' in node) return isBuckets(state, node.DeleteStmt.relation) ? deleteBuckets(state, node.DeleteStmt, at) : undefined;
  if ('CreatePublicationStmt' in node) return createFeed(state, node.CreatePublicationStmt, at);
  if ('AlterPublicationStmt' in node) return alterFeed(state, node.AlterPublicationStmt, at);
  if ('CreateSchemaStmt' in node) {
    for (const each of node.CreateSchemaStmt.schemaElts ?? []) apply(state, each, at);
    return;
  }
  if ('VariableSetStmt' in node) {
    const { name, kind, args = [] } = node.VariableSetStmt;
    if (name === 'search_path') setPath(state, kind === 'VAR_SET_VALUE' ? args.map((each) => String(constant(each) ?? '')) : ['public']);
    return;
  }
  if ('SelectStmt' in node) select(state, node.SelectStmt, at);
}

function setPath(state: State, schemas: readonly string[]): void {
  const named = schemas.flatMap((each) => each.split(',')).map((each) => each.trim().replaceAll('"', ''));
  state.searchPath = named.filter((each) => each !== '' && each !== '$user');
  if (state.searchPath.length === 0) state.searchPath = ['public'];
}

/** `SELECT … INTO`, `set_config('search_path', …)` and `cron.schedule` are the only queries that leave something behind which counts here. */
function select(state: State, statement: Extract<Node, { SelectStmt: unknown }>['SelectStmt'], at: Place): void {
  const { intoClause, targetList = [] } = statement;
  if (intoClause?.rel && intoClause.rel.relpersistence !== 't')
    createFilled(state, relationParts(intoClause.rel), shownBy({ SelectStmt: statement }), at);
  for (const target of targetList) {
    const call =
      'ResTarget' in target && target.ResTarget.val && 'FuncCall' in target.ResTarget.val ? target.ResTarget.val.FuncCall : undefined;
    if (!call || strings(call.funcname).at(-1) !== 'set_config' || constant(call.args?.[0]) !== 'search_path') continue;
    setPath(state, [String(constant(call.args?.[1]) ?? '')]);
  }
}

function alter(
  state: State,
  { relation, cmds = [], objtype, missing_ok: quiet }: Extract<Node, { AlterTableStmt: unknown }>['AlterTableStmt'],
  at: Place,
): void {
  const parts = relationParts(relation);
  if (objtype !== 'OBJECT_TABLE' && objtype !== 'OBJECT_VIEW') return;
  const view = state.views.get(find(state, parts));
  const table = view ? undefined : needed(state, parts, at, quiet === true || objtype === 'OBJECT_VIEW');
  for (const each of cmds) {
    if (!('AlterTableCmd' in each)) continue;
    const { subtype, def } = each.AlterTableCmd;
    if (view && def && 'List' in def && (subtype === 'AT_SetRelOptions' || subtype === 'AT_ResetRelOptions'))
      setViewOptions(view, def.List.items ?? [], subtype === 'AT_ResetRelOptions');
    if (table) alterTable(state, table, each.AlterTableCmd, at);
  }
}

function drop(state: State, { removeType, objects = [] }: Extract<Node, { DropStmt: unknown }>['DropStmt']): void {
  for (const object of objects) {
    switch (removeType) {
      case 'OBJECT_TABLE':
      case 'OBJECT_VIEW':
      case 'OBJECT_MATVIEW':
        dropTable(state, partsOf(object));
        break;
      case 'OBJECT_SCHEMA':
        moveSchema(state, partsOf(object)[0] ?? '?', null);
        break;
      case 'OBJECT_INDEX':
        dropIndex(state, partsOf(object));
        break;
      case 'OBJECT_TRIGGER':
        dropTrigger(state, partsOf(object));
        break;
      case 'OBJECT_POLICY':
        dropPolicy(state, partsOf(object));
        break;
      case 'OBJECT_FUNCTION':
      case 'OBJECT_PROCEDURE':
      case 'OBJECT_ROUTINE':
        for (const key of keysMeant(state, object)) state.routines.delete(key);
        break;
      case 'OBJECT_PUBLICATION':
        if (partsOf(object)[0] === 'supabase_realtime') state.realtime.clear();
        break;
      default:
    }
  }
}

function moveObject(
  state: State,
  { objectType, relation, object, newschema = '?' }: Extract<Node, { AlterObjectSchemaStmt: unknown }>['AlterObjectSchemaStmt'],
): void {
  if (relation && objectType !== 'OBJECT_SEQUENCE') {
    const from = find(state, relationParts(relation));
    moveRelation(state, from, `${newschema}.${split(from)[1]}`);
  }
  if (!object || !/FUNCTION|PROCEDURE|ROUTINE/.test(objectType ?? '')) return;
  for (const key of keysMeant(state, object)) {
    const routine = state.routines.get(key)!; // !: just listed
    state.routines.delete(key);
    state.routines.set(placeFor(state, [newschema, split(key)[1]]), { ...routine, schema: newschema });
  }
}
