import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { originOf } from './flow.ts';
import { type Handler } from './handlers.ts';
import { queriesOf } from './queries.ts';
import { calleeOf, type Found, holds, nameOf, propertyOf, textAt } from './shape.ts';

/** Steps of a query that take what is stored first. */
const STORES = /^(insert|update|upsert|values|set|create|createMany|updateMany|insertMany)$/;
/** Where Prisma has it. */
const DATA = /^(data|create|update)$/;
/** Mongoose and the driver of MongoDB: what is stored comes second. */
const SECOND = /^(\w+)\.(findByIdAndUpdate|findOneAndUpdate|updateOne|replaceOne|findOneAndReplace)$/;
/** `db.collection('users').doc(id).set({})` of Firestore, and the driver of MongoDB. */
const FIRESTORE =
  /\.collection\((['"`])([\w-]{1,60})\1\)(?:\.doc\([^()]{0,100}(?:\([^()]*\))?[^()]{0,20}\))?\.(set|update|add|create|insertOne)$/;
/** What looks at a body before it is stored, or takes parts out of it. */
export const JUDGES = /valid|schema|zod|joi|yup|check|assert|sanitiz|allow|permit|pick|omit|guard|strip|filter|keys|safeParse/i;
/** Tables of what strangers send in, which hold nothing else. */
const SENT_IN = /contact|message|lead|feedback|waitlist|subscri|newsletter|in?quir|event|log|analytic|survey|response|rsvp/i;
const DEEPEST = 5;
/** Places that are looked at more closely. */
const MOST = 100;

/** What is stored, as a row of which table. */
interface Stored {
  table: string;
  value: Node | null;
  at: Node;
}

/** Everything that a request sends, stored as it is: also the columns that no form shows, such as a role or a price. */
export function wholeBodies(file: CodeFile): Found[] {
  if (file.side === 'client') return [];
  const whole = [...ofQueries(file), ...ofDocuments(file)].flatMap(({ table, value, at }) => {
    const body = wholeOf(value, file);
    return body === null ? [] : [{ table, body, at }];
  });
  const known = new Map<Handler, Node[]>();
  const judging = (handler: Handler): Node[] => {
    const judges = known.get(handler) ?? judgesOf(handler, file);
    known.set(handler, judges);
    return judges;
  };
  return whole.slice(0, MOST).flatMap(({ table, body, at }): Found[] => {
    const handler = [...file.handlers, ...file.controllers].findLast((each) => holds(each.handler, at));
    if (
      !handler ||
      handler.shape === 'procedure' ||
      SENT_IN.test(table) ||
      isJudged(body, { before: handler.before, judges: judging(handler) }, file)
    )
      return [];
    return [{ what: table === '' ? 'a document' : `a row of ${table}`, at: at.start, ...(table && { names: table }) }];
  });
}

function ofQueries(file: CodeFile): Stored[] {
  return queriesOf(file).flatMap(({ verb, table, node }): Stored[] => {
    if (verb === 'read') return [];
    // The calls of a chain begin where it begins.
    const steps = nodesOf(node).filter((each) => each.type === 'CallExpression' && each.start === node.start);
    return steps.flatMap((step): Stored[] => {
      if (!STORES.test(nameOf(unwrap(asNode(step['callee']))?.['property']))) return [];
      const first = unwrap(listOf(step['arguments'])[0] ?? null);
      const named = listOf(first?.['properties']).filter((each) => DATA.test(nameOf(each['key'])));
      const values = first?.type === 'ObjectExpression' && named.length > 0 ? named.map((each) => asNode(each['value'])) : [first];
      return values.map((value) => ({ table, value, at: node }));
    });
  });
}

/** `User.findByIdAndUpdate(id, { $set: req.body })`, and `Object.assign(user, req.body)` of a document that is then saved. */
function ofDocuments(file: CodeFile): Stored[] {
  const calls = file.nodes.flatMap((node) => (node.type === 'CallExpression' ? [{ node, callee: calleeOf(node, file) }] : []));
  const saved = new Set(calls.flatMap(({ callee }) => /^(\w+)\.save$/.exec(callee)?.[1] ?? []));
  return calls.flatMap(({ node, callee }): Stored[] => {
    const [first, second] = listOf(node['arguments']).map(unwrap);
    const table = SECOND.exec(callee)?.[1];
    const collection = FIRESTORE.exec(callee)?.[2];
    if (collection !== undefined) return [{ table: collection, value: first ?? null, at: node }];
    if (table !== undefined) return [{ table, value: propertyOf(second ?? null, '$set') ?? second ?? null, at: node }];
    const name = callee === 'Object.assign' ? nameOf(first) : '';
    return saved.has(name) ? [{ table: name, value: second ?? null, at: node }] : [];
  });
}

/** The node that is all of what a request sends; null for a part of it, and for anything else. */
function wholeOf(value: Node | null, file: CodeFile, depth = 0): Node | null {
  const node = unwrap(value);
  if (!node || depth > DEEPEST) return null;
  const within = (each: unknown): Node | null => wholeOf(asNode(each), file, depth + 1);
  switch (node.type) {
    case 'AwaitExpression':
      return within(node['argument']);
    case 'ArrayExpression':
      return within(listOf(node['elements'])[0]);
    case 'ObjectExpression': {
      const spread = listOf(node['properties']).find(({ type }) => type === 'SpreadElement');
      return spread ? within(spread['argument']) : null;
    }
    case 'MemberExpression':
      return /^(body|data)$/.test(nameOf(node['property'])) && originOf(asNode(node['object']), file) === 'request' ? node : null;
    case 'CallExpression': {
      const callee = calleeOf(node, file);
      if (/^(Object\.fromEntries|JSON\.parse|structuredClone)$/.test(callee)) return within(listOf(node['arguments'])[0]);
      return /(^|\.)(json|formData|parseBody|readBody|text)$/.test(callee) && originOf(node, file) === 'body' ? node : null;
    }
    case 'Identifier': {
      const binding = bindingOf(node, file.bindings);
      if (!binding) return null;
      if (binding.path.length > 0) return /^(body|data)$/.test(binding.path.join('.')) && originOf(node, file) === 'body' ? node : null;
      if (binding.init) return within(binding.init) && node;
      const { of, index } = binding.parameter ?? {};
      return index !== undefined && file.handlers.some(({ handler, shape }) => handler === of && /^(action|callable)$/.test(shape))
        ? node
        : null;
    }
    default:
      return null;
  }
}

/** What of a handler looks at a body, or takes out of it what must not be there. */
function judgesOf({ handler }: Handler, file: CodeFile): Node[] {
  return nodesOf(handler).filter(
    (node) =>
      (node.type === 'UnaryExpression' && node['operator'] === 'delete') ||
      (node.type === 'CallExpression' && JUDGES.test(calleeOf(node, file))),
  );
}

/** True where something looks at the body first, in the route or before it. */
function isJudged(body: Node, { before, judges }: { before: readonly Node[]; judges: readonly Node[] }, file: CodeFile): boolean {
  if (before.some((each) => JUDGES.test(textAt(each, file)))) return true;
  const name = body.type === 'Identifier' ? textOf(body['name']) : textAt(body, file);
  return judges.some((node) =>
    node.type === 'UnaryExpression'
      ? textAt(node, file).includes(`${name}.`)
      : listOf(node['arguments']).some((each) => textAt(each, file).includes(name)),
  );
}
