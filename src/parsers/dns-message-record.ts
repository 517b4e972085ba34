import { Malformed, readName } from './dns-message-name.ts';

/** Record types that are read into fields, with their numbers (IANA DNS parameters). */
export const RECORD_TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  DS: 43,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SVCB: 64,
  HTTPS: 65,
  CAA: 257,
} as const;
export type RecordType = keyof typeof RECORD_TYPES;

/** A record that says how to reach a service (RFC 9460); priority 0 is an alias. Parameters in the order of their keys. */
interface Service {
  priority: number;
  target: string;
  params: { key: number; value: Uint8Array }[];
}

/** How names are hashed for NSEC3 (RFC 5155 section 3). */
interface Hashing {
  algorithm: number;
  flags: number;
  iterations: number;
  salt: Uint8Array;
}

export interface Fields {
  A: { address: string };
  AAAA: { address: string };
  NS: { target: string };
  CNAME: { target: string };
  PTR: { target: string };
  /** Times in seconds. */
  SOA: { primary: string; mailbox: string; serial: number; refresh: number; retry: number; expire: number; minimum: number };
  MX: { preference: number; exchange: string };
  TXT: { strings: Uint8Array[] };
  CAA: { flags: number; tag: string; value: string };
  SRV: { priority: number; weight: number; port: number; target: string };
  DS: { keyTag: number; algorithm: number; digestType: number; digest: Uint8Array };
  DNSKEY: { flags: number; protocol: number; algorithm: number; key: Uint8Array };
  /** `covered` is a type number; `expires` and `inception` are seconds modulo 2^32 (RFC 4034 section 3.1.5). */
  RRSIG: {
    covered: number;
    algorithm: number;
    labels: number;
    originalTtl: number;
    expires: number;
    inception: number;
    keyTag: number;
    signer: string;
    signature: Uint8Array;
  };
  /** `types` are numbers, ascending. */
  NSEC: { next: string; types: number[] };
  NSEC3: Hashing & { next: Uint8Array; types: number[] };
  NSEC3PARAM: Hashing;
  TLSA: { usage: number; selector: number; matching: number; data: Uint8Array };
  SVCB: Service;
  HTTPS: Service;
  /** Every other type or class, as bytes (RFC 3597). */
  OTHER: { code: number; bytes: Uint8Array };
}

/** One record. `ttl` in seconds; names as `readName` gives them. */
export type ResourceRecord = { [T in keyof Fields]: { name: string; class: number; ttl: number; type: T } & Fields[T] }[keyof Fields];
export type RecordOf<T extends keyof Fields> = Extract<ResourceRecord, { type: T }>;

type Cursor = ReturnType<typeof cursor>;

const READERS: { readonly [T in RecordType]: (from: Cursor) => Fields[T] } = {
  A: (from) => ({ address: from.bytes(4).join('.') }),
  AAAA: (from) => ({ address: formatIpv6(from.bytes(16)) }),
  NS: (from) => ({ target: from.name() }),
  CNAME: (from) => ({ target: from.name() }),
  PTR: (from) => ({ target: from.name() }),
  SOA: (from) => ({
    primary: from.name(),
    mailbox: from.name(),
    serial: from.u32(),
    refresh: from.u32(),
    retry: from.u32(),
    expire: from.u32(),
    minimum: from.u32(),
  }),
  MX: (from) => ({ preference: from.u16(), exchange: from.name() }),
  TXT: (from) => {
    const strings: Uint8Array[] = [];
    do strings.push(from.bytes(from.u8()));
    while (from.left() > 0);
    return { strings };
  },
  CAA: (from) => ({ flags: from.u8(), tag: latin1(from.bytes(from.u8())), value: latin1(from.rest()) }),
  SRV: (from) => ({ priority: from.u16(), weight: from.u16(), port: from.u16(), target: from.name() }),
  DS: (from) => ({ keyTag: from.u16(), algorithm: from.u8(), digestType: from.u8(), digest: from.rest() }),
  DNSKEY: (from) => ({ flags: from.u16(), protocol: from.u8(), algorithm: from.u8(), key: from.rest() }),
  RRSIG: (from) => ({
    covered: from.u16(),
    algorithm: from.u8(),
    labels: from.u8(),
    originalTtl: from.u32(),
    expires: from.u32(),
    inception: from.u32(),
    keyTag: from.u16(),
    signer: from.name(),
    signature: from.rest(),
  }),
  NSEC: (from) => ({ next: from.name(), types: readTypes(from) }),
  NSEC3: (from) => ({ ...readHashing(from), next: from.bytes(from.u8()), types: readTypes(from) }),
  NSEC3PARAM: readHashing,
  TLSA: (from) => ({ usage: from.u8(), selector: from.u8(), matching: from.u8(), data: from.rest() }),
  SVCB: readService,
  HTTPS: readService,
};

