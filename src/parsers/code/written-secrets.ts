import { asNode, listOf, type Node, nodesOf, unwrap } from '../syntax-tree.ts';
import { bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { calleeOf, type Found, nameOf } from './shape.ts';

/** Calls that take the secret of logins as an argument, and which one. */
const ARGUMENT: readonly (readonly [RegExp, number])[] = [
  [/^(jwt|jsonwebtoken|JWT)\.(sign|verify)$|^jwtVerify$/, 1],
  [/^cookieParser$|(SignJWT|\.setProtectedHeader)\(.*\.sign$/, 0],
];
/** Calls that take it in their options: sessions of Express, Remix, h3 and iron-session, Auth.js, Better Auth, and JSON Web Tokens. */
const OPTIONS =
  /^(session|expressSession|cookieSession|createCookieSessionStorage|createSessionStorage|createCookie|useSession|getIronSession|sealData|unsealData|NextAuth|betterAuth|expressjwt|expressJwt|jwt|JwtStrategy|\w*Strategy)$/;
/** Plugins of Fastify for the same, as they are named where they are registered. */
const PLUGIN = /jwt|cookie|session/i;
const SECRET = /^(secret|secrets|keys|secretOrKey|cookieSecret)$/;
const SEALS = /^(useSession|getIronSession|sealData|unsealData)$/;
const DEEPEST = 5;

/** Secrets of logins that are texts of the code: whoever has it, or guesses them, logs in as anybody. */
export function writtenSecrets(file: CodeFile): Found[] {
  if (file.side === 'client') return [];
  return file.nodes.flatMap((node): Found[] => {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return [];
    const callee = calleeOf(node, file);
    const what = callee.replace(/^.*\(.*$/, 'SignJWT.sign');
    return secretsOf(node, callee).some((secret) => isText(secret, file)) ? [{ what, at: node.start, names: what }] : [];
  });
}

/** Where a call is given the secret of logins. */
function secretsOf(call: Node, callee: string): Node[] {
  const args = listOf(call['arguments']);
  const index = ARGUMENT.find(([of]) => of.test(callee))?.[1];
  if (index !== undefined) return args.slice(index, index + 1);
  const isPlugin = callee.endsWith('.register') && PLUGIN.test(nameOf(unwrap(args[0] ?? null)));
  if (!isPlugin && !OPTIONS.test(callee)) return [];
  return args
    .flatMap((each) => (unwrap(each)?.type === 'ObjectExpression' ? nodesOf(each) : []))
    .flatMap((each) => {
      const name = each.type === 'Property' ? nameOf(each['key']) : '';
      const value = asNode(each['value']);
      return value && (SECRET.test(name) || (name === 'password' && SEALS.test(callee))) ? [value] : [];
    });
}

/** True for a text that is written out, in a list, as bytes, or behind a name. */
function isText(value: Node | null, file: CodeFile, depth = 0): boolean {
  const node = unwrap(value);
  if (!node || depth > DEEPEST) return false;
  const of = (each: Node | null): boolean => isText(each, file, depth + 1);
  if (node.type === 'Literal') return typeof node['value'] === 'string' && node['value'] !== '' && !node['value'].startsWith('-----');
  if (node.type === 'ArrayExpression') return listOf(node['elements']).some(of);
  if (node.type === 'CallExpression') return /(^|\.)(encode|from)$/.test(calleeOf(node, file)) && of(listOf(node['arguments'])[0] ?? null);
  const binding = bindingOf(node, file.bindings);
  return binding !== null && binding.path.length === 0 && of(binding.init);
}
