import { asNode, listOf, literalOf, type Node, textOf, unwrap } from '../syntax-tree.ts';
import { bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { isAsked, newTrace, originOf } from './flow.ts';
import { isLookedAt } from './looked-at.ts';
import { textAt } from './shape.ts';

/** Names that stand for one another. */
const DEEPEST = 5;

/**
 * What of an address a stranger decides, where it is the host: the whole of it, or what follows before a slash has ended the host. Null
 * where he does not, or where code before it looks at what was asked for.
 */
export function askedHost(address: Node | null, { use, file }: { use: Node; file: CodeFile }): string | null {
  const node = unwrap(address);
  const part = hostPart(node);
  if (!part || isOwnAddress(part, file) || isFixedBefore(part, file)) return null;
  const trace = newTrace();
  const origin = originOf(part, file, trace);
  if (!isAsked(origin) || origin === 'cookies') return null;
  if (isLookedAt(part, { use, through: trace.through, file })) return null;
  return textAt(part, file).replaceAll(/\s+/g, ' ').slice(0, 80);
}

/** `location.href.split('?')[0]` and its like: the address of the page, without its end. */
function isOwnAddress(part: Node, file: CodeFile): boolean {
  const text = textAt(part, file).replaceAll(/\s/g, '').slice(0, 200);
  return /^(window\.|document\.)?location\.href(\.(substring|substr|slice)\(0,|\.split\(['"][?#]['"]\)\[0\]|$)/.test(text);
}

/** True for a name that begins with a host or path of the code's own, whatever is put behind it. */
function isFixedBefore(part: Node, file: CodeFile, depth = 0): boolean {
  const binding = bindingOf(part, file.bindings);
  if (!binding?.init || binding.path.length > 0 || depth > DEEPEST) return false;
  if (!(file.assigned.get(binding.name) ?? []).every((each) => each['operator'] === '+=')) return false;
  const inner = hostPart(unwrap(binding.init));
  const isText = /^(Literal|TemplateLiteral|BinaryExpression)$/.test(unwrap(binding.init)?.type ?? '');
  if (inner === null) return isText && !/^['"`]{2}$/.test(textAt(binding.init, file));
  return isText && (isFixedBefore(inner, file, depth + 1) || !isAsked(originOf(inner, file)));
}

/** The value that decides the host of an address; null where the text before it has fixed it. */
function hostPart(node: Node | null): Node | null {
  if (node?.type === 'NewExpression') {
    const [first] = listOf(node['arguments']);
    return hostPart(unwrap(first ?? null));
  }
  if (node?.type === 'TemplateLiteral') {
    const texts = listOf(node['quasis']).map((each) => textOf((each['value'] as { raw?: unknown } | undefined)?.raw)); // as: what a template element holds
    return fromParts(texts, listOf(node['expressions']));
  }
  if (node?.type === 'BinaryExpression' && node['operator'] === '+') {
    const left = unwrap(asNode(node['left']));
    const text = literalOf(left, new Map());
    if (text === null) return hostPart(left);
    return fixesHost(text) ? null : unwrap(asNode(node['right']));
  }
  return node && node.type !== 'Literal' ? node : null;
}

/** The first hole, or the second where nothing but an origin stands before it. */
function fromParts(texts: readonly string[], holes: readonly Node[]): Node | null {
  const [before = '', between = ''] = texts;
  if (holes.length === 0 || fixesHost(before)) return null;
  // `${origin}${next}`: `@evil.example` behind it makes the origin a user name.
  const second = before === '' && between === '' ? holes[1] : undefined;
  return unwrap(second ?? holes[0] ?? null);
}

/** True for a text after which whatever follows is a path, a query or a fragment. */
function fixesHost(text: string): boolean {
  return /^([a-z][a-z\d+.-]{0,20}:)?\/\/[^/?#]{1,300}[/?#]/i.test(text) || /^[/?#.]/.test(text) || /^(mailto|tel|data|blob):/i.test(text);
}
