import { asNode, listOf, literalOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { calleeOf, propertyOf, textAt } from './shape.ts';

/** A question to a database, as the code writes it. */
export interface Query {
  /** The outermost call of its chain. */
  node: Node;
  by: 'supabase' | 'prisma' | 'drizzle' | 'mongoose' | 'firestore' | 'sql';
  verb: 'read' | 'insert' | 'change';
  table: string;
  /** It asks for one row at most, or for a number. */
  one: boolean;
  /** It asks for rows with something in common. */
  filtered: boolean;
  /** It names how many rows it wants; also where that cannot be seen. */
  bounded: boolean;
  /** It asks for every column. */
  whole: boolean;
}

interface Step {
  name: string;
  args: readonly Node[];
}

const FILTERS =
  /^(eq|neq|match|in|is|not|or|filter|gt|gte|lt|lte|like|ilike|contains|containedBy|overlaps|textSearch|where|having|innerJoin|leftJoin|groupBy)$/;
const BOUNDS = /^(limit|range|single|maybeSingle|csv|first|get_one|explain|paginate|\$dynamic|limitToFirst|limitToLast)$/;
const AGGREGATE = /\b(count|sum|avg|min|max|exists|array_agg)\s{0,3}\(/i;
const PRISMA =
  /^(?:[\w.]{1,60}\.)?(?:prisma|prismaClient|db|tx|database)\.(\w{1,60})\.(findMany|findFirst|findUnique|findFirstOrThrow|findUniqueOrThrow|create|update|upsert|delete|count|aggregate)$/;
const RELATIONAL = /\.query\.(\w{1,60})\.(findMany|findFirst)$/;
const SQL_CALL = /(^|\.)(query|execute|unsafe|prepare|\$queryRawUnsafe)$/;
const SQL_TAG = /(^|\.)(sql|\$queryRaw)$/;

/** The questions of each file; several rules ask for them. */
const KNOWN = new WeakMap<CodeFile, readonly Query[]>();

/** The questions that a file asks its databases, in the order of the source. */
export function queriesOf(file: CodeFile): readonly Query[] {
  const queries = KNOWN.get(file) ?? queriesIn(file);
  KNOWN.set(file, queries);
  return queries;
}

function queriesIn(file: CodeFile): Query[] {
  return file.nodes.flatMap((node): Query[] => {
    if (node.type === 'TaggedTemplateExpression')
      return SQL_TAG.test(textAt(asNode(node['tag']), file)) ? sql(node, asNode(node['quasi']), []) : [];
    if (node.type !== 'CallExpression' || isInnerCall(node, file)) return [];
    const { steps, root } = chainOf(node);
    const callee = calleeOf(node, file);
    return (
      ofSupabase(node, steps, textAt(root, file)) ??
      ofObjectQuery(node, callee) ??
      ofDrizzle(node, steps, file) ??
      ofFirestore(node, steps, file) ??
      ofMongoose(node, steps, root) ??
      (SQL_CALL.test(steps[0]?.name === undefined ? '' : callee) || steps[0]?.name === 'prepare'
        ? sql(node, steps[0]?.args[0] ?? null, steps)
        : [])
    );
  });
}

/** `single()`, `limit(1)`. */
function isOneRow({ name, args }: Step): boolean {
  return /^(single|maybeSingle)$/.test(name) || (name === 'limit' && args[0]?.['value'] === 1);
}

/** True for a call whose result the same chain goes on with. */
function isInnerCall(node: Node, { parents }: CodeFile): boolean {
  const member = parents.get(node);
  const call = member && parents.get(member);
  return member?.type === 'MemberExpression' && member['object'] === node && call?.type === 'CallExpression' && call['callee'] === member;
}

/** The calls of a chain from its root on: `supabase.from('a').select()` has the steps from and select. */
function chainOf(call: Node): { steps: Step[]; root: Node | null } {
  const steps: Step[] = [];
  let at: Node | null = call;
  while (at?.type === 'CallExpression' && steps.length < 60) {
    const member: Node | null = unwrap(asNode(at['callee']));
    if (member?.type !== 'MemberExpression') break;
    steps.unshift({ name: textOf(asNode(member['property'])?.['name']), args: listOf(at['arguments']) });
    at = unwrap(asNode(member['object']));
  }
  return { steps, root: at };
}

function ofSupabase(node: Node, steps: readonly Step[], root: string): Query[] | null {
  const at = steps.findIndex(({ name }) => name === 'from');
  const table = literalOf(steps[at]?.args[0] ?? null, new Map());
  const verb = steps[at + 1]?.name ?? '';
  if (table === null || !/^(select|insert|update|upsert|delete)$/.test(verb) || root.endsWith('storage')) return null;
  const select = steps[at + 1]!.args; // !: it has a name
  const columns = select.length === 0 ? '*' : literalOf(select[0] ?? null, new Map());
  const head = propertyOf(unwrap(select[1] ?? null), 'head');
  return [
    {
      node,
      by: 'supabase',
      verb: verb === 'select' ? 'read' : verb === 'insert' ? 'insert' : 'change',
      table,
      one: head !== null || steps.some(isOneRow) || /\bcount\b/.test(columns ?? ''),
      filtered: steps.some(({ name }) => FILTERS.test(name)),
      bounded: steps.some(({ name }) => BOUNDS.test(name)),
      whole: columns?.trim() === '*',
    },
  ];
}

/** Prisma and the relational queries of Drizzle, whose limits are properties. */
function ofObjectQuery(node: Node, callee: string): Query[] | null {
  const [, table, verb] = RELATIONAL.exec(callee) ?? PRISMA.exec(callee) ?? [];
  if (table === undefined || verb === undefined) return null;
  const by = RELATIONAL.test(callee) ? 'drizzle' : 'prisma';
  const first = unwrap(listOf(node['arguments'])[0] ?? null);
  const has = (name: string): boolean => propertyOf(first, name) !== null;
  const isOpaque =
    first !== null && (first.type !== 'ObjectExpression' || listOf(first['properties']).some(({ type }) => type === 'SpreadElement'));
  return [
    {
      node,
      by,
      verb: /^(create)$/.test(verb) ? 'insert' : /^(find|count|aggregate)/.test(verb) ? 'read' : 'change',
      table,
      one: verb !== 'findMany' || [propertyOf(first, 'take'), propertyOf(first, 'limit')].some((each) => each?.['value'] === 1),
      filtered: isOpaque || has('where') || has('cursor'),
      bounded: isOpaque || has('take') || has('limit'),
      whole: !isOpaque && !has('select') && !has('omit') && !has('columns'),
    },
  ];
}

function ofDrizzle(node: Node, steps: readonly Step[], file: CodeFile): Query[] | null {
  const [first] = steps;
  const from = steps.find(({ name }) => name === 'from');
  const target = first?.name === 'select' ? from?.args[0] : first?.args[0];
  if (!first || !/^(select|insert|update|delete)$/.test(first.name) || target?.type !== 'Identifier') return null;
  if (first.name !== 'select' && !steps.some(({ name }) => /^(values|set|where|returning)$/.test(name))) return null;
  return [
    {
      node,
      by: 'drizzle',
      verb: first.name === 'select' ? 'read' : first.name === 'insert' ? 'insert' : 'change',
      table: textOf(target['name']),
      one: steps.some(isOneRow) || first.args.some((each) => AGGREGATE.test(textAt(each, file))),
      filtered: steps.some(({ name }) => FILTERS.test(name)),
      bounded: steps.some(({ name }) => BOUNDS.test(name)),
      whole: first.args.length === 0,
    },
  ];
}

function ofFirestore(node: Node, steps: readonly Step[], file: CodeFile): Query[] | null {
  const callee = calleeOf(node, file);
  const shape = { node, by: 'firestore' as const, verb: 'read' as const, whole: false };
  if (callee === 'getDoc') return [{ ...shape, table: '', one: true, filtered: true, bounded: true }];
  if (callee === 'getDocs') {
    const first = unwrap(listOf(node['arguments'])[0] ?? null);
    const made = bindingOf(first, file.bindings)?.init ?? first;
    const calls = nodesOf(made).filter((each) => each.type === 'CallExpression');
    const table = calls.find((each) => calleeOf(each, file) === 'collection');
    if (!table) return null;
    const asks = (names: RegExp): boolean => calls.some((each) => names.test(calleeOf(each, file))) || textAt(made, file).includes('...');
    const name = literalOf(listOf(table['arguments'])[1] ?? null, new Map());
    return [{ ...shape, table: name ?? '', one: name === null, filtered: asks(/^(where|startAfter|startAt)$/), bounded: asks(/^limit/) }];
  }
  const collection = steps.find(({ name }) => name === 'collection');
  const name = literalOf(collection?.args[0] ?? null, new Map());
  if (name === null || steps.at(-1)?.name !== 'get') return null;
  const has = (names: RegExp): boolean => steps.some((each) => names.test(each.name));
  return [{ ...shape, table: name, one: has(/^(doc|count)$/), filtered: has(/^(where|startAfter)$/), bounded: has(/^limit/) }];
}

/** `Model.find()` of Mongoose, whose models begin with a capital. */
function ofMongoose(node: Node, steps: readonly Step[], root: Node | null): Query[] | null {
  const [first] = steps;
  const name = root?.type === 'Identifier' ? textOf(root['name']) : '';
  if (!first || !/^[A-Z]\w{1,60}$/.test(name) || !/^(find|findById|findOne|create|insertMany)$/.test(first.name)) return null;
  const filter = unwrap(first.args[0] ?? null);
  const isFunction = filter?.type === 'ArrowFunctionExpression' || filter?.type === 'FunctionExpression';
  if (isFunction || /^(Array|Object|Math|JSON|Promise|Map|Set|String|Number|Response|Buffer|URL|Date)$/.test(name)) return null;
  const isAll = filter === null || (filter.type === 'ObjectExpression' && listOf(filter['properties']).length === 0);
  const isRead = first.name.startsWith('find');
  return [
    {
      node,
      by: 'mongoose',
      verb: isRead ? 'read' : 'insert',
      table: name,
      one: first.name !== 'find' || steps.some(({ name: step }) => /^(countDocuments|cursor)$/.test(step)),
      filtered: !isAll || steps.some(({ name: step }) => FILTERS.test(step)),
      bounded: steps.some(({ name: step }) => BOUNDS.test(step)) || first.args.length > 2,
      whole: !steps.some(({ name: step }) => step === 'select'),
    },
  ];
}

/** A question in SQL that is written out; a hole stands for one value. */
function sql(node: Node, written: Node | null, steps: readonly Step[]): Query[] {
  const text = sqlText(written);
  const [, verb] = /^\s*(select|insert|update|delete)\b/i.exec(text) ?? [];
  if (verb === undefined) return [];
  const isRead = verb.toLowerCase() === 'select';
  return [
    {
      node,
      by: 'sql',
      verb: isRead ? 'read' : verb.toLowerCase() === 'insert' ? 'insert' : 'change',
      table: /\b(?:from|into|update)\s+["'`]?(?:\w{1,60}\.)?["'`]?(\w{1,60})/i.exec(text)?.[1] ?? '',
      one:
        steps.some(({ name }) => /^(get|first|one|oneOrNone)$/.test(name)) ||
        AGGREGATE.test(text) ||
        /\blimit\s+1\b/i.test(text) ||
        !/\bfrom\b/i.test(text),
      filtered: /\b(where|join|group by|having|union|from\s+\w{1,60}\()/i.test(text) || /\?\s*$|\bfrom\s+\?/i.test(text),
      bounded: /\b(limit|fetch first|fetch next|top)\b/i.test(text),
      whole: /^\s*select\s+(?:\w{1,60}\.)?\*/i.test(text),
    },
  ];
}

function sqlText(node: Node | null): string {
  const inner = unwrap(node);
  const literal = literalOf(inner, new Map());
  if (literal !== null) return literal.slice(0, 20_000);
  const tagged = inner?.type === 'TaggedTemplateExpression' ? asNode(inner['quasi']) : inner;
  if (tagged?.type !== 'TemplateLiteral') return '';
  const quasis = listOf(tagged['quasis']).map((each) => textOf((each['value'] as { raw?: unknown } | undefined)?.raw)); // as: what a template element holds
  return quasis.join('?').slice(0, 20_000);
}
