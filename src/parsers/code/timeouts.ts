import { asNode, listOf, literalOf, type Node, textOf, unwrap } from '../syntax-tree.ts';
import { above, bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { calleeOf, type Found, propertyOf, textAt } from './shape.ts';

/** Signs that a file limits its requests in a way of its own. */
const LIMITED = /setGlobalDispatcher|headersTimeout|AbortSignal\.timeout\(|axios\.defaults\.timeout|p-timeout|new AbortController/;
/** Addresses of this machine and of services beside it. */
const NEAR = /^https?:\/\/(localhost|127\.|0\.0\.0\.0|\[::1\]|host\.docker\.internal|[\w-]+(:\d+)?(\/|$))/;
const AXIOS = /^axios(\.(get|post|put|patch|delete|head|request))?$/;

/** Requests of a server to other companies that may wait for ever; SDKs, which bring their own limits, are left alone. */
export function outwardWaits(file: CodeFile): Found[] {
  if (file.side !== 'server' || LIMITED.test(file.source)) return [];
  return file.nodes.flatMap((node): Found[] => {
    if (node.type !== 'CallExpression') return [];
    const callee = calleeOf(node, file);
    const address = callee === 'fetch' || AXIOS.test(callee) ? outwardHost(listOf(node['arguments'])[0] ?? null, file) : null;
    if (address === null || isRaced(node, file)) return [];
    const isLimited = callee === 'fetch' ? fetchLimited(node) : axiosLimited(node, callee);
    return isLimited ? [] : [{ what: address, at: node.start }];
  });
}

/** Where a request goes, where the code shows that it leaves the machine; null otherwise. */
export function outwardHost(node: Node | null, file: CodeFile): string | null {
  const first = unwrap(node);
  const options = first?.type === 'ObjectExpression' ? propertyOf(first, 'url') : first;
  const value = options?.type === 'Identifier' ? (bindingOf(options, file.bindings)?.init ?? null) : options;
  const literal = literalOf(value, new Map());
  const [quasi] = listOf(value?.['quasis']);
  const head = textOf((quasi?.['value'] as { raw?: unknown } | undefined)?.raw); // as: what a template element holds
  const text = literal ?? (value?.type === 'TemplateLiteral' ? head : '');
  const hole = value?.type === 'TemplateLiteral' && text === '' ? textAt(listOf(value['expressions'])[0] ?? null, file) : '';
  const base = bindingOf(unwrap(listOf(value?.['expressions'])[0] ?? null), file.bindings)?.init ?? null;
  const start = hole === '' ? text : (literalOf(base, new Map()) ?? '');
  if (!/^https:\/\/[\w.-]+\.\w+/.test(start) || NEAR.test(start)) return null;
  return /^https:\/\/([\w.-]{1,100})/.exec(start)?.[1] ?? null;
}

function fetchLimited(call: Node): boolean {
  const [, options] = listOf(call['arguments']);
  const given = unwrap(options ?? null);
  return given !== null && (given.type !== 'ObjectExpression' || hasSpread(given) || propertyOf(given, 'signal') !== null);
}

function axiosLimited(call: Node, callee: string): boolean {
  const args = listOf(call['arguments']);
  const at = /\.(post|put|patch)$/.test(callee)
    ? 2
    : callee === 'axios' && unwrap(args[0] ?? null)?.type === 'ObjectExpression'
      ? 0
      : callee === 'axios.request'
        ? 0
        : 1;
  const given = unwrap(args[at] ?? null);
  if (given === null) return false;
  return (
    given.type !== 'ObjectExpression' ||
    hasSpread(given) ||
    ['timeout', 'signal', 'cancelToken'].some((name) => propertyOf(given, name) !== null)
  );
}

function hasSpread(object: Node): boolean {
  return listOf(object['properties']).some(({ type }) => type === 'SpreadElement');
}

/** True inside of `Promise.race` and of functions that limit what they are given. */
function isRaced(node: Node, file: CodeFile): boolean {
  const around = above(
    node,
    file.parents,
    (each) => each.type === 'CallExpression' && /race|timeout|retry|limit/i.test(calleeOf(each, file)),
  );
  const within = above(node, file.parents, (each) => /timeout/i.test(textOf(asNode(each['id'])?.['name'])));
  return around !== null || within !== null;
}
