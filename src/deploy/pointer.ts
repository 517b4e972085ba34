/** What a JSON pointer (RFC 6901) finds in a JSON text; undefined where the text is no JSON or has nothing there. */
export function pointed(text: string, pointer: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key]; // as: an object that has the key
  }
  return value;
}
