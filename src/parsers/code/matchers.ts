import { asNode, listOf, literalOf, type Node, unwrap } from '../syntax-tree.ts';
import type { CodeFile } from './file.ts';
import { exportsOf } from './handlers.ts';
import { propertyOf } from './shape.ts';

/** Matchers of a file, and the characters of one, that are read. */
const MOST = 100;
const LENGTH = 500;

/**
 * The paths of `export const config = { matcher }` in a middleware of Next.js: a text, a list, or objects with `source`. Null where the file
 * has none, or one that is not written out (https://nextjs.org/docs/app/api-reference/file-conventions/proxy#matcher).
 */
export function matchersOf(file: CodeFile): string[] | null {
  const config = unwrap(exportsOf(file).find(({ name }) => name === 'config')?.value ?? null);
  const matcher = propertyOf(config, 'matcher');
  if (!matcher) return null;
  const each = matcher.type === 'ArrayExpression' ? listOf(matcher['elements']).map((element) => unwrap(element)) : [matcher];
  const sources = each.slice(0, MOST).map(sourceOf);
  return sources.every((source) => source !== null) && each.length <= MOST ? sources : null;
}

function sourceOf(node: Node | null): string | null {
  const text = literalOf(node?.type === 'ObjectExpression' ? asNode(propertyOf(node, 'source')) : node, new Map());
  return text !== null && text.length <= LENGTH ? text : null;
}

/**
 * True unless it is certain that no matcher reaches the path. Read are plain paths, names such as `:path*`, a closing `(.*)`, and the
 * negative look-ahead of Next.js's guide, `/((?!api|_next/static).*)`; whatever else a stranger writes is taken to reach every path, for
 * his expressions are not run.
 */
export function reaches(matchers: readonly string[], path: string): boolean {
  return matchers.some((matcher) => {
    const [, left] = /^\/\(\(\?!(.*)\)\.[*+]\)$/.exec(matcher) ?? [];
    if (left !== undefined) return !startsOf(left).some((start) => path.startsWith(`/${start}`));
    const [plain = '', rest] = matcher.split(/\/?(:\w+\*|\(\.\*\))$/, 2);
    if (!/^[\w/-]*$/.test(plain)) return true;
    // A route with names of its own, such as `/[team]/export`, may be reached under many paths.
    if (path.includes('[')) return true;
    return path === plain || (rest !== undefined && path.startsWith(`${plain}/`));
  });
}

/** True where it is certain that a matcher reaches the path. */
export function surelyReaches(matchers: readonly string[], path: string): boolean {
  const plain = matchers.filter((matcher) => /^[\w/-]*(\/?(:\w+\*|\(\.\*\)))?$/.test(matcher));
  return !path.includes('[') && reaches(plain, path);
}

/** The plain beginnings that a negative look-ahead leaves out, up to the first group in it. */
function startsOf(left: string): string[] {
  const [plain = '', ...groups] = left.split('(');
  return plain
    .split('|')
    .slice(0, groups.length > 0 ? -1 : undefined)
    .filter((start) => /^[\w/-]+$/.test(start));
}
