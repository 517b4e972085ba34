import { asNode, listOf, type Node, nodesOf, unwrap } from '../syntax-tree.ts';
import { bindingOf } from './bindings.ts';
import { type HelperCall, helperCalls } from './borrowed.ts';
import { clerkPathsOf } from './clerk.ts';
import type { CodeFile } from './file.ts';
import { asksWho } from './guards.ts';
import { exportsOf } from './handlers.ts';
import { matchersOf, reaches, surelyReaches } from './matchers.ts';
import { type Modules, turnsBehind } from './proofs.ts';
import { calleeOf, functionOf, nameOf, withCalled } from './shape.ts';
import { guardsOf, guardsPath } from './told-guards.ts';
import { isNextAuth, type TurnedAway, type Turns, turnsOf } from './turned-away.ts';

/** A file that stands before the routes of other files and sends strangers away. */
export interface Door extends TurnedAway {
  framework: 'Next.js' | 'layout' | 'SvelteKit' | 'Nuxt' | 'Fastify';
  /** The folder of the app whose routes it stands before; empty for the checkout itself. */
  below: string;
  /** The matchers of Next.js; null where it has none that can be read. */
  matchers: string[] | null;
  /** Who decides in its place: functions of other files, or the `authorized` callback of Auth.js. */
  leavesTo?: HelperCall[] | 'authorized';
}

/** Where such a file lies, up to what follows the folder of its app, and which files are routes behind it. */
const PLACES = [
  // https://nextjs.org/docs/app/api-reference/file-conventions/proxy
  {
    framework: 'Next.js',
    file: /^(.*?)(?:src\/)?(?:middleware|proxy)\.[cm]?[jt]s$/,
    routes: /(^|\/)(app\/(.*\/)?(route|page)|pages\/.*)\.[cm]?[jt]sx?$/,
  },
  // What a layout asks is asked before its pages are shown: https://nextjs.org/docs/app/guides/authentication#layouts-and-auth-checks
  {
    framework: 'layout',
    file: /^(.*?(?:app|routes)\/(?:.*\/)?)(?:layout|\+layout\.server)\.[cm]?[jt]sx?$/,
    routes: /(^|\/)(page\.[cm]?[jt]sx?|\+page\.server\.[jt]s)$/,
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
/** The names under which Next.js looks for it. */
const EXPORTED = /^(default|middleware|proxy)$/;

/** The doors that a file is; none for any other file, and for one that only looks who it is. */
export function doorsOf(file: CodeFile): Door[] {
  for (const { framework, file: pattern } of PLACES) {
    const found = pattern.exec(file.path);
    if (!found || !/(^|\/)$/.test(found[1]!)) continue; // !: the pattern has one group
    const door: Door = { framework, below: found[1]!, matchers: null, only: [], except: [] };
    if (framework === 'Next.js') return GUARDS.test(file.source) ? nextDoors({ ...door, matchers: matchersOf(file) }, file) : [];
    if (framework === 'layout') return layoutDoors(door, file);
    if (framework === 'Fastify') {
      if (hangsGuard(file)) return [door];
      continue;
    }
    return asksWho(file.nodes, file) ? (turnsOf(file.nodes, file) ?? []).map((turns) => ({ ...door, ...turns })) : [];
  }
  return [];
}

/** A door as it is once what it leaves to others is known; one that nobody can tell stands before all. */
export function decided(
  door: Door,
  { authorized, ...at }: Modules & { file: string; authorized: readonly { file: string; turns: Turns }[] },
): Door[] {
  if (door.leavesTo === undefined) return [door];
  const own = authorized.filter(({ file }) => file.startsWith(door.below));
  const all = door.leavesTo === 'authorized' ? own.map(({ turns }) => turns) : door.leavesTo.map((call) => turnsBehind(call, at));
  if (all.length === 0 || !all.every((each) => each !== null)) return [door];
  return all.flat().map((turns) => ({ ...door, ...turns }));
}

/** True where a door stands before a route. */
export function standsBefore(door: Door, { file, path }: { file: string; path: string }): boolean {
  const { routes } = PLACES.find(({ framework }) => framework === door.framework)!; // !: doors are made of them
  if (!file.startsWith(door.below) || !routes.test(file)) return false;
  const isReached = [door.matchers, door.only].every((each) => each === null || each.length === 0 || reaches(each, path));
  return isReached && !surelyReaches(door.except, path);
}

function nextDoors(door: Door, file: CodeFile): Door[] {
  const clerk = clerkPathsOf(file);
  if (clerk !== null) return clerk ? [{ ...door, ...clerk }] : [];
  const value = exportsOf(file).find(({ name }) => EXPORTED.test(name))?.value ?? null;
  if (isAuthJs(value, file)) return [{ ...door, leavesTo: 'authorized' }];
  const made = functionOf(value, file);
  // `auth((request) => {})` of Auth.js asks the function alone; what other wrappers do is theirs.
  if (!made || (value?.type === 'CallExpression' && calleeOf(value, file) !== 'auth')) return [door];
  const nodes = withCalled(made, file).flatMap((each) => nodesOf(each));
  const turns = turnsOf(nodes, file);
  if (turns === null) return [door];
  const leavesTo = helperCalls(nodes, file, { standsBefore: false });
  return [...turns.map((each) => ({ ...door, ...each })), ...(leavesTo.length > 0 ? [{ ...door, leavesTo }] : [])];
}

/** A layout that sends strangers away, shows them something else, or leaves it to functions of other files. */
function layoutDoors(door: Door, file: CodeFile): Door[] {
  const decides = file.nodes.some(({ type }) => type === 'IfStatement' || type === 'ConditionalExpression');
  if ((turnsOf(file.nodes, file) ?? []).length > 0 || (decides && asksWho(file.nodes, file))) return [door];
  // Fonts and names of classes are called as well: who somebody is, a layout has to wait for.
  const awaited = file.nodes.filter((node) => file.parents.get(node)?.type === 'AwaitExpression');
  const leavesTo = helperCalls(awaited, file, { standsBefore: false });
  return leavesTo.length > 0 ? [{ ...door, leavesTo }] : [];
}

/** `export { auth as middleware } from '@/auth'`, `export default auth` and `export default NextAuth(config).auth`. */
function isAuthJs(value: Node | null, file: CodeFile): boolean {
  const specifiers = listOf(asNode(file.program)?.['body']).flatMap((node) =>
    node.type === 'ExportNamedDeclaration' ? listOf(node['specifiers']) : [],
  );
  if (specifiers.some((each) => EXPORTED.test(nameOf(each['exported'])) && nameOf(each['local']) === 'auth')) return true;
  if (value?.type === 'MemberExpression') return nameOf(value['property']) === 'auth' && isNextAuth(unwrap(asNode(value['object'])), file);
  const binding = bindingOf(value, file.bindings);
  return binding?.imported?.name === 'auth' || (binding?.path[0] === 'auth' && isNextAuth(binding.init, file));
}

/** `fp(async (fastify) => { fastify.addHook('onRequest', async (request) => request.jwtVerify()) })` */
function hangsGuard(file: CodeFile): boolean {
  if (!/['"]fastify-plugin['"]/.test(file.source)) return false;
  return guardsOf(file).some((guard) => guardsPath(guard, '/') && asksWho(nodesOf(guard.node), file));
}
