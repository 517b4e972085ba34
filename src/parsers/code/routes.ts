import { asNode, listOf, literalOf, type Node, nodesOf, unwrap } from '../syntax-tree.ts';
import { asksWho } from './guards.ts';
import type { CodeFile } from './file.ts';
import type { Handler } from './handlers.ts';
import { paidCall } from './paid.ts';
import { calleeOf, type Code, type Happens, textAt, withCalled } from './shape.ts';
import { swallowedErrors } from './swallowed-errors.ts';

/** A handler of requests, and what its code says about it. */
export interface CodeRoute {
  method: string;
  /** As the code or the file names it, such as `/api/webhooks/stripe`. */
  path: string;
  line: number;
  webhook: boolean;
  /** It is made to be called by a clock. */
  cron: boolean;
  /** It compares a signature or a shared secret. */
  signed: boolean;
  /** It looks at who is asking. */
  authenticated: boolean;
  /** It limits how often one may ask. */
  limited: boolean;
  /** Calls that cost money each time. */
  spends: Happens[];
  /** Work that whoever calls has to wait for: paid calls, mail and requests to others. */
  waitsFor: Happens[];
  /** Catch blocks in which an error ends unseen. */
  swallows: Happens[];
}

const WEBHOOK = /(^|[/_-])web-?hooks?([/_-]|$)|(^|\/)hooks?\//i;
const CRON = /(^|[/_-])crons?([/_-]|$)|(^|\/)scheduled([/_-]|$)/i;
/** Routes whose whole answer is that something fails. */
const HEALTH = /(^|[/_-])(health(z|check)?|ready(z)?|live(z|ness)?|ping|status|up)$/i;
const SIGNED =
  /constructEvent|timingSafeEqual|createHmac|hmac|svix|signature|verify\w*webhook|webhook\w*verif|wh\.verify|subtle\.verify|validateRequest/i;
/** Names of what stands before a handler that make it a guard. */
const GUARD =
  /auth|session|getUser|current_?user|require_?user|jwt|clerk|passport|api_?key|bearer|logged_?in|protect|verifyIdToken|userId|user_id|req\.user|secret/i;
const LIMITED = /rate_?limit|limiter|throttle|slow_?down|quota|credits|captcha|turnstile|arcjet/i;
/** Callers that run their work after the answer. */
const LATER = /(^|\.)(waitUntil|after|setImmediate|setTimeout|queueMicrotask|defer)$/;
/** What the handlers of a file do. */
export function routesOf(file: CodeFile): CodeRoute[] {
  const guards = file.nodes.filter((node) => node.type === 'CallExpression' && calleeOf(node, file).endsWith('.use'));
  return file.handlers
    .filter(({ shape }) => shape !== 'page' && shape !== 'scheduled')
    .map((handler) => described(handler, { guards, code: file }));
}

function described(
  { method, path, at, handler, before }: Handler,
  { guards, code }: { guards: readonly Node[]; code: CodeFile },
): CodeRoute {
  const own = withCalled(handler, code);
  const around = guards.filter((guard) => guardsPath(guard, path, code));
  const guarding = wordsOf([...before, ...around], code);
  const words = `${wordsOf(own, code)}\n${guarding}`;
  const inside = own.flatMap((node) => nodesOf(node));
  const spends = inside.flatMap((node) => paidCall(node, code));
  const webhook = WEBHOOK.test(path);
  return {
    method,
    path,
    line: code.lineAt(at.start),
    webhook,
    cron: CRON.test(path),
    signed: SIGNED.test(words) || /secret/i.test(words),
    authenticated: GUARD.test(guarding) || asksWho(inside, code),
    limited: LIMITED.test(words),
    spends,
    waitsFor: waits(handler, code),
    swallows: HEALTH.test(path) ? [] : swallowedErrors(inside, { webhook, code }),
  };
}

/** What code says, without its comments. */
function wordsOf(nodes: readonly Node[], code: Code): string {
  return nodes
    .map((node) =>
      textAt(node, code)
        .slice(0, 20_000)
        .replaceAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, ''),
    )
    .join('\n');
}

/** True for `app.use(guard)` and `app.use('/api', guard)` around a path. */
function guardsPath(use: Node, path: string, code: Code): boolean {
  const [first] = listOf(use['arguments']);
  const prefix = literalOf(first ?? null, new Map());
  return prefix === null
    ? !/^(express\.|cors|helmet|morgan)/.test(textAt(first ?? null, code))
    : path.startsWith(prefix.replace(/\/?\*$/, ''));
}

/** Slow calls that are awaited before the handler answers; what is queued or put off is not. */
function waits(handler: Node, code: CodeFile): Happens[] {
  const nodes = nodesOf(handler);
  const later = nodes.filter((node) => node.type === 'CallExpression' && LATER.test(calleeOf(node, code)));
  const answered = nodes.find(
    (node) =>
      node.type === 'CallExpression' &&
      /^(res|reply|response)\.(status\(\d+\)\.)?(send|json|end|sendStatus)$/.test(calleeOf(node, code)) &&
      isStatement(node, handler),
  );
  return nodes.flatMap((node) => {
    if (node.type !== 'AwaitExpression') return [];
    const within = (outer: Node): boolean => outer.start <= node.start && (outer['end'] as number) >= (node['end'] as number); // as: every node of the parser has an end
    if (later.some(within) || (answered && answered.start < node.start)) return [];
    const call = unwrap(node);
    return call?.type === 'CallExpression' ? paidCall(call, code) : [];
  });
}

/** True for an answer that is given on every way: a statement of the handler itself. */
function isStatement(call: Node, handler: Node): boolean {
  return listOf(asNode(handler['body'])?.['body']).some(
    (each) => each.type === 'ExpressionStatement' && unwrap(asNode(each['expression'])) === call,
  );
}
