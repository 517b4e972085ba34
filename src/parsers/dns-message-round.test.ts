import {
  type Arbitrary,
  array,
  assert,
  constantFrom,
  integer,
  ipV4,
  ipV6,
  nat,
  property,
  record,
  subarray,
  tuple,
  uint8Array,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage, encodeQuery } from './dns-message.ts';
import { readName, writeName } from './dns-message-name.ts';
import { type Fields, formatIpv6, RECORD_TYPES, type RecordType, type ResourceRecord } from './dns-message-record.ts';
import { typeCode, writeRdata } from './dns-message-wire.ts';
import { bytesOf } from './ip-address.ts';

const u8 = integer({ min: 0, max: 0xff });
const u16 = integer({ min: 0, max: 0xffff });
const u32 = integer({ min: 0, max: 0xffff_ffff });
const bytes = (maxLength: number): Arbitrary<Uint8Array> => uint8Array({ maxLength }).map((each) => Uint8Array.from(each));
const latin1 = (maxLength: number): Arbitrary<string> => bytes(maxLength).map((each) => Buffer.from(each).toString('latin1'));

/** Names of any bytes, in the text that the reader gives: no final dot, what is special escaped. */
const name = array(uint8Array({ minLength: 1, maxLength: 12 }), { maxLength: 6 }).map(
  (labels) => readName(Uint8Array.from([...labels.flatMap((label) => [label.length, ...Array.from(label)]), 0]), 0).name,
);
const types = subarray([1, 2, 5, 6, 15, 16, 28, 46, 47, 48, 50, 257, 1234, 65_280], { minLength: 1 });
const hashing = { algorithm: u8, flags: u8, iterations: u16, salt: bytes(12) };
const service = record({
  priority: u16,
  target: name,
  params: array(tuple(nat(70), bytes(20)), { maxLength: 5 }).map((pairs) =>
    [...new Map(pairs)].sort(([a], [b]) => a - b).map(([key, value]) => ({ key, value })),
  ),
});

/** What each type may hold; the compiler asks for one where a type is added. */
const FIELDS: { readonly [T in RecordType]: Arbitrary<Fields[T]> } = {
  A: record({ address: ipV4() }),
  AAAA: record({ address: ipV6().map((text) => formatIpv6(Uint8Array.from(bytesOf(text) ?? []))) }),
  NS: record({ target: name }),
  CNAME: record({ target: name }),
  PTR: record({ target: name }),
  SOA: record({ primary: name, mailbox: name, serial: u32, refresh: u32, retry: u32, expire: u32, minimum: u32 }),
  MX: record({ preference: u16, exchange: name }),
  TXT: record({ strings: array(bytes(255), { minLength: 1, maxLength: 4 }) }),
  CAA: record({ flags: u8, tag: latin1(15), value: latin1(40) }),
  SRV: record({ priority: u16, weight: u16, port: u16, target: name }),
  DS: record({ keyTag: u16, algorithm: u8, digestType: u8, digest: bytes(64) }),
  DNSKEY: record({ flags: u16, protocol: u8, algorithm: u8, key: bytes(300) }),
  RRSIG: record({
    covered: u16,
    algorithm: u8,
    labels: u8,
    originalTtl: u32,
    expires: u32,
    inception: u32,
    keyTag: u16,
    signer: name,
    signature: bytes(300),
  }),
  NSEC: record({ next: name, types }),
  NSEC3: record({ ...hashing, next: bytes(32), types }),
  NSEC3PARAM: record(hashing),
  TLSA: record({ usage: u8, selector: u8, matching: u8, data: bytes(64) }),
  SVCB: service,
  HTTPS: service,
};

const TYPES = Object.keys(RECORD_TYPES) as RecordType[]; // as: Object.keys widens
const ttl = integer({ min: 0, max: 0x7fff_ffff });

function recordOf(type: RecordType): Arbitrary<ResourceRecord> {
  return tuple(name, ttl, FIELDS[type] as Arbitrary<object>).map(
    ([owner, seconds, fields]) => ({ name: owner, class: 1, ttl: seconds, type, ...fields }) as ResourceRecord, // as: FIELDS pairs each type with its own fields
  );
}

const unknown: Arbitrary<ResourceRecord> = tuple(name, ttl, integer({ min: 258, max: 65_535 }), bytes(60)).map(
  ([owner, seconds, code, data]) => ({ name: owner, class: 1, ttl: seconds, type: 'OTHER', code, bytes: data }),
);
const anyRecord = constantFrom(...TYPES, 'OTHER' as const).chain((type) => (type === 'OTHER' ? unknown : recordOf(type)));

function messageOf(records: readonly ResourceRecord[]): Uint8Array {
  const head = [0, 1, 0x84, 0, 0, 0, 0, records.length, 0, 0, 0, 0];
  const body = records.map((each) => {
    const rdata = writeRdata(each);
    const numbers = [typeCode(each) >> 8, typeCode(each) & 0xff, 0, 1, ...u32Bytes(each.ttl), rdata.length >> 8, rdata.length & 0xff];
    return Buffer.concat([writeName(each.name), Uint8Array.from(numbers), rdata]);
  });
  return Buffer.concat([Uint8Array.from(head), ...body]);
}

function u32Bytes(value: number): number[] {
  return [value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
}

describe('what is written is read again', () => {
  test.each([...TYPES, 'OTHER' as const])('%s', (type) => {
    assert(
      property(type === 'OTHER' ? unknown : recordOf(type), (written) => {
        const message = decodeMessage(messageOf([written]));
        expect(message.ok && message.value.answers).toEqual([written]);
      }),
      { numRuns: 50 },
    );
  });

  test('a question, whatever its name', () => {
    assert(
      property(name, constantFrom(...TYPES), u16, (asked, type, id) => {
        const query = encodeQuery({ id, name: asked, type, recursion: true });
        const message = query.ok ? decodeMessage(query.value) : query;
        expect(message.ok && message.value).toMatchObject({ id, questions: [{ name: asked, type: RECORD_TYPES[type], class: 1 }] });
      }),
      { numRuns: 200 },
    );
  });
});

describe('messages that were damaged on the way', () => {
  const damage = array(tuple(constantFrom('flip', 'drop', 'insert', 'cut'), nat(1_000), u8), { minLength: 1, maxLength: 6 });

  test('are read or refused with a place inside them, never thrown at us', () => {
    assert(
      property(array(anyRecord, { minLength: 1, maxLength: 4 }), damage, (records, blows) => {
        let message: Uint8Array = messageOf(records);
        for (const [how, where, byte] of blows) {
          const at = where % Math.max(1, message.length);
          if (how === 'flip') message[at] = byte;
          else if (how === 'cut') message = message.subarray(0, Math.max(12, at));
          else
            message = Buffer.concat([
              message.subarray(0, at),
              ...(how === 'insert' ? [Uint8Array.of(byte)] : []),
              message.subarray(at + (how === 'drop' ? 1 : 0)),
            ]);
        }
        const read = decodeMessage(message);
        // What was read can be written: nothing half-read comes out.
        for (const each of read.ok ? read.value.answers : []) writeRdata(each);
        return read.ok || read.at <= message.length;
      }),
      { numRuns: 3_000 },
    );
  });
});
