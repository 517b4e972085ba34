import { createHmac } from 'node:crypto';
import { EXPOSURES, type Exposure, type FoundSecret, type Place } from '../../core/secret.ts';
import { SEVERITIES, type Severity } from '../../core/vocabulary.ts';
import type { Grade } from '../kind.ts';
import { commentAt } from './comment.ts';
import { exampleOf, EXAMPLES } from './example.ts';
import type { KnownSearch } from './known-values.ts';
import { secretsIn, type Sighting } from './secrets-in.ts';

/** How bad a secret is by what it can do and who can see it. A test-mode key in a bundle is a sign of a mix-up, not a loss. */
const SEVERITY = {
  critical: { bundle: 'blocker', head: 'blocker', history: 'high', local: 'low' },
  serious: { bundle: 'blocker', head: 'high', history: 'high', local: 'low' },
  minor: { bundle: 'medium', head: 'medium', history: 'low', local: 'low' },
} as const satisfies Record<Grade, Record<Exposure, Severity>>;

/** Places that are kept of one secret. */
const PLACES = 20;

/** Different secrets that are kept: a file may be made of nothing else. */
const SECRETS = 10_000;

/** Sentences that are kept of what one secret says in its places. */
const SAYS = 8;

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
  /** Gives the keys of the secrets in this text. A key holds the value: it never leaves the process. */
  pour(text: Poured): string[];
  /** Whether a text holds a secret; nothing is kept of it. */
  holds(bytes: Buffer): boolean;
  /** True where nothing was found so far. */
  isEmpty(): boolean;
  /** Places of secrets that were left out because there were too many different ones. */
  left(): number;
  /** The secrets so far, with ids that are keyed with `salt`: the same secret has the same id in every run. */
  told(salt: string): Sifted;
}

/** What a sieve has gathered. */
export interface Sifted {
  /** Worst first. */
  found: FoundSecret[];
  /** What comments beside it accept; such a place is none of those found. */
  accepted: Accepted[];
  /** The key of an id. */
  keyOf: (id: string) => string | undefined;
  /** The value behind an id, for a question to its provider; it never leaves the process otherwise. */
  valueOf: (id: string) => string | undefined;
}

/** A secret in a place where a comment accepts it. */
export interface Accepted {
  id: string;
  kind: string;
  at: string;
  line: number | null;
  until: string;
  reason: string;
}

/** Places with a comment that are kept. */
const COMMENTS = 1_000;

interface Held {
  sighting: Sighting;
  /** Why every place so far looks like an example; null once one does not. */
  example: string | null;
  places: Place[];
  more: number;
}

