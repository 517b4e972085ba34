const CLASS = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  sequence: 0x30,
  set: 0x31,
} as const;

/** One DER element of any tag (ITU-T X.690 section 8.1). */
function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

function lengthOf(bytes: number): number[] {
  if (bytes < 0x80) return [bytes];
  return bytes < 0x100 ? [0x81, bytes] : [0x82, bytes >> 8, bytes & 0xff];
}

/** A SEQUENCE. */
export const sequence = (...parts: readonly Uint8Array[]): Buffer => element(CLASS.sequence, ...parts);

/** A SET of one. */
export const setOf = (part: Uint8Array): Buffer => element(CLASS.set, part);

/** An INTEGER of big-endian bytes, kept positive. */
export const integer = (bytes: Uint8Array): Buffer => element(CLASS.integer, (bytes[0] ?? 0) > 0x7f ? Buffer.from([0, ...bytes]) : bytes);

/** An OCTET STRING. */
export const octets = (bytes: Uint8Array): Buffer => element(CLASS.octets, bytes);

/** A BIT STRING with `unused` bits at its end. */
export const bits = (bytes: Uint8Array, unused = 0): Buffer => element(CLASS.bits, Buffer.from([unused]), bytes);

/** A UTF8String. */
export const utf8 = (text: string): Buffer => element(CLASS.utf8, Buffer.from(text));

/** The BOOLEAN true. */
export const yes = element(CLASS.boolean, Buffer.from([0xff]));

/** The NULL value. */
export const nothing = element(CLASS.null);

/** A context tag: constructed around `part`, or primitive when told so. */
export const tagged = (number: number, part: Uint8Array, primitive = false): Buffer => element((primitive ? 0x80 : 0xa0) | number, part);

/** An OBJECT IDENTIFIER from its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(CLASS.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

/** A UTCTime, or a GeneralizedTime from 2050 on (RFC 5280 section 4.1.2.5). */
export function time(date: Date): Buffer {
  const digits = `${date.toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
  return date.getUTCFullYear() < 2050 ? element(0x17, Buffer.from(digits.slice(2))) : element(0x18, Buffer.from(digits));
}
