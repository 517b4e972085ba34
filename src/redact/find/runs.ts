import { decode } from './decode.ts';
import type { Budget, Layer } from './layer.ts';
import { lastBefore } from './lookup.ts';

/** The shortest run that can hold a secret of 16 characters. */
const SHORTEST = 24;
/** Longest text that one packed run may become, bytes. */
const UNPACKED = 8 * 1024 * 1024;

/** Values of base64 and base64url (RFC 4648), and of hex; 255 for other bytes. */
const SIXBITS = new Uint8Array(256).fill(255);
'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.split('').forEach((char, at) => (SIXBITS[char.charCodeAt(0)] = at));
SIXBITS[0x2d] = 62;
SIXBITS[0x5f] = 63;
/** The shortest hex that can hold one. */
const SHORTEST_HEX = 32;

/** The texts that stand in base64 and hex inside a text, also in wrapped lines, also of UTF-16 and gzip. */
export function* codedRuns(bytes: Buffer, budget: Budget): Generator<Layer> {
  for (let at = 0; at + SHORTEST <= bytes.length;) {
    // From the end of the shortest run backwards: most texts are passed in a few steps.
    let back = at + SHORTEST - 1;
    while (back >= at && SIXBITS[bytes[back]!] !== 255) back -= 1;
    if (back >= at) {
      at = back + 1;
      continue;
    }
    let end = at + SHORTEST;
    while (end < bytes.length && SIXBITS[bytes[end]!] !== 255) end += 1;
    if (budget.left <= 0) return;
    const start = at;
    const found = hexLayer(bytes, at, end) ?? base64Layer(bytes, { from: at, end, limit: Math.min(budget.left, UNPACKED) });
    if (found?.layer) yield found.layer;
    at = found?.end ?? end;
    budget.left -= found === null ? 0 : (found.layer?.bytes.length ?? 0) + at - start;
  }
}

/** What a run held; no layer where it turned out to be no text, to be passed over whole. */
interface Found {
  layer: Layer | null;
  end: number;
}

function layer(coded: string, bytes: Buffer, origin: (at: number) => number): Layer {
  return { coded, bytes, origin, changed: () => true };
}

function hexLayer(bytes: Buffer, from: number, end: number): Found | null {
  const start = bytes[from] === 0x78 ? from + 1 : bytes[from + 1] === 0x78 ? from + 2 : from; // `x…` of Postgres, `0x…` of code
  if (!isTexty((at) => hexByte(bytes, start + 2 * at), 6)) return null;
  if (end - start < SHORTEST_HEX || !isHex(bytes, start, end)) return null;
  const plain = Buffer.from(bytes.toString('latin1', start, end), 'hex');
  return isText(plain) ? { layer: layer('hex', plain, (at) => start + 2 * at), end } : null;
}

/** Byte by byte: a pattern over a run of megabytes uses up the stack. */
function isHex(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at]! | 0x20;
    if (!((byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102))) return false;
  }
  return true;
}

function hexByte(bytes: Uint8Array, at: number): number {
  return Number.parseInt(String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0), 16);
}

function base64Layer(bytes: Buffer, { from, end, limit }: { from: number; end: number; limit: number }): Found | null {
  const start = bytes[from - 1] === 0x5c ? from + 1 : from; // the `n` of a `\n`
  for (let skip = 0; skip < 4; skip += 1) {
    const first = start + skip;
    const packed = skip === 0 && (isGzip(bytes, first) || isWide(bytes, first));
    if (!packed && !isTexty((at) => base64Byte(bytes, first, at), 6)) continue;
    const head = Buffer.from(bytes.toString('latin1', first, Math.min(end, first + 48)), 'base64');
    if (!packed && !isText(head)) continue;
    const { text, lines } = unwrapped(bytes, first, end);
    const last = lines.at(-1)!;
    const stop = last[1] + text.length - last[0];
    const decoded = decode(Buffer.from(text, 'base64'), limit);
    if (decoded.is !== 'text') return { layer: null, end: stop };
    const shrunk = packed ? 0 : 1;
    const origin = (at: number): number => {
      const char = shrunk * Math.floor((at * 4) / 3);
      const line =
        lines[
          Math.max(
            0,
            lastBefore(lines.length, (each) => lines[each]![0] <= char),
          )
        ]!;
      return line[1] + char - line[0];
    };
    return { layer: layer('base64', decoded.bytes, origin), end: stop };
  }
  return null;
}

/** A run with the lines after it that go on: 40 characters and more, broken by a line feed, also an escaped one. */
function unwrapped(bytes: Buffer, from: number, end: number): { text: string; lines: (readonly [begins: number, at: number])[] } {
  const parts = [bytes.toString('latin1', from, end)];
  const lines: [number, number][] = [[0, from]];
  let length = end - from;
  for (let [start, stop] = [from, end]; stop - start >= 40 && (length & 3) === 0;) {
    const next = lineBreak(bytes, stop);
    if (next === stop) break;
    [start, stop] = [next, next];
    while (stop < bytes.length && SIXBITS[bytes[stop]!] !== 255) stop += 1;
    if (stop - start < 4 || stop - start > end - from) break;
    parts.push(bytes.toString('latin1', start, stop));
    lines.push([length, start]);
    length += stop - start;
  }
  return { text: parts.join(''), lines };
}

function lineBreak(bytes: Buffer, from: number): number {
  let at = from;
  if (bytes[at] === 0x5c && bytes[at + 1] === 0x72) at += 2;
  else if (bytes[at] === 13) at += 1;
  if (bytes[at] === 0x5c && bytes[at + 1] === 0x6e) return at + 2;
  if (bytes[at] !== 10) return from;
  for (at += 1; bytes[at] === 32 || bytes[at] === 9; at += 1);
  return at;
}

function base64Byte(bytes: Uint8Array, from: number, at: number): number {
  const char = from + Math.floor(at / 3) * 4 + (at % 3);
  const [a, b] = [SIXBITS[bytes[char] ?? 0]!, SIXBITS[bytes[char + 1] ?? 0]!];
  if (a === 255 || b === 255) return 255;
  return at % 3 === 0 ? (a << 2) | (b >> 4) : at % 3 === 1 ? ((a & 15) << 4) | (b >> 2) : ((a & 3) << 6) | b;
}

const isPlain = (byte: number): boolean => (byte > 31 && byte < 127) || byte === 9 || byte === 10 || byte === 13 || byte === 27;

function isTexty(byteAt: (at: number) => number, count: number): boolean {
  for (let at = 0; at < count; at += 1) if (!isPlain(byteAt(at))) return false;
  return true;
}

/** True where nine of ten characters of the beginning are plain. */
function isText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 36);
  let plain = 0;
  for (const byte of head) if (isPlain(byte)) plain += 1;
  return head.length >= 12 && plain >= 0.9 * head.length;
}

function isGzip(bytes: Uint8Array, from: number): boolean {
  return base64Byte(bytes, from, 0) === 0x1f && base64Byte(bytes, from, 1) === 0x8b && base64Byte(bytes, from, 2) === 8;
}

/** UTF-16 without a mark, as PowerShell's `-EncodedCommand` has it, or with one. */
function isWide(bytes: Uint8Array, from: number): boolean {
  const at = base64Byte(bytes, from, 0) === 0xff && base64Byte(bytes, from, 1) === 0xfe ? 2 : 0;
  for (let char = at; char < at + 12; char += 2)
    if (!isPlain(base64Byte(bytes, from, char)) || base64Byte(bytes, from, char + 1) !== 0) return false;
  return true;
}
