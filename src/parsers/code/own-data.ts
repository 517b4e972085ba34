import { asNode, listOf, literalOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import type { CodeFile } from './file.ts';
import { isAsked, originOf } from './flow.ts';
import { type Query, queriesOf } from './queries.ts';
import { nameOf, textAt } from './shape.ts';

/** Columns that say whose a row is. */
const OWNER = /^(user|owner|customer|account|member|patient|client|student|employee|tenant)_?id$|^owner$/i;
const OWNER_IN_SQL = /\b((user|owner|customer|account|member|patient|client|student|employee|tenant)_?id|owner)"?\s*=\s*$/i;
const WITH_PLACE =
  /\b((?:user|owner|customer|account|member|patient|client|student|employee|tenant)_?id|owner)"?\s*=\s*(?:\$(\d{1,2})|\?)/i;
/** What proves who may see it, beside whose it is. */
const PROOF = /token|secret|code|key|hash|signature|slug|public|shared|visib|published/i;
/** Tables whose rows people show to everybody. */
const SHOWN =
  /post|article|blog|product|listing|review|recipe|video|photo|image|badge|follow|portfolio|service|tour|event|skill|link|theme|rating|achievement|leaderboard|page|site|store|shop|like|vote/i;

/** True where whoever asks is shown the rows of the person that he names: `where: { userId: request.query.userId }`. */
export function showsOwnData(inside: readonly Node[], file: CodeFile): boolean {
  const within = new Set(inside);
  return queriesOf(file).some(
    (query) => query.verb === 'read' && within.has(query.node) && !SHOWN.test(query.table) && asksForOwner(query, file),
  );
}

function asksForOwner({ node }: Query, file: CodeFile): boolean {
  const nodes = nodesOf(node);
  return nodes.some((each) => namesOwner(each, file)) && !nodes.some((each) => PROOF.test(filterOf(each)));
}

/** The name of what a node filters by. */
function filterOf(node: Node): string {
  if (node.type === 'Property') return nameOf(node['key']);
  return node.type === 'CallExpression' ? textOf(listOf(node['arguments'])[0]?.['value']) : '';
}

function namesOwner(node: Node, file: CodeFile): boolean {
  const asked = (value: unknown): boolean => isAsked(originOf(asNode(value), file));
  if (node.type === 'Property') return OWNER.test(nameOf(node['key'])) && asked(node['value']);
  if (node.type === 'TaggedTemplateExpression') {
    const quasi = asNode(node['quasi']);
    const texts = listOf(quasi?.['quasis']).map((each) => textAt(each, file).slice(-200));
    return listOf(quasi?.['expressions']).some((each, at) => OWNER_IN_SQL.test(texts[at] ?? '') && asked(each));
  }
  if (node.type !== 'CallExpression') return false;
  const args = listOf(node['arguments']).map(unwrap);
  const [first, second] = args;
  // `.eq('user_id', id)`, `.where('userId', '==', id)`, `eq(orders.userId, id)`
  const column = literalOf(first ?? null, new Map()) ?? nameOf(first?.['property']);
  if (OWNER.test(column)) return asked(args.at(-1));
  const place = WITH_PLACE.exec(column.slice(0, 2_000));
  const values = place && second?.type === 'ArrayExpression' ? listOf(second['elements']) : [];
  return place !== null && asked(place[2] === undefined ? values[0] : values[Number(place[2]) - 1]);
}
