import { parentsOf } from '../code/bindings.ts';
import { asNode, lineCounter, listOf, type Node, nodesOf, parseCode, textOf, unwrap } from '../syntax-tree.ts';
import type { Silenced } from './silenced.ts';

/** What the configuration of a build says in code. */
export interface BuildSettings {
  silenced: Silenced[];
  /** Settings that publish the source code beside the build. */
  maps: { line: number; what: string }[];
}

/** Configurations of builds that are code. */
export const BUILD_FILE = /(^|\/)(next|vite|vitest|nuxt|astro|svelte|webpack(\.[\w-]+)?|vue|remix|react-router)\.config\.[cm]?[jt]s$/;

/** Tools that upload maps to an error tracker and take them out of what is published. */
const TAKEN_AWAY =
  /filesToDeleteAfterUpload|deleteSourcemapsAfterUpload|deleteAfterUpload|deleteFilesAfterUpload|withSentryConfig|sentryVitePlugin|bugsnag|rollbar-sourcemap|datadog/i;

/** Reads one configuration of a build; null where it cannot be parsed. Settings that depend on anything are left alone. */
export function readBuildSettings(text: string, file: string): BuildSettings | null {
  const parsed = parseCode(text, file);
  if (!parsed) return null;
  const lineAt = lineCounter(parsed.source);
  const settings: BuildSettings = { silenced: [], maps: [] };
  const isNext = /(^|\/)next\.config\./.test(file);
  const nodes = nodesOf(parsed.program);
  const parents = parentsOf(nodes);
  for (const node of nodes) {
    if (node.type !== 'Property') continue;
    const [key, line] = [keyOf(node), lineAt(node.start)];
    const value = unwrap(asNode(node['value']))?.['value'];
    const within = outerKeys(node, parents);
    if (key === 'ignoreBuildErrors' && value === true && within[0] === 'typescript')
      settings.silenced.push({ line, what: 'typescript.ignoreBuildErrors', lintOnly: false });
    if (key === 'ignoreDuringBuilds' && value === true && within[0] === 'eslint')
      settings.silenced.push({ line, what: 'eslint.ignoreDuringBuilds', lintOnly: true });
    if (isNext && key === 'productionBrowserSourceMaps' && value === true) settings.maps.push({ line, what: key });
    // 'hidden' writes maps that no script points to, and a library's own build is for developers.
    const isPublic = value === true || value === 'inline';
    const isLibrary = listOf(asNode(parents.get(node))?.['properties']).some((each) => /^(lib|ssr)$/.test(keyOf(each)));
    if (!isNext && key === 'sourcemap' && isPublic && within[0] === 'build' && !isLibrary)
      settings.maps.push({ line, what: 'build.sourcemap' });
    if (/(^|\/)nuxt\.config\./.test(file) && key === 'sourcemap' && value === true && within.length === 0)
      settings.maps.push({ line, what: key });
    if (/(^|\/)nuxt\.config\./.test(file) && key === 'client' && isPublic && within[0] === 'sourcemap')
      settings.maps.push({ line, what: 'sourcemap.client' });
  }
  return TAKEN_AWAY.test(parsed.source) ? { ...settings, maps: [] } : settings;
}

function keyOf(property: Node): string {
  const key = asNode(property['key']);
  return textOf(key?.['name'] ?? key?.['value']);
}

/** The keys of the objects around a property, the nearest first; a condition on the way makes it depend, which is a key of its own. */
function outerKeys(property: Node, parents: ReadonlyMap<Node, Node>): string[] {
  const keys: string[] = [];
  for (let node = parents.get(property); node; node = parents.get(node)) {
    if (node.type === 'Property') keys.push(keyOf(node));
    if (node.type === 'ConditionalExpression' || node.type === 'LogicalExpression' || node.type === 'IfStatement') keys.unshift('?');
  }
  return keys;
}
