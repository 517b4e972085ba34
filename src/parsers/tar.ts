/** A file inside a tar: where its bytes lie. */
export interface TarEntry {
  name: string;
  bytes: Uint8Array;
}

const BLOCK = 512;

/** True for bytes whose first block is a header of a tar: its checksum fits (POSIX.1-1988 and later). */
export function isTar(bytes: Uint8Array): boolean {
  return bytes.length >= BLOCK && checksumFits(bytes, 0);
}

/**
 * The plain files of a tar, long names of GNU and pax included. A tar that was cut off gives what is whole, and the last file as far as
 * it goes. Links and devices are left out. Never throws.
 */
export function* tarEntries(bytes: Uint8Array): Generator<TarEntry> {
  let longName = '';
  for (let at = 0; at + BLOCK <= bytes.length && checksumFits(bytes, at);) {
    const size = sizeOf(bytes, at);
    const type = String.fromCharCode(bytes[at + 156]!);
    const start = at + BLOCK;
    const content = bytes.subarray(start, start + size);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'L') longName = textOf(content, 0, Math.min(content.length, 4_096));
    else if (type === 'x') longName = /(?:^|\n)\d{1,9} path=([^\n]{1,4096})\n/.exec(textOf(content, 0, 65_536))?.[1] ?? '';
    else {
      if (type === '0' || type === '\0' || type === '7') yield { name: longName || nameOf(bytes, start - BLOCK), bytes: content };
      longName = '';
    }
  }
}

function nameOf(bytes: Uint8Array, at: number): string {
  const isUstar = textOf(bytes, at + 257, 5) === 'ustar';
  const prefix = isUstar ? textOf(bytes, at + 345, 155) : '';
  return `${prefix === '' ? '' : `${prefix}/`}${textOf(bytes, at, 100)}`;
}

/** Text up to the first NUL. */
function textOf(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return Buffer.from(end === -1 ? field : field.subarray(0, end)).toString('utf8');
}

/** In octal, or in base 256 where the first bit is set (GNU). */
function sizeOf(bytes: Uint8Array, at: number): number {
  const field = bytes.subarray(at + 124, at + 136);
  if (field[0]! & 0x80)
    return Math.min(
      Number.MAX_SAFE_INTEGER,
      field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0),
    );
  return Number.parseInt(textOf(field, 0, 12).trim(), 8) || 0;
}

function checksumFits(bytes: Uint8Array, at: number): boolean {
  const told = Number.parseInt(textOf(bytes, at + 148, 8).trim(), 8);
  let sum = 8 * 32;
  for (let each = 0; each < BLOCK; each += 1) if (each < 148 || each > 155) sum += bytes[at + each]!;
  return sum === told && bytes[at] !== 0;
}
