import { asNode, type Node, nodesOf, unwrap } from '../syntax-tree.ts';
import { bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { exportsOf, type Handler } from './handlers.ts';
import { queriesOf } from './queries.ts';
import { functionOf, holds } from './shape.ts';

/** Pages that a server draws, and what of their file draws them. */
const PAGES = [
  // https://nextjs.org/docs/app/api-reference/file-conventions/page
  { file: /(?:^|\/)app\/(.*\/)?page\.[cm]?[jt]sx?$/, exports: 'default' },
  { file: /(?:^|\/)pages\/(?!api\/)(.*)\.[cm]?[jt]sx?$/, exports: 'getServerSideProps' },
  { file: /(?:^|\/)routes\/(.*\/)?\+(?:page|layout)\.server\.[jt]s$/, exports: 'load' },
] as const;
/** Functions of other files that read something, by their names. */
const READS = /^(get|list|fetch|load|find|read|count)[A-Z]/;

/** The pages of a file that show what is stored. */
export function pagesOf(file: CodeFile): Handler[] {
  if (file.side === 'client') return [];
  return PAGES.flatMap(({ file: pattern, exports: name }): Handler[] => {
    const found = pattern.exec(file.path);
    const { value, at } = (found && exportsOf(file).find((each) => each.name === name)) ?? {};
    const handler = functionOf(value ?? null, file);
    if (!found || !at || !handler || !showsStored(handler, file)) return [];
    const path = `/${(found[1] ?? '').replaceAll(/\([^/)]*\)\/|\/?(index)?$/g, '')}`;
    return [{ method: 'GET', path, shape: 'page', at, handler, before: [] }];
  });
}

function showsStored(handler: Node, file: CodeFile): boolean {
  if (queriesOf(file).some(({ verb, node }) => verb === 'read' && holds(handler, node))) return true;
  return nodesOf(handler).some((node) => {
    const call = node.type === 'AwaitExpression' ? unwrap(asNode(node['argument'])) : null;
    const imported = call?.type === 'CallExpression' ? bindingOf(unwrap(asNode(call['callee'])), file.bindings)?.imported : null;
    return imported !== null && imported !== undefined && READS.test(imported.name);
  });
}
