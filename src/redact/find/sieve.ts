import { createHmac } from 'node:crypto';
import { EXPOSURES, type Exposure, type FoundSecret, type Place } from '../../core/secret.ts';
import { SEVERITIES, type Severity } from '../../core/vocabulary.ts';
import type { Grade } from '../kind.ts';
import { secretsIn, type Sighting } from './secrets-in.ts';

/** How bad a secret is by what it can do and who can see it. A test-mode key in a bundle is a sign of a mix-up, not a loss. */
const SEVERITY = {
  critical: { bundle: 'blocker', head: 'blocker', history: 'high', local: 'low' },
  serious: { bundle: 'blocker', head: 'high', history: 'high', local: 'low' },
  minor: { bundle: 'medium', head: 'medium', history: 'low', local: 'low' },
} as const satisfies Record<Grade, Record<Exposure, Severity>>;

/** Places that are kept of one secret. */
const PLACES = 20;

/** A text on its way through the sieve. Parts of one large file follow each other and overlap by `REACH`. */
export interface Poured extends Omit<Place, 'line'> {
  bytes: Buffer;
  /** Where the next part begins; the end of the bytes where left out. */
  until?: number;
  /** Lines in the parts before. */
  linesBefore?: number;
}

/** Gathers the secrets of many texts by value: one secret with all its places, whatever they are called there. */
export interface Sieve {
  /** Gives the ids of the secrets in this text. */
  pour(text: Poured): string[];
  /** Whether a text holds a secret; nothing is kept of it. */
  holds(bytes: Buffer): boolean;
  /** The secrets so far, worst first. */
  found(): FoundSecret[];
}

interface Held {
  sighting: Sighting;
  places: Place[];
  more: number;
}

/** A sieve whose ids are keyed with `salt`: with the same salt the same secret has the same id in every run. */
export function sieve(salt: string, now: Date): Sieve {
  const held = new Map<string, Held>();
  const idOf = (rule: string, value: string): string => createHmac('sha256', salt).update(`${rule}\0${value}`).digest('hex').slice(0, 24);
  return {
    pour({ bytes, until, linesBefore = 0, ...place }) {
      const ids: string[] = [];
      for (const sighting of secretsIn(bytes, now, until)) {
        const id = idOf(sighting.rule, sighting.value);
        const known = held.get(id) ?? { sighting, places: [], more: 0 };
        if (ranks(sighting.grade) < ranks(known.sighting.grade)) known.sighting = sighting;
        held.set(id, known);
        keep(known, { ...place, line: sighting.line + linesBefore });
        ids.push(id);
      }
      return ids;
    },
    holds: (bytes) => secretsIn(bytes, now).length > 0,
    found: () => [...held].map(([id, each]) => told(id, each)).toSorted(byWorst),
  };
}

function ranks(grade: Grade): number {
  return ['critical', 'serious', 'minor'].indexOf(grade);
}

/** Keeps the worst places; of several versions of one path and line in history the first one. */
function keep(held: Held, place: Place): void {
  const same = held.places.find(
    (each) => each.at === place.at && each.exposure === place.exposure && (each.exposure === 'history' || each.line === place.line),
  );
  if (same) {
    if (place.inHead === true) same.inHead = true;
    return;
  }
  if (held.places.length < PLACES) {
    held.places.push(place);
    return;
  }
  held.more += 1;
  const mildest = held.places.findLastIndex((each) => rank(each.exposure) > rank(place.exposure));
  if (mildest !== -1) held.places[mildest] = place;
}

function rank(exposure: Exposure): number {
  return EXPOSURES.indexOf(exposure);
}

function told(id: string, { sighting, places, more }: Held): FoundSecret {
  const sorted = places.toSorted((a, b) => rank(a.exposure) - rank(b.exposure) || (a.at < b.at ? -1 : 1));
  const exposure = sorted[0]?.exposure ?? 'local';
  const { rule, kind, provider, masked, says, grade } = sighting;
  return { id, rule, kind, provider, severity: SEVERITY[grade][exposure], masked, exposure, says, places: sorted, more };
}

function byWorst(a: FoundSecret, b: FoundSecret): number {
  const severity = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return severity || rank(a.exposure) - rank(b.exposure) || (`${a.kind} ${a.places[0]?.at}` < `${b.kind} ${b.places[0]?.at}` ? -1 : 1);
}
