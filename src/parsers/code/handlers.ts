import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { proceduresOf } from './procedures.ts';
import { routeCallsOf } from './route-calls.ts';
import { serversOf } from './servers.ts';
import { asFunction, calleeOf, type Code, functionOf, propertyOf } from './shape.ts';
import { directivesOf } from './side.ts';

/** How a handler is given the request: as its first parameter, as `input` (`procedure`), or each argument is what a stranger sent (`action`, `callable`). */
export type Shape = 'request' | 'page' | 'action' | 'callable' | 'procedure' | 'scheduled';

/** A function that answers requests. */
export interface Handler {
  method: string;
  /** As the code or the file names it, such as `/api/webhooks/stripe`. */
  path: string;
  shape: Shape;
  at: Node;
  /** The function that answers, and what stands before it. */
  handler: Node;
  before: Node[];
}

type File = Code & { path: string; program: unknown; nodes: readonly Node[] };

const METHOD = /^(GET|POST|PUT|PATCH|DELETE)$/;

/** The functions of a file that answer requests, of every framework we know. */
export function handlersOf(file: File): Handler[] {
  const found = [
    ...calledHandlers(file),
    ...fileHandlers(file),
    ...actions(file),
    ...proceduresOf(file),
    ...serversOf(file).map((each) => ({ ...each, method: 'POST', path: '/', shape: 'request' as const, before: [] })),
    ...firebase(file),
  ];
  return [...new Map(found.map((each) => [each.handler, each])).values()];
}

/** Routes of routers whose function stands in the same file. */
function calledHandlers(file: File): Handler[] {
  return routeCallsOf(file).flatMap(({ answers, ...route }): Handler[] => {
    const handler = functionOf(answers, file);
    return handler ? [{ ...route, shape: 'request', handler }] : [];
  });
}

/** What stands around a function that is handed to a wrapper. */
function around(node: Node | null): Node[] {
  const inner = unwrap(node);
  if (inner?.type !== 'CallExpression') return [];
  return [asNode(inner['callee']), ...listOf(inner['arguments']).filter((each) => !asFunction(unwrap(each)))].flatMap((each) => each ?? []);
}

/** Handlers whose path is the file's. */
function fileHandlers(file: File): Handler[] {
  const { path } = file;
  const route = /(?:^|\/)app\/(.*\/)?route\.[cm]?[jt]sx?$/.exec(path);
  if (route) return exported(file, METHOD, { path: `/${(route[1] ?? '').replaceAll(/\([^/)]*\)\/|\/$/g, '')}` });
  const page = /(?:^|\/)pages\/(api\/.*)\.[cm]?[jt]sx?$/.exec(path);
  // Astro has them where Next.js has them, with a function for each method: https://docs.astro.build/en/guides/endpoints/
  if (page) {
    const at = `/${page[1]!.replace(/\/index$/, '')}`; // !: the group is no option
    return [...exported(file, /^(default|GET|POST|PUT|PATCH|DELETE|ALL)$/, { path: at }), ...connected(file, at)];
  }
  const nuxt = nuxtHandlers(file);
  if (nuxt.length > 0) return nuxt;
  const kit = /(?:^|\/)routes\/(.*\/)?\+(server|page\.server|layout\.server)\.[jt]s$/.exec(path);
  if (kit) return svelteKit(file, `/${(kit[1] ?? '').replaceAll(/\([^/)]*\)\/|\/$/g, '')}`, kit[2] === 'server');
  const remix = /(?:^|\/)app\/routes\/(.+)\.[jt]sx?$/.exec(path);
  if (remix) return exported(file, /^(loader|action)$/, { path: `/${remix[1]!.replaceAll('.', '/').replace(/\/(_?index|route)$/, '')}` });
  const module = /^(?:.*\/)?app\/(.+)\.[jt]sx?$/.exec(path);
  if (module && isRouteModule(file)) return exported(file, /^(loader|action)$/, { path: `/${module[1]!}` });
  const edge = /(?:^|\/)supabase\/functions\/([\w-]+)\/index\.[jt]s$/.exec(path);
  if (edge) return [...served(file, `/functions/v1/${edge[1]!}`), ...exported(file, /^default$/, { path: `/functions/v1/${edge[1]!}` })];
  const netlify = /(?:^|\/)netlify\/(?:edge-)?functions\/([\w-]+)\.[cm]?[jt]s$/.exec(path);
  if (netlify) return exported(file, /^(handler|default)$/, { path: `/.netlify/functions/${netlify[1]!}` });
  const vercel = /^(?:[\w-]+\/){0,3}api\/(.*)\.[cm]?[jt]s$/.exec(path);
  const own = /(^|\/)pages\//.test(path) ? exported(file, /^getServerSideProps$/, { path: pageOf(path), shape: 'page' }) : [];
  if (!vercel) return own;
  // A folder is often called api: what it exports is a handler by the name of a method, or where it is given a request.
  const at = `/api/${vercel[1]!}`; // !: the group is no option
  const given = exported(file, /^default$/, { path: at }).filter(({ handler }) => isGivenRequest(handler));
  return [...own, ...exported(file, METHOD, { path: at }), ...given];
}

