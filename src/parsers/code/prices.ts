import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { above, bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { newTrace, originOf } from './flow.ts';
import { asFunction, calleeOf, type Found, textAt } from './shape.ts';

const CHARGES =
  /(paymentIntents|charges|checkout\.sessions|prices|invoiceItems|paymentLinks|orders|payments|transactions)\.(create|update|createOrder)$|(^|\.)(createPaymentIntent|createOrder|OrdersCreateRequest)$/;
const AMOUNT = /^(amount|unit_amount|unit_amount_decimal|amount_total|unitAmount)$/;
/** Amounts that customers choose. */
const THEIRS =
  /donat|\btips?\b|gratuity|top_?up|deposit|gift|contribut|pledge|refund|payout|transfer|pay_what|sponsor|credits?\b|offer|\bbid/i;

/** Amounts to pay that a request decides. A price of the shop's own list, looked up by id, is none. */
export function clientPrices(file: CodeFile): Found[] {
  if (file.side === 'client' || THEIRS.test(file.path)) return [];
  return file.nodes.flatMap((node): Found[] => {
    if (node.type !== 'CallExpression' || !CHARGES.test(calleeOf(node, file))) return [];
    return amountsIn(node, file).flatMap((amount) => {
      const trace = newTrace(true);
      const origin = originOf(amount, file, trace);
      if ((origin !== 'body' && origin !== 'query') || isCompared(amount, node, file) || isTheirs(node, file)) return [];
      return [{ what: textAt(unwrap(amount), file).replaceAll(/\s+/g, ' ').slice(0, 80), at: amount.start }];
    });
  });
}

/** The amounts in the arguments of a call, and in the lists that were made before it. */
function amountsIn(call: Node, file: CodeFile): Node[] {
  const written = listOf(call['arguments']).flatMap((each) => nodesOf(each));
  const made = written.flatMap((each) => {
    const init = each.type === 'Identifier' ? bindingOf(each, file.bindings)?.init : null;
    return init && /^(ArrayExpression|ObjectExpression|CallExpression)$/.test(init.type) ? nodesOf(init) : [];
  });
  return [...new Set([...written, ...made])].flatMap((each) => {
    const value = each.type === 'Property' && AMOUNT.test(textOf(asNode(each['key'])?.['name'])) ? asNode(each['value']) : null;
    return value ?? [];
  });
}

function isTheirs(call: Node, file: CodeFile): boolean {
  const handler = file.handlers.find((each) => each.handler.start <= call.start && call.start < (each.handler['end'] as number)); // as: every node of the parser has an end
  return THEIRS.test(`${handler?.path ?? ''} ${textAt(asNode(call['callee']), file)} ${textOf(nameOfFunction(call, file))}`);
}

function nameOfFunction(call: Node, file: CodeFile): unknown {
  const around = above(call, file.parents, (node) => asFunction(node) !== null);
  return asNode(around?.['id'])?.['name'] ?? asNode(around ? (file.parents.get(around)?.['id'] ?? null) : null)?.['name'];
}

/** True where the amount is held against something that is not a number of the code, such as the price of the product. */
function isCompared(amount: Node, call: Node, file: CodeFile): boolean {
  const names = new Set(nodesOf(amount).flatMap((node) => (node.type === 'Identifier' ? [textOf(node['name'])] : [])));
  return file.nodes.some((node) => {
    if (node.type !== 'BinaryExpression' || !/^[!=]==?$/.test(textOf(node['operator'])) || node.start > call.start) return false;
    const sides = [unwrap(asNode(node['left'])), unwrap(asNode(node['right']))];
    const mentions = sides.some((side) => nodesOf(side).some((each) => each.type === 'Identifier' && names.has(textOf(each['name']))));
    return (
      mentions &&
      sides.every((side) => side?.type === 'Identifier' || side?.type === 'MemberExpression' || side?.type === 'CallExpression') &&
      !sides.some((side) => side?.['name'] === 'undefined')
    );
  });
}
