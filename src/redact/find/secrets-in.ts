import type { FoundSecret } from '../../core/secret.ts';
import { FINDABLE } from '../kinds.ts';
import { mask } from '../spans.ts';
import { ASSIGNED } from './assigned.ts';
import { gradeAssigned } from './grade-assigned.ts';
import { type Graded, grade } from './grade.ts';
import { EXAMPLES, isInComment } from './example.ts';
import type { KnownHit } from './known-values.ts';
import type { Budget } from './layer.ts';
import { layersOf, type Region } from './layers.ts';
import { lastBefore, overlapping } from './lookup.ts';
import { paired } from './pairs.ts';
import { type Hit, hitAt, search, type Shaped } from './search.ts';
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
  /** The variable of an environment file that has this value: then it is no example, whatever its place looks like. */
  variable?: string;
  /** Why it is more likely an example than somebody's own; absent where nothing says so. */
  example?: string;
  /** How it was written, outermost first; absent for plain text. */
  coded?: string;
  /** The source inside a source map that it stands in; `line` is then a line of it. */
  source?: string;
}

/** Bytes behind a hit that may say more of it. */
const AFTER = 240;
/** How many codings one inside the other are undone. */
const DEPTH = 4;
/** Kinds that many texts have inside others: what holds them was told already. */
const COMMON: ReadonlySet<string> = new Set([
  ASSIGNED.id,
  'known-value',
  'private-key',
  'json-web-token',
  'database-url',
  'basic-auth-url',
]);
/** Kinds whose value may be another secret, coded. */
const WRAPPERS: ReadonlySet<string> = new Set([ASSIGNED.id, 'basic-header', 'docker-auth']);
/** A known value that no kind knows. */
const UNSHAPED = { rule: 'known-value', provider: '', grade: 'serious', says: [] } as const;
/** What may be undone of one text: so many times its length, and something for short ones. */
const BUDGET = { times: 4, bytes: 65_536 } as const;

export interface Options {
  /** What begins behind it is the next part's. */
  until?: number;
  /** Finds values that are known to be secret. */
  known?: ((bytes: Buffer, until: number) => KnownHit[]) | undefined;
}

/**
 * The secrets in one text, each place once: what is public by design, documented or a stand-in is left out. Whatever is written in it as
 * base64, hex, escapes, entities, percent encoding or pieces is undone, one coding inside the other. Pure; linear in the text.
 */
export function secretsIn(bytes: Buffer, now: Date, { until = bytes.length, known }: Options = {}): Sighting[] {
  const budget: Budget = { left: BUDGET.times * bytes.length + BUDGET.bytes };
  const found = lookInto(bytes, { now, until, known, budget, depth: 0 }).toSorted((a, b) => a.start - b.start);
  let counted = { at: 0, line: 1 };
  const placed = found.map((sighting) => {
    counted = countLines(bytes, counted, sighting.start);
    return sighting.source === undefined ? { ...sighting, line: counted.line } : sighting;
  });
  return paired(placed);
}

interface Look extends Options {
  now: Date;
  until: number;
  budget: Budget;
  depth: number;
}

function lookInto(bytes: Buffer, { now, until, known, budget, depth }: Look): Sighting[] {
  const { hits, signs } = search(bytes, until);
  const plain = withKnown(judged(bytes, hits, now), known?.(bytes, until) ?? [], now);
  const inside = depth < DEPTH ? lookInside(bytes, { plain, signs }, { now, until, known, budget, depth }) : [];
  // What a coded value turned out to hold says more than the name it stands behind.
  const holds = overlapping(inside.filter(({ rule }) => rule !== ASSIGNED.id));
  const all = [...plain.filter(({ rule, start, end }) => !WRAPPERS.has(rule) || !holds(start, end)), ...inside];
  const originOf = all.length === 0 ? null : sourceMap(bytes);
  return originOf === null ? all : all.map((each) => (each.source === undefined ? { ...each, ...originOf(each.start) } : each));
}

