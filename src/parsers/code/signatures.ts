import { asNode, listOf, literalOf, type Node, textOf, unwrap } from '../syntax-tree.ts';
import { calleeOf, type Code, textAt } from './shape.ts';

/** Calls that compare a signature or a secret, by the last word of what is called. */
const VERIFIES =
  /(^|\.)(constructEvent(Async)?|unmarshal|unwrap|validateEvent|validateRequest|timingSafeEqual|\w*(safe|constantTime)(Compare|Equal)s?|webhookCallback|authenticate\.webhook|verify|(verify|validate|check|compare|assert|require|isValid|isVerified|has)\w*(signature|webhook|hook|secret|hmac|token|event|request|cron|key)\w*)$/i;
const DIGESTS = /(^|\.)(createHmac|createHash|subtle\.(sign|digest))$/;
/** What of a comparison says that it is about a signature or a shared secret. */
const ABOUT = /signature|digest|hmac|\bhash|secret|token|bearer|authorization|\bsig\b|api_?-?key|x-[\w-]{0,40}key/i;

/** True where code compares a signature or a shared secret: reading the header of one, or making a digest, is not enough. */
export function checksSignature(nodes: readonly Node[], code: Code): boolean {
  const makesDigest = nodes.some((node) => node.type === 'CallExpression' && DIGESTS.test(calleeOf(node, code)));
  return nodes.some((node) => {
    if (node.type === 'BinaryExpression') return compares(node, makesDigest, code);
    // PayPal verifies at an address of its own: https://developer.paypal.com/docs/api/webhooks/v1/#verify-webhook-signature
    if (node.type === 'Literal') return /verify-webhook-signature/.test(textOf(node['value']));
    if (node.type !== 'CallExpression') return false;
    const callee = calleeOf(node, code);
    return (
      VERIFIES.test(callee) || (makesDigest && /\.(equals|includes|startsWith)$/.test(callee) && listOf(node['arguments']).length === 1)
    );
  });
}

/** `given !== expected`, where one of them is about a signature or secret and the other one is no constant. */
function compares(node: Node, makesDigest: boolean, code: Code): boolean {
  if (!/^[!=]==?$/.test(textOf(node['operator']))) return false;
  const sides = [node['left'], node['right']].map((each) => unwrap(asNode(each)));
  if (sides.some((each) => isConstant(each))) return false;
  return makesDigest || sides.some((each) => ABOUT.test(textAt(each, code).slice(0, 500)));
}

function isConstant(node: Node | null): boolean {
  if (node?.type === 'UnaryExpression') return true;
  return node === null || node.type === 'Literal' || literalOf(node, new Map()) !== null || node['name'] === 'undefined';
}
