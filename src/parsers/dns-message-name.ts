/** Bytes that are no DNS message; `at` is the offset. Never leaves the parser. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
  readonly at: number;

  constructor(problem: string, at: number) {
    super(problem);
    this.at = at;
  }
}

/** Octets of the longest name, its length bytes included (RFC 1035 section 2.3.4). */
const NAME_LIMIT = 255;
const POINTER_LIMIT = 128;

/**
 * Reads a name at `start` and tells where the next field begins. The text has no final dot (the root is the empty string), keeps the
 * case of the wire, and writes special characters as `\.`, `\\` and `\DDD` (RFC 4343). Pointers may only lead backwards, so that no
 * message can make the reader go round.
 */
export function readName(bytes: Uint8Array, start: number): { name: string; next: number } {
  const labels: string[] = [];
  let [at, segment, next, length, jumps] = [start, start, -1, 1, 0];
  for (;;) {
    const size = bytes[at];
    if (size === undefined) throw new Malformed('a name runs past the end', at);
    if (size === 0) return { name: labels.join('.'), next: next < 0 ? at + 1 : next };
    if (size >= 0xc0) {
      const target = ((size & 0x3f) << 8) | (bytes[at + 1] ?? 0xffff);
      jumps += 1;
      if (target >= segment) throw new Malformed('a name points at itself or ahead', at);
      if (jumps > POINTER_LIMIT) throw new Malformed('a name has too many pointers', at);
      if (next < 0) next = at + 2;
      at = target;
      segment = target;
      continue;
    }
    if (size > 63) throw new Malformed('a label is of an unknown kind', at);
    length += size + 1;
    if (length > NAME_LIMIT) throw new Malformed('a name is longer than 255 octets', at);
    const end = at + 1 + size;
    if (end > bytes.length) throw new Malformed('a label runs past the end', at);
    labels.push(escapeLabel(bytes.subarray(at + 1, end)));
    at = end;
  }
}

function escapeLabel(label: Uint8Array): string {
  let text = '';
  for (const byte of label) {
    if (byte === 0x2e || byte === 0x5c) text += `\\${String.fromCharCode(byte)}`;
    else if (byte > 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
    else text += `\\${String(byte).padStart(3, '0')}`;
  }
  return text;
}

const ESCAPE = /^\\(?:(\d{3})|([^\d]))/;

/** The wire form of a name as `readName` writes it, with or without final dot; throws Malformed when it cannot be a name. */
export function writeName(name: string): Uint8Array {
  const wire: number[] = [];
  let label: number[] = [];
  const close = (at: number): void => {
    if (label.length === 0) throw new Malformed('a label is empty', at);
    if (label.length > 63) throw new Malformed('a label is longer than 63 octets', at);
    wire.push(label.length, ...label);
    label = [];
  };
  const text = name === '.' ? '' : name;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    const code = char.charCodeAt(0);
    if (char === '.') close(at);
    else if (char === '\\') {
      const escape = ESCAPE.exec(text.slice(at, at + 4));
      const byte = Number(escape?.[1] ?? escape?.[2]?.charCodeAt(0) ?? 256);
      if (byte > 255) throw new Malformed('an escape is not \\DDD or a backslash and a character', at);
      label.push(byte);
      at += (escape?.[0].length ?? 1) - 1;
    } else if (code > 0x20 && code < 0x7f) label.push(code);
    else throw new Malformed('a character must be written as punycode or escaped', at);
  }
  if (label.length > 0) close(text.length);
  if (wire.length + 1 > NAME_LIMIT) throw new Malformed('a name is longer than 255 octets', text.length);
  return Uint8Array.from([...wire, 0]);
}

/** A name in the form we compare and keep: lower case, no final dot. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/((?:^|[^\\])(?:\\\\)*)\.$/, '$1');
}

/** The labels of a name as bytes, from left to right; none for the root. Throws Malformed. */
export function labelsOf(name: string): Uint8Array[] {
  const wire = writeName(name);
  const labels: Uint8Array[] = [];
  for (let at = 0; wire[at]! > 0; at += 1 + wire[at]!) labels.push(wire.subarray(at + 1, at + 1 + wire[at]!));
  return labels;
}

/** Canonical order (RFC 4034 section 6.1): label by label from the right, as bytes without case. */
export function compareNames(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => labelsOf(name.toLowerCase()).reverse()) as [Uint8Array[], Uint8Array[]]; // as: two in, two out
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    const order = Buffer.compare(left[i]!, right[i]!);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** The name one label up; the empty string (the root) above a top-level domain. */
export function parentName(name: string): string {
  return /^(?:\\.|[^.\\])*\.(.*)$/.exec(name)?.[1] ?? '';
}
