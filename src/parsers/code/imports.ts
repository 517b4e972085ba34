import { builtinModules } from 'node:module';
import { asNode, literalOf, listOf, textOf, unwrap } from '../syntax-tree.ts';
import { above } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { calleeOf, type Happens } from './shape.ts';

/** What runtimes and frameworks bring without a package of that name in package.json. */
const BROUGHT =
  /^(bun|deno|server-only|client-only|vscode|electron|k6|react-native|@theme|@site|@docusaurus\/.*|@generated|@env|@jest\/globals|virtual|typeless-.*|next|nuxt|vite|react|vue|svelte|@sveltejs\/kit|@cloudflare\/workers-types)$/;
const BUILT_IN: ReadonlySet<string> = new Set(builtinModules);
const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]{0,100}\/)?[a-z0-9~-][a-z0-9._~-]{0,213}$/;

/** The packages of a registry that a file brings in when it runs; types, and what may be missing on purpose, are left out. */
export function importedPackages(file: CodeFile): Happens[] {
  const found = new Map<string, Happens>();
  for (const node of file.nodes) {
    const from =
      (node.type === 'ImportDeclaration' && node['importKind'] !== 'type') ||
      (/^Export(Named|All)Declaration$/.test(node.type) && node['exportKind'] !== 'type')
        ? textOf(asNode(node['source'])?.['value'])
        : node.type === 'ImportExpression'
          ? (literalOf(asNode(node['source']), new Map()) ?? '')
          : node.type === 'CallExpression' && calleeOf(node, file) === 'require'
            ? (literalOf(unwrap(listOf(node['arguments'])[0] ?? null), new Map()) ?? '')
            : '';
    const name = from === '' ? null : packageOf(from);
    const isOptional = above(node, file.parents, ({ type }) => type === 'TryStatement') !== null;
    if (name !== null && !isOptional && !found.has(name)) found.set(name, { what: name, line: file.lineAt(node.start) });
  }
  return [...found.values()];
}

/** The package that a specifier names; null for a path, an alias, a module of the runtime and an address. */
function packageOf(specifier: string): string | null {
  if (/^[./~#$]|^@\/|:|[?!*]/.test(specifier)) return null;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return NAME.test(name) && !BUILT_IN.has(name) && !BROUGHT.test(name) ? name : null;
}