function isGivenRequest(handler: Node): boolean {
  const [first] = listOf(handler['params']);
  const pattern = first?.type === 'ObjectPattern' ? listOf(first['properties']).map((each) => textOf(asNode(each['key'])?.['name'])) : [];
  return [textOf(first?.['name']), ...pattern].some((name) => /^_?(req|request|event|ctx|context|c)$/.test(name));
}

/** Where `routes.ts` names the modules of routes, they lie anywhere below `app`: https://reactrouter.com/start/framework/routing */
function isRouteModule({ program }: File): boolean {
  return listOf(asNode(program)?.['body']).some((node) =>
    /^(@remix-run\/|react-router(\/|$)|\.\/\+types\/)/.test(textOf(asNode(node['source'])?.['value'])),
  );
}

function pageOf(path: string): string {
  return `/${/(?:^|\/)pages\/(.*)\.[cm]?[jt]sx?$/.exec(path)?.[1]?.replace(/(^|\/)index$/, '') ?? ''}`;
}

/** The functions that a file exports under names that are handlers. */
function exported(file: File, names: RegExp, { path, shape = 'request' }: { path: string; shape?: Shape }): Handler[] {
  return exportsOf(file)
    .filter(({ name }) => names.test(name))
    .flatMap(({ name, value, at }) => {
      const handler = functionOf(value, file);
      const method = METHOD.test(name) ? name : /^(loader|getServerSideProps)$/.test(name) ? 'GET' : 'POST';
      return handler ? [{ method, path, shape, at, handler, before: around(value) }] : [];
    });
}

/** What a file exports: the name, and the function or value. */
export function exportsOf({ program, functions }: Pick<File, 'program' | 'functions'>): { name: string; value: Node | null; at: Node }[] {
  return listOf(asNode(program)?.['body']).flatMap((node) => {
    const made = asNode(node['declaration']);
    if (node.type === 'ExpressionStatement') return commonExports(unwrap(asNode(node['expression'])), functions);
    if (node.type === 'ExportDefaultDeclaration') return [{ name: 'default', value: unwrap(made), at: node }];
    if (node.type !== 'ExportNamedDeclaration') return [];
    if (made?.type === 'FunctionDeclaration') return [{ name: textOf(asNode(made['id'])?.['name']), value: made, at: made }];
    const values = listOf(made?.['declarations']).map((each) => ({
      name: textOf(asNode(each['id'])?.['name']),
      value: unwrap(asNode(each['init'])),
      at: each,
    }));
    const renamed = listOf(node['specifiers']).map((each) => ({
      name: textOf(asNode(each['exported'])?.['name']),
      value: functions.get(textOf(asNode(each['local'])?.['name'])) ?? null,
      at: each,
    }));
    return [...values, ...renamed];
  });
}

