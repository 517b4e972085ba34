import { asNode, listOf, type Node, nodesOf, unwrap } from '../syntax-tree.ts';
import { bindingOf } from './bindings.ts';
import type { CodeFile } from './file.ts';
import { guardsBefore } from './told-guards.ts';
import { calleeOf, type Found, textAt, withCalled } from './shape.ts';

/** Comparing a password oneself; a provider of logins limits attempts by itself. */
const COMPARES =
  /^(?:bcrypt(js)?|argon2|scrypt|Bun\.password|hasher|passwordHash|\w*[pP]assword\w*)\.(compare|compareSync|verify|verifySync)$|^(verifyPassword|comparePasswords?|checkPassword|validatePassword|verifyHash|compareHash)$/;
/** What a function of another file is called that is given a password to compare. */
const LEAVES = /^(verify|check|validate|authenticate|compare)(Login|Credentials?|User|Password|Account|Member|Customer)?$/i;
/** The same of a service: `this.authService.login(email, password)`. */
const ASKED =
  /(^|\.)\w*([sS]ervice|[rR]epo(sitory)?|[mM]odel)\.(login|logIn|signIn|authenticate|verify|validate|check)(Login|Credentials?|User|Password)?$/;
const ASKS_DATABASE = /^.?\s*select\s[^]{1,300}?\bwhere\b[^]{0,300}?\bpass(word|wd|word_?hash)?\s*=/i;
export const LIMITS =
  /rate_?limit|limiter|throttle|slow_?down|brute|lock(ed)?_?(out|until)|failed_?(attempts|logins)|attempts|captcha|turnstile|arcjet|upstash/i;

/** Routes that compare a password and let somebody try as often as he likes. */
export function unlimitedLogins(file: CodeFile): Found[] {
  return [...file.handlers, ...file.controllers].flatMap(({ handler, before, path, at }): Found[] => {
    const own = withCalled(handler, file);
    const isLogin = own.flatMap((node) => nodesOf(node)).some((node) => compares(node, file));
    const around = guardsBefore({ path, at }, file);
    if (!isLogin || [...own, ...before, ...around].some((node) => limits(node, file))) return [];
    return [{ what: path, at: at.start }];
  });
}

/** True for a file that compares passwords, and does not leave it to a provider of logins. */
export function comparesPasswords(file: CodeFile): boolean {
  return file.nodes.some((node) => (node.type === 'CallExpression' ? COMPARES.test(calleeOf(node, file)) : asksDatabase(node, file)));
}

/** True for a call that compares a password, for one that leaves it to another file, and for a statement that has the database compare it. */
function compares(node: Node, file: CodeFile): boolean {
  if (node.type === 'CallExpression') {
    const callee = calleeOf(node, file);
    const from = bindingOf(unwrap(asNode(node['callee'])), file.bindings)?.imported?.from ?? '';
    const isTold = listOf(node['arguments']).some((each) => /password$/i.test(textAt(each, file)));
    return COMPARES.test(callee) || (isTold && (ASKED.test(callee) || (LEAVES.test(callee) && /^[.~@$#]/.test(from))));
  }
  return asksDatabase(node, file);
}

function asksDatabase(node: Node, file: CodeFile): boolean {
  return (node.type === 'Literal' || node.type === 'TemplateLiteral') && ASKS_DATABASE.test(textAt(node, file).slice(0, 1_000));
}

/** Names alone count: a message that speaks of attempts limits nothing. */
function limits(node: Node, file: CodeFile): boolean {
  return nodesOf(node).some((each) => {
    if (each.type === 'Identifier') return LIMITS.test(String(each['name']));
    return (
      each.type === 'CallExpression' &&
      listOf(each['arguments']).some((argument) => argument.type === 'Literal' && /rate-?limit/i.test(textAt(argument, file)))
    );
  });
}
