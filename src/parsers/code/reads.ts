import { asNode, type Node, textOf } from '../syntax-tree.ts';
import { above } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { type Query, queriesOf } from './queries.ts';
import { type Found, textAt } from './shape.ts';

/** Tables that stay small, whatever becomes of the product. */
const SMALL =
  /(^|_)(plans?|prices?|pricing|tiers?|products?_?prices?|categor(y|ies)|tags?|roles?|permissions?|countr(y|ies)|currenc(y|ies)|languages?|locales?|timezones?|states?|settings?|configs?|configuration|features?|flags?|feature_?flags?|faqs?|types?|kinds?|status(es)?|options?|templates?|levels?|skills?|interests?|genres?|themes?|banners?|menus?|nav(igation)?|testimonials?|providers?|models?|channels?)$/i;
/** Work that means to see every row, or that nobody waits for. */
const BATCH =
  /(^|[/._-])(sitemaps?|feeds?|rss|exports?|backups?|crons?|jobs?|scripts?|seeds?|seeders?|migrat\w*|workers?|queues?|tasks?|imports?|backfill|scheduled|tests?|cli|bin)([/._-]|$)/i;
const BATCH_NAME = /sitemap|static(Params|Paths)|export|backup|cron|seed|migrat|backfill|import|scheduled|digest/i;
/** Tables of people, whose columns hold more than a page shows. */
export const PEOPLE =
  /^(profiles?|users?|customers?|accounts?|members?|contacts?|employees?|patients?|leads?|subscribers?|clients?|people|persons?|students?)$/i;

/** Reads of a whole table through no row-level rules: every row that there will ever be. */
export function unboundedQueries(file: CodeFile): Found[] {
  return wholeTables(file).flatMap((query) => (query.by === 'supabase' ? [] : [told(query)]));
}

/** Reads of a whole table through Supabase, which cuts them off at 1,000 rows. */
export function cutOffLists(file: CodeFile): Found[] {
  return wholeTables(file).flatMap((query) => (query.by === 'supabase' ? [told(query)] : []));
}

/** Lists of people with every column that is known of them, sent to whoever asks. */
export function wholePeople(file: CodeFile): Found[] {
  if (BATCH.test(file.path)) return [];
  return queriesOf(file)
    .filter(
      ({ verb, one, whole, table, node }) =>
        verb === 'read' && !one && whole && PEOPLE.test(table) && isAnswer(node, file) && !isBatch(node, file),
    )
    .map(told);
}

/** Reads and inserts that a loop over a list makes one at a time. */
export function queryLoops(file: CodeFile): Found[] {
  if (BATCH.test(file.path)) return [];
  return queriesOf(file).flatMap((query) => {
    const { verb, node } = query;
    if (verb === 'change' || !isAwaited(node, file)) return [];
    const list = listAround(node, file);
    return list !== null && !isBatch(node, file) ? [{ ...told(query), what: `${query.table || 'a document'} for each of ${list}` }] : [];
  });
}

function wholeTables(file: CodeFile): Query[] {
  if (BATCH.test(file.path)) return [];
  return queriesOf(file).filter(({ verb, one, filtered, bounded, table, node }) => {
    const isWhole = verb === 'read' && !one && !filtered && !bounded && table !== '';
    return isWhole && !SMALL.test(table.replaceAll(/([a-z])([A-Z])/g, '$1_$2')) && isAnswer(node, file) && !isBatch(node, file);
  });
}

function told({ table, node }: Query): Found {
  return { what: table, at: node.start, ...(table === '' ? {} : { names: table }) };
}

/** True for a query whose rows are asked for where it stands, and not one that is still being put together. */
function isAnswer(node: Node, { parents }: CodeFile): boolean {
  const parent = parents.get(node);
  return /^(AwaitExpression|ReturnStatement|ArrowFunctionExpression|ArrayExpression)$/.test(parent?.type ?? '');
}

function isAwaited(node: Node, { parents }: CodeFile): boolean {
  return /^(AwaitExpression|ReturnStatement|ArrowFunctionExpression)$/.test(parents.get(node)?.type ?? '');
}

/** True inside of a function that is a batch by its name, or that the clock calls. */
function isBatch(node: Node, file: CodeFile): boolean {
  if (file.handlers.some(({ shape, handler }) => shape === 'scheduled' && holds(handler, node))) return true;
  for (let at = file.parents.get(node); at; at = file.parents.get(at)) {
    const name = textOf(asNode(at['id'])?.['name'] ?? asNode(at['key'])?.['name']);
    if (BATCH_NAME.test(name)) return true;
  }
  return false;
}

function holds(outer: Node, inner: Node): boolean {
  return outer.start <= inner.start && (outer['end'] as number) >= (inner['end'] as number); // as: every node of the parser has an end
}

/** The list that the nearest loop goes through, as it is written; null where the query stands in no loop over a list that may be long. */
function listAround(node: Node, file: CodeFile): string | null {
  const { parents } = file;
  let inner = node;
  for (let at = parents.get(node); at; inner = at, at = parents.get(at)) {
    const isBody = at['body'] === inner;
    if (at.type === 'ForOfStatement' && isBody) return longList(asNode(at['right']), file);
    if (at.type === 'ForStatement' && isBody) return longList(counted(asNode(at['test']), file), file);
    const call = parents.get(at);
    const isCallback = /^(Arrow)?FunctionExpression$/.test(at.type) && call?.type === 'CallExpression' && call['callee'] !== at;
    const method = isCallback ? asNode(call['callee']) : null;
    if (/^(map|forEach|flatMap)$/.test(textOf(asNode(method?.['property'])?.['name']))) return longList(asNode(method?.['object']), file);
    // The body of any other function runs when somebody calls it, which is not seen here.
    if (/Function/.test(at.type)) return null;
  }
  return null;
}

/** `items` of `i < items.length`. */
function counted(test: Node | null, file: CodeFile): Node | null {
  const right = asNode(test?.['right']);
  return test?.type === 'BinaryExpression' && textAt(right, file).endsWith('.length') ? asNode(right?.['object']) : null;
}

/** A list as it is written; null for one that is short, constant, or a part that was cut off to be worked on at once. */
function longList(list: Node | null, file: CodeFile): string | null {
  const text = textAt(list, file).replaceAll(/\s+/g, ' ');
  const isShort =
    list === null ||
    list.type === 'ArrayExpression' ||
    /chunk|batch|pages?\b|slice|Array\.from|attempt|retr|^(Object\.(entries|keys|values)\()?[A-Z][A-Z_\d]+\)?$/.test(text);
  return isShort || above(list, file.parents, ({ type }) => type === 'WhileStatement') ? null : text.slice(0, 60);
}
