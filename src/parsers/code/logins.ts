import { listOf, type Node, nodesOf } from '../syntax-tree.ts';
import type { CodeFile } from './file.ts';
import { guardsOf, guardsRoute } from './mounts.ts';
import { calleeOf, type Found, textAt, withCalled } from './shape.ts';

/** Comparing a password oneself; a provider of logins limits attempts by itself. */
const COMPARES =
  /^(?:bcrypt(js)?|argon2|scrypt|Bun\.password|hasher|passwordHash|\w*[pP]assword\w*)\.(compare|compareSync|verify|verifySync)$|^(verifyPassword|comparePasswords?|checkPassword|validatePassword|verifyHash|compareHash)$/;
export const LIMITS =
  /rate_?limit|limiter|throttle|slow_?down|brute|lock(ed)?_?(out|until)|failed_?(attempts|logins)|attempts|captcha|turnstile|arcjet|upstash/i;

/** Routes that compare a password and let somebody try as often as he likes. */
export function unlimitedLogins(file: CodeFile): Found[] {
  const guards = guardsOf(file);
  return file.handlers.flatMap(({ handler, before, path, at }): Found[] => {
    const own = withCalled(handler, file);
    const compares = own
      .flatMap((node) => nodesOf(node))
      .some((node) => node.type === 'CallExpression' && COMPARES.test(calleeOf(node, file)));
    const around = guards.filter((guard) => guardsRoute(guard, { path, at }, file));
    if (!compares || [...own, ...before, ...around].some((node) => limits(node, file))) return [];
    return [{ what: path, at: at.start }];
  });
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