/** `module.exports = handler`, `module.exports = { a, b }`, `exports.a = a`. */
function commonExports(set: Node | null, functions: File['functions']): { name: string; value: Node | null; at: Node }[] {
  if (set?.type !== 'AssignmentExpression') return [];
  const to = unwrap(asNode(set['left']));
  const [object, name] = [unwrap(asNode(to?.['object'])), textOf(asNode(to?.['property'])?.['name'])];
  const own = (node: Node | null): Node | null => (node?.type === 'Identifier' ? (functions.get(textOf(node['name'])) ?? node) : node);
  const value = own(unwrap(asNode(set['right'])));
  const isModules = object?.['name'] === 'module' && name === 'exports';
  const isOne =
    object?.['name'] === 'exports' ||
    (asNode(object?.['object'])?.['name'] === 'module' && asNode(object?.['property'])?.['name'] === 'exports');
  if (isOne && name !== '') return [{ name, value, at: set }];
  if (!isModules) return [];
  if (value?.type !== 'ObjectExpression') return [{ name: 'default', value, at: set }];
  return listOf(value['properties']).map((each) => ({
    name: textOf(asNode(each['key'])?.['name']),
    value: own(unwrap(asNode(each['value']))),
    at: each,
  }));
}

/** `server/api/chat.post.ts` and `server/routes/hook.ts` of Nuxt: https://nuxt.com/docs/guide/directory-structure/server */
function nuxtHandlers(file: File): Handler[] {
  const [, kind, name = '', suffix = 'post'] =
    /(?:^|\/)server\/(api|routes)\/(.+?)(?:\.(get|post|put|patch|delete))?\.[cm]?[jt]s$/.exec(file.path) ?? [];
  const made = exportsOf(file).find(({ name: each }) => each === 'default')?.value ?? null;
  const wrapper = made?.type === 'CallExpression' ? calleeOf(made, file) : '';
  if (kind === undefined || !/^(define(Cached)?EventHandler|eventHandler|cachedEventHandler)$/.test(wrapper)) return [];
  const path = `${kind === 'api' ? '/api/' : '/'}${name.replace(/(^|\/)index$/, '')}`;
  // `defineEventHandler({ onRequest: [guard], handler })`
  const options = unwrap(listOf(made?.['arguments'])[0] ?? null);
  const handler = functionOf(propertyOf(options, 'handler'), file);
  const method = suffix.toUpperCase();
  if (made && handler)
    return [{ method, path, shape: 'request', at: made, handler, before: [propertyOf(options, 'onRequest') ?? []].flat() }];
  return exported(file, /^default$/, { path }).map((each) => ({ ...each, method }));
}

/** `handler.use(guard); handler.post(async (req, res) => {})` of next-connect, in a file that has its path: https://github.com/hoangvvo/next-connect */
function connected(file: File, path: string): Handler[] {
  const routers = new Set(
    file.nodes.flatMap((node) => {
      const made = node.type === 'VariableDeclarator' ? unwrap(asNode(node['init'])) : null;
      const isMade = made?.type === 'CallExpression' && /^(nc|nextConnect|createRouter|createEdgeRouter)$/.test(calleeOf(made, file));
      return isMade ? [textOf(asNode(node['id'])?.['name'])] : [];
    }),
  );
  return file.nodes.flatMap((node): Handler[] => {
    const callee = node.type === 'CallExpression' ? unwrap(asNode(node['callee'])) : null;
    const [router, verb] = [textOf(asNode(callee?.['object'])?.['name']), textOf(asNode(callee?.['property'])?.['name'])];
    if (!routers.has(router) || !/^(get|post|put|patch|delete|all)$/.test(verb)) return [];
    const args = listOf(node['arguments']);
    const handler = functionOf(args.at(-1) ?? null, file);
    const method = verb === 'all' ? 'POST' : verb.toUpperCase();
    return handler ? [{ method, path, shape: 'request', at: node, handler, before: args.slice(0, -1) }] : [];
  });
}

