import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { above } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { newTrace, originOf } from './flow.ts';
import { asksWho } from './guards.ts';
import { headerOf } from './origins.ts';
import { showsOwnData } from './own-data.ts';
import { asFunction, calleeOf, type Found, textAt, withCalled } from './shape.ts';

const ANSWERS =
  /^(?:(?:res|reply|response|c|ctx|context)(?:\.(?:status|code|type|header|set)\([^)]*\))*\.(?:send|json|end|text|html|write)|(?:Response|NextResponse)\.json|json|text|data)$/;
const LOGS = /^(console|log|logger|winston|pino|(req|request|c|ctx|fastify|app|reply)\.log)\.(log|info|warn|error|debug|trace|fatal)$/;
/** Variables of the environment that let somebody in; names of public ones are none. */
const SECRET = /(SECRET|PRIVATE_?KEY|API_?KEY|SERVICE_ROLE|PASSWORD|_TOKEN|DATABASE_URL|ACCESS_KEY)/;
const PUBLIC = /^(NEXT_PUBLIC|VITE|PUBLIC|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY)_|PUBLISHABLE|ANON/;

/** Answers that hold the stack of an error, which names files, queries and versions. */
export function answeredStacks(file: CodeFile): Found[] {
  if (file.side === 'client') return [];
  return file.nodes.flatMap((node): Found[] => {
    if (!isAnswer(node, file) || isForDevelopers(node, file)) return [];
    const stack = listOf(node['arguments'])
      .flatMap((each) => nodesOf(each))
      .find(
        (each) =>
          each.type === 'MemberExpression' &&
          textOf(asNode(each['property'])?.['name']) === 'stack' &&
          isCaught(asNode(each['object']), file),
      );
    return stack ? [{ what: textAt(stack, file).slice(0, 60), at: stack.start }] : [];
  });
}

/** Secrets of the environment and passwords that are written into a log or an answer. */
export function toldSecrets(file: CodeFile): Found[] {
  if (file.side === 'client') return [];
  return file.nodes.flatMap((node): Found[] => {
    const isLog = node.type === 'CallExpression' && LOGS.test(calleeOf(node, file));
    if (!isLog && !isAnswer(node, file)) return [];
    const told = listOf(node['arguments']).flatMap((each) => secretsIn(unwrap(each), { isLog, file }));
    return told.slice(0, 1).map((what) => ({ what: `${what} ${isLog ? 'in a log' : 'in an answer'}`, at: node.start }));
  });
}

/** What a value shows as it is: `!!secret`, a comparison and a function of it show something else. */
function secretsIn(node: Node | null, around: { isLog: boolean; file: CodeFile }): string[] {
  const { isLog, file } = around;
  if (!node) return [];
  if (node.type === 'ObjectExpression')
    return listOf(node['properties']).flatMap((each) => secretsIn(unwrap(asNode(each['value'] ?? each['argument'])), around));
  if (node.type === 'TemplateLiteral') return listOf(node['expressions']).flatMap((each) => secretsIn(unwrap(each), around));
  if (node.type === 'BinaryExpression' && node['operator'] === '+')
    return [node['left'], node['right']].flatMap((each) => secretsIn(unwrap(asNode(each)), around));
  const text = textAt(node, file).replaceAll(/\s|[?!]/g, '');
  if (/^(process\.env|import\.meta\.env|Bun\.env)$/.test(text)) return ['the whole environment'];
  const name = /^(?:process|import\.meta|Bun)\.env\.(\w+)$/.exec(text)?.[1] ?? /^Deno\.env\.get\(['"`](\w+)['"`]\)$/.exec(text)?.[1];
  if (name !== undefined) return SECRET.test(name) && !PUBLIC.test(name) ? [name] : [];
  if (!isLog || !/^(Identifier|MemberExpression)$/.test(node.type) || !/(^|\.)(password|passwd|newPassword|currentPassword)$/i.test(text))
    return [];
  return originOf(node, file, newTrace()) === 'body' ? [text.slice(0, 60)] : [];
}

function isAnswer(node: Node, file: CodeFile): boolean {
  if (node.type === 'NewExpression') return /^(Response|NextResponse)$/.test(calleeOf(node, file));
  if (node.type !== 'CallExpression') return false;
  const callee = unwrap(asNode(node['callee']));
  return ANSWERS.test(textAt(callee, file).replaceAll(/\s/g, '')) && (callee?.type !== 'Identifier' || file.handlers.length > 0);
}

function isCaught(object: Node | null, file: CodeFile): boolean {
  const name = textOf(unwrap(object)?.['name']);
  return /^(e|er|err|error|ex|exception|cause|reason)$/i.test(name) || textAt(object, file).endsWith('.error');
}

/** True below a test of the environment: `NODE_ENV === 'development'`. */
function isForDevelopers(node: Node, file: CodeFile): boolean {
  const tested = (each: Node): boolean =>
    /^(IfStatement|ConditionalExpression|LogicalExpression)$/.test(each.type) &&
    /NODE_ENV|isDev|isProd|development|production|\bdev\b|debug/i.test(textAt(asNode(each['test'] ?? each['left']), file));
  return above(node, file.parents, tested) !== null || nodesOf(node).some(tested);
}

/** Answers for one person that shared caches may keep and give to others. */
export function sharedAnswers(file: CodeFile): Found[] {
  return [...file.handlers, ...file.controllers].flatMap((handler): Found[] => {
    if (handler.method !== 'GET' && handler.shape !== 'request') return [];
    const nodes = withCalled(handler.handler, file).flatMap((node) => nodesOf(node));
    if (!readsVisitor(nodes, file) && !showsOwnData(nodes, file)) return [];
    return nodes
      .flatMap((node) => headerOf(node, file))
      .filter(
        ({ name, at }) =>
          /^cache-control$/i.test(name) &&
          above(at, file.parents, ({ type }) => type === 'IfStatement' || type === 'ConditionalExpression') === null,
      )
      .flatMap(({ value, at }) => {
        const text = textOf(value?.['value']);
        return /\bpublic\b|s-maxage=[1-9]/i.test(text) && !/\b(private|no-store)\b/i.test(text)
          ? [{ what: `${handler.path} says ${text.slice(0, 60)}`, at: at.start }]
          : [];
      });
  });
}

/** True where the handler asks for the session of a person; a key that machines share is none. */
function readsVisitor(nodes: readonly Node[], file: CodeFile): boolean {
  const asks = nodes.filter((node) => (node.type === 'CallExpression' || node.type === 'MemberExpression') && asksWho([node], file));
  return asks.some(
    (node) => /user|session|auth\(\)|getAuth|locals|passport|viewer|account/i.test(textAt(node, file).slice(0, 200)) && !asFunction(node),
  );
}
