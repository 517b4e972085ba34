/** One item of an envelope: its header and its bytes, which are JSON for most types and anything for attachments. */
export interface EnvelopeItem {
  type: string;
  header: Readonly<Record<string, unknown>>;
  payload: Uint8Array;
}

export interface Envelope {
  header: Readonly<Record<string, unknown>>;
  items: EnvelopeItem[];
}

export type EnvelopeResult = { ok: true; value: Envelope } | { ok: false; problem: string };

/** Items of one envelope; SDKs send a handful. */
const ITEMS = 1_000;
/** Bytes of a header line. */
const HEADER = 64 * 1024;
const LINE_FEED = 0x0a;

/**
 * Reads a Sentry envelope (develop.sentry.dev/sdk/data-model/envelopes): a line of JSON, then items of a header line and a payload. With
 * `length` a payload is exactly so many bytes, line feeds included; without, it ends at the next line feed. Unknown types are items
 * like any other. Nothing is copied: payloads are views of `bytes`. Linear in their number.
 */
export function parseEnvelope(bytes: Uint8Array): EnvelopeResult {
  let at = 0;
  const line = (): Uint8Array => {
    const end = bytes.indexOf(LINE_FEED, at);
    const found = bytes.subarray(at, end === -1 ? bytes.length : end);
    at = end === -1 ? bytes.length : end + 1;
    return found;
  };
  const header = readObject(line());
  if (!header) return { ok: false, problem: 'the first line is not a JSON object' };
  const items: EnvelopeItem[] = [];
  while (at < bytes.length) {
    const head = line();
    if (head.length === 0) continue; // an empty line between items, or at the end
    const about = readObject(head);
    if (!about) return { ok: false, problem: `the header of item ${items.length + 1} is not a JSON object` };
    const length = about['length'];
    if (length !== undefined && length !== null && !isLength(length))
      return { ok: false, problem: `item ${items.length + 1} has a length that is no number of bytes` };
    let payload: Uint8Array;
    if (typeof length === 'number') {
      if (at + length > bytes.length) return { ok: false, problem: `item ${items.length + 1} ends before its length` };
      payload = bytes.subarray(at, at + length);
      at += length;
      if (at < bytes.length && bytes[at] !== LINE_FEED) return { ok: false, problem: `item ${items.length + 1} goes on past its length` };
      at += 1;
    } else payload = line();
    if (items.length === ITEMS) return { ok: false, problem: `it has more than ${ITEMS} items` };
    items.push({ type: typeof about['type'] === 'string' ? about['type'] : '', header: about, payload });
  }
  return { ok: true, value: { header, items } };
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** A JSON object; null for anything else. */
export function readObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  if (bytes.length > HEADER) return null;
  return readJsonObject(bytes);
}

/** The same without a limit on its length, for payloads whose size was checked already. */
export function readJsonObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null; // as: just checked
  } catch {
    return null;
  }
}
