import { asNode, type Node, textOf, unwrap } from '../syntax-tree.ts';
import type { CodeFile } from './file.ts';
import { type Found, textAt } from './shape.ts';

/** Names of what logins are signed with, or data is encrypted with; a key of a provider that is made up opens nothing. */
const SIGNS =
  /^(?:\w+_)?(?:JWT|SESSION|COOKIE|AUTH|NEXTAUTH|TOKEN|ENCRYPTION|SIGNING|CSRF|PASSWORD)_(?:\w+_)?(?:SECRET|KEY|SALT|PEPPER)(?:_KEY)?$|^(?:JWT|APP_SECRET|APP_KEY|SECRET|SECRET_KEY)$/;
const ENVIRONMENT = /^(?:process\.env|import\.meta\.env|Bun\.env)$/;

/** `process.env.JWT_SECRET || 'secret'`: where the variable is missing, everybody who has the code makes logins. */
export function fallbackSecrets(file: CodeFile): Found[] {
  // Who asks for the environment and throws has thought of production.
  if (file.side === 'client' || (/NODE_ENV/.test(file.source) && /\bthrow\b|process\.exit/.test(file.source))) return [];
  return file.nodes.flatMap((node): Found[] => {
    const [asked, given] = sidesOf(node);
    const name = asked === null ? '' : variableOf(asked, file);
    const text = unwrap(given)?.['value'];
    return SIGNS.test(name) && typeof text === 'string' && text !== '' ? [{ what: name, at: node.start, names: name }] : [];
  });
}

/** What is read, and what stands in for it: `a || b`, `a ?? b`, `{ A = b } = process.env`. */
function sidesOf(node: Node): [asked: Node | null, given: Node | null] {
  if (node.type === 'LogicalExpression' && node['operator'] !== '&&') return [unwrap(asNode(node['left'])), asNode(node['right'])];
  return node.type === 'AssignmentPattern' ? [node, asNode(node['right'])] : [null, null];
}

/** The variable that is read. */
function variableOf(asked: Node, file: CodeFile): string {
  if (asked.type === 'MemberExpression' && ENVIRONMENT.test(textAt(asNode(asked['object']), file))) {
    const property = asNode(asked['property']);
    return textOf(asked['computed'] === true ? property?.['value'] : property?.['name']);
  }
  if (asked.type !== 'AssignmentPattern') return '';
  const property = file.parents.get(asked);
  const declared = property && file.parents.get(file.parents.get(property) ?? property);
  const isEnvironment = declared?.type === 'VariableDeclarator' && ENVIRONMENT.test(textAt(unwrap(asNode(declared['init'])), file));
  return isEnvironment ? textOf(asNode(property?.['key'])?.['name']) : '';
}
