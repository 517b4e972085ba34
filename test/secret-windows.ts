import { gunzipSync } from 'node:zlib';
import { alnum, hex } from './secret-samples.ts';
import { WINDOW } from './secret-values.ts';

const BASE64 = /[A-Za-z0-9+/_-]{16,}/g;
const HEX = /(?:[0-9a-f]{2}){12,}[0-9a-f]?/gi;
const ESCAPED = /&#x([0-9a-f]{1,4});|&#(\d{1,5});|%([0-9a-f]{2})|\\+u([0-9a-f]{4})|\\x([0-9a-f]{2})/gi;
/** Texts that were escaped again and again are read so often. */
const ROUNDS = 3;
/** Slots of the table of hashes; many more than there are windows, so that nearly all places are passed over at once. */
const SLOTS = 1 << 24;
const BASE = 16_777_619;

/** A secret that was found: whose, how it was written, and what stands around it. */
export interface Leak {
  id: string;
  coding: string;
  around: string;
}

/** Finds any of many secrets in any number of bytes: as they are, escaped, in UTF-16, in base64, in hex and in gzip. */
export type Search = (bytes: string | Uint8Array) => Leak[];

/** Windows of secrets, by id, as one search over a table of hashes: its time hangs on the bytes, not on how many secrets there are. */
export function makeSearch(secrets: Iterable<{ id: string; windows: Iterable<string> }>): Search {
  const owners = new Map<string, string>();
  const table = new Uint8Array(SLOTS / 8);
  for (const { id, windows } of secrets)
    for (const window of windows) {
      const low = window.toLowerCase();
      owners.set(low, id);
      let hash = 0;
      for (let at = 0; at < WINDOW; at += 1) hash = (Math.imul(hash, BASE) + low.charCodeAt(at)) | 0;
      const slot = slotOf(hash);
      table[slot >>> 3]! |= 1 << (slot & 7);
    }
  let top = 1;
  for (let at = 1; at < WINDOW; at += 1) top = Math.imul(top, BASE);

  /** The first window of each secret that stands in a text as it is, in whatever case. */
  function inside(text: string, coding: string): Leak[] {
    const leaks = new Map<string, Leak>();
    const bytes = Buffer.from(text.toLowerCase(), 'latin1');
    let hash = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      if (at >= WINDOW) hash = (hash - Math.imul(top, bytes[at - WINDOW]!)) | 0;
      hash = (Math.imul(hash, BASE) + bytes[at]!) | 0;
      const slot = slotOf(hash);
      if (at < WINDOW - 1 || (table[slot >>> 3]! & (1 << (slot & 7))) === 0) continue;
      const id = owners.get(bytes.toString('latin1', at - WINDOW + 1, at + 1));
      if (id !== undefined && !leaks.has(id)) leaks.set(id, { id, coding, around: text.slice(Math.max(0, at - 100), at + 1) });
    }
    return [...leaks.values()];
  }

  return (bytes) => {
    const text = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('latin1');
    const escaped = unescape(text);
    const runs = [...new Set(escaped.match(BASE64))];
    const base64 = runs.flatMap((run) => [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64')));
    const hexed = [...new Set(escaped.match(HEX))].flatMap((run) => [0, 1].map((from) => Buffer.from(run.slice(from), 'hex')));
    const packed = [Buffer.from(text, 'latin1'), ...base64, ...hexed].flatMap(unpack);
    const decoded = (parts: readonly Buffer[]): string => parts.map((part) => unescape(part.toString('latin1'))).join('\n');
    return [
      ...inside(text, 'plain'),
      ...inside(escaped, 'escaped'),
      ...inside(decoded(base64), 'base64'),
      ...inside(decoded(hexed), 'hex'),
      ...inside(decoded(packed), 'gzip'),
    ];
  };
}

/** The upper bits of a hash: the lower ones of a product hang on few characters. */
function slotOf(hash: number): number {
  return hash >>> 8;
}

/** A text with its escapes read, and without the zeros between the characters of UTF-16. */
function unescape(text: string): string {
  let [now, round] = [text, 0];
  for (let was = ''; was !== now && round < ROUNDS; round += 1) {
    was = now;
    now = now.replace(ESCAPED, (_, ...codes: (string | undefined)[]) => {
      const [html, decimal, percent, json, byte] = codes;
      return String.fromCharCode(decimal === undefined ? Number.parseInt(html ?? percent ?? json ?? byte ?? '0', 16) : Number(decimal));
    });
  }
  return now.replaceAll('\0', '').replaceAll('\\', '');
}

function unpack(bytes: Buffer): Buffer[] {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return [];
  try {
    return [gunzipSync(bytes, { maxOutputLength: 1 << 24 })];
  } catch {
    return []; // it only begins like gzip
  }
}

/** Pieces of the sample secrets, and of others, in a text. */
export function makeFinder(others: Readonly<Record<string, string>>): (text: string) => string[] {
  const own = { alnum: alnum(140), hex: hex(70), ...others };
  const search = makeSearch(Object.entries(own).map(([id, secret]) => ({ id, windows: windowsOf(secret) })));
  return (text) => search(text).map(({ id, around }) => `${id}: ${around}`);
}

/** Every run of `WINDOW` characters of a text. */
export function windowsOf(secret: string): string[] {
  return Array.from({ length: Math.max(0, secret.length - WINDOW + 1) }, (_, at) => secret.slice(at, at + WINDOW));
}
