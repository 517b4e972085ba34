import { isUtf8 } from 'node:buffer';
import { codedMayLeak } from './coded.ts';
import { type OnMasked, redactLine } from './line.ts';
import type { Named } from './names.ts';
import { mayLeak } from './prefilter.ts';

/** The longest line that is looked through, bytes. Nothing else bounds memory; a longer one is left out and said to be. */
export const LINE_BYTES = 1024 * 1024;

/** Lines after the beginning of a private key that are taken for it where no end comes; an 8192-bit key has about 100. */
const KEY_LINES = 120;

const LINE_FEED = 10;
const NOTHING = Buffer.alloc(0);

/** A redactor of a stream of lines. What comes out depends on the bytes alone, never on how they were cut into chunks. */
export interface Redactor {
  /** Takes any bytes and gives what can be given: whole lines, masked. A text is taken as UTF-8. */
  push(chunk: Uint8Array | string): Buffer;
  /** Gives what is left: the last line, where it had no line feed. */
  end(): Buffer;
}

/** One text that was masked, for whoever counts. `was` must never be printed. */
export interface Masked {
  /** Line number, from 1. */
  line: number;
  was: string;
  named: Named;
  key: string;
}

/** Makes a redactor: secrets and personal data masked, JSON lines still JSON, every other byte as it came. */
export function createRedactor(options: { onMasked?: (masked: Masked) => void } = {}): Redactor {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let first = 0;
  let line = 0;
  let keyLines = 0;

  const told: OnMasked | undefined = options.onMasked && ((was, named, key) => options.onMasked?.({ line, was, named, key }));

  /** One line without its line feed. */
  function masked(bytes: Buffer, start: number, end: number): Buffer | undefined {
    line += 1;
    if (keyLines === 0 && !mayLeak(bytes, start, end) && !codedMayLeak(bytes, start, end)) return undefined;
    const own = bytes.subarray(start, end);
    // Where it is not UTF-8 every byte is a character, so that none is lost.
    const encoding = isUtf8(own) ? 'utf8' : 'latin1';
    const was = own.toString(encoding);
    const now = keyLines > 0 ? insideKey(was) : outsideKey(was);
    if (now === was) return undefined;
    return encoding === 'utf8' ? Buffer.from(now) : Buffer.from(now.replaceAll('…', '\u00e2\u0080\u00a6'), 'latin1');
  }

  function outsideKey(text: string): string {
    const now = redactLine(text, told);
    const begun = text.lastIndexOf('-----BEGIN');
    if (begun >= 0 && /^-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?![^]*-----END)/.test(text.slice(begun)) && !isObject(text))
      keyLines = 1;
    return now;
  }

  function insideKey(text: string): string {
    if (isObject(text)) return outsideKey(text); // another writer's line in between
    const ends = /-----END[A-Z0-9 ]{0,60}(?:-----)?/.exec(text);
    if (ends) {
      keyLines = 0;
      return `…${outsideKey(text.slice(ends.index + ends[0].length))}`;
    }
    keyLines = keyLines >= KEY_LINES ? 0 : keyLines + 1;
    return '…';
  }

  function tooLong(bytes: number): Buffer {
    line += 1;
    const note = `a line of ${bytes} bytes was left out: it is too long to be looked through`;
    return Buffer.from(first === 0x7b || first === 0x5b ? JSON.stringify({ redacted: note }) : `[${note}]`);
  }

  function hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (heldBytes === 0) first = bytes[0]!;
    heldBytes += bytes.length;
    if (heldBytes > LINE_BYTES) held = [];
    else held.push(Buffer.from(bytes)); // a copy: the chunk is the caller's
  }

  function release(): Buffer {
    const [bytes, whole] = [heldBytes, held.length === 1 ? held[0]! : Buffer.concat(held)];
    [held, heldBytes] = [[], 0];
    return bytes > LINE_BYTES ? tooLong(bytes) : (masked(whole, 0, whole.length) ?? whole);
  }

  return {
    push(chunk) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      const out: Buffer[] = [];
      let start = 0;
      let kept = 0;
      for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, start)) {
        if (heldBytes > 0) {
          hold(bytes.subarray(start, feed));
          out.push(release());
          kept = feed;
        } else {
          if (feed - start > LINE_BYTES) first = bytes[start]!;
          const now = feed - start > LINE_BYTES ? tooLong(feed - start) : masked(bytes, start, feed);
          if (now !== undefined) {
            out.push(bytes.subarray(kept, start), now);
            kept = feed;
          }
        }
        start = feed + 1;
      }
      if (start > kept) out.push(bytes.subarray(kept, start));
      hold(bytes.subarray(start));
      return out.length === 1 ? Buffer.from(out[0]!) : Buffer.concat(out);
    },
    end() {
      return heldBytes > 0 ? release() : NOTHING;
    },
  };
}

function isObject(text: string): boolean {
  return /^\s*[{]/.test(text) && /[}]\s*$/.test(text);
}
