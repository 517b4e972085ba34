/** A file inside a zip: where its packed bytes lie. */
export interface ZipEntry {
  name: string;
  packed: Uint8Array;
  /** What it says it unpacks to, bytes. */
  declared: number;
  method: 'stored' | 'deflate';
}

const ENTRIES = 100;
const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

/**
 * The files of a zip by its central directory (PKWARE APPNOTE 4.3.12), folders left out. Sizes it declares are held against the bytes
 * that are there; how much a file unpacks to is for the unpacker to count. More than `most` files are refused. A text says why it cannot be read. Never throws.
 */
export function zipEntries(bytes: Uint8Array, most = ENTRIES): ZipEntry[] | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  if (end === null) return 'the zip has no end';
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) return 'the zip is larger than mail can be';
  if (count > most) return `the zip holds ${count} files`;
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) return 'the list of the zip is broken';
    const [flags, method, size] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true), view.getUint32(at + 20, true)];
    const declared = view.getUint32(at + 24, true);
    const [nameLength, extra, comment] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
    const local = view.getUint32(at + 42, true);
    const name = Buffer.from(bytes.subarray(at + 46, at + 46 + nameLength)).toString('utf8');
    at += 46 + nameLength + extra + comment;
    if (name.endsWith('/')) continue;
    if (flags & 1) return 'the zip is locked with a password';
    if (method !== 0 && method !== 8) return 'the zip is packed in an unusual way';
    if (local + 30 > bytes.length || view.getUint32(local, true) !== LOCAL) return 'the list of the zip leads nowhere';
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (start + size > bytes.length) return 'the zip stops in the middle';
    entries.push({ name, packed: bytes.subarray(start, start + size), declared, method: method === 0 ? 'stored' : 'deflate' });
  }
  return entries;
}

/** Where the end-of-list record is: the last one whose comment fits. */
function endOf(view: DataView): number | null {
  const lowest = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= lowest; at -= 1) if (view.getUint32(at, true) === END) return at;
  return null;
}