/** A sieve; `known` finds the values of environment files. */
export function sieve(now: Date, known: KnownSearch | null = null): Sieve {
  const secrets = new Map<string, Held>();
  const accepted = new Map<string, Omit<Accepted, 'id'>>();
  let left = 0;
  const today = now.toISOString().slice(0, 10);
  return {
    pour({ bytes, until, linesBefore = 0, ...place }) {
      const keys: string[] = [];
      // A value in the file that it comes from has leaked only where others have that file.
      const own = place.exposure === 'local' ? place.at : undefined;
      const search = known === null ? undefined : (text: Buffer, end: number) => known(text, end, own);
      for (const sighting of secretsIn(bytes, now, { until: until ?? bytes.length, known: search })) {
        const key = keyOf(sighting);
        const at = placeOf(place, sighting, linesBefore);
        keys.push(key);
        // What every visitor gets is no matter of a comment.
        const comment = at.exposure === 'bundle' ? null : commentAt(bytes, sighting.start);
        if (comment !== null && comment.until >= today && accepted.size < COMMENTS) {
          accepted.set([key, at.at, at.line].join('\n'), { kind: sighting.kind, at: at.at, line: at.line, ...comment });
          continue;
        }
        if (secrets.size >= SECRETS && !secrets.has(key)) {
          left += 1;
          continue;
        }
        const mayBe = (EXAMPLES.has(sighting.rule) || sighting.ended === true) && at.exposure !== 'bundle';
        const example = sighting.variable === undefined ? (sighting.example ?? (mayBe ? exampleOf(at) : null)) : null;
        const held = secrets.get(key) ?? { sighting, example, places: [], more: 0 };
        held.example &&= example;
        const ended = comment === null ? [] : [`its comment ended on ${comment.until}`];
        const says = [...new Set([...held.sighting.says, ...sighting.says, ...ended])].slice(0, SAYS);
        const variable = held.sighting.variable ?? sighting.variable;
        const worse = ranks(sighting.grade) < ranks(held.sighting.grade) ? sighting : held.sighting;
        held.sighting = { ...worse, says, ...(variable === undefined ? {} : { variable }) };
        secrets.set(key, held);
        keep(held, at);
      }
      return keys;
    },
    holds: (bytes) => secretsIn(bytes, now, known === null ? {} : { known }).length > 0,
    isEmpty: () => secrets.size + accepted.size === 0,
    left: () => left,
    told(salt) {
      const idOf = (key: string): string => createHmac('sha256', salt).update(key).digest('hex').slice(0, 24);
      const keys = new Map(Array.from(secrets.keys(), (key) => [idOf(key), key]));
      return {
        found: Array.from(keys, ([id, key]) => secretOf(id, secrets.get(key)!)).toSorted(byWorst), // !: its own key
        accepted: Array.from(accepted, ([at, each]) => ({ id: idOf(at.slice(0, at.indexOf('\n'))), ...each })),
        keyOf: (id) => keys.get(id),
        valueOf: (id) => secrets.get(keys.get(id) ?? '')?.sighting.value,
      };
    },
  };
}

/** A key over several lines is the same with other line ends, or in quotes on one line; so no key of the sieve holds one. */
function keyOf({ rule, value }: Sighting): string {
  return `${rule}\0${value.replace(/\\{1,4}[rn]|\s/g, '')}`;
}

/** Where a sighting is: in a source of the map that was poured, or in the text itself. */
function placeOf(place: Omit<Place, 'line'>, { source, line, coded }: Sighting, linesBefore: number): Place {
  const how = coded === undefined ? {} : { coded };
  if (source === undefined) return { ...place, line: line + linesBefore, ...how };
  const { at, via, ...rest } = place;
  return { ...rest, at: source, line, via: via === undefined ? at : `${via} › ${at}`, ...how };
}

function ranks(grade: Grade): number {
  return ['critical', 'serious', 'minor'].indexOf(grade);
}

/** Keeps the worst places; of several versions of one path and line in history the first one. */
function keep(held: Held, place: Place): void {
  const same = held.places.find(
    (each) =>
      each.at === place.at &&
      each.via === place.via &&
      each.exposure === place.exposure &&
      (each.exposure === 'history' || each.line === place.line),
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

function secretOf(id: string, { sighting, example, places, more }: Held): FoundSecret {
  const sorted = places.toSorted((a, b) => rank(a.exposure) - rank(b.exposure) || (a.at < b.at ? -1 : 1));
  const exposure = sorted[0]?.exposure ?? 'local';
  const { rule, kind, provider, masked, grade, variable } = sighting;
  const severity = example === null ? SEVERITY[grade][exposure] : 'low';
  const says = [...sighting.says, ...(example === null ? [] : [`stands ${example}`])];
  return {
    id,
    rule,
    kind,
    provider,
    severity,
    masked,
    exposure,
    says,
    ...(variable === undefined ? {} : { variable }),
    places: sorted,
    more,
  };
}

function byWorst(a: FoundSecret, b: FoundSecret): number {
  const severity = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return severity || rank(a.exposure) - rank(b.exposure) || (`${a.kind} ${a.places[0]?.at}` < `${b.kind} ${b.places[0]?.at}` ? -1 : 1);
}
