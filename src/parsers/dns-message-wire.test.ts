import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import dnsPacket, { type Answer } from 'dns-packet';
import { array, assert, constantFrom, property, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from './dns-message.ts';
import { compareNames } from './dns-message-name.ts';
import { RECORD_TYPES, type ResourceRecord } from './dns-message-record.ts';
import { typeCode, writeRdata } from './dns-message-wire.ts';

const CODES = Object.values(RECORD_TYPES);

/** The one record of a message made of this data; null where the data is refused. */
function read(code: number, rdata: Uint8Array): ResourceRecord | null {
  const head = [
    0,
    1,
    0x80,
    0,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    code >> 8,
    code & 0xff,
    0,
    1,
    0,
    0,
    0,
    60,
    rdata.length >> 8,
    rdata.length & 0xff,
  ];
  const message = decodeMessage(Uint8Array.from([...head, ...rdata]));
  return message.ok ? message.value.answers[0]! : null;
}

/** The data of records as `named-compilezone` of BIND writes it from text, in the generic form of RFC 3597. */
function bindWire(lines: readonly string[]): Uint8Array[] {
  const folder = mkdtempSync(join(tmpdir(), 'wire-'));
  try {
    const file = join(folder, 'zone');
    const zone = ['$ORIGIN acme.test.', '$TTL 60', '@ SOA ns root 1 2 3 4 5', '@ NS ns', 'ns A 192.0.2.1'];
    writeFileSync(file, `${[...zone, ...lines.map((line, i) => `r${i} ${line}`)].join('\n')}\n`);
    const printed = execFileSync('named-compilezone', ['-q', '-i', 'none', '-F', 'raw', '-o', '-', 'acme.test', file]);
    return lines.map((_, i) => rawRdata(printed, `r${i}`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In BIND's raw form a set is: its length, class, type, covered type, TTL, number of records, owner with its length, then each record. */
function rawRdata(raw: Buffer, label: string): Uint8Array {
  const owner = Buffer.from([label.length, ...Buffer.from(label), 4, ...Buffer.from('acme'), 4, ...Buffer.from('test'), 0]);
  const at = raw.indexOf(owner) + owner.length;
  return Uint8Array.from(raw.subarray(at + 2, at + 2 + raw.readUInt16BE(at)));
}

describe('the data of a record', () => {
  const base = { name: 'acme.com', ttl: 60, class: 'IN' } as const;
  const signed = { algorithm: 13, labels: 2, originalTTL: 60, expiration: 4_000_000_000, inception: 1, keyTag: 9, signersName: 'acme.com' };
  test.each<[Answer, object]>([
    [
      { ...base, type: 'RRSIG', data: { ...signed, typeCovered: 'A', signature: Buffer.from('cafe', 'hex') } },
      { covered: 1, algorithm: 13, labels: 2, originalTtl: 60, expires: 4_000_000_000, inception: 1, keyTag: 9, signer: 'acme.com' },
    ],
    [
      { ...base, type: 'NSEC', data: { nextDomain: 'b.acme.com', rrtypes: ['A', 'NSEC', 'CAA'] } },
      { next: 'b.acme.com', types: [1, 47, 257] },
    ],
    [
      {
        ...base,
        type: 'NSEC3',
        data: {
          algorithm: 1,
          flags: 1,
          iterations: 300,
          salt: Buffer.from('aabb', 'hex'),
          nextDomain: Buffer.alloc(20, 7),
          rrtypes: ['NS', 'DS'],
        },
      },
      { algorithm: 1, flags: 1, iterations: 300, salt: Uint8Array.of(0xaa, 0xbb), next: new Uint8Array(20).fill(7), types: [2, 43] },
    ],
    [
      { ...base, type: 'TLSA', data: { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.from('beef', 'hex') } },
      { usage: 3, selector: 1, matching: 1, data: Uint8Array.of(0xbe, 0xef) },
    ],
  ])('$type is read as dns-packet wrote it, and written back', (answer, fields) => {
    const bytes = dnsPacket.encode({ type: 'response', answers: [answer] });
    const message = decodeMessage(bytes);
    const [record] = message.ok ? message.value.answers : [];
    expect(record).toMatchObject({ type: answer.type, ...fields });
    const rdata = writeRdata(record!);
    expect(Buffer.from(bytes).subarray(-rdata.length)).toEqual(Buffer.from(rdata));
  });

  test('what BIND makes of text is read and written back, byte for byte', () => {
    const lines = [
      'SVCB 0 svc.acme.test.',
      'HTTPS 1 . alpn=h2,h3 ipv4hint=192.0.2.1 ech=AAQ= key667=hello',
      'NSEC3PARAM 1 0 12 AABBCCDD',
      'TLSA 3 1 1 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'NSEC a\\.b.acme.test. A MX RRSIG NSEC TYPE1234',
      'MX 10 Mail.x.ACME.test.',
      'AAAA 2001:db8::1:0:0:1',
      'CAA 128 issue "letsencrypt.org; x=1"',
      'TXT "a" "" "\\255b"',
      'SRV 1 2 443 www',
      'TYPE65280 \\# 3 010203',
    ];
    const types = [64, 65, 51, 52, 47, 15, 28, 257, 16, 33, 65_280];
    const told = bindWire(lines).map((rdata, i) => ({ type: types[i]!, hex: Buffer.from(rdata).toString('hex') }));
    const ours = told.map(({ type, hex }) => {
      const record = read(type, Buffer.from(hex, 'hex'));
      return record && { type: typeCode(record), hex: Buffer.from(writeRdata(record)).toString('hex') };
    });
    expect(ours).toEqual(told);
  });

  test('whatever bytes are taken come out again, and none make it throw', () => {
    const plausible = array(constantFrom(0, 0, 1, 2, 3, 4, 0x61, 0x2e, 0x5c, 0xff), { maxLength: 40 }).map((bytes) =>
      Uint8Array.from(bytes),
    );
    for (const bytes of [plausible, uint8Array({ maxLength: 60 })])
      assert(
        property(constantFrom(...CODES), bytes, (code, rdata) => {
          const record = read(code, rdata);
          // A name that points elsewhere is written out in full.
          return !record || rdata.some((byte) => byte >= 0xc0) || Buffer.from(writeRdata(record)).equals(rdata);
        }),
        { numRuns: 2_000 },
      );
  });

  test('names are lower case in canonical form, but for NSEC', () => {
    const name = [1, 0x41, 0];
    const mx = read(RECORD_TYPES.MX, Uint8Array.from([0, 1, ...name]))!;
    expect(writeRdata(mx, { canonical: true })).toEqual(Buffer.from([0, 1, 1, 0x61, 0]));
    expect(writeRdata(mx)).toEqual(Buffer.from([0, 1, ...name]));
    const nsec = read(RECORD_TYPES.NSEC, Uint8Array.from([...name, 0, 1, 0x40]))!;
    expect(writeRdata(nsec, { canonical: true })).toEqual(Buffer.from([...name, 0, 1, 0x40]));
  });

  test.each([
    ['a list of types with a zero at its end', RECORD_TYPES.NSEC, [0, 0, 2, 0x40, 0]],
    ['an empty block of types', RECORD_TYPES.NSEC, [0, 0, 0]],
    ['blocks of types out of order', RECORD_TYPES.NSEC, [0, 1, 1, 0x40, 0, 1, 0x40]],
    ['parameters out of order', RECORD_TYPES.HTTPS, [0, 1, 0, 0, 3, 0, 0, 0, 1, 0, 0]],
    ['a signature without a signer', RECORD_TYPES.RRSIG, Array.from({ length: 18 }, () => 0)],
  ])('%s is refused', (_what, code, rdata) => expect(read(code, Uint8Array.from(rdata))).toBeNull());

  test('extended errors are read (RFC 8914)', () => {
    const opt = [0, 0, 41, 4, 208, 0, 0, 0x80, 0, 0, 12, 0, 10, 0, 0, 0, 15, 0, 4, 0, 7, 0x68, 0x69];
    const message = decodeMessage(Uint8Array.from([0, 1, 0x80, 2, 0, 0, 0, 0, 0, 0, 0, 1, ...opt]));
    expect(message.ok && message.value.edns?.errors).toEqual([{ code: 7, text: 'hi' }]);
  });
});

describe('names in canonical order', () => {
  test('is that of RFC 4034 section 6.1', () => {
    const sorted = [
      'example',
      'a.example',
      'yljkjljk.a.example',
      'Z.a.example',
      'zABC.a.EXAMPLE',
      'z.example',
      '\\001.z.example',
      '*.z.example',
      '\\200.z.example',
    ];
    expect([...sorted].reverse().sort(compareNames)).toEqual(sorted);
  });

  test('is a total order', () => {
    const name = array(constantFrom('a', 'B', '*', '\\.', '\\255'), { maxLength: 4 }).map((labels) => labels.join('.'));
    assert(property(name, name, (a, b) => compareNames(a, b) > 0 === compareNames(b, a) < 0));
  });
});
