import type { AlterFunctionStmt, CreateFunctionStmt, FunctionParameter, Node } from 'libpg-query';
import { asksCaller } from './condition.ts';
import type { Place, Routine, View } from './model.ts';
import { bornWith, find, hasRoom, placeFor, split, type State } from './state.ts';
import { columnOf, constant, partsOf, relationParts, strings, typeText, walk } from './tree.ts';
import { keysMeant } from './access.ts';

/** Longest body that is looked through, characters. */
const BODY = 200_000;
/** Names of arguments that strangers cannot give. */
export const SECRET_ARGUMENT = /secret|token|signature|api_?key|passcode/i;

export function createRoutine(state: State, statement: CreateFunctionStmt, at: Place): void {
  const inputs = (statement.parameters ?? []).flatMap((each) =>
    'FunctionParameter' in each && isInput(each.FunctionParameter) ? [each.FunctionParameter] : [],
  );
  const args = inputs.map(({ argType }) => typeText(argType));
  const name = placeFor(state, strings(statement.funcname));
  const key = `${name}(${args.join(',')})`;
  const before = state.routines.get(key);
  if (!before && !hasRoom(state, at)) return;
  const [schema, short] = split(name);
  const returns = strings(statement.returnType?.names).at(-1);
  const facts = bodyFacts(state, statement);
  const routine: Routine = {
    ...at,
    schema,
    name: short,
    args,
    definer: false,
    searchPath: false,
    trigger: returns === 'trigger' || returns === 'event_trigger',
    ...facts,
    asksCaller: facts.asksCaller || inputs.some((input) => SECRET_ARGUMENT.test(input.name ?? '')),
    // Replacing a function keeps its rights and resets everything else.
    grants: before?.grants ?? bornWith(state, schema, 'function').grants,
  };
  setOptions(routine, statement.options ?? []);
  state.routines.set(key, routine);
}

function isInput({ mode }: FunctionParameter): boolean {
  return mode !== 'FUNC_PARAM_OUT' && mode !== 'FUNC_PARAM_TABLE';
}

function setOptions(routine: Routine, options: readonly Node[]): void {
  for (const option of options) {
    if (!('DefElem' in option)) continue;
    const { defname, arg } = option.DefElem;
    if (defname === 'security' && arg && 'Boolean' in arg) routine.definer = arg.Boolean.boolval === true;
    if (defname !== 'set' || !arg || !('VariableSetStmt' in arg)) continue;
    const { kind, name } = arg.VariableSetStmt;
    if (kind === 'VAR_RESET_ALL') routine.searchPath = false;
    else if (name === 'search_path') routine.searchPath = kind !== 'VAR_RESET' && kind !== 'VAR_SET_DEFAULT';
  }
}

export function alterRoutine(state: State, { func, actions = [] }: AlterFunctionStmt): void {
  if (!func) return;
  for (const key of keysMeant(state, { ObjectWithArgs: func })) setOptions(state.routines.get(key)!, actions); // !: just listed
}

/** SQL without comments and without what stands in quotes; names in double quotes stay. */
export function withoutQuotes(body: string): string {
  return body
    .slice(0, BODY)
    .replace(/--[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|'(?:[^']|'')*'|\$(\w{0,60})\$[\s\S]*?\$\1\$/g, (part) =>
      /^(--|\/\*)/.test(part) ? ' ' : " '' ",
    );
}

