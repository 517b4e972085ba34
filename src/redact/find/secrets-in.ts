import type { FoundSecret } from '../../core/secret.ts';
import { FINDABLE } from '../kinds.ts';
import { mask } from '../spans.ts';
import { type Graded, grade } from './grade.ts';
import { paired } from './pairs.ts';
import { type Hit, search } from './search.ts';

/** A secret in some bytes: what it is, and where. `value` never leaves the process. */
export interface Sighting extends Graded {
  rule: string;
  value: string;
  masked: FoundSecret['masked'];
  start: number;
  line: number;
}

/** Bytes behind a hit that may say more of it. */
const AFTER = 120;

/** The secrets in one text, each place once: what is public by design, documented or a stand-in is left out. Pure. */
export function secretsIn(bytes: Buffer, now: Date, until = bytes.length): Sighting[] {
  const sightings: Sighting[] = [];
  let end = 0;
  let counted = { at: 0, line: 1 };
  for (const hit of search(bytes, until)) {
    if (hit.start < end && !isBetter(hit, sightings.at(-1))) continue;
    const graded = grade(hit, { bytes, after: bytes.toString('latin1', hit.end, Math.min(bytes.length, hit.end + AFTER)), now });
    if (!graded) continue;
    if (hit.start < end) sightings.pop();
    counted = countLines(bytes, counted, hit.start);
    sightings.push({ ...graded, rule: hit.kind.id, value: hit.value, masked: mask(hit.value), start: hit.start, line: counted.line });
    end = Math.max(end, hit.end);
  }
  return paired(sightings);
}

/** A kind that names its provider says more than a shape that many share; a prefix of its own says more than the name it stands behind. */
function isBetter({ kind, start }: Hit, last: Sighting | undefined): boolean {
  if (last === undefined || kind.id === last.rule) return false;
  if (last.rule === 'json-web-token' || last.rule === 'private-key') return kind.find !== 'token';
  if (last.rule === 'database-password') return start === last.start;
  return kind.find === 'token' && start === last.start && BEHIND_NAMES.has(last.rule);
}

const BEHIND_NAMES: ReadonlySet<string> = new Set(FINDABLE.flatMap(({ id, find }) => (find === 'context' ? [id] : [])));

function countLines(bytes: Buffer, from: { at: number; line: number }, to: number): { at: number; line: number } {
  if (to < from.at) return from;
  let line = from.line;
  for (let at = bytes.indexOf(10, from.at); at !== -1 && at < to; at = bytes.indexOf(10, at + 1)) line += 1;
  return { at: to, line };
}
