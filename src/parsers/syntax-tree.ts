import { parseSync } from 'oxc-parser';

/** A node of a syntax tree, as ESTree has it. */
export interface Node {
  type: string;
  start: number;
  readonly [key: string]: unknown;
}

/** Nodes that are looked at in one file. */
const LIMIT = 400_000;

/** A value of a tree as a node; null for anything else. */
export function asNode(value: unknown): Node | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { type, start } = value as { type?: unknown; start?: unknown }; // as: an object, whose two members are judged here
  return typeof type === 'string' && typeof start === 'number' ? (value as Node) : null; // as: judged in this line
}

/** Every node below one, itself included, in the order of the source; without recursion, for trees may be deep. */
export function nodesOf(root: unknown): Node[] {
  const nodes: Node[] = [];
  const stack: unknown[] = [root];
  while (stack.length > 0 && nodes.length < LIMIT) {
    const value = stack.pop();
    if (Array.isArray(value)) {
      for (let at = value.length - 1; at >= 0; at -= 1) stack.push(value[at]);
      continue;
    }
    const node = asNode(value);
    if (!node) continue;
    nodes.push(node);
    const children = Object.values(node);
    for (let at = children.length - 1; at >= 0; at -= 1) if (typeof children[at] === 'object') stack.push(children[at]);
  }
  return nodes;
}

/** The text of a string, of a template without holes, or of a constant that holds one; null for anything else. */
export function literalOf(node: Node | null, texts: ReadonlyMap<string, string>): string | null {
  if (node?.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node?.type === 'Identifier') return texts.get(String(node['name'])) ?? null;
  if (node?.type !== 'TemplateLiteral' || !Array.isArray(node['quasis']) || node['quasis'].length !== 1) return null;
  const cooked: unknown = (asNode(node['quasis'][0])?.['value'] as { cooked?: unknown } | undefined)?.cooked; // as: what a template element holds
  return typeof cooked === 'string' ? cooked : null;
}

/** Characters of a file that are parsed. */
const CHARACTERS = 1_500_000;

/**
 * The syntax tree of a file of JavaScript or TypeScript, and the text it is of; of Vue, Svelte and Astro files the scripts are read. Null
 * where it cannot be parsed. The parser is native code, and text nested some thousand levels deep ends the process: text of strangers goes
 * through `codeReader`.
 */
export function parseCode(text: string, file: string): { program: unknown; source: string } | null {
  if (text.length > CHARACTERS) return null;
  const source = /\.(vue|svelte|astro)$/.test(file) ? scriptsOf(text) : text;
  try {
    const lang = /\.[cm]?js$/.test(file) ? 'jsx' : /\.[cm]?ts$|\.vue$|\.svelte$|\.astro$/.test(file) ? 'ts' : 'tsx';
    const { program, errors } = parseSync(file.replace(/\.(vue|svelte|astro)$/, '.ts'), source, { lang, sourceType: 'unambiguous' });
    // Of a text that it gives up on the parser tells an empty program, as of an empty file.
    return errors.length > 0 && program.body.length === 0 ? null : { program, source };
  } catch {
    return null;
  }
}

/** The scripts of a component, at their own lines. */
function scriptsOf(text: string): string {
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ');
  let out = '';
  let at = 0;
  for (const match of text.matchAll(/<script\b[^>]{0,500}>|^---$/gi)) {
    if (match.index < at) continue;
    const from = match.index + match[0].length;
    const close = text.toLowerCase().indexOf(match[0] === '---' ? '\n---' : '</script', from);
    const to = close === -1 ? text.length : close;
    out += `${blank(text.slice(at, from))}${text.slice(from, to)};`;
    at = to + 1;
  }
  return out;
}

/** What a node is once casts, parentheses and `await` are taken off. */
export function unwrap(node: Node | null): Node | null {
  let inner = node;
  while (inner && /^(TS(As|Satisfies|NonNull|TypeAssertion).*|ChainExpression|ParenthesizedExpression|AwaitExpression)$/.test(inner.type))
    inner = asNode(inner['expression'] ?? inner['argument']);
  return inner;
}

/** The nodes of a list of a tree. */
export function listOf(value: unknown): Node[] {
  return Array.isArray(value) ? value.flatMap((each: unknown) => asNode(each) ?? []) : [];
}

/** A value of a tree as a text; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Tells the line, from 1, of a place in a text. */
export function lineCounter(source: string): (at: number) => number {
  const starts = [0];
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return (at) => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
