import { bytesOf } from './ip-address.ts';
import { writeName } from './dns-message-name.ts';
import { type Fields, RECORD_TYPES, type RecordType, type ResourceRecord } from './dns-message-record.ts';

/** Types whose names are lower case where signatures are made of them (RFC 4034 section 6.2, without NSEC: RFC 6840 section 5.1). */
const LOWERED: ReadonlySet<string> = new Set(['NS', 'CNAME', 'SOA', 'PTR', 'MX', 'SRV', 'RRSIG'] satisfies RecordType[]);

type Part = number[] | Uint8Array;
type Names = (name: string) => Uint8Array;

const WRITERS: { readonly [T in RecordType]: (fields: Fields[T], name: Names) => readonly Part[] } = {
  A: ({ address }) => [address.split('.').map(Number)],
  AAAA: ({ address }) => [bytesOf(address) ?? []],
  NS: ({ target }, name) => [name(target)],
  CNAME: ({ target }, name) => [name(target)],
  PTR: ({ target }, name) => [name(target)],
  SOA: ({ primary, mailbox, serial, refresh, retry, expire, minimum }, name) => [
    name(primary),
    name(mailbox),
    ...[serial, refresh, retry, expire, minimum].map(u32),
  ],
  MX: ({ preference, exchange }, name) => [u16(preference), name(exchange)],
  TXT: ({ strings }) => strings.map(counted),
  CAA: ({ flags, tag, value }) => [[flags], counted(Buffer.from(tag, 'latin1')), Buffer.from(value, 'latin1')],
  SRV: ({ priority, weight, port, target }, name) => [u16(priority), u16(weight), u16(port), name(target)],
  DS: ({ keyTag, algorithm, digestType, digest }) => [u16(keyTag), [algorithm, digestType], digest],
  DNSKEY: ({ flags, protocol, algorithm, key }) => [u16(flags), [protocol, algorithm], key],
  RRSIG: ({ covered, algorithm, labels, originalTtl, expires, inception, keyTag, signer, signature }, name) => [
    u16(covered),
    [algorithm, labels],
    ...[originalTtl, expires, inception].map(u32),
    u16(keyTag),
    name(signer),
    signature,
  ],
  NSEC: ({ next, types }, name) => [name(next), ...typeBlocks(types)],
  NSEC3: ({ next, types, ...hashing }) => [...hashingParts(hashing), counted(next), ...typeBlocks(types)],
  NSEC3PARAM: hashingParts,
  TLSA: ({ usage, selector, matching, data }) => [[usage, selector, matching], data],
  SVCB: serviceParts,
  HTTPS: serviceParts,
};

/**
 * The data of a record in its wire form, without compression: what was read, byte for byte. `canonical` writes names in lower case where
 * signatures want it (RFC 4034 section 6.2). Types that are not read into fields come out as they came in (RFC 3597 section 7).
 */
export function writeRdata(record: ResourceRecord, { canonical = false } = {}): Uint8Array {
  if (record.type === 'OTHER') return record.bytes;
  const lowers = canonical && LOWERED.has(record.type);
  const write = WRITERS[record.type] as (fields: ResourceRecord, name: Names) => readonly Part[]; // as: WRITERS pairs each type with its own fields
  return Buffer.concat(write(record, (name) => writeName(lowers ? name.toLowerCase() : name)).map((part) => Uint8Array.from(part)));
}

/** The number of a record's type. */
export function typeCode(record: ResourceRecord): number {
  return record.type === 'OTHER' ? record.code : RECORD_TYPES[record.type];
}

function u16(value: number): number[] {
  return [value >> 8, value & 0xff];
}

function u32(value: number): number[] {
  return [value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
}

function counted(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([bytes.length, ...bytes]);
}

function hashingParts({ algorithm, flags, iterations, salt }: Fields['NSEC3PARAM']): Part[] {
  return [[algorithm, flags], u16(iterations), counted(salt)];
}

function typeBlocks(types: readonly number[]): Part[] {
  return [...Map.groupBy(types, (type) => type >> 8)].map(([block, inside]) => {
    const bits = new Uint8Array((Math.max(...inside.map((type) => type & 0xff)) >> 3) + 1);
    for (const type of inside) bits[(type & 0xff) >> 3]! |= 0x80 >> (type & 7);
    return Uint8Array.from([block, bits.length, ...bits]);
  });
}

function serviceParts({ priority, target, params }: Fields['SVCB'], name: Names): Part[] {
  return [u16(priority), name(target), ...params.flatMap(({ key, value }) => [u16(key), u16(value.length), value])];
}
