import type { FoundSecret } from '../../core/secret.ts';
import { mask } from '../spans.ts';
import { type Graded, grade } from './grade.ts';
import type { Budget } from './layer.ts';
import { layersOf } from './layers.ts';
import { type Hit, search } from './search.ts';
import { sourceMap } from './source-map.ts';

/** A secret in some bytes: what it is, and where. `value` never leaves the process. */
export interface Sighting extends Graded {
  rule: string;
  value: string;
  masked: FoundSecret['masked'];
  /** Where it stands, or where what it is written in begins. */
  start: number;
  end: number;
  line: number;
  /** How it was written, outermost first; absent for plain text. */
  coded?: string;
  /** The source inside a source map that it stands in; `line` is then a line of it. */
  source?: string;
}

/** Bytes behind a hit that may say more of it. */
const AFTER = 120;
/** How many codings one inside the other are undone. */
const DEPTH = 4;
/** What may be undone of one text: so many times its length, and something for short ones. */
const BUDGET = { times: 4, bytes: 65_536 } as const;

/**
 * The secrets in one text, each place once: what is public by design, documented or a stand-in is left out. Whatever is written in it as
 * base64, hex, escapes, entities, percent encoding or pieces is undone, one coding inside the other. Pure; linear in the text.
 */
export function secretsIn(bytes: Buffer, now: Date, until = bytes.length): Sighting[] {
  const budget: Budget = { left: BUDGET.times * bytes.length + BUDGET.bytes };
  const found = lookInto(bytes, { now, until, budget, depth: 0 }).toSorted((a, b) => a.start - b.start);
  let counted = { at: 0, line: 1 };
  return found.map((sighting) => {
    counted = countLines(bytes, counted, sighting.start);
    return sighting.source === undefined ? { ...sighting, line: counted.line } : sighting;
  });
}

interface Look {
  now: Date;
  until: number;
  budget: Budget;
  depth: number;
}

function lookInto(bytes: Buffer, { now, until, budget, depth }: Look): Sighting[] {
  const { hits, signs } = search(bytes, until);
  const plain = judged(bytes, hits, now);
  const inside: Sighting[] = [];
  if (depth < DEPTH) {
    for (const layer of layersOf(bytes, signs, budget)) {
      for (const sighting of lookInto(layer.bytes, { now, until: layer.bytes.length, budget, depth: depth + 1 })) {
        if (!layer.changed(sighting.start - AFTER, sighting.end)) continue;
        const [start, end] = [layer.origin(sighting.start), layer.origin(sighting.end)];
        const isKnown = [...plain, ...inside].some(
          (other) =>
            (other.start <= start && start < other.end) || (other.value === sighting.value && Math.abs(other.start - start) < AFTER),
        );
        const coded = [layer.coded, ...(sighting.coded === undefined ? [] : [sighting.coded])].join(', ');
        if (!isKnown && start < until) inside.push({ ...sighting, start, end: Math.max(start + 1, end), coded });
      }
    }
  }
  const all = [...plain, ...inside];
  const originOf = all.length === 0 ? null : sourceMap(bytes);
  return originOf === null ? all : all.map((each) => (each.source === undefined ? { ...each, ...originOf(each.start) } : each));
}

function judged(bytes: Buffer, hits: readonly Hit[], now: Date): Sighting[] {
  const sightings: Sighting[] = [];
  let end = 0;
  for (const hit of hits) {
    if (hit.start < end && !isBetter(hit, sightings.at(-1))) continue;
    const graded = grade(hit, bytes.toString('latin1', hit.end, Math.min(bytes.length, hit.end + AFTER)), now);
    if (!graded) continue;
    if (hit.start < end) sightings.pop();
    sightings.push({ ...graded, rule: hit.kind.id, value: hit.value, masked: mask(hit.value), start: hit.start, end: hit.end, line: 1 });
    end = Math.max(end, hit.end);
  }
  return sightings;
}

/** A kind that names its provider says more than a shape that many share. */
function isBetter({ kind }: Hit, last: Sighting | undefined): boolean {
  return (last?.rule === 'json-web-token' || last?.rule === 'private-key') && kind.id !== last.rule && kind.find !== 'token';
}

function countLines(bytes: Buffer, from: { at: number; line: number }, to: number): { at: number; line: number } {
  if (to < from.at) return from;
  let line = from.line;
  for (let at = bytes.indexOf(10, from.at); at !== -1 && at < to; at = bytes.indexOf(10, at + 1)) line += 1;
  return { at: to, line };
}