/** What is written in some coding, without what was found plain, or in another layer at the same place. */
function lookInside(bytes: Buffer, { plain, signs }: { plain: readonly Sighting[]; signs: readonly Region[] }, look: Look): Sighting[] {
  const sorted = plain.toSorted((a, b) => a.start - b.start);
  const near = new Set<string>();
  const name = (value: string, start: number, step: number): string => `${Math.floor(start / AFTER) + step} ${value}`;
  const inside: Sighting[] = [];
  for (const { value, start } of plain) near.add(name(value, start, 0));
  for (const layer of layersOf(bytes, signs, look.budget)) {
    for (const sighting of lookInto(layer.bytes, { ...look, until: layer.bytes.length, depth: look.depth + 1 })) {
      if (!layer.changed(sighting.start - AFTER, sighting.end)) continue;
      const start = layer.origin(sighting.start);
      const end = Math.max(start + 1, layer.origin(sighting.end));
      const around = sorted[lastBefore(sorted.length, (at) => sorted[at]!.start <= start)];
      const isPart =
        around !== undefined &&
        start < around.end &&
        (around.rule === sighting.rule || (COMMON.has(sighting.rule) && !WRAPPERS.has(around.rule)));
      const isKnown = isPart || [-1, 0, 1].some((step) => near.has(name(sighting.value, start, step)));
      if (isKnown || start >= look.until) continue;
      near.add(name(sighting.value, start, 0));
      inside.push({ ...sighting, start, end, coded: [layer.coded, ...(sighting.coded === undefined ? [] : [sighting.coded])].join(', ') });
    }
  }
  return inside;
}

function judged(bytes: Buffer, hits: readonly Shaped[], now: Date): Sighting[] {
  const sightings: Sighting[] = [];
  let end = 0;
  const after = (hit: Shaped): string => bytes.toString('latin1', hit.end, Math.min(bytes.length, hit.end + AFTER));
  for (const place of hits) {
    if (place.kind === ASSIGNED || (place.start < end && !isBetter(place, sightings.at(-1)))) continue;
    const hit = hitAt(bytes, place);
    const graded = grade(hit, { bytes, after: after(hit), now });
    if (!graded) continue;
    if (hit.start < end) sightings.pop();
    sightings.push(sightingAt(bytes, hit, graded));
    end = Math.max(end, hit.end);
  }
  // What has a shape of its own has been judged by it, and is not judged once more by its name: it may be public by design.
  const isShaped = overlapping(hits.filter(({ kind }) => kind !== ASSIGNED));
  for (const place of hits) {
    if (place.kind !== ASSIGNED || isShaped(place.start, place.end)) continue;
    const hit = hitAt(bytes, place);
    const graded = gradeAssigned(hit, after(hit));
    if (graded) sightings.push(sightingAt(bytes, hit, graded));
  }
  return sightings;
}

function sightingAt(bytes: Buffer, { kind, value, start, end, before }: Hit, graded: Graded): Sighting {
  const may = EXAMPLES.has(kind.id) || graded.ended === true;
  const example = may && isInComment(bytes, start, before) ? { example: 'in a comment of documentation' } : {};
  return { ...graded, rule: kind.id, value, masked: mask(value), start, end, line: 1, ...example };
}

/** What a search for known values adds: their name to what was found by its shape, and those without one. */
function withKnown(found: readonly Sighting[], hits: readonly KnownHit[], now: Date): Sighting[] {
  const shaped = found.map((sighting) => {
    const hit = hits[lastBefore(hits.length, (at) => hits[at]!.start < sighting.end)];
    return hit && hit.end > sighting.start ? { ...sighting, variable: hit.known.name, says: [...sighting.says, saysOf(hit)] } : sighting;
  });
  const isFound = overlapping(found);
  const others = hits.filter(({ start, end }) => !isFound(start, end));
  return [...shaped, ...others.map((hit) => sightingOf(hit, now))];
}

function saysOf({ known: { name, from } }: KnownHit): string {
  return `value of ${name} from ${from}`;
}

function sightingOf(hit: KnownHit, now: Date): Sighting {
  const { name, value } = hit.known;
  const shape = secretsIn(Buffer.from(`${name}=${value}\n`), now).find((each) => each.value === value);
  const { rule, kind, provider, grade: harm, says } = shape ?? { ...UNSHAPED, kind: `Value of ${name}` };
  const coded = hit.coded === undefined ? {} : { coded: hit.coded };
  const place = { start: hit.start, end: hit.end, line: 1, ...coded };
  return { rule, kind, provider, grade: harm, says: [...says, saysOf(hit)], value, masked: mask(value), variable: name, ...place };
}

/** A kind that names its provider says more than a shape that many share; a prefix of its own says more than the name it stands behind. */
function isBetter({ kind, start }: Shaped, last: Sighting | undefined): boolean {
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
