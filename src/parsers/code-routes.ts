import { asNode, lineCounter, listOf, literalOf, type Node, nodesOf, parseCode, textOf, unwrap } from './syntax-tree.ts';

/** Something that happens at a line. */
export interface Happens {
  what: string;
  line: number;
}

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
/** Names of arguments and properties with an address to come back to. */
const CALLBACK = /^(redirectTo|redirect_?ur[il]|callback_?ur[il]|emailRedirectTo|success_?url|cancel_?url|return_?url)$/i;
const STRAY =
  /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$)|^https:\/\/[\w-]+(\.[\w-]+)*\.(ngrok(-free)?\.app|ngrok\.io|lovableproject\.com|stackblitz\.io|webcontainer\.io)([:/]|$)/;
/** Callers that run their work after the answer. */
const LATER = /(^|\.)(waitUntil|after|setImmediate|setTimeout|queueMicrotask|defer)$/;
const ASKED = /\b(searchParams|query|req\.params|request\.params)\b/;
/** A value taken from the request as it is; one that went through another function was looked at there. */
const TAKEN =
  /^\s*(?:(?:String|decodeURIComponent)\(\s*)?(?:\(?\s*await\s+)?(?:new URL\([^)]{0,100}\))?[\w$.!?]{0,100}\b(searchParams|query|params)\b/;

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

interface Code {
  source: string;
  lineAt: (at: number) => number;
  /** Functions of the file by name. */
  functions: ReadonlyMap<string, Node>;
}

interface Found {
  method: string;
  path: string;
  at: Node;
  /** The function that answers, and what stands before it. */
  handler: Node;
  before: Node[];
}

function functionsOf(nodes: readonly Node[]): Map<string, Node> {
  const named = new Map<string, Node>();
  for (const node of nodes) {
    if (node.type === 'FunctionDeclaration') named.set(textOf(asNode(node['id'])?.['name']), node);
    const init = node.type === 'VariableDeclarator' ? unwrap(asNode(node['init'])) : null;
    if (asFunction(init)) named.set(textOf(asNode(node['id'])?.['name']), init!); // !: a function
  }
  return named;
}

/** The node where it is a function; null for anything else. */
function asFunction(node: Node | null): Node | null {
  return node && /^(FunctionExpression|ArrowFunctionExpression|FunctionDeclaration)$/.test(node.type) ? node : null;
}

function textAt(node: Node | null, { source }: Code): string {
  return node ? source.slice(node.start, node['end'] as number) : ''; // as: every node of the parser has an end
}

/** What is called, as one word with dots: `stripe.webhooks.constructEvent`. */
function calleeOf(call: Node, code: Code): string {
  return textAt(unwrap(asNode(call['callee'])), code)
    .replace(/\s|[!?]|\(\)/g, '')
    .slice(-200);
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
  return {
    method,
    path,
    line: code.lineAt(at.start),
    webhook: WEBHOOK.test(path),
    signed: SIGNED.test(words) || /secret/i.test(words),
    authenticated: AUTHENTICATED.test(words),
    limited: LIMITED.test(words),
    spends,
    waitsFor: waits(handler, code),
  };
}

/** A function and the functions of the same file that it calls, so that a check in a helper counts. */
function withCalled(handler: Node, code: Code): Node[] {
  const seen = new Set([handler]);
  for (const each of seen)
    for (const node of nodesOf(each)) {
      const called = node.type === 'CallExpression' ? code.functions.get(textOf(asNode(node['callee'])?.['name'])) : undefined;
      if (called && seen.size < 20) seen.add(called);
    }
  return [...seen];
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

function openRedirect(node: Node, code: Code): Happens[] {
  if (node.type !== 'CallExpression' || !/(^|\.)redirect$/.test(calleeOf(node, code))) return [];
  const target = listOf(node['arguments'])
    .map(unwrap)
    .find((each) => each !== null && each.type !== 'Literal' && each.type !== 'ObjectExpression');
  const text = textAt(target ?? null, code);
  if (target?.type === 'Identifier') return fromRequest(textOf(target['name']), node, code);
  const direct =
    (target?.type === 'MemberExpression' || target?.type === 'CallExpression' || target?.type === 'LogicalExpression') &&
    ASKED.test(text) &&
    !/safe|allow|valid|sanit|new URL\(/i.test(text);
  return direct ? [{ what: text.replaceAll(/\s+/g, ' ').slice(0, 80), line: code.lineAt(node.start) }] : [];
}

/** A redirect to a variable that is the request's and that nothing looks at before. */
function fromRequest(variable: string, redirect: Node, code: Code): Happens[] {
  const name = variable.replaceAll('$', String.raw`\$`);
  const before = code.source.slice(0, redirect.start);
  const declared = new RegExp(
    `(?:const|let|var)\\s+(?:\\{[^}]{0,200}\\b${name}\\b[^}]{0,200}\\}|${name})\\s*(?::[^=]{0,80})?=([^;\\n]{0,300})`,
  ).exec(before.slice(-4_000));
  if (!declared || !TAKEN.test(declared[1]!)) return []; // !: the group is always there
  const since = before.slice(-4_000).slice(declared.index + declared[0].length);
  const looked = new RegExp(`\\b${name}\\b`).test(since.replaceAll(/console\.\w+\([^)]*\)/g, ''));
  return looked ? [] : [{ what: variable, line: code.lineAt(redirect.start) }];
}

function strayCallback(node: Node, code: Code): Happens[] {
  if (node.type !== 'Property' || !CALLBACK.test(textOf(asNode(node['key'])?.['name'] ?? asNode(node['key'])?.['value']))) return [];
  const value = unwrap(asNode(node['value']));
  const quasi = listOf(value?.['quasis'])[0]?.['value'] as { raw?: unknown } | undefined;
  const start = value?.type === 'TemplateLiteral' ? textOf(quasi?.raw) : literalOf(value, new Map()); // as: what a template element holds
  const address = start && STRAY.exec(start)?.[0];
  return address ? [{ what: address.replace(/[:/]$/, ''), line: code.lineAt(node.start) }] : [];
}
