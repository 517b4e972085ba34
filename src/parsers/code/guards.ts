import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { calleeOf, type Code, textAt } from './shape.ts';

/** Words of a function that asks who it is. */
const ASKS =
  /^(auth|authenticate|authenticated|authorize|authorized|authed|authn|authz|authentication|authorization|jwt|jwks|clerk|passport|protect|protected|guard|permission|permissions|role|roles|admin|owner|member|credentials|login|identity|bearer|apikey|whoami)$/;
const WHO = /^(user|session|userid|account|viewer|actor|caller|team|org|organization|workspace|token|key|secret|access|claims|principal)$/;
const BY =
  /^(get|require|current|ensure|load|with|fetch|verify|check|validate|assert|is|has|decode|resolve|need|must|only|can|allow|from|read|use)$/;
/** What makes such a thing, instead of asking for it. */
const MAKES =
  /^(create|start|destroy|delete|end|new|update|insert|send|list|register|sign|signup|signin|signout|logout|init|set|save|invite|generate|make|remove|clear|revoke|by)$/;
/** Members of a request that a guard before the handler has filled. */
const FILLED =
  /^(?:(?:req|request|ctx|context|c|event|(?:ctx|context)\.locals|c\.req|ctx\.state|c\.var|context\.var|event\.context|locals|event\.locals|res\.locals|data|interaction)\.)(user|userId|auth|session|account|viewer|currentUser|jwt|jwtPayload|isAuthenticated|apiKey|tokenData)\b/;
const HEADER = /^(authorization|x-api-key|x-admin-token|x-internal-token|x-cron-secret|x-secret|apikey)$/i;
const SENT = /(searchParams|query|params|form|formData|body|data)(\(\))?$/i;
const SECRET_NAME = /(SECRET|TOKEN|API_?KEY|PASSWORD|PASSPHRASE|_KEY)$/;

/** True where the code asks who is calling: it calls a guard, reads what one has filled, or compares what was sent with a secret. */
export function asksWho(nodes: readonly Node[], code: Code): boolean {
  return nodes.some((node) => {
    if (node.type === 'CallExpression' || node.type === 'NewExpression')
      return (isGuard(calleeOf(node, code)) && !isFirebases(node, code)) || readsHeader(node, code) || handsOn(node, code);
    if (node.type === 'MemberExpression') return FILLED.test(textAt(node, code).replaceAll(/[?!\s]/g, '')) || isHeaderMember(node);
    if (node.type === 'BinaryExpression') return comparesSecret(node, code);
    return node.type === 'VariableDeclarator' && takesFilled(node, code);
  });
}

/** `getAuth()` and `admin.auth()` of Firebase give what accounts are managed with, and ask nobody. */
function isFirebases(call: Node, code: Code): boolean {
  return /^(getAuth|admin\.auth|firebase\.auth)$/.test(calleeOf(call, code)) && /['"]firebase(-admin|\/|['"])/.test(code.source);
}

/** True for the name of a guard, such as `supabase.auth.getUser`, `requireAdmin` or `withAuth`. */
export function isGuard(callee: string): boolean {
  const last = callee.split('.').at(-1)!; // !: a split text has a part
  const words = last
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_$-]/g, ' ')
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '');
  if (words.some((word) => MAKES.test(word))) return false;
  if (/^(verifyIdToken|jwtVerify|unprotect|unsealData|getServerSession|getUser|getClaims)$/.test(last)) return true;
  return words.some((word) => ASKS.test(word)) || (words.some((word) => BY.test(word)) && words.some((word) => WHO.test(word)));
}

/** `headers.get('authorization')`: whoever reads it wants to know. */
function readsHeader(call: Node, code: Code): boolean {
  const name = unwrap(listOf(call['arguments'])[0] ?? null)?.['value'];
  const callee = unwrap(asNode(call['callee']));
  const method = textOf(asNode(callee?.['property'])?.['name']);
  // `searchParams.get('userId')` is what whoever asks wrote into the address.
  const object = textAt(asNode(callee?.['object']), code);
  if (SENT.test(object)) return false;
  // `context.get(userContext)` of React Router, which a middleware has filled.
  const asked = unwrap(listOf(call['arguments'])[0] ?? null);
  if (method === 'get' && /^(context|ctx)$/.test(object) && asked?.type === 'Identifier')
    return /user|session|auth|account/i.test(textOf(asked['name']));
  return (
    /^(get|header|has)$/.test(method) &&
    typeof name === 'string' &&
    (HEADER.test(name) || /^(jwtPayload|user|session|userId|auth)$/.test(name))
  );
}

function isHeaderMember(node: Node): boolean {
  const property = asNode(node['property']);
  const name = textOf(property?.['value'] ?? property?.['name']);
  const object = unwrap(asNode(node['object']));
  return HEADER.test(name) && textOf(asNode(object?.['property'])?.['name'] ?? object?.['name']) === 'headers';
}

/** `const { user } = req`, `const { locals: { user } } = event`. */
function takesFilled(node: Node, code: Code): boolean {
  const from = textAt(unwrap(asNode(node['init'])), code);
  const taken = textAt(asNode(node['id']), code);
  return /^(req|request|ctx|context|event|locals|event\.locals|res\.locals)$/.test(from) && /\b(user|userId|auth|session)\b/.test(taken);
}

/** `timingSafeEqual(Buffer.from(given), Buffer.from(secret))`. */
function handsOn(call: Node, code: Code): boolean {
  return /(^|\.)(timingSafeEqual|safeCompare|constantTimeEqual|safeEqual)$/.test(calleeOf(call, code));
}

/** A comparison with a secret of the environment, or with a constant that is named like one. */
function comparesSecret(node: Node, code: Code): boolean {
  if (!/^[!=]==?$/.test(textOf(node['operator']))) return false;
  return [node['left'], node['right']].some((each) => {
    const side = asNode(each);
    return nodesOf(side).some((inner) => {
      const name = textOf(inner.type === 'MemberExpression' ? asNode(inner['property'])?.['name'] : inner['name']);
      const text = inner.type === 'Literal' ? textOf(inner['value']) : name;
      return (
        /^(Identifier|MemberExpression|Literal)$/.test(inner.type) &&
        SECRET_NAME.test(text.toUpperCase()) &&
        /[a-z_]/i.test(textAt(side, code))
      );
    });
  });
}
