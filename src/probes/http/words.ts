import type { Answer } from '../net/http-client.ts';

/** The words that visitors read, each once: markup and scripts differ from answer to answer by nonces and build numbers. */
export function wordsOf({ body }: Answer): Set<string> {
  const text = body.bytes.toString('utf8').replaceAll(/<(script|style)\b[^]*?(?:<\/\1\s*>|$)|<[^>]*>/gi, ' ');
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]{2}[\p{L}\p{N}]*/gu) ?? []);
}

/** The share of words that two pages have in common, 0 to 1. */
export function share(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const all = one.union(other);
  return all.size === 0 ? 1 : Math.round((one.intersection(other).size / all.size) * 100) / 100;
}
