import dnsPacket, { type Answer } from 'dns-packet';
import { array, assert, constantFrom, integer, oneof, property, string, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage, encodeQuery, ofType } from './dns-message.ts';
import { parentName, plainName } from './dns-message-name.ts';
import { formatIpv6, RECORD_TYPES, type RecordType, txtText } from './dns-message-record.ts';

/** The types whose names dns-packet knows. */
const TYPES = (Object.keys(RECORD_TYPES) as RecordType[]).filter((type) => type !== 'SVCB' && type !== 'HTTPS'); // as: Object.keys widens

function decoded(bytes: Uint8Array) {
  const message = decodeMessage(bytes);
  if (!message.ok) throw new Error(`${message.problem} at ${message.at}`);
  return message.value;
}

function header(counts: { questions?: number; answers?: number }, flags = 0x8000): number[] {
  return [0, 1, flags >> 8, flags & 0xff, 0, counts.questions ?? 0, 0, counts.answers ?? 0, 0, 0, 0, 0];
}

describe('encoding a question', () => {
  test('dns-packet reads the same question', () => {
    const label = string({ unit: constantFrom('a', 'b', 'x', 'z', '0', '9', '-', '_'), minLength: 1, maxLength: 20 });
    assert(
      property(
        array(label, { minLength: 1, maxLength: 6 }),
        integer({ min: 0, max: 65_535 }),
        constantFrom(...TYPES),
        (labels, id, type) => {
          const query = encodeQuery({ id, name: labels.join('.'), type, recursion: id % 2 === 0, dnssec: id % 3 === 0 });
          if (!query.ok) throw new Error(query.problem);
          const packet = dnsPacket.decode(Buffer.from(query.value));
          expect(packet).toMatchObject({
            id,
            type: 'query',
            flag_rd: id % 2 === 0,
            questions: [{ name: labels.join('.'), type, class: 'IN' }],
          });
          expect(packet.additionals?.[0]).toMatchObject({ type: 'OPT', udpPayloadSize: 1232, flag_do: id % 3 === 0 });
        },
      ),
    );
  });

  test('EDNS can be left out for old servers', () => {
    const query = encodeQuery({ id: 7, name: 'acme.com.', type: 'MX', recursion: true, edns: false });
    expect(query.ok && dnsPacket.decode(Buffer.from(query.value)).additionals).toEqual([]);
  });

  test.each([
    ['acme.com.', [4, ...Buffer.from('acme'), 3, ...Buffer.from('com'), 0]],
    ['.', [0]],
    ['', [0]],
    ['a\\.b.c', [3, 0x61, 0x2e, 0x62, 1, 0x63, 0]],
    ['a\\\\b', [3, 0x61, 0x5c, 0x62, 0]],
    ['\\000\\255', [2, 0, 255, 0]],
  ])('the name %j goes out as its wire form', (name, wire) => {
    const query = encodeQuery({ id: 0, name, type: 'A', recursion: false, edns: false });
    expect(query.ok && Array.from(query.value.subarray(12, -4))).toEqual(wire);
  });

  test.each([
    ['a..b', /empty/],
    ['.a', /empty/],
    [`${'a'.repeat(64)}.com`, /63 octets/],
    [Array.from({ length: 130 }, () => 'a').join('.'), /255 octets/],
    ['büro.de', /punycode/],
    ['a b', /punycode/],
    ['a\\', /escape/],
    ['a\\25', /escape/],
    ['a\\256', /escape/],
  ])('the name %j is refused', (name, problem) => {
    const query = encodeQuery({ id: 0, name, type: 'A', recursion: true });
    expect(query).toMatchObject({ ok: false, problem: expect.stringMatching(problem) as string });
  });
});

