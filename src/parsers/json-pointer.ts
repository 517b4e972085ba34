/** The parts of a JSON pointer (RFC 6901 section 4); nothing for `''`, which is the whole. */
function partsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What a pointer points to; undefined where there is nothing. Only own members count. */
export function atPointer(value: unknown, pointer: string): unknown {
  let held = value;
  for (const part of partsOf(pointer)) {
    if (typeof held !== 'object' || held === null || !Object.hasOwn(held, part)) return undefined;
    held = (held as Record<string, unknown>)[part]; // as: an object or an array that has it
  }
  return held;
}

/** A copy of `value` with `what` where the pointer points. Objects that are missing on the way are made; `-` appends to a list. */
export function withPointer(value: unknown, pointer: string, what: unknown): unknown {
  return put(value, partsOf(pointer), what);
}

function put(value: unknown, [part, ...rest]: readonly string[], what: unknown): unknown {
  if (part === undefined) return what;
  if (Array.isArray(value)) {
    const at = part === '-' ? value.length : Number(part);
    const copy: unknown[] = [...value];
    copy[Number.isInteger(at) && at >= 0 && at <= value.length ? at : value.length] = put(value[at], rest, what);
    return copy;
  }
  const held = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}; // as: neither list nor null
  const pairs = Object.entries(held).filter(([key]) => key !== part);
  return Object.fromEntries([...pairs, [part, put(Object.hasOwn(held, part) ? held[part] : undefined, rest, what)]]);
}
