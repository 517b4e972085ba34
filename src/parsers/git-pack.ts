/** Where a change begins and ends in the new text, bytes; an empty range is a place where something was taken out. */
export interface Range {
  from: number;
  to: number;
}

/** What an index of a pack says: ids in order, and where each object begins in the pack. */
export interface PackIndex {
  count: number;
  /** The id of an object, hex. */
  id(object: number): string;
  /** The object with these 20 bytes as its id; -1 where the pack has none. */
  find(id: Buffer): number;
  offsets: Float64Array;
}

const [ID, FANOUT, TRAILER] = [20, 8 + 256 * 4, 40];

/** An index of version 2 over SHA-1 ids (gitformat-pack(5)); null for every other one, and where its tables do not fit its size. Never throws. */
export function readPackIndex(bytes: Buffer): PackIndex | null {
  if (bytes.length < FANOUT + TRAILER || bytes.readUInt32BE(0) !== 0xff744f63 || bytes.readUInt32BE(4) !== 2) return null;
  const count = bytes.readUInt32BE(FANOUT - 4);
  const at = FANOUT + count * (ID + 4);
  const large = (bytes.length - TRAILER - at - count * 4) / 8;
  if (large < 0 || !Number.isInteger(large)) return null;
  const offsets = new Float64Array(count);
  const small = new DataView(bytes.buffer, bytes.byteOffset + at, count * 4);
  for (let object = 0; object < count; object += 1) {
    const offset = small.getUint32(object * 4);
    const isLarge = offset >= 0x80000000;
    const entry = offset - 0x80000000;
    if (isLarge && entry >= large) return null;
    offsets[object] = isLarge ? Number(bytes.readBigUInt64BE(at + count * 4 + entry * 8)) : offset;
  }
  const idAt = (object: number): number => FANOUT + object * ID;
  return {
    count,
    offsets,
    id: (object) => bytes.toString('hex', idAt(object), idAt(object) + ID),
    find(id) {
      let [low, high] = [0, count - 1];
      while (low <= high) {
        const middle = (low + high) >> 1;
        const order = id.compare(bytes, idAt(middle), idAt(middle) + ID);
        if (order === 0) return middle;
        if (order < 0) high = middle - 1;
        else low = middle + 1;
      }
      return -1;
    },
  };
}

/** The head of an object in a pack: its size once inflated, and where its deflated bytes begin. */
export interface PackEntry {
  is: 'blob' | 'other' | 'delta';
  size: number;
  /** Bytes before the deflated ones. */
  head: number;
  /** What a delta changes: the object so many bytes before it, or the one of this id. */
  back?: number;
  base?: Buffer;
}

/** The longest head: a size, and a distance or an id. */
export const ENTRY_HEAD = 32;
const [BLOB, OFS_DELTA, REF_DELTA] = [3, 6, 7];

/** The head of the object that begins at a place; null where there is none. Never throws. */
export function readPackEntry(bytes: Buffer, from: number): PackEntry | null {
  let at = from;
  let byte = bytes[at++] ?? 0;
  const type = (byte >> 4) & 7;
  let size = byte & 15;
  for (let factor = 16; byte & 0x80 && at < from + 10; factor *= 128) {
    byte = bytes[at++] ?? 0;
    size += (byte & 0x7f) * factor;
  }
  if (type === REF_DELTA) {
    const base = bytes.subarray(at, at + ID);
    return base.length < ID ? null : { is: 'delta', size, head: at + ID - from, base };
  }
  if (type !== OFS_DELTA) return { is: type === BLOB ? 'blob' : 'other', size, head: at - from };
  byte = bytes[at++] ?? 0;
  let back = byte & 0x7f;
  while (byte & 0x80 && at < from + ENTRY_HEAD) {
    byte = bytes[at++] ?? 0;
    back = (back + 1) * 128 + (byte & 0x7f);
  }
  return { is: 'delta', size, head: at - from, back };
}

/**
 * What a delta makes of its base, in memory that `memory` gives, and where that is new: what it inserts, and the seams between pieces of
 * the base that did not follow each other. Null where the delta does not fit, or there is no memory for so much. Never throws.
 */
export function applyDelta(
  base: Buffer,
  delta: Uint8Array,
  memory: (size: number) => Buffer | null,
): { bytes: Buffer; changes: Range[] } | null {
  const reader = { delta, at: 0 };
  const size = readSize(reader) === base.length ? readSize(reader) : -1;
  const bytes = size < 0 ? null : memory(size);
  if (bytes === null) return null;
  const changes: Range[] = [];
  let [to, next] = [0, 0];
  while (reader.at < delta.length) {
    const op = delta[reader.at++]!;
    if (op === 0) return null;
    if (op < 0x80) {
      if (reader.at + op > delta.length || to + op > size) return null;
      bytes.set(delta.subarray(reader.at, reader.at + op), to);
      add(changes, to, to + op);
      reader.at += op;
      to += op;
      continue;
    }
    const from = readField(reader, op, 4);
    const length = readField(reader, op >> 4, 3) || 0x10000;
    if (from + length > base.length || to + length > size) return null;
    base.copy(bytes, to, from, from + length);
    if (from !== next) add(changes, to, to);
    to += length;
    next = from + length;
  }
  if (to !== size) return null;
  if (next !== base.length) add(changes, to, to);
  return { bytes, changes };
}

/** Ranges come in order; those that touch are one. */
function add(changes: Range[], from: number, to: number): void {
  const last = changes.at(-1);
  if (last?.to === from) last.to = to;
  else changes.push({ from, to });
}

interface Reader {
  delta: Uint8Array;
  at: number;
}

function readSize(reader: Reader): number {
  let [size, factor] = [0, 1];
  for (let most = 8; most > 0; most -= 1, factor *= 128) {
    const byte = reader.delta[reader.at++] ?? 0;
    size += (byte & 0x7f) * factor;
    if (byte < 0x80) return size;
  }
  return -1;
}

/** The bytes of a number that `has` says are there, the lowest first. */
function readField(reader: Reader, has: number, most: number): number {
  let value = 0;
  for (let byte = 0; byte < most; byte += 1) if (has & (1 << byte)) value += (reader.delta[reader.at++] ?? 0) * 256 ** byte;
  return value;
}
