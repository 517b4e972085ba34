import { keyOf, memberName } from './env-bindings.ts';
import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from './syntax-tree.ts';

/** Parts of t3-env's `createEnv` that name variables. */
const SECTIONS = new Set(['server', 'client', 'shared']);
const SHAPES = /^(?:object|strictObject|looseObject)$/;
const NAME = /^[A-Z_][A-Z0-9_]*$/;

/** A variable that a schema asks for. */
export interface SchemaKey {
  name: string;
  at: number;
  optional: boolean;
}

/** What a call asks for, and the table that hands the values to it: reads in there are as needed as the schema says. */
export interface Demand {
  keys: SchemaKey[];
  table: Node | null;
}

/** What is known of the file around a call. */
interface Around {
  isEnv: (node: Node | null) => boolean;
  /** What constants hold. */
  objects: ReadonlyMap<string, Node>;
}

const NOTHING: Demand = { keys: [], table: null };

/**
 * The variables that a call demands: `parse(process.env)` of zod and valibot, `validate` of Joi, t3-env's `createEnv`, envalid's `cleanEnv`,
 * znv's `parseEnv`, Astro's `env.schema`, Nuxt's `runtimeConfig`; first depth.
 */
export function schemaKeys(call: Node, around: Around): Demand {
  const callee = unwrap(asNode(call['callee']));
  const args = listOf(call['arguments']);
  const method = memberName(callee);
  const name = callee?.type === 'Identifier' ? textOf(callee['name']) : method;
  const of = asNode(callee?.['object']);
  if (/^(?:safeParse|parse)(?:Async)?$/.test(name)) {
    // zod has the schema before the dot, valibot as the first argument.
    const [schema, input] = args.length > 1 && !around.isEnv(args[0] ?? null) ? [args[0]!, args[1]!] : [of, args[0]];
    const shape = shapeOf(schema, around);
    const table = unwrap(input ?? null);
    if (around.isEnv(table)) return { keys: keysOf(shape, around), table: null };
    return table?.type === 'ObjectExpression' && shape ? { keys: readThere(keysOf(shape, around), table, around), table } : NOTHING;
  }
  if (/^validate(?:Async)?$/.test(method) && around.isEnv(args[0] ?? null))
    return {
      keys: keysOf(shapeOf(of, around), around).map((key) => ({ ...key, optional: key.optional || !isRequired(key.rule) })),
      table: null,
    };
  if (/^(?:cleanEnv|parseEnv)$/.test(name) && around.isEnv(args[0] ?? null))
    return { keys: keysOf(resolve(args[1], around), around), table: null };
  if (name === 'createEnv') return ofCreateEnv(args[0] ?? null, around);
  if (name === 'defineNuxtConfig') return { keys: nuxtKeys(valueOf(args[0] ?? null, 'runtimeConfig')), table: null };
  if (name === 'defineConfig') return { keys: keysOf(valueOf(valueOf(args[0] ?? null, 'env'), 'schema'), around), table: null };
  return NOTHING;
}

function ofCreateEnv(options: Node | null, around: Around): Demand {
  const keys = listOf(options?.['properties']).flatMap((section) =>
    SECTIONS.has(keyOf(section) ?? '') ? keysOf(resolve(asNode(section['value']), around), around) : [],
  );
  const table = ['runtimeEnv', 'runtimeEnvStrict', 'experimental__runtimeEnv']
    .map((name) => valueOf(options, name))
    .find((each) => each !== null);
  return { keys, table: table ?? null };
}

/** Of `parse({ port: process.env.PORT })` the names are those that are read, not the keys: only keys of the same name say how needed they are. */
function readThere(keys: readonly Key[], table: Node, { isEnv }: Around): Key[] {
  const read = new Set(
    nodesOf(table).flatMap((each) => (each.type === 'MemberExpression' && isEnv(asNode(each['object'])) ? [memberName(each)] : [])),
  );
  return keys.filter(({ name }) => read.has(name));
}

