import { asNode, listOf, literalOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import type { CodeFile } from './file.ts';
import type { Handler } from './handlers.ts';
import { calleeOf, type Found, nameOf, textAt, withCalled } from './shape.ts';

const VERIFIES = /(^|\.)(constructEvent(Async)?|wh\.verify|webhook\.verify|validateEvent|webhooks\.(unwrap|unmarshal))$/i;
const PARSES = /^(?:[\w.]+\.)?(json|formData|parseBody)$/;
/** Work that is done twice when it is asked for twice. */
const ADDS =
  /(^|\.)(insert|insertOne|create|increment|incrby|add|push|addCredits|sendMail|sendEmail|send|createOrder|createMany|grant\w*|fulfil\w*|credit\w*)$/i;
/** What does no harm the second time, or remembers what was done. */
const ONCE =
  /upsert|onConflict|on conflict|idempot|processed|already|duplicate|findUnique|ignoreDuplicates|23505|P2002|setnx|\bNX\b|event_?ids?\b|stripe_?event/i;

interface Hook {
  handler: Handler;
  nodes: Node[];
  verify: Node;
}

/** Handlers that verify the signature of a webhook. */
function hooksOf(file: CodeFile): Hook[] {
  return [...file.handlers, ...file.controllers].flatMap((handler) => {
    const nodes = withCalled(handler.handler, file).flatMap((node) => nodesOf(node));
    const verify = nodes.find((node) => node.type === 'CallExpression' && VERIFIES.test(calleeOf(node, file)));
    return verify ? [{ handler, nodes, verify }] : [];
  });
}

/** Webhooks that verify a body which was parsed before: its bytes are no longer those that were signed. */
export function parsedWebhooks(file: CodeFile): Found[] {
  return hooksOf(file).flatMap(({ handler, nodes, verify }): Found[] => {
    const at = verify.start;
    const told = (what: string): Found[] => [{ what: `${handler.path} ${what}`, at }];
    const body = valueOf(listOf(verify['arguments'])[0] ?? null, file);
    if (body?.type === 'CallExpression') {
      const callee = calleeOf(body, file);
      if (callee === 'JSON.stringify') return told('writes the parsed body anew');
      if (PARSES.test(callee) && !/JSON/.test(callee)) return told('verifies the parsed body');
      const isText = /\.(text|arrayBuffer)$/.test(callee);
      const of = callee.replace(/\.\w+$/, '');
      const parsed = nodes.find(
        (node) => node.type === 'CallExpression' && calleeOf(node, file) === `${of}.json` && node.start < verify.start,
      );
      return isText && parsed ? told('parses the body before it reads it') : [];
    }
    const isBody = body?.type === 'MemberExpression' && /^(req|request)\.body$/.test(textAt(body, file));
    return isBody && isParsed(handler, file) ? told('verifies the parsed body') : [];
  });
}

/** What a name was declared with, where it has one declaration. */
function valueOf(node: Node | null, file: CodeFile): Node | null {
  const value = unwrap(node);
  if (value?.type !== 'Identifier') return value;
  const [only, ...more] = file.bindings.get(textOf(value['name'])) ?? [];
  return only && more.length === 0 && only.path.length === 0 ? only.init : value;
}

/** True where `req.body` is an object by then: Express parses JSON for all routes, Next.js for each that does not say otherwise. */
function isParsed({ at, before, path }: Handler, file: CodeFile): boolean {
  if (/(^|\/)pages\/api\//.test(file.path))
    return !file.nodes.some((node) => node.type === 'Property' && textOf(asNode(node['key'])?.['name']) === 'bodyParser');
  if ([...before].some((node) => /\braw\b|rawBody|bodyParser/i.test(textAt(node, file)))) return false;
  const uses = file.nodes.filter(
    (node) => node.type === 'CallExpression' && calleeOf(node, file).endsWith('.use') && node.start < at.start,
  );
  let parsed = false;
  for (const use of uses) {
    const args = listOf(use['arguments']).map(unwrap);
    const under = literalOf(args[0] ?? null, new Map());
    if (under !== null && !path.startsWith(under)) continue;
    for (const each of args) {
      const callee = each?.type === 'CallExpression' ? calleeOf(each, file) : '';
      if (/(^|\.)raw$/.test(callee)) return false;
      // A parser with `verify` keeps the raw bytes.
      if (/^(express|bodyParser)\.json$/.test(callee))
        parsed = listOf(each?.['arguments']).length === 0 || !/verify/.test(textAt(each ?? null, file));
      else if (each && /Function|Conditional/.test(each.type)) return false;
    }
  }
  return parsed;
}

/** Webhooks that add something for an event and would add it again: providers send events more than once. */
export function replayedWebhooks(file: CodeFile): Found[] {
  return hooksOf(file).flatMap(({ handler, nodes, verify }): Found[] => {
    const texts = withCalled(handler.handler, file)
      .map((node) => textAt(node, file))
      .join('\n');
    const event = textOf(asNode(file.parents.get(topOf(verify, file))?.['id'])?.['name']) || 'event';
    const readsId =
      nodes.some((node) => node.type === 'MemberExpression' && textAt(node, file) === `${event}.id`) ||
      new RegExp(`\\{[^}]{0,80}\\bid\\b[^}]{0,80}\\}\\s*=\\s*${event}\\b`).test(texts);
    if (readsId || ONCE.test(texts)) return [];
    const adds = nodes.find((node) => node.type === 'CallExpression' && isOwnWork(calleeOf(node, file)) && isAwaited(node, file));
    if (adds) return [{ what: `${handler.path} calls ${calleeOf(adds, file).slice(-60)}`, at: adds.start }];
    const counts = nodes.find((node) => countsUp(node, file));
    return counts ? [{ what: `${handler.path} adds to what is stored`, at: counts.start }] : [];
  });
}

/** `{ credits: { increment: 100 } }` of Prisma, `{ $inc: { credits: 100 } }` of MongoDB, a sum of Drizzle, and `set credits = credits + 100` of SQL. */
function countsUp(node: Node, file: CodeFile): boolean {
  if (node.type === 'Property') {
    const [name, value] = [nameOf(node['key']), asNode(node['value'])];
    // Drizzle: `credits: sql`${users.credits} + 100``
    const isSum = value?.type === 'TaggedTemplateExpression' && textAt(value, file).includes(`.${name}} +`);
    return /^(increment|\$inc)$/.test(name) || isSum;
  }
  const isText = node.type === 'Literal' || node.type === 'TemplateElement';
  return isText && /^.?\s*update\s[^]{1,200}?\bset\b[^]{0,200}?\b(\w{1,60})\s*=\s*\1\s*\+/i.test(textAt(node, file).slice(0, 1_000));
}

/** Answering and reading Stripe are no work that adds. */
function isOwnWork(callee: string): boolean {
  return ADDS.test(callee) && !/^(res|reply|response|console|log|logger|stripe\.(webhooks|checkout))\b|^(Object|Response)\./.test(callee);
}

function isAwaited(call: Node, file: CodeFile): boolean {
  for (
    let at = file.parents.get(call);
    at && /^(MemberExpression|CallExpression|AwaitExpression|ChainExpression)$/.test(at.type);
    at = file.parents.get(at)
  )
    if (at.type === 'AwaitExpression') return true;
  return false;
}

/** The call with the `await` and casts around it. */
function topOf(node: Node, file: CodeFile): Node {
  let top = node;
  for (
    let parent = file.parents.get(top);
    parent && /^(AwaitExpression|TSAsExpression|ParenthesizedExpression)$/.test(parent.type);
    parent = file.parents.get(top)
  )
    top = parent;
  return top;
}
