import { calleeOf, type Code, type Happens, textAt } from './shape.ts';
import { isVague } from '../log-line.ts';
import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';

/** Calls whose failure is an answer: reading what was sent or may not be there, checking, cleaning up. */
const OPTIONAL =
  /(^|\.)(json|text|formData|blob|arrayBuffer|safeParse\w*|parse\w*|decode\w*|\w*verify\w*|\w*validate\w*|access|l?stat|readFile|unlink|rm|rmdir|mkdir|close|end|cancel|abort|release|disconnect|unsubscribe|unlock|destroy|kill|quit|terminate|rollback|dispose|stop|flush|sleep|delay|wait\w*|revalidate\w*|purge\w*|warm\w*|prefetch\w*|refresh\w*|clean\w*|\w*(directory|folder|file)|import)$/i;
/** What a product does without for a while: caches, counting, telling others. */
const BESIDE =
  /cache|redis|\bkv\b|analytics|posthog|mixpanel|amplitude|plausible|track|metric|telemetry|statsd|slack|discord|telegram|sentry|beacon|cookie|storage|\blogs?\b|logger|audit|notif/i;
/** What a try holds when its failure is seen afterwards: a value that is looked at, another attempt. */
const SEEN_AFTER = /^(ReturnStatement|AssignmentExpression|BreakStatement|ContinueStatement)$/;
/** Calls that collect what went well, where what did not is missing on purpose. */
const COLLECTS = /\.(push|unshift|add|append|set)$/;
/** A comment that gives no reason. */
const TO_DO = /\b(todo|fixme|xxx)\b/i;
const ANSWER = /^(res|reply|response|c|ctx|context|Response|NextResponse)\b/;
const ANSWERS = /status|respon|\bres\b|reply|error|json|\bc(tx)?\./i;
/** What is put behind a sentence that says nothing. */
const COMFORT = /[.!,]?\s{0,4}(please |kindly )?(try again|retry|contact)[^]*$/i;
const LOGS = /^(console|log|logger|winston|pino|(req|request|c|ctx|fastify|app)\.log)\.\w+$/;

/** The catch blocks among these nodes in which an error ends unseen: nothing logs it, throws it on, or tells anybody. Silent where in doubt. */
export function swallowedErrors(nodes: readonly Node[], { webhook, code }: { webhook: boolean; code: Code }): Happens[] {
  const seen = new Map<number, Happens>();
  for (const node of nodes) {
    const caught = node.type === 'TryStatement' ? asNode(node['handler']) : null;
    const block = asNode(caught?.['body']);
    if (!caught || !block) continue;
    const tried = nodesOf(node['block']);
    const statements = listOf(block['body']).flatMap(unjoined);
    const what = statements.length === 0 ? empty(block, tried, code) : hidden({ caught, block, statements, tried }, { webhook, code });
    if (what !== null) seen.set(caught.start, { what, line: code.lineAt(caught.start) });
  }
  return [...seen.values()];
}

/** An empty catch after work that matters. */
function empty(block: Node, tried: readonly Node[], code: Code): string | null {
  const seenAfter = tried.some(
    (node) => SEEN_AFTER.test(node.type) || (node.type === 'CallExpression' && COLLECTS.test(calleeOf(node, code))),
  );
  return !isExplained(block, code) && !seenAfter && worksOn(tried, code).some((call) => !BESIDE.test(call)) ? 'is empty' : null;
}

/** The statements that a minifier joined by commas. */
function unjoined(statement: Node): Node[] {
  const joined = unwrap(asNode(statement['expression']));
  if (joined?.type !== 'SequenceExpression') return [statement];
  return listOf(joined['expressions']).map((expression) => ({ ...statement, expression }));
}

interface Caught {
  caught: Node;
  block: Node;
  statements: readonly Node[];
  /** Everything inside of the try. */
  tried: readonly Node[];
}

/** A catch that only answers, or only says that something failed, and does not use the error. A refusal (4xx) names whose fault it was. */
function hidden({ caught, block, statements, tried }: Caught, { webhook, code }: { webhook: boolean; code: Code }): string | null {
  const inside = statements.flatMap((statement) => nodesOf(statement));
  if (
    worksOn(tried, code).length === 0 ||
    usesError(asNode(caught['param']), inside) ||
    !statements.every((statement) => isSilent(statement, code))
  )
    return null;
  const literals = inside.filter(({ type }) => type === 'Literal').map(({ value }) => value);
  if (literals.some((value) => typeof value === 'number' && value >= 400 && value < 500)) return null;
  if (literals.includes(500) && ANSWERS.test(textAt(block, code))) return 'answers 500';
  const vague = literals.find((text) => typeof text === 'string' && text.includes(' ') && isVague(text.replace(COMFORT, '')));
  if (vague !== undefined) return `says “${textOf(vague)}”`;
  const answers = statements.some((statement) => ANSWER.test(calleeOfStatement(statement, code)));
  const failed = literals.some((value) => typeof value === 'number' && value > 500);
  return webhook && answers && !failed && !isExplained(block, code) ? 'answers that all is well' : null;
}

/** A comment in the block makes it deliberate, unless it only says that it is not done yet. */
function isExplained(block: Node, code: Code): boolean {
  const comments =
    textAt(block, code)
      .slice(0, 20_000)
      .match(/\/\/[^\n]*|\/\*[^]*?\*\//g) ?? [];
  return comments.some((comment) => /\w/.test(comment) && !TO_DO.test(comment));
}

/** The calls that are awaited and whose failure is no answer, as they are written. */
function worksOn(tried: readonly Node[], code: Code): string[] {
  return tried.flatMap((node) => {
    const call = node.type === 'AwaitExpression' ? unwrap(node) : null;
    return call?.type === 'CallExpression' && !OPTIONAL.test(calleeOf(call, code)) ? [textAt(call, code).slice(0, 1_000)] : [];
  });
}

/** True for an answer, a bare return, and a log line of constant words alone that say nothing. */
function isSilent(statement: Node, code: Code): boolean {
  if (statement.type === 'ReturnStatement') return true;
  const callee = calleeOfStatement(statement, code);
  if (!LOGS.test(callee)) return ANSWER.test(callee);
  const told = listOf(unwrap(asNode(statement['expression']))?.['arguments']);
  return told.every((each) => typeof each['value'] === 'string' && isVague(each['value'].replace(/\s*:\s*$/, '')));
}

/** What a statement calls: `res.status.json` of `res.status(500).json({})`; empty where it calls nothing. */
function calleeOfStatement(statement: Node, code: Code): string {
  const value = unwrap(asNode(statement['expression'] ?? statement['argument']));
  if (value?.type !== 'CallExpression' && value?.type !== 'NewExpression') return '';
  return calleeOf(value, code).replace(/\(.*?\)/g, '');
}

/** True where one of the names that the catch gives the error is used; a key `error:` is no use of `error`. */
function usesError(param: Node | null, inside: readonly Node[]): boolean {
  const names = new Set(nodesOf(param).flatMap((node) => (node.type === 'Identifier' ? [textOf(node['name'])] : [])));
  const keys = new Set(
    inside.flatMap((node) => {
      if (node['computed'] === true || node['shorthand'] === true) return [];
      return node.type === 'Property' ? [node['key']] : node.type === 'MemberExpression' ? [node['property']] : [];
    }),
  );
  return inside.some((node) => node.type === 'Identifier' && names.has(textOf(node['name'])) && !keys.has(node));
}
