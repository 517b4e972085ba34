import { namesSecret } from '../env-name.ts';
import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { calleeOf, type Found, nameOf, propertyOf, textAt } from './shape.ts';

const CONFIG = /(^|\/)(\w+\.)?(vite|webpack|rspack|rsbuild|esbuild|nuxt|vue|craco)\.config\.[cm]?[jt]s$/;
/** The environment as a whole, and `env` as Vite's `loadEnv` fills it. */
const ENVIRONMENT = /^(process\.env|import\.meta\.env|env)$/;
const WHOLE = 'the whole environment';
const MOST = 40;

/**
 * Secrets that a build writes into the page: values of Vite's `define` (https://vite.dev/config/shared-options#define) and of webpack's
 * `DefinePlugin`, under the name that the page asks for, and Nuxt's `runtimeConfig.public`
 * (https://nuxt.com/docs/guide/going-further/runtime-config), which every page holds.
 */
export function builtInSecrets(file: CodeFile): Found[] {
  if (!CONFIG.test(file.path)) return [];
  return file.nodes.flatMap((node): Found[] => {
    if (node.type === 'Property' && nameOf(node['key']) === 'runtimeConfig')
      return secretsOf(propertyOf(unwrap(asNode(node['value'])), 'public'), file).map(({ what, at }) => ({ what, at }));
    if (node.type === 'Property' && nameOf(node['key']) === 'define') return secretsOf(unwrap(asNode(node['value'])), file);
    return node.type === 'NewExpression' && textAt(asNode(node['callee']), file).endsWith('DefinePlugin')
      ? secretsOf(unwrap(listOf(node['arguments'])[0] ?? null), file)
      : [];
  });
}

/** The names that code leaves to a build: `process.env.API_KEY` and `__API_KEY__`. */
export function builtInNames(file: CodeFile): string[] {
  if (file.side === 'server') return [];
  const names = file.nodes.flatMap((node): string[] => {
    if (node.type === 'Identifier') return /^__\w+__$/.test(textOf(node['name'])) ? [textOf(node['name'])] : [];
    const isRead = node.type === 'MemberExpression' && /^(process|import\.meta)\.env$/.test(textAt(asNode(node['object']), file));
    return isRead && nameOf(node['property']) !== 'NODE_ENV' ? [textAt(node, file)] : [];
  });
  return [...new Set(names)].slice(0, MOST);
}

/** The secrets among the values of an object, each under the key it gets. */
function secretsOf(object: Node | null, file: CodeFile): Found[] {
  if (object?.type !== 'ObjectExpression') return [];
  return listOf(object['properties']).flatMap((property): Found[] => {
    const names = nameOf(property['key']);
    const value = asNode(property['value']);
    const what = nodesOf(value)
      .flatMap((node) => variableIn(node, file))
      .find((name) => name === WHOLE || namesSecret(name));
    return what === undefined ? [] : [{ what, at: property.start, names }];
  });
}

/** What of the environment a node is. */
function variableIn(node: Node, file: CodeFile): string[] {
  const of = node.type === 'MemberExpression' ? asNode(node['object']) : null;
  if (of !== null && ENVIRONMENT.test(textAt(of, file))) return [nameOf(node['property'])];
  const parent = file.parents.get(node);
  const isPart = parent?.['object'] === node || (parent?.['key'] === node && parent['shorthand'] !== true);
  return !isPart && isWhole(node, file) ? [WHOLE] : [];
}

/** `process.env`, and `env` of `loadEnv(mode, root, '')`: without the empty prefix it holds what is public anyway. */
function isWhole(node: Node, file: CodeFile): boolean {
  if (node.type === 'MemberExpression') return textAt(node, file) === 'process.env';
  const made = bindingOf(node, file.bindings)?.init;
  return made?.type === 'CallExpression' && calleeOf(made, file) === 'loadEnv' && listOf(made['arguments'])[2]?.['value'] === '';
}

/** The places whose name some code of the page asks for; of the whole environment any. */
export function askedFor<T extends { names?: string | undefined }>(places: readonly T[], asked: ReadonlySet<string>): T[] {
  return places.filter(({ names }) => names === undefined || asked.has(names) || [...asked].some((name) => name.startsWith(`${names}.`)));
}
