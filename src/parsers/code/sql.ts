import { asNode, listOf, type Node, textOf, unwrap } from '../syntax-tree.ts';
import type { CodeFile } from './file.ts';
import { isAsked, newTrace, originOf } from './flow.ts';
import { calleeOf, type Found, textAt } from './shape.ts';
import { isLookedAt } from './looked-at.ts';

/** Calls that send a text to a database as it is. */
const SENDS =
  /(^|\.)(query|execute|exec|raw|unsafe|prepare|\$queryRawUnsafe|\$executeRawUnsafe|queryRawUnsafe|run|all|get|each|whereRaw|orderByRaw|selectRaw|havingRaw|rawQuery)$/;
const STATEMENT =
  /^\s*(select\b[^]*\bfrom\b|insert\s+into\b|update\b[^]*\bset\b|delete\s+from\b|with\b[^]*\bselect\b|drop\s|alter\s|truncate\s|call\s)/i;
const FRAGMENT = /(^|\.)(whereRaw|orderByRaw|selectRaw|havingRaw)$/;
/** Functions that make a text safe inside of SQL. */
const ESCAPES = /(^|\.)(escape\w*|quote\w*|format|toSqlString|sanitize\w*)$/i;

/** Statements for a database that are put together with what a request says. Tagged templates pass values beside the text. */
export function sqlTexts(file: CodeFile): Found[] {
  return file.nodes.flatMap((node): Found[] => {
    if (node.type !== 'CallExpression') return [];
    const callee = calleeOf(node, file);
    if (!SENDS.test(callee)) return [];
    const text = statementOf(listOf(node['arguments'])[0] ?? null, file);
    if (!text || (!FRAGMENT.test(callee) && !STATEMENT.test(wordsOf(text)))) return [];
    const asked = partsOf(text).find((part) => {
      const trace = newTrace();
      return (
        !isEscaped(part, file) && isAsked(originOf(part, file, trace)) && !isLookedAt(part, { use: node, through: trace.through, file })
      );
    });
    return asked ? [{ what: textAt(unwrap(asked), file).replaceAll(/\s+/g, ' ').slice(0, 80), at: node.start }] : [];
  });
}

/** The text that is sent: written in the call, in a constant before it, or in the `text` of its options. */
function statementOf(argument: Node | null, file: CodeFile): Node | null {
  const node = unwrap(argument);
  if (node?.type === 'ObjectExpression') {
    const text = listOf(node['properties']).find((each) => /^(text|sql)$/.test(textOf(asNode(each['key'])?.['name'])));
    return text ? statementOf(asNode(text['value']), file) : null;
  }
  if (node?.type === 'CallExpression' && /(^|\.)(sql\.)?raw$/.test(calleeOf(node, file)))
    return statementOf(listOf(node['arguments'])[0] ?? null, file);
  if (node?.type !== 'Identifier') return node;
  const known = file.bindings.get(textOf(node['name'])) ?? [];
  return known.length === 1 && known[0]!.path.length === 0 ? unwrap(known[0]!.init) : null; // !: it has one
}

/** The values that are put into a text. */
function partsOf(text: Node): Node[] {
  if (text.type === 'TemplateLiteral') return listOf(text['expressions']);
  if (text.type !== 'BinaryExpression' || text['operator'] !== '+') return text.type === 'Literal' ? [] : [text];
  return [text['left'], text['right']].flatMap((each) => {
    const side = unwrap(asNode(each));
    return side ? partsOf(side) : [];
  });
}

/** The words of a text that are written out, holes as a space. */
function wordsOf(text: Node): string {
  if (text.type === 'Literal') return textOf(text['value']);
  if (text.type === 'TemplateLiteral')
    return listOf(text['quasis'])
      .map((each) => textOf((each['value'] as { raw?: unknown } | undefined)?.raw)) // as: what a template element holds
      .join(' ');
  if (text.type !== 'BinaryExpression') return ' ';
  return [text['left'], text['right']].map((each) => wordsOf(unwrap(asNode(each)) ?? text)).join('');
}

function isEscaped(part: Node, file: CodeFile): boolean {
  const node = unwrap(part);
  return node?.type === 'CallExpression' && ESCAPES.test(calleeOf(node, file));
}
