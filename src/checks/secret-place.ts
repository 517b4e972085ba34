import type { EvidenceOfSecret } from '../probes/repo/found.ts';
import { plain } from './plain.ts';

type Place = EvidenceOfSecret['places'][number];

/** Providers of kinds that no company makes. */
export const NOBODY: ReadonlySet<string> = new Set(['', 'Database', 'JSON Web Token', 'Private key', 'Web']);

/** The file that is really there: the archive or the source map, where the place lies inside one. */
export function fileOf({ at, via }: Place): string {
  return via?.split(' › ', 1)[0] ?? at;
}

/** How a place came to be read: the file it lies in, and the coding it is written in; empty for plain text. */
export function through({ via, coded }: Place, say: (file: string) => string = (file) => plain(file, 160)): string {
  return `${via === undefined ? '' : ` via ${say(via)}`}${coded === undefined ? '' : ` (${plain(coded, 60)})`}`;
}
