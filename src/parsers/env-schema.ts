import { asNode, type Node, nodesOf } from './syntax-tree.ts';

/** Parts of t3-env's `createEnv` that name variables. */
const SECTIONS = new Set(['server', 'client', 'shared']);

/** A variable that a schema asks for. */
export interface SchemaKey {
  name: string;
  at: number;
  optional: boolean;
}

/** What is known of the file around a call. */
interface Around {
  isEnv: (node: Node | null) => boolean;
  /** What constants hold. */
  objects: ReadonlyMap<string, Node>;
}

/** The variables that a call demands through a schema: zod's `parse(process.env)`, t3-env's `createEnv`, envalid's `cleanEnv`; first depth. */
export function schemaKeys(call: Node, { isEnv, objects }: Around): SchemaKey[] {
  const callee = asNode(call['callee']);
  const args = Array.isArray(call['arguments']) ? call['arguments'].map(asNode) : [];
  const resolve = (node: Node | null): Node | null => (node?.type === 'Identifier' ? (objects.get(String(node['name'])) ?? null) : node);
  const method = callee?.type === 'MemberExpression' ? String(asNode(callee['property'])?.['name']) : '';
  if (/^(?:safeParse|parse)(?:Async)?$/.test(method) && isEnv(args[0] ?? null)) return keysOf(shapeOf(resolve(asNode(callee?.['object']))));
  const name = callee?.type === 'Identifier' ? String(callee['name']) : method;
  if (name === 'cleanEnv' && isEnv(args[0] ?? null)) return keysOf(resolve(args[1] ?? null));
  if (name !== 'createEnv') return [];
  return propertiesOf(args[0] ?? null).flatMap((section) =>
    SECTIONS.has(nameOf(section) ?? '') ? keysOf(resolve(asNode(section['value']))) : [],
  );
}

/** The object in `z.object({ … })`, also behind `.strict()` and the like. */
function shapeOf(node: Node | null): Node | null {
  let inner = node;
  for (let depth = 0; inner?.type === 'CallExpression' && depth < 20; depth += 1) {
    const callee = asNode(inner['callee']);
    const first = Array.isArray(inner['arguments']) ? asNode(inner['arguments'][0]) : null;
    if (/^(?:object|strictObject|looseObject)$/.test(String(asNode(callee?.['property'])?.['name']))) return first;
    inner = asNode(callee?.['object']);
  }
  return null;
}

function keysOf(node: Node | null): SchemaKey[] {
  return propertiesOf(node).flatMap((property) => {
    const name = nameOf(property);
    if (name === null || !/^[A-Z_][A-Z0-9_]*$/.test(name)) return [];
    return [{ name, at: property.start, optional: isLenient(asNode(property['value'])) }];
  });
}

/** True for a rule that a missing variable satisfies: `.optional()`, `.default(…)`, envalid's `{ default: … }`. */
function isLenient(node: Node | null): boolean {
  return nodesOf(node).some(
    (each) =>
      (each.type === 'MemberExpression' &&
        /^(?:optional|default|nullish|catch|prefault)$/.test(String(asNode(each['property'])?.['name']))) ||
      (each.type === 'Property' && /^(?:default|devDefault)$/.test(nameOf(each) ?? '')),
  );
}

function propertiesOf(node: Node | null): Node[] {
  if (node?.type !== 'ObjectExpression' || !Array.isArray(node['properties'])) return [];
  return node['properties'].flatMap((each: unknown) => asNode(each) ?? []);
}

function nameOf(property: Node): string | null {
  const key = asNode(property['key']);
  const name = property['computed'] === true ? null : (key?.['name'] ?? key?.['value']);
  return typeof name === 'string' ? name : null;
}