const CALLER = /\bauth\s*\.\s*(uid|jwt|role|email)\s*\(|\bcurrent_setting\s*\(|\b(current_user|session_user)\b/i;
/** To hold nothing against an id gives nothing, which stops no `if`: postgresql.org/docs/current/functions-comparison.html */
const UNEQUAL = new RegExp(
  [
    String.raw`\(?\s{0,9}(?:select\s{1,9})?auth\s{0,9}\.\s{0,9}uid\s{0,9}\(\s{0,9}\)\s{0,9}\)?\s{0,9}(?:<>|!=)`,
    String.raw`(?:<>|!=)\s{0,9}\(?\s{0,9}(?:select\s{1,9})?auth\s{0,9}\.\s{0,9}uid\s{0,9}\(\s{0,9}\)`,
  ].join('|'),
  'gi',
);
const FROM =
  /\b(?:from|join|update|into)\s+(?:only\s+)?((?:"[^"]{1,63}"|[a-z_][\w$]{0,62})(?:\s*\.\s*(?:"[^"]{1,63}"|[a-z_][\w$]{0,62}))?)/gi;
const WRITES = /\b(insert\s+into|update\s+\S+\s+(?:\w+\s+)?set|delete\s+from|truncate|execute|perform|alter|drop|create|grant|call)\b/i;

/** A column of the row that a trigger is called for; `new := old` and the like are about all of them. */
const FIELD = /\b(?:new|old)\s*\.\s*"?(\w{1,63})|\b(?:new\s*:?=\s*old|(?:new|old)\s+is\s+(?:not\s+)?distinct)\b/gi;

type Facts = Pick<Routine, 'asksCaller' | 'asksUnequal' | 'metadata' | 'reads' | 'writes' | 'fields' | 'words'>;

/** What the body of a function shows of whom it asks and what it touches. */
function bodyFacts(state: State, { options = [], sql_body: parsed }: CreateFunctionStmt): Facts {
  const texts = options.flatMap((each) => ('DefElem' in each && each.DefElem.defname === 'as' ? partsOf(each.DefElem.arg) : []));
  const body = texts.join('\n');
  const bare = withoutQuotes(body);
  const names = [...bare.matchAll(FROM)].slice(0, 200).map((match) => find(state, nameParts(match[1]!))); // !: the group is not optional
  if (parsed) names.push(...relationsIn(state, parsed));
  const asked = bare.replace(/\bif\b[^;]{0,400}?\bthen\b/gi, (condition) => condition.replace(UNEQUAL, ' '));
  // A call of another function of ours that asks who is calling counts too.
  const asks =
    CALLER.test(asked) || asksCaller(parsed) || [...state.routines.values()].some((each) => each.asksCaller && calls(bare, each.name));
  return {
    asksCaller: asks,
    asksUnequal: !asks && asked !== bare,
    metadata: /\b(raw_)?user_meta_?data\b/.test(body.slice(0, BODY)),
    reads: [...new Set(names)].filter((key) => state.tables.has(key) || state.views.has(key)),
    writes: WRITES.test(bare),
    words: [...new Set(bare.toLowerCase().match(/\b[a-z_]\w{0,62}/g))].slice(0, 500),
    fields: [...new Set([...bare.matchAll(FIELD)].slice(0, 200).map((match) => match[1]?.toLowerCase() ?? '*'))],
  };
}

function calls(body: string, name: string): boolean {
  for (let at = body.indexOf(name); at !== -1; at = body.indexOf(name, at + 1)) {
    const before = body[at - 1] ?? ' ';
    if (!/[\w$]/.test(before) && /^"?\s{0,20}\(/.test(body.slice(at + name.length, at + name.length + 24))) return true;
  }
  return false;
}

function nameParts(text: string): string[] {
  return text.split('.').map((part) => {
    const bare = part.trim();
    return bare.startsWith('"') ? bare.slice(1, -1) : bare.toLowerCase();
  });
}

function relationsIn(state: State, tree: unknown): string[] {
  const names: string[] = [];
  const own = new Set<string>();
  walk(tree, (kind, fields) => {
    if (kind === 'CommonTableExpr' && typeof fields['ctename'] === 'string') own.add(fields['ctename']);
    if (kind === 'RangeVar') names.push(find(state, relationParts(fields)));
  });
  return [...new Set(names)].filter((key) => !own.has(split(key)[1]));
}

interface NewView {
  parts: string[];
  query: Node | undefined;
  options?: readonly Node[] | undefined;
  materialized?: boolean;
}

export function createView(state: State, { parts, query, options = [], materialized = false }: NewView, at: Place): void {
  const key = placeFor(state, parts);
  if (!hasRoom(state, at)) return;
  const [schema, name] = split(key);
  const before = state.views.get(key);
  const view: View = {
    ...at,
    schema,
    name,
    materialized,
    invoker: false,
    reads: relationsIn(state, query),
    shows: shownBy(query),
    asksCaller: asksCaller(query) || [...state.routines.values()].some((routine) => routine.asksCaller && callsNamed(query, routine.name)),
    grants: before?.grants ?? bornWith(state, schema, 'table').grants,
  };
  setViewOptions(view, options);
  state.views.set(key, view);
}

function callsNamed(tree: unknown, name: string): boolean {
  let found = false;
  walk(tree, (kind, fields) => {
    if (kind === 'FuncCall' && strings(fields['funcname'] as Node[] | undefined).at(-1) === name) found = true; // as: FuncCall has a list of names
  });
  return found;
}

export function setViewOptions(view: View, options: readonly Node[], reset = false): void {
  for (const option of options) {
    if (!('DefElem' in option) || option.DefElem.defname !== 'security_invoker') continue;
    const { arg } = option.DefElem;
    const text =
      arg === undefined
        ? 'true'
        : 'String' in arg
          ? (arg.String.sval ?? '')
          : String(constant(arg) ?? ('Integer' in arg ? (arg.Integer.ival ?? 0) : 'true'));
    view.invoker = !reset && /^(true|on|yes|1)$/i.test(text);
  }
}

/** The columns a query shows: their names in the table, `*`, nothing for sums and counts. */
export function shownBy(query: Node | undefined): string[] {
  if (!query || !('SelectStmt' in query)) return ['*'];
  const { targetList, larg, rarg } = query.SelectStmt;
  if (larg && rarg) return [...shownBy({ SelectStmt: larg }), ...shownBy({ SelectStmt: rarg })];
  const names = (targetList ?? []).flatMap((target) => {
    if (!('ResTarget' in target)) return [];
    const found: string[] = [];
    walk([target.ResTarget.val], (kind, fields) => {
      if (
        kind === 'FuncCall' &&
        /^(count|sum|avg|min|max|bool_or|bool_and)$/.test(strings(fields['funcname'] as Node[] | undefined).at(-1) ?? '')
      )
        return true; // as: FuncCall has a list of names
      if (kind === 'ColumnRef') found.push(columnOf(fields));
      return false;
    });
    return found;
  });
  return [...new Set(names)];
}
