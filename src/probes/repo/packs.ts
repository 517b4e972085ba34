import { readSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { unzlibSync } from 'fflate';
import { applyDelta, ENTRY_HEAD, type PackIndex, type Range, readPackEntry, readPackIndex } from '../../parsers/git-pack.ts';
import { openFile, readAll } from './open-file.ts';

/** A version of a file as a pack holds it. Its bytes are good until the next one is shown. */
export interface Packed {
  id: string;
  bytes: Buffer;
  /** Where it differs from a version that was clean; absent where it is told whole, or that one was not. */
  changes?: Range[];
}

/** What is done with each version. */
export interface PackLook {
  signal: AbortSignal;
  /** False for what need not be shown: the id of an object, or the name of a pack that was shown before. */
  wants: (id: string) => boolean;
  /** True where a version is text and holds nothing: of those that are told as changes of it, the changes alone need to be looked at. */
  isClean: (packed: Packed) => boolean;
  /** Told the name of each pack that was shown whole; it is that of its objects, whatever else the repository gets. */
  shown: (pack: string) => void;
}

/** Bounds: packs of a repository, bytes of an index, of one object and of all versions that are held at a time; what is beyond them git reads. */
const LIMITS = { packs: 200, indexBytes: 64_000_000, objectBytes: 2_000_000, heldBytes: 32_000_000 } as const;
/** Packs of this size are read at once. */
const AT_ONCE = 32_000_000;
/** Deltas are small: below this size inflating in JavaScript is faster than setting up zlib. */
const SMALL = 1_024;
const CHUNK = 1_048_576;
/** Objects between two moments for whoever else has something to do. */
const STEP = 128;

/**
 * Shows every blob of a repository's packs, those that are told as changes of another one behind it: git stores a history as a few whole
 * versions and what changed, and need not be asked to put each together and send it. Damaged objects, loose ones and packs of other
 * repositories are left out; git knows what to say of them.
 */
export async function lookIntoPacks(gitFolder: string, look: PackLook): Promise<void> {
  const names = (await readdir(`${gitFolder}/objects/pack`).catch(() => [])).filter((name) => /^pack-[a-f0-9]{40}\.idx$/.test(name));
  for (const name of names.toSorted().slice(0, LIMITS.packs)) {
    look.signal.throwIfAborted();
    if (!look.wants(name)) continue;
    const index = readIndex(gitFolder, `objects/pack/${name}`);
    using file = index && openFile(gitFolder, `objects/pack/${name.replace(/idx$/, 'pack')}`);
    if (!index || !file) continue;
    const { fd, size } = file;
    await lookIntoPack({ fd, size, whole: size > AT_ONCE ? null : readAll(file) }, index, look);
    look.shown(name);
  }
}

function readIndex(folder: string, path: string): PackIndex | null {
  using file = openFile(folder, path);
  const bytes = file && file.size <= LIMITS.indexBytes ? readAll(file) : null;
  return bytes && readPackIndex(bytes);
}

interface Pack {
  fd: number;
  size: number;
  /** All of it, where it is small. */
  whole: Buffer | null;
}

/** How the objects of a pack hang together, each by its place in the order in which they lie. */
interface Chains {
  /** The number of each in the index. */
  objects: Uint32Array;
  offsets: Float64Array;
  /** Where the last one ends. */
  end: number;
  /** The place of what it changes; `WHOLE` for a blob that is told whole, `OTHER` for what is none of ours. */
  bases: Int32Array;
  heads: Uint8Array;
  sizes: Float64Array;
}

const [WHOLE, OTHER, NONE] = [-1, -2, -1];
/** A pack ends with a checksum. */
const TRAILER = 20;

async function lookIntoPack(pack: Pack, index: PackIndex, { signal, wants, isClean }: PackLook): Promise<void> {
  const chains = chainsOf(pack, index);
  const { objects, bases } = chains;
  const wanted = wantedIn(chains, (object) => wants(index.id(object)));
  const { first, next } = children(bases, wanted);
  const held: { place: number; bytes: Buffer; isClean: boolean }[] = [];
  // One piece of memory for each depth: what lies there is put together anew for every version.
  const pieces: ArrayBuffer[] = [];
  let [bytesHeld, seen] = [0, 0];
  const memory = (size: number): Buffer | null => {
    if (size > LIMITS.objectBytes) return null;
    const depth = held.length;
    if ((pieces[depth]?.byteLength ?? -1) < size) pieces[depth] = new ArrayBuffer(size * 2);
    return Buffer.from(pieces[depth]!, 0, size);
  };
  for (let root = 0; root < objects.length; root += 1) {
    if (bases[root] !== WHOLE || wanted[root] === 0) continue;
    const open = [root];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      // What lies deepest comes first: what is held is what this one is told by, and what that is told by.
      while (held.length > 0 && held.at(-1)!.place !== bases[place]) bytesHeld -= held.pop()!.bytes.length; // !: there is one
      seen += 1;
      if (seen % STEP === 0) {
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
      }
      const base = held.at(-1);
      const version = versionAt(pack, chains, place, { base: base?.bytes, memory });
      if (version === null || bytesHeld + version.bytes.length > LIMITS.heldBytes) continue;
      const { bytes, changes } = version;
      const id = index.id(objects[place]!);
      held.push({ place, bytes, isClean: isClean({ id, bytes, ...(base?.isClean === true && changes ? { changes } : {}) }) });
      bytesHeld += bytes.length;
      for (let child = first[place]!; child !== NONE; child = next[child]!) open.push(child);
    }
  }
}