function readHashing(from: Cursor): Hashing {
  return { algorithm: from.u8(), flags: from.u8(), iterations: from.u16(), salt: from.bytes(from.u8()) };
}

/** A type bitmap (RFC 4034 section 4.1.2). Blocks out of order, empty or with a zero at the end are refused: they have another right form. */
function readTypes(from: Cursor): number[] {
  const types: number[] = [];
  for (let last = -1; from.left() > 0;) {
    const [block, bits] = [from.u8(), from.bytes(from.u8())];
    if (block <= last || bits.length > 32 || (bits.at(-1) ?? 0) === 0) throw from.malformed('a list of types is not in its one right form');
    for (let bit = 0; bit < bits.length * 8; bit += 1) if (bits[bit >> 3]! & (0x80 >> (bit & 7))) types.push(block * 256 + bit);
    last = block;
  }
  return types;
}

function readService(from: Cursor): Service {
  const service: Service = { priority: from.u16(), target: from.name(), params: [] };
  for (let last = -1; from.left() > 0;) {
    const key = from.u16();
    if (key <= last) throw from.malformed('parameters of a service are out of order');
    service.params.push({ key, value: from.bytes(from.u16()) });
    last = key;
  }
  return service;
}

const TYPE_BY_CODE = new Map<number, RecordType>(Object.entries(RECORD_TYPES).map(([type, code]) => [code, type as RecordType])); // as: Object.entries widens keys

/** Reads one record at `start`; throws Malformed. */
export function readRecord(message: Uint8Array, start: number): { record: ResourceRecord; next: number } {
  const { name, next: at } = readName(message, start);
  const head = cursor(message, at, message.length);
  const [code, klass, rawTtl, length] = [head.u16(), head.u16(), head.u32(), head.u16()];
  const from = at + 10;
  const next = from + length;
  if (next > message.length) throw new Malformed('a record runs past the end', at);
  const ttl = rawTtl > 0x7fffffff ? 0 : rawTtl; // RFC 2181 section 8
  const body = cursor(message, from, next);
  const type = klass === 1 ? TYPE_BY_CODE.get(code) : undefined;
  if (!type) return { record: { name, class: klass, ttl, type: 'OTHER', code, bytes: body.rest() }, next };
  const fields = READERS[type](body);
  if (body.left() > 0) throw new Malformed(`a ${type} record has bytes left over`, next - body.left());
  return { record: { name, class: klass, ttl, type, ...fields } as ResourceRecord, next }; // as: READERS pairs each type with its own fields
}

/** Reads numbers, bytes and names between `start` and `end`; throws Malformed when there is not enough. */
export function cursor(message: Uint8Array, start: number, end: number) {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = start;
  const take = (size: number): number => {
    if (at + size > end) throw new Malformed('a record is cut short', at);
    at += size;
    return at - size;
  };
  return {
    left: (): number => end - at,
    malformed: (problem: string): Malformed => new Malformed(problem, at),
    u8: (): number => view.getUint8(take(1)),
    u16: (): number => view.getUint16(take(2)),
    u32: (): number => view.getUint32(take(4)),
    bytes: (size: number): Uint8Array => Uint8Array.from(message.subarray(take(size), at)),
    rest: (): Uint8Array => Uint8Array.from(message.subarray(take(end - at), end)),
    name: (): string => {
      const { name, next } = readName(message, at);
      if (next > end) throw new Malformed('a name runs past its record', at);
      at = next;
      return name;
    },
  };
}

/** The text of an IPv6 address as RFC 5952 wants it, IPv4-mapped ones with their dotted tail. */
export function formatIpv6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[i * 2]! << 8) | bytes[i * 2 + 1]!);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) return `::ffff:${bytes.slice(12).join('.')}`;
  const text = groups.map((group) => group.toString(16)).join(':');
  const zeros = [...text.matchAll(/\b0(?::0)+\b/g)].sort((a, b) => b[0].length - a[0].length)[0];
  if (!zeros) return text;
  return `${text.slice(0, zeros.index).replace(/:$/, '')}::${text.slice(zeros.index + zeros[0].length).replace(/^:/, '')}`;
}

/** The strings of a TXT record joined without a space, as SPF, DKIM and DMARC read them; bytes that are no UTF-8 become U+FFFD. */
export function txtText(record: RecordOf<'TXT'>): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(record.strings));
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
