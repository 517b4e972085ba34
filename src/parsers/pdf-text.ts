import { inflateSync } from 'node:zlib';

/** Streams that are read, bytes that one may unpack to, and characters that are kept. */
const LIMITS = { streams: 2_000, bytes: 4_000_000, characters: 4_000_000 } as const;

/** True for bytes that begin as a PDF does. */
export function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-';
}

/**
 * The text that a PDF's pages show, a line for each operator that shows some, where its fonts use a plain encoding: strings in brackets
 * of deflated and plain streams (ISO 32000-1, 9.4.3). Fonts with numbered glyphs and encrypted files give nothing. Never throws.
 */
export function pdfText(bytes: Buffer, limit: number): string {
  const lines: string[] = [];
  let [kept, left] = [0, limit];
  let at = bytes.indexOf('stream');
  for (let streams = 0; at !== -1 && streams < LIMITS.streams && kept < LIMITS.characters && left > 0; streams += 1) {
    const start = bytes[at + 6] === 13 ? at + 8 : at + 7;
    const end = bytes.indexOf('endstream', start);
    if (end === -1) break;
    const head = bytes.toString('latin1', Math.max(0, at - 400), at);
    const content = contentOf(bytes.subarray(start, end), head.slice(head.lastIndexOf('<<')), Math.min(left, LIMITS.bytes));
    left -= content?.length ?? 0;
    for (const line of content === null ? [] : shown(content.toString('latin1'))) {
      lines.push(line);
      kept += line.length + 1;
    }
    at = bytes.indexOf('stream', end + 9);
  }
  return lines.join('\n');
}

function contentOf(bytes: Buffer, head: string, limit: number): Buffer | null {
  if (/\/(?:Image|DCTDecode|FontFile|Length1|XRef)\b/.test(head)) return null;
  if (!head.includes('/FlateDecode')) return head.includes('/Filter') ? null : bytes;
  try {
    return inflateSync(bytes, { maxOutputLength: limit });
  } catch {
    return null; // encrypted, broken, or far larger than a page
  }
}

/** `(text) Tj`, and `[(te) -20 (xt)] TJ`: large negative numbers stand for a space. */
function shown(content: string): string[] {
  return [...content.matchAll(/(\[[^\]]{0,8000}\]|\((?:[^()\\]|\\[^]){0,4000}\))\s{0,4}(?:TJ|Tj|'|")/g)].map(([, operand = '']) =>
    [...operand.matchAll(/\(((?:[^()\\]|\\[^]){0,4000})\)|(-\d{3,6})/g)]
      .map(([, text, gap]) => (gap === undefined ? plain(text ?? '') : Number(gap) < -200 ? ' ' : ''))
      .join(''),
  );
}

function plain(text: string): string {
  return text.replaceAll(/\\(?:([0-7]{1,3})|([^]))/g, (_match, octal?: string, sign = '') =>
    octal === undefined ? ({ n: '\n', r: '', t: '\t' }[sign as string] ?? sign) : String.fromCharCode(Number.parseInt(octal, 8) & 255),
  );
}