/** `+server.ts` exports methods; `+page.server.ts` a `load` and named `actions`. */
function svelteKit(file: File, path: string, endpoint: boolean): Handler[] {
  if (endpoint) return exported(file, METHOD, { path });
  const actionsOf = exportsOf(file).find(({ name }) => name === 'actions')?.value ?? null;
  const named = listOf(unwrap(actionsOf)?.['properties']).flatMap((each): Handler[] => {
    const handler = functionOf(asNode(each['value']), file);
    const key = textOf(asNode(each['key'])?.['name']);
    const shown = key === 'default' ? path : `${path}?/${key}`;
    return handler ? [{ method: 'POST', path: shown, shape: 'request', at: each, handler, before: around(asNode(each['value'])) }] : [];
  });
  const loads = exported(file, /^load$/, { path }).map((each) => ({ ...each, method: 'GET', shape: 'page' as const }));
  return [...loads, ...named];
}

/** `Deno.serve(handler)` of a Supabase edge function. */
function served(file: File, path: string): Handler[] {
  return file.nodes.flatMap((node): Handler[] => {
    if (node.type !== 'CallExpression' || !/^(Deno\.)?serve$/.test(calleeOf(node, file))) return [];
    const [first] = listOf(node['arguments']);
    const handler = functionOf(first ?? null, file);
    return handler ? [{ method: 'POST', path, shape: 'request', at: node, handler, before: around(first ?? null) }] : [];
  });
}

/** Server actions of Next.js: whoever knows a page can call them with whatever arguments. */
function actions(file: File): Handler[] {
  const all = directivesOf(asNode(file.program)?.['body']).includes('use server');
  const made = all
    ? exportsOf(file).flatMap(({ name, value, at }) => {
        const handler = functionOf(value, file);
        return handler ? [{ name, handler, at, before: around(value) }] : [];
      })
    : file.nodes.flatMap((node) => {
        const isAction = asFunction(node) && directivesOf(asNode(node['body'])?.['body']).includes('use server');
        return isAction ? [{ name: textOf(asNode(node['id'])?.['name']) || 'action', handler: node, at: node, before: [] }] : [];
      });
  return made.map(({ name, handler, at, before }) => ({ method: 'POST', path: `action ${name}`, shape: 'action', at, handler, before }));
}

/** What is called, by the name that its module gives it. */
function calledName(call: Node, file: File): string {
  const callee = calleeOf(call, file);
  return file.imported.get(callee) ?? callee;
}

/** `onRequest` and `onCall` of Firebase, of both generations, and what it runs by the clock. */
function firebase(file: File): Handler[] {
  const imports = listOf(asNode(file.program)?.['body']).some((node) =>
    textOf(asNode(node['source'])?.['value']).startsWith('firebase-functions'),
  );
  if (!imports && !/require\(['"]firebase-functions/.test(file.source.slice(0, 5_000))) return [];
  return nodesOf(file.program).flatMap((node): Handler[] => {
    const kind =
      node.type === 'CallExpression' ? /(?:^|\.)(onRequest|onCall|onSchedule|onRun)$/.exec(calledName(node, file))?.[1] : undefined;
    if (!kind) return [];
    const args = listOf(node['arguments']);
    const handler = functionOf(args.at(-1) ?? null, file);
    const name = exportsOf(file).find(({ value }) => value === node)?.name ?? 'function';
    const shape = kind === 'onRequest' ? 'request' : kind === 'onCall' ? 'callable' : 'scheduled';
    return handler ? [{ method: 'POST', path: `/${name}`, shape, at: node, handler, before: args.slice(0, -1) }] : [];
  });
}