function resolve(node: Node | null | undefined, { objects }: Around): Node | null {
  const inner = unwrap(node ?? null);
  return inner?.type === 'Identifier' ? unwrap(objects.get(textOf(inner['name'])) ?? null) : inner;
}

/** The object in `z.object({ … })`, also behind `.strict()`, `.extend({ … })` and the like; what was added is in it. */
function shapeOf(node: Node | null, around: Around): Node[] | null {
  let inner = resolve(node, around);
  const shapes: Node[] = [];
  for (let depth = 0; inner?.type === 'CallExpression' && depth < 20; depth += 1) {
    const callee: Node | null = unwrap(asNode(inner['callee']));
    const name = callee?.type === 'Identifier' ? textOf(callee['name']) : memberName(callee);
    const first = resolve(listOf(inner['arguments'])[0], around);
    if (SHAPES.test(name) || name === 'extend' || name === 'safeExtend') shapes.push(...(first ? [first] : []));
    if (name === 'merge' && first && depth < 5) shapes.push(...(shapeOf(first, around) ?? []));
    if (SHAPES.test(name)) return shapes;
    inner = resolve(asNode(callee?.['object']), around);
  }
  return shapes.length > 0 ? shapes : null;
}

interface Key extends SchemaKey {
  rule: Node | null;
}

function keysOf(from: Node | readonly Node[] | null, around: Around, depth = 0): Key[] {
  const objects = from === null ? [] : 'type' in from ? [from] : from;
  return objects.flatMap((object) =>
    listOf(object['properties']).flatMap((property): Key[] => {
      // `{ ...shared }`, `{ ...shared.shape }`
      if (property.type === 'SpreadElement' && depth < 5) {
        const spread = unwrap(asNode(property['argument']));
        if (memberName(spread) === 'shape') return keysOf(shapeOf(asNode(spread?.['object']), around), around, depth + 1);
        return keysOf(resolve(spread, around), around, depth + 1);
      }
      const name = keyOf(property);
      if (name === null || !NAME.test(name)) return [];
      const rule = resolve(asNode(property['value']), around);
      return [{ name, at: property.start, optional: isLenient(rule), rule }];
    }),
  );
}

/** True for a rule that a missing variable satisfies: `.optional()`, `.default(…)`, valibot's `optional(…)`, envalid's `{ default: … }`. */
function isLenient(node: Node | null): boolean {
  return nodesOf(node).some((each) => {
    const callee = each.type === 'CallExpression' ? unwrap(asNode(each['callee'])) : null;
    const called = callee?.type === 'Identifier' ? textOf(callee['name']) : memberName(callee);
    if (/^(?:optional|default|nullish|catch|prefault|exactOptional|fallback|nullable)$/.test(called)) return true;
    if (each.type !== 'Property') return false;
    const key = keyOf(each);
    return key === 'default' || key === 'devDefault' || (key === 'optional' && asNode(each['value'])?.['value'] === true);
  });
}

/** Joi asks for nothing that does not say so. */
function isRequired(rule: Node | null): boolean {
  return nodesOf(rule).some((each) => each.type === 'CallExpression' && memberName(unwrap(asNode(each['callee']))) === 'required');
}

/** `runtimeConfig: { apiSecret: '', public: { apiBase: '/api' } }` is NUXT_API_SECRET and NUXT_PUBLIC_API_BASE. */
function nuxtKeys(config: Node | null, prefix = 'NUXT', depth = 0): SchemaKey[] {
  return listOf(config?.['properties']).flatMap((property) => {
    const key = keyOf(property);
    const value = unwrap(asNode(property['value']));
    if (key === null || !value) return [];
    const name = `${prefix}_${key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()}`;
    if (value.type === 'ObjectExpression') return depth < 4 ? nuxtKeys(value, name, depth + 1) : [];
    return [{ name, at: property.start, optional: !(value.type === 'Literal' && value['value'] === '') }];
  });
}

function valueOf(object: Node | null, name: string): Node | null {
  const property = listOf(unwrap(object)?.['properties']).find((each) => keyOf(each) === name);
  return unwrap(asNode(property?.['value']));
}
