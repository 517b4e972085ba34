import { openRedirect, strayCallback } from './code-redirects.ts';
import { asFunction, calleeOf, type Code, functionsOf, type Happens, textAt, withCalled } from './code-shape.ts';
import { swallowedErrors } from './swallowed-errors.ts';
import { asNode, lineCounter, listOf, literalOf, type Node, nodesOf, parseCode, textOf, unwrap } from './syntax-tree.ts';

/** A handler of requests, and what its code says about it. */
export interface CodeRoute {
  method: string;
  /** As the code or the file names it, such as `/api/webhooks/stripe`. */
  path: string;
  line: number;
  webhook: boolean;
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

export interface CodeRoutes {
  routes: CodeRoute[];
  /** Redirects to wherever the request says. */
  openRedirects: Happens[];
  /** Addresses to come back to after a login or payment that lead to a developer's machine or a preview. */
  strayCallbacks: Happens[];
}

const VERBS = /^(get|post|put|patch|delete|all)$/;
const ROUTER = /^(app|server|router|api|fastify|hono|\w*[rR]outer|\w*Routes)$/;
const WEBHOOK = /(^|[/_-])web-?hooks?([/_-]|$)|(^|\/)hooks?\//i;
/** Routes whose whole answer is that something fails. */
const HEALTH = /(^|[/_-])(health(z|check)?|ready(z)?|live(z|ness)?|ping|status|up)$/i;
const SIGNED =
  /constructEvent|timingSafeEqual|createHmac|hmac|svix|signature|verify\w*webhook|webhook\w*verif|wh\.verify|subtle\.verify|validateRequest/i;
const AUTHENTICATED =
  /auth|session|getUser|current_?user|require_?user|jwt|clerk|passport|api_?key|bearer|logged_?in|protect|verifyIdToken|userId|user_id|req\.user|secret/i;
const LIMITED = /rate_?limit|limiter|throttle|slow_?down|quota|credits|captcha|turnstile|arcjet/i;
const PAID = [
  [/\b(chat\.completions|completions|responses|messages|images|embeddings|audio\.\w+)\.(create|generate|edit|stream|parse)$/, 'a paid API'],
  [/^(generateText|streamText|generateObject|streamObject|embedMany|generateImage)$/, 'a language model'],
  [/(^|\.)(models|generativeModel|model)\.generateContent(Stream)?$/, 'a language model'],
  [/\breplicate\.run$/, 'a language model'],
  [
    /\b(emails|batch|sgMail|sendgrid|mailgun|postmark|resend)\.(send|sendEmail|create)$|(^|\.)send(E?[mM]ail|Email|Receipt|Welcome|Invite|Confirmation|Reset\w*|Sms|SMS)$/,
    'mail',
  ],
] as const;
const PAID_HOST =
  /^https:\/\/(api\.(openai|anthropic|resend|sendgrid|postmarkapp|twilio|replicate|elevenlabs|groq|mistral)\.(com|io|ai)|generativelanguage\.googleapis\.com)\//;
/** Callers that run their work after the answer. */
const LATER = /(^|\.)(waitUntil|after|setImmediate|setTimeout|queueMicrotask|defer)$/;
/** The handlers of a file and what they do. Nothing where the file cannot be parsed. Never throws. */
export function readCodeRoutes(text: string, file: string): CodeRoutes | null {
  const parsed = parseCode(text, file);
  if (!parsed) return null;
  const { program, source } = parsed;
  const nodes = nodesOf(program);
  const lineAt = lineCounter(source);
  const code: Code = { source, lineAt, functions: functionsOf(nodes) };
  const guards = nodes.filter((node) => node.type === 'CallExpression' && calleeOf(node, code).endsWith('.use'));
  return {
    routes: [...calledRoutes(nodes, code), ...fileRoutes(program, nodes, { file, code })].map((found) =>
      described(found, { guards, code }),
    ),
    openRedirects: nodes.flatMap((node) => openRedirect(node, code)),
    strayCallbacks: nodes.flatMap((node) => strayCallback(node, code)),
  };
}

interface Found {
  method: string;
  path: string;
  at: Node;
  /** The function that answers, and what stands before it. */
  handler: Node;
  before: Node[];
}

/** `app.post('/path', guard, handler)` of Express, Hono and Fastify, and `Deno.serve` is left to the name of the file. */
function calledRoutes(nodes: readonly Node[], code: Code): Found[] {
  return nodes.flatMap((node): Found[] => {
    if (node.type !== 'CallExpression') return [];
    const [, of = '', verb = ''] = /^(\w+)\.(\w+)$/.exec(calleeOf(node, code)) ?? [];
    if (!ROUTER.test(of) || !VERBS.test(verb)) return [];
    const [path, ...rest] = listOf(node['arguments']);
    const where = literalOf(path ?? null, new Map());
    const last = unwrap(rest.at(-1) ?? null);
    const handler = asFunction(last) ?? code.functions.get(textOf(last?.['name']));
    return where?.startsWith('/') && handler
      ? [{ method: verb === 'all' ? 'POST' : verb.toUpperCase(), path: where, at: node, handler, before: rest.slice(0, -1) }]
      : [];
  });
}

/** Handlers whose path is the file's: `app/**\/route.ts` and `pages/api` of Next.js, edge functions of Supabase. */
function fileRoutes(program: unknown, nodes: readonly Node[], { file, code }: { file: string; code: Code }): Found[] {
  const route = /(?:^|\/)app\/(.*\/)?route\.[cm]?[jt]sx?$/.exec(file);
  const page = /(?:^|\/)pages\/(api\/.*)\.[cm]?[jt]sx?$/.exec(file);
  const edge = /(?:^|\/)supabase\/functions\/([\w-]+)\/index\.[jt]s$/.exec(file);
  const body = listOf(asNode(program)?.['body']);
  if (route)
    return body.flatMap((node) => {
      if (node.type !== 'ExportNamedDeclaration') return [];
      const declared = asNode(node['declaration']);
      const pairs =
        declared?.type === 'FunctionDeclaration'
          ? [[declared, declared] as const]
          : listOf(declared?.['declarations']).map((each) => [each, unwrap(asNode(each['init']))] as const);
      return pairs.flatMap(([named, handler]) => {
        const method = textOf(asNode(named['id'])?.['name']);
        return /^(GET|POST|PUT|PATCH|DELETE)$/.test(method) && handler
          ? [{ method, path: `/${(route[1] ?? '').replaceAll(/\([^/)]*\)\/|\/$/g, '')}`, at: named, handler, before: [] }]
          : [];
      });
    });
  if (page)
    return body.flatMap((node) => {
      const declared = node.type === 'ExportDefaultDeclaration' ? unwrap(asNode(node['declaration'])) : null;
      const wrapped = declared?.type === 'CallExpression' ? declared : null;
      const handler = asFunction(declared) ?? wrapped ?? code.functions.get(textOf(declared?.['name']));
      return handler ? [{ method: 'POST', path: `/${page[1]!.replace(/\/index$/, '')}`, at: node, handler, before: [] }] : [];
    });
  if (edge)
    return nodes.flatMap((node) => {
      const handler =
        node.type === 'CallExpression' && /^(Deno\.)?serve$/.test(calleeOf(node, code))
          ? unwrap(listOf(node['arguments'])[0] ?? null)
          : null;
      return asFunction(handler) ? [{ method: 'POST', path: `/functions/v1/${edge[1]!}`, at: node, handler: handler!, before: [] }] : []; // !: a function
    });
  return [];
}

function described({ method, path, at, handler, before }: Found, { guards, code }: { guards: readonly Node[]; code: Code }): CodeRoute {
  const own = withCalled(handler, code);
  const around = guards.filter((guard) => guardsPath(guard, path, code));
  const words = [...own, ...before, ...around]
    .map((node) =>
      textAt(node, code)
        .slice(0, 20_000)
        .replaceAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, ''),
    )
    .join('\n');
  const inside = own.flatMap((node) => nodesOf(node));
  const spends = inside.flatMap((node) => paidCall(node, code));
  const webhook = WEBHOOK.test(path);
  return {
    method,
    path,
    line: code.lineAt(at.start),
    webhook,
    signed: SIGNED.test(words) || /secret/i.test(words),
    authenticated: AUTHENTICATED.test(words),
    limited: LIMITED.test(words),
    spends,
    waitsFor: waits(handler, code),
    swallows: HEALTH.test(path) ? [] : swallowedErrors(inside, { webhook, code }),
  };
}

/** True for `app.use(guard)` and `app.use('/api', guard)` around a path. */
function guardsPath(use: Node, path: string, code: Code): boolean {
  const [first] = listOf(use['arguments']);
  const prefix = literalOf(first ?? null, new Map());
  return prefix === null
    ? !/^(express\.|cors|helmet|morgan)/.test(textAt(first ?? null, code))
    : path.startsWith(prefix.replace(/\/?\*$/, ''));
}

function paidCall(node: Node, code: Code): Happens[] {
  if (node.type !== 'CallExpression') return [];
  const callee = calleeOf(node, code);
  const line = code.lineAt(node.start);
  const known = PAID.find(([of]) => of.test(callee));
  if (known) return [{ what: `${known[1]} (${callee.slice(-60)})`, line }];
  const address = callee === 'fetch' ? (literalOf(listOf(node['arguments'])[0] ?? null, new Map()) ?? '') : '';
  return PAID_HOST.test(address) ? [{ what: `a paid API (${new URL(address).host})`, line }] : [];
}

/** Slow calls that are awaited before the handler answers; what is queued or put off is not. */
function waits(handler: Node, code: Code): Happens[] {
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