describe('decoding a message', () => {
  test('every typed record reads as dns-packet wrote it', () => {
    const base = { name: 'acme.com', ttl: 60, class: 'IN' } as const;
    const answers: Answer[] = [
      { ...base, type: 'A', data: '192.0.2.1' },
      { ...base, type: 'AAAA', data: '2001:db8::1' },
      { ...base, type: 'NS', data: 'ns1.acme.com' },
      { ...base, type: 'CNAME', data: 'edge.acme.net' },
      { ...base, type: 'PTR', data: 'host.acme.com' },
      {
        ...base,
        type: 'SOA',
        data: { mname: 'ns1.acme.com', rname: 'root.acme.com', serial: 4_294_967_295, refresh: 1, retry: 2, expire: 3, minimum: 4 },
      },
      { ...base, type: 'MX', data: { preference: 10, exchange: 'mx.acme.com' } },
      { ...base, type: 'TXT', data: ['v=spf1 ', '-all'] },
      { ...base, type: 'CAA', data: { flags: 128, tag: 'issue', value: 'letsencrypt.org' } },
      { ...base, type: 'SRV', data: { priority: 1, weight: 2, port: 443, target: 'srv.acme.com' } },
      { ...base, type: 'DS', data: { keyTag: 12_345, algorithm: 13, digestType: 2, digest: Buffer.from('beef', 'hex') } },
      { ...base, type: 'DNSKEY', data: { flags: 257, algorithm: 13, key: Buffer.from('cafe', 'hex') } },
    ];
    const message = decoded(dnsPacket.encode({ id: 9, type: 'response', flags: dnsPacket.AUTHORITATIVE_ANSWER, answers }));
    expect(message).toMatchObject({ id: 9, response: true, authoritative: true, recursionAvailable: false, rcode: 0, edns: null });
    const shared = { name: 'acme.com', ttl: 60, class: 1 };
    expect(message.answers).toEqual([
      { ...shared, type: 'A', address: '192.0.2.1' },
      { ...shared, type: 'AAAA', address: '2001:db8::1' },
      { ...shared, type: 'NS', target: 'ns1.acme.com' },
      { ...shared, type: 'CNAME', target: 'edge.acme.net' },
      { ...shared, type: 'PTR', target: 'host.acme.com' },
      {
        ...shared,
        type: 'SOA',
        primary: 'ns1.acme.com',
        mailbox: 'root.acme.com',
        serial: 4_294_967_295,
        refresh: 1,
        retry: 2,
        expire: 3,
        minimum: 4,
      },
      { ...shared, type: 'MX', preference: 10, exchange: 'mx.acme.com' },
      { ...shared, type: 'TXT', strings: [Uint8Array.from(Buffer.from('v=spf1 ')), Uint8Array.from(Buffer.from('-all'))] },
      { ...shared, type: 'CAA', flags: 128, tag: 'issue', value: 'letsencrypt.org' },
      { ...shared, type: 'SRV', priority: 1, weight: 2, port: 443, target: 'srv.acme.com' },
      { ...shared, type: 'DS', keyTag: 12_345, algorithm: 13, digestType: 2, digest: Uint8Array.of(0xbe, 0xef) },
      { ...shared, type: 'DNSKEY', flags: 257, protocol: 3, algorithm: 13, key: Uint8Array.of(0xca, 0xfe) },
    ]);
    expect(ofType(message.answers, 'TXT').map(txtText)).toEqual(['v=spf1 -all']);
  });

  test('other types, other classes and EDNS are kept apart', () => {
    const message = decoded(
      dnsPacket.encode({
        type: 'response',
        flags: 6,
        answers: [{ name: 'a.test', type: 'SSHFP', data: { algorithm: 1, hash: 1, fingerprint: 'ab'.repeat(20) } }],
        additionals: [
          { name: '.', type: 'OPT', udpPayloadSize: 4096, extendedRcode: 1, ednsVersion: 0, flags: 0x8000, flag_do: true, options: [] },
        ],
      }),
    );
    expect(message.answers[0]).toMatchObject({ type: 'OTHER', code: 44, name: 'a.test' });
    expect(message.edns).toEqual({ udpSize: 4096, version: 0, dnssec: true, errors: [] });
    expect(message.rcode).toBe(22);
    expect(message.additionals).toEqual([]);
  });

  test('a compressed name and special characters in labels survive', () => {
    const name = [3, 0x61, 0x2e, 0x62, 2, 0x20, 0x5c, 0];
    const bytes = Uint8Array.from([
      ...header({ questions: 1, answers: 1 }),
      ...name,
      0,
      5,
      0,
      1,
      0xc0,
      12,
      0,
      5,
      0,
      1,
      0xff,
      0,
      0,
      0,
      0,
      2,
      0xc0,
      16,
    ]);
    const message = decoded(bytes);
    expect(message.questions).toEqual([{ name: 'a\\.b.\\032\\\\', type: 5, class: 1 }]);
    expect(message.answers).toEqual([{ name: 'a\\.b.\\032\\\\', class: 1, ttl: 0, type: 'CNAME', target: '\\032\\\\' }]);
    const query = encodeQuery({ id: 1, name: 'a\\.b.\\032\\\\', type: 'A', recursion: false, edns: false });
    expect(query.ok && Array.from(query.value.subarray(12, 12 + name.length))).toEqual(name);
  });

  test.each([
    ['a pointer to itself', [...header({ questions: 1 }), 0xc0, 12, 0, 1, 0, 1], /itself or ahead/],
    ['a pointer ahead', [...header({ questions: 1 }), 0xc0, 14, 1, 0x61, 0, 0, 1, 0, 1], /itself or ahead/],
    ['two pointers in a ring', [...header({ questions: 1 }), 1, 0x61, 0xc0, 14, 0, 1, 0, 1], /itself or ahead/],
    ['a pointer back into its own name', [...header({ questions: 1 }), 1, 0x61, 0xc0, 12, 0, 1, 0, 1], /itself or ahead/],
    ['a reserved label kind', [...header({ questions: 1 }), 0x80, 0, 0, 1, 0, 1], /unknown kind/],
    ['a label past the end', [...header({ questions: 1 }), 60, 0x61], /past the end/],
    ['a name without an end', [...header({ questions: 1 }), 1, 0x61], /past the end/],
    ['half a header', [0, 1, 0x80], /cut short/],
    ['more answers announced than sent', [...header({ answers: 9 }), 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4], /past the end/],
    ['an A record of three bytes', [...header({ answers: 1 }), 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 3, 1, 2, 3], /cut short/],
    ['an A record of five bytes', [...header({ answers: 1 }), 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4, 5], /left over/],
    ['a TXT string longer than its record', [...header({ answers: 1 }), 0, 0, 16, 0, 1, 0, 0, 0, 0, 0, 2, 9, 0x61], /cut short/],
    ['an MX whose name runs on', [...header({ answers: 1 }), 0, 0, 15, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 1, 0x61, 0], /runs past its record/],
  ])('%s is a problem, not a crash', (_what, bytes, problem) => {
    expect(decodeMessage(Uint8Array.from(bytes))).toMatchObject({ ok: false, problem: expect.stringMatching(problem) as string });
  });

  test('a name of more than 255 octets is refused however it is compressed', () => {
    const label = [63, ...Buffer.alloc(63, 0x61)];
    const bytes = Uint8Array.from([
      ...header({ questions: 2 }),
      ...label,
      ...label,
      ...label,
      0,
      0,
      1,
      0,
      1,
      ...label,
      0xc0,
      12,
      0,
      1,
      0,
      1,
    ]);
    expect(decodeMessage(bytes)).toMatchObject({ ok: false, problem: 'a name is longer than 255 octets' });
  });

  test('a message over 65,535 bytes is refused', () => {
    expect(decodeMessage(new Uint8Array(65_536))).toMatchObject({ ok: false });
  });

  test('a truncated message keeps the records before the cut', () => {
    const whole = dnsPacket.encode({
      type: 'response',
      flags: dnsPacket.TRUNCATED_RESPONSE,
      answers: ['192.0.2.1', '192.0.2.2'].map((data) => ({ name: 'a.test', type: 'A' as const, ttl: 1, data })),
    });
    const message = decoded(whole.subarray(0, whole.length - 3));
    expect(message).toMatchObject({ truncated: true, answers: [{ address: '192.0.2.1' }] });
  });

  test('a TTL with the top bit set counts as 0 (RFC 2181 section 8)', () => {
    const bytes = Uint8Array.from([...header({ answers: 1 }), 0, 0, 1, 0, 1, 0x80, 0, 0, 1, 0, 4, 1, 2, 3, 4]);
    expect(decoded(bytes).answers[0]?.ttl).toBe(0);
  });

  test('no bytes make it throw or hang', () => {
    assert(property(uint8Array({ maxLength: 300 }), (bytes) => void decodeMessage(bytes)));
    const plausible = oneof(constantFrom(0, 1, 2, 5, 12, 15, 16, 0xc0, 0x3f, 0xff), integer({ min: 0, max: 255 }));
    assert(
      property(
        array(plausible, { maxLength: 200 }),
        (tail) => void decodeMessage(Uint8Array.from([...header({ questions: 1, answers: 5 }), ...tail])),
      ),
    );
  });

  test('a message full of pointers is done quickly', () => {
    const chain = Array.from({ length: 8_000 }, (_, i) => (i === 0 ? [0] : [0xc0 | ((11 + i * 2) >> 8), (11 + i * 2) & 0xff])).flat();
    const bytes = Uint8Array.from([...header({ questions: 60_000 }), ...chain]);
    const started = performance.now();
    decodeMessage(bytes);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('names and addresses as text', () => {
  test.each([
    ['ACME.com.', 'acme.com'],
    ['acme.com', 'acme.com'],
    ['a\\.', 'a\\.'],
    ['a\\\\.', 'a\\\\'],
    ['a\\\\\\.', 'a\\\\\\.'],
    ['.', ''],
  ])('%j is kept as %j', (name, plain) => expect(plainName(name)).toBe(plain));

  test.each([
    ['www.acme.com', 'acme.com'],
    ['com', ''],
    ['a\\.b.acme.com', 'acme.com'],
    ['', ''],
  ])('above %j lies %j', (name, parent) => expect(parentName(name)).toBe(parent));

  test.each([
    ['20010db8000000000000000000000001', '2001:db8::1'],
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['20010db8000000010000000000000000', '2001:db8:0:1::'],
    ['20010db8000100000001000000000001', '2001:db8:1:0:1::1'],
    ['20010db8000100010001000100010001', '2001:db8:1:1:1:1:1:1'],
    ['00000000000000000000ffffc0000201', '::ffff:192.0.2.1'],
  ])('%s reads %s (RFC 5952)', (hex, text) => expect(formatIpv6(Buffer.from(hex, 'hex'))).toBe(text));
});
