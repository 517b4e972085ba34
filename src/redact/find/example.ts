import type { Place } from '../../core/secret.ts';

/** Kinds that no provider's format vouches for: in tests and documentation they are mostly made up, and then no more than information. */
export const EXAMPLES: ReadonlySet<string> = new Set(['assigned-secret', 'private-key', 'private-key-base64', 'basic-auth-url']);

const TESTS =
  /(^|\/)(tests?|__tests__|__mocks__|fixtures?|testdata|specs?|e2e|mocks?|cypress|playwright)\/|[._-](test|spec|stories)\.[a-z]{1,4}$/i;
const DOCS =
  /(^|\/)(docs?|examples?|samples?|demos?)\/|(^|\/)(readme|changelog|contributing)[^/]{0,20}$|\.(md|mdx|rst|adoc)$|\.(example|sample|template)$|\.(examples?|samples?)\.[a-z]{1,5}$/i;

/** What a path says against a secret in it; null where it says nothing. */
export function exampleOf({ at, via }: Pick<Place, 'at' | 'via'>): string | null {
  const paths = via === undefined ? [at] : [at, via];
  if (paths.some((path) => TESTS.test(path))) return 'in a test';
  return paths.some((path) => DOCS.test(path)) ? 'in documentation or an example' : null;
}

/** Bytes of a line in which its beginning is looked for. */
const LINE = 4_000;

/** True where a secret stands in a comment of documentation: its line begins with a star. */
export function isInComment(bytes: Buffer, start: number, before: string): boolean {
  if (/\\n[ \t]{0,40}\*[ \t][^\n]{0,160}$/.test(before)) return true;
  const near = bytes.subarray(Math.max(0, start - LINE), start);
  const begins = near.lastIndexOf(10) + 1;
  return (begins > 0 || near.length === start) && /^[ \t]{0,40}\*[ \t]/.test(near.toString('latin1', begins, begins + 48));
}
