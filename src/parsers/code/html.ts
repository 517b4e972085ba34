import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import type { CodeFile } from './file.ts';
import { newTrace, originOf } from './flow.ts';
import { isLookedAt } from './looked-at.ts';
import { calleeOf, type Found, propertyOf, textAt } from './shape.ts';

const SENDS = /^(res|reply|response)(\.status\(\d+\))?\.(send|end|write)$|^(c|ctx)\.html$/;

/** Markup that holds what a request says, as it says it: a link then runs its own script on the page. */
export function requestMarkup(file: CodeFile): Found[] {
  return file.nodes.flatMap((node): Found[] => {
    const asked = markupOf(node, file).find((part) => {
      const trace = newTrace();
      const origin = originOf(part, file, trace);
      return (origin === 'query' || origin === 'body') && !isLookedAt(part, { use: node, through: trace.through, file });
    });
    return asked ? [{ what: textAt(unwrap(asked), file).replaceAll(/\s+/g, ' ').slice(0, 80), at: node.start }] : [];
  });
}

/** The values that become markup here. */
function markupOf(node: Node, file: CodeFile): Node[] {
  const inner = node.type === 'JSXAttribute' ? asNode(asNode(node['value'])?.['expression']) : asNode(node['value']);
  if (textOf(asNode(node[node.type === 'JSXAttribute' ? 'name' : 'key'])?.['name']) === 'dangerouslySetInnerHTML') {
    const html = propertyOf(unwrap(inner), '__html');
    return html ? [html] : [];
  }
  if (node.type === 'AssignmentExpression') {
    const left = asNode(node['left']);
    const right = asNode(node['right']);
    return left?.type === 'MemberExpression' && /^(innerHTML|outerHTML)$/.test(textOf(asNode(left['property'])?.['name'])) && right
      ? [right]
      : [];
  }
  if (node.type === 'NewExpression' && /^(Response|NextResponse)$/.test(calleeOf(node, file))) {
    const [body, options] = listOf(node['arguments']);
    return /text\/html/.test(textAt(options ?? null, file)) ? holes(unwrap(body ?? null), file) : [];
  }
  if (node.type !== 'CallExpression') return [];
  const callee = textAt(unwrap(asNode(node['callee'])), file).replaceAll(/\s/g, '');
  const [first] = listOf(node['arguments']);
  if (callee === 'document.write' && first) return [first];
  return SENDS.test(callee) ? holes(unwrap(first ?? null), file) : [];
}

/** The holes of a text that is markup; a plain text is sent as it is and is none. */
function holes(text: Node | null, file: CodeFile): Node[] {
  if (text?.type !== 'TemplateLiteral' && text?.type !== 'BinaryExpression') return [];
  if (!/<[a-z!][^>]{0,200}>/i.test(textAt(text, file))) return [];
  return text.type === 'TemplateLiteral'
    ? listOf(text['expressions'])
    : nodesOf(text).filter(({ type }) => type === 'MemberExpression' || type === 'Identifier');
}
