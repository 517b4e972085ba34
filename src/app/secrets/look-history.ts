import { datesOf, HISTORY_LIMITS, type HistoryItem, historyOf } from '../../probes/repo/history.ts';
import { removalIn, stepsOf } from '../../probes/repo/removed.ts';
import { decoded, type Told } from '../../probes/repo/texts.ts';
import { lookIntoPacks, type Packed } from '../../probes/repo/packs.ts';
import { unpack } from '../../probes/repo/unpack.ts';
import { changedParts, versions } from '../../probes/repo/versions.ts';
import type { FoundSecret } from '../../core/secret.ts';
import type { Sieve } from '../../redact/find/sieve.ts';
import type { Scanned } from './scanned.ts';

/** A history to look through. */
export interface Past {
  root: string;
  /** Git's own folder; null where git does not say. */
  gitFolder: string | null;
  signal: AbortSignal;
  secrets: Sieve;
  scanned: Scanned;
  told: Told;
  /** Says how far it is. */
  progress: (text: string) => void;
}

/** Where secrets stood: for each key of the sieve the paths, and for each path the versions with it. */
export type Stood = Map<string, Map<string, Set<string>>>;

/** Objects between two looks at the clock. */
const STEP = 256;
const EVERY_MS = 100;

/**
 * Looks through all of a history. Of a version that is told as changes of a clean one, or follows one of the same path, the changed parts
 * alone are searched; where one holds something, or the one before did, the whole version is. What holds nothing is remembered as `scanned`.
 */
export async function lookThroughHistory({ root, gitFolder, signal, secrets, scanned, told, progress }: Past): Promise<Stood> {
  const objects = { objects: 0, wanted: 0, bytes: 0, skipped: 0, truncated: false, unread: told.unreached };
  const stood: Stood = new Map();
  const earlier = versions();
  let said = 0;
  const sortOut = async (): Promise<void> => {
    if (gitFolder === null) return;
    // What a pack holds beside clean versions, git reads; that it was looked into is remembered like a clean one.
    await lookIntoPacks(gitFolder, { signal, wants: (id) => !scanned.has(id), isClean, shown: (pack) => scanned.add(pack) });
  };
  for await (const item of historyOf({ root, signal, skip: (id) => scanned.has(id), sortOut, isClean, told: objects })) {
    const before = told.skipped;
    const ids = lookInto(item);
    if (ids.length === 0 && item.id !== undefined && told.skipped === before) scanned.add(item.id);
    for (const id of ids) note(stood, id, item);
    if (!say()) continue;
    // A pipe that is always full would leave no moment for a signal.
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }
  told.skipped += objects.skipped;
  told.truncated ||= objects.truncated;
  return stood;

  /** Says how far it is, when it is time to. */
  function say(): boolean {
    if (objects.objects % STEP > 0) return false;
    const now = performance.now();
    if (now - said < EVERY_MS) return false;
    said = now;
    const of = objects.wanted === 0 ? '' : ` of ${thousands(objects.wanted)}`;
    progress(`${thousands(objects.objects)}${of} objects of the history`);
    return true;
  }

  /** Most versions hold nothing, which packs tell fastest; all others are read one by one, with who brought them. */
  function isClean({ id, bytes, changes }: Packed): boolean {
    if (!isText(bytes)) return false;
    if (scanned.has(id)) return true;
    const parts = (changes && changedParts(changes, bytes)) ?? [bytes];
    if (parts.some((part) => secrets.holds(part))) return false;
    told.files += 1;
    told.bytes += bytes.length;
    objects.objects += 1;
    objects.bytes += bytes.length;
    scanned.add(id);
    say();
    return true;
  }

  function lookInto({ bytes, at, isFile, commit, date, inHead }: HistoryItem): string[] {
    const by = { ...(commit === undefined ? {} : { commit }), ...(date === undefined ? {} : { date }) };
    const place = { at, exposure: 'history', ...by, inHead: inHead !== undefined } as const;
    const ids: string[] = [];
    for (const text of decoded(bytes, place, told)) {
      const isPlain = text.bytes === bytes && isFile;
      const parts = isPlain ? earlier.changed(at, bytes) : null;
      const held = parts?.some((part) => secrets.holds(part)) === false ? [] : secrets.pour(text);
      // It still stands in the code, which is worse: there it is found as any file is.
      if (held.length > 0 && inHead !== undefined) secrets.pour({ bytes: text.bytes, at: inHead, exposure: 'head' });
      if (held.length === 0 && isPlain) earlier.keep(at, bytes);
      ids.push(...held);
    }
    return ids;
  }
}

/** True for what is searched as it is; whatever is packed or coded as a whole is not. */
function isText(bytes: Buffer): boolean {
  const [text] = unpack(bytes, '', { binary: 0, skipped: 0, left: 0 });
  return text?.bytes === bytes;
}

function note(stood: Stood, id: string, { id: object, at, isFile }: HistoryItem): void {
  if (object === undefined || !isFile) return;
  const paths = stood.get(id) ?? new Map<string, Set<string>>();
  stood.set(id, paths.set(at, (paths.get(at) ?? new Set()).add(object)));
}

/** The found secrets with the dates of the commits that brought them, and the commits that took them away. */
export async function withRemovals(
  found: readonly FoundSecret[],
  stoodAt: (id: string) => ReadonlyMap<string, ReadonlySet<string>> | undefined,
  { root, signal }: Pick<Past, 'root' | 'signal'>,
): Promise<FoundSecret[]> {
  const places = found.flatMap((secret) => secret.places.filter(({ exposure }) => exposure === 'history'));
  const undated = places.flatMap(({ commit, date }) => (commit !== undefined && date === undefined ? [commit] : []));
  const gone = places.filter(({ inHead }) => inHead === false).map(({ at }) => at);
  const [dates, steps] = await Promise.all([
    datesOf(root, [...new Set(undated)], signal),
    stepsOf(root, [...new Set(gone)], { signal, ms: HISTORY_LIMITS.ms }),
  ]);
  return found.map((secret) => ({
    ...secret,
    places: secret.places.map((place) => {
      const date = place.date ?? dates.get(place.commit ?? '');
      const removed = place.inHead === false ? removalIn(steps.get(place.at), stoodAt(secret.id)?.get(place.at)) : undefined;
      return { ...place, ...(date === undefined ? {} : { date }), ...(removed === undefined ? {} : { removed }) };
    }),
  }));
}

/** A count with its thousands apart. */
// Not `toLocaleString`: it loads the customs of all countries, which takes longer than a second look at most histories.
function thousands(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