/** Reads the head of every object, in the order in which they lie. */
function chainsOf(pack: Pack, index: PackIndex): Chains {
  const objects = Uint32Array.from({ length: index.count }, (_, object) => object).sort((a, b) => index.offsets[a]! - index.offsets[b]!);
  const offsets = Float64Array.from(objects, (object) => index.offsets[object]!);
  const places = new Uint32Array(index.count);
  objects.forEach((object, place) => (places[object] = place));
  const bases = new Int32Array(index.count).fill(OTHER);
  const heads = new Uint8Array(index.count);
  const sizes = new Float64Array(index.count);
  const end = pack.size - TRAILER;
  let chunk: Buffer = Buffer.alloc(0);
  let from = 0;
  offsets.forEach((offset, place) => {
    if (offset < from || offset + ENTRY_HEAD > from + chunk.length) {
      from = offset;
      chunk = slice(pack, offset, CHUNK);
    }
    const entry = offset < end ? readPackEntry(chunk, offset - from) : null;
    if (entry === null || entry.is === 'other') return;
    [heads[place], sizes[place]] = [entry.head, entry.size];
    if (entry.is === 'blob') bases[place] = WHOLE;
    else if (entry.back !== undefined) bases[place] = placeOf(offsets, offset - entry.back, place);
    else if (entry.base) bases[place] = places[index.find(entry.base)] ?? OTHER;
  });
  return { objects, offsets, end, bases, heads, sizes };
}

function slice({ fd, whole }: Pack, from: number, length: number): Buffer {
  if (whole) return whole.subarray(from, from + length);
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, from));
}

/** The place of the object that begins there, before another one. */
function placeOf(offsets: Float64Array, offset: number, before: number): number {
  let [low, high] = [0, before - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (offsets[middle] === offset) return middle;
    if (offsets[middle]! < offset) low = middle + 1;
    else high = middle - 1;
  }
  return OTHER;
}

/** What is wanted, and all that it is told by. */
function wantedIn({ objects, bases }: Chains, wants: (object: number) => boolean): Uint8Array {
  const wanted = new Uint8Array(objects.length);
  objects.forEach((object, start) => {
    if (bases[start] === OTHER || !wants(object)) return;
    for (let place = start; place >= 0 && wanted[place] === 0; place = bases[place]!) wanted[place] = 1;
  });
  return wanted;
}

/** For each place the first that is told as a change of it, and the next one that is told by the same. */
function children(bases: Int32Array, wanted: Uint8Array): { first: Int32Array; next: Int32Array } {
  const [first, next] = [new Int32Array(bases.length).fill(NONE), new Int32Array(bases.length).fill(NONE)];
  for (let place = bases.length - 1; place >= 0; place -= 1) {
    const base = bases[place]!;
    if (base < 0 || wanted[place] === 0) continue;
    next[place] = first[base]!;
    first[base] = place;
  }
  return { first, next };
}

/** The bytes of an object, and what is new in them; null where it is damaged or too large. */
function versionAt(
  pack: Pack,
  { sizes, offsets, heads, end }: Chains,
  place: number,
  { base, memory }: { base: Buffer | undefined; memory: (size: number) => Buffer | null },
): { bytes: Buffer; changes?: Range[] } | null {
  const [size, from] = [sizes[place]!, offsets[place]! + heads[place]!];
  const length = (offsets[place + 1] ?? end) - from;
  if (size > LIMITS.objectBytes || length <= 0 || length > LIMITS.objectBytes) return null;
  const packed = slice(pack, from, length);
  const bytes = packed.length < length ? null : inflate(packed, size);
  if (bytes?.length !== size) return null;
  return base === undefined ? { bytes } : applyDelta(base, bytes, memory);
}

function inflate(packed: Buffer, size: number): Buffer | null {
  try {
    if (packed.length > SMALL) return inflateSync(packed, { maxOutputLength: size + 1, chunkSize: size + 64 });
    const { buffer, byteOffset, length } = unzlibSync(packed, { out: new Uint8Array(size + 1) });
    return Buffer.from(buffer, byteOffset, length);
  } catch {
    return null;
  }
}
