import { atPointer } from '../parsers/json-pointer.ts';

/** What a JSON pointer (RFC 6901) finds in a JSON text; undefined where the text is no JSON or has nothing there. */
export function pointed(text: string, pointer: string): unknown {
  try {
    return atPointer(JSON.parse(text), pointer);
  } catch {
    return undefined;
  }
}
