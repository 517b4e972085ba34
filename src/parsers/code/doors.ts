import { asNode, listOf, literalOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { above } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { asksWho } from './guards.ts';
import { propertyOf } from './handlers.ts';
import { clerkPathsOf } from './clerk.ts';
import { matchersOf, reaches, surelyReaches } from './matchers.ts';
import { guardsOf, guardsPath } from './mounts.ts';
import { calleeOf, holds, textAt } from './shape.ts';

/** A file that stands before the routes of other files and sends strangers away. */
export interface Door {
  framework: 'Next.js' | 'SvelteKit' | 'Nuxt' | 'Fastify';
  /** The folder of the app whose routes it stands before; empty for the checkout itself. */
  below: string;
  /** The matchers of Next.js; null where it has none that can be read. */
  matchers: string[] | null;
  /** The beginnings of the paths that it looks at, all where empty, and of those that it lets through; of Next.js matchers. */
  only: string[];
  except: string[];
}

/** Where such a file lies, up to what follows the folder of its app, and which files are routes behind it. */
const PLACES = [
  // https://nextjs.org/docs/app/api-reference/file-conventions/proxy
  {
    framework: 'Next.js',
    file: /^(.*?)(?:src\/)?(?:middleware|proxy)\.[cm]?[jt]s$/,
    routes: /(^|\/)(app\/(.*\/)?route|pages\/api\/.*)\.[cm]?[jt]sx?$/,
  },
  // https://svelte.dev/docs/kit/hooks#Server-hooks-handle
  {
    framework: 'SvelteKit',
    file: /^(.*?)src\/hooks\.server(?:\/index)?\.[jt]s$/,
    routes: /(^|\/)routes\/(.*\/)?\+(server|page\.server|layout\.server)\.[jt]s$/,
  },
  // https://nuxt.com/docs/guide/directory-structure/server#server-middleware
  // A plugin of `fastify-plugin` hangs its hooks before the routes of all others: https://fastify.dev/docs/latest/Guides/Plugins-Guide/
  { framework: 'Fastify', file: /^(.*?)(?:src\/)?(?:(?:plugins?|hooks|lib|middlewares?)\/)*[^/]+\.[cm]?[jt]s$/, routes: /\.[cm]?[jt]s$/ },
  { framework: 'Nuxt', file: /^(.*?)server\/middleware\/.+\.[cm]?[jt]s$/, routes: /(^|\/)server\/(api|routes)\/.+\.[cm]?[jt]s$/ },
] as const;

/** Words without which a middleware of Next.js guards nothing; what refuses often lies in a file that it calls. */
const GUARDS = /auth|session|getUser|clerk/i;
/** Where strangers are sent, and what a condition asks of them. */
const LOGIN = /log-?in|sign-?(in|up)|\bauth\b|account|unauthori|forbidden/i;
const WHO = /user|session|auth|token|locals|logged|account/i;
/** Beginnings of paths that are read. */
const MOST = 50;

/** The door that a file is; null for any other file, and for one that only looks who it is. */
export function doorOf(file: CodeFile): Door | null {
  for (const { framework, file: pattern } of PLACES) {
    const found = pattern.exec(file.path);
    if (!found || !/(^|\/)$/.test(found[1]!)) continue; // !: the pattern has one group
    const door: Door = { framework, below: found[1]!, matchers: null, only: [], except: [] };
    if (framework === 'Next.js') {
      const clerk = clerkPathsOf(file);
      return clerk !== false && GUARDS.test(file.source) ? { ...door, matchers: matchersOf(file), ...clerk } : null;
    }
    if (framework === 'Fastify') {
      if (hangsGuard(file)) return door;
      continue;
    }
    const refusals = file.nodes.filter((node) => refuses(node, file));
    return refusals.length > 0 && asksWho(file.nodes, file) ? { ...door, ...startsOf(file, refusals) } : null;
  }
  return null;
}

/** True where a door stands before a route. */
export function standsBefore(door: Door, { file, path }: { file: string; path: string }): boolean {
  const { routes } = PLACES.find(({ framework }) => framework === door.framework)!; // !: doors are made of them
  if (!file.startsWith(door.below) || !routes.test(file)) return false;
  if (door.framework === 'Next.js') {
    const isReached = [door.matchers, door.only].every((each) => each === null || each.length === 0 || reaches(each, path));
    return isReached && !surelyReaches(door.except, path);
  }
  const begins = (starts: readonly string[]): boolean => starts.some((start) => path.startsWith(start));
  return (door.only.length === 0 || begins(door.only)) && !begins(door.except);
}

/** `fp(async (fastify) => { fastify.addHook('onRequest', async (request) => request.jwtVerify()) })` */
function hangsGuard(file: CodeFile): boolean {
  if (!/['"]fastify-plugin['"]/.test(file.source)) return false;
  return guardsOf(file).some((use) => guardsPath(use, '/', file) && asksWho(nodesOf(use), file));
}

/** `redirect(303, '/login')`, `error(401)`, `sendRedirect(event, '/login')`, `createError({ statusCode: 401 })`, and an answer with such a status. */
function refuses(node: Node, file: CodeFile): boolean {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return false;
  const name = calleeOf(node, file).split('.').at(-1)!; // !: a split text has a part
  const args = listOf(node['arguments']).map((each) => unwrap(each));
  // A page that has moved is no stranger sent away.
  if (/^(redirect|sendRedirect)$/.test(name)) {
    const isMoved = args.some((each) => each?.['value'] === 301 || each?.['value'] === 308);
    const test = above(node, file.parents, ({ type }) => type === 'IfStatement' || type === 'LogicalExpression');
    const why = textAt(asNode(test?.['test'] ?? test?.['left']), file);
    return !isMoved && (args.some((each) => LOGIN.test(textAt(each, file))) || WHO.test(why));
  }
  if (/^(error|fail|sendError|setResponseStatus)$/.test(name)) return args.some((each) => isRefusal(each));
  if (!/^(createError|Response|json|text)$/.test(name)) return false;
  return args.some((each) => isRefusal(propertyOf(each, 'status') ?? propertyOf(each, 'statusCode')));
}

function isRefusal(status: Node | null): boolean {
  return status?.['value'] === 401 || status?.['value'] === 403;
}

/** The paths that a door's own conditions name: those under which it refuses, and those that it lets through before. */
function startsOf(file: CodeFile, refusals: readonly Node[]): Pick<Door, 'only' | 'except'> {
  const [only, except]: [string[], string[]] = [[], []];
  const conditions = file.nodes.filter(({ type }) => type === 'IfStatement');
  const negated = new Set(file.nodes.flatMap((node) => (node['operator'] === '!' ? (unwrap(asNode(node['argument'])) ?? []) : [])));
  for (const call of file.nodes.filter(isStart).slice(0, MOST)) {
    const start = literalOf(listOf(call['arguments'])[0] ?? null, new Map());
    const condition = conditions.findLast((each) => holds(each['test'], call));
    // A path that is put together, or a condition elsewhere, is not read: the door is then taken to stand before all.
    if (!condition || start === null || !/^\/[\w./-]*$/.test(start)) continue;
    const isRefused = refusals.some((each) => holds(condition['consequent'], each));
    (isRefused === negated.has(call) ? except : only).push(start);
  }
  return { only, except };
}

function isStart(node: Node): boolean {
  return node.type === 'CallExpression' && textOf(asNode(unwrap(asNode(node['callee']))?.['property'])?.['name']) === 'startsWith';
}
