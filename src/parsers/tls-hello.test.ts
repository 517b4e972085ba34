import { assert, constantFrom, property, subarray, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAnswer } from './tls-answer.ts';
import { BROWSER_GROUPS, clientHello, type Offer, TLS_VERSIONS, type TlsVersion } from './tls-hello.ts';
import { eraOf, SUITES, weaknessOf } from './tls-suites.ts';

const BROWSER = [0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035];
const VERSIONS = Object.keys(TLS_VERSIONS) as TlsVersion[]; // as: Object.keys widens
const RETRY_RANDOM = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';

function offer(change: Partial<Offer> = {}): Offer {
  return {
    version: 'TLSv1.2',
    suites: BROWSER,
    groups: [0x11ec, 0x1d, 0x17],
    host: 'www.acme.com',
    alpn: ['h2', 'http/1.1'],
    random: new Uint8Array(64).fill(7),
    ...change,
  };
}

const bytes = (...parts: (number | string | readonly number[])[]): number[] =>
  parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'hex')] : typeof part === 'number' ? [part] : [...part]));
const long = (size: 1 | 2 | 3, data: readonly number[]): number[] => [
  ...[data.length >> 16, (data.length >> 8) & 0xff, data.length & 0xff].slice(3 - size),
  ...data,
];
const record = (type: number, data: readonly number[]): number[] => bytes(type, 3, 3, long(2, data));
const message = (type: number, data: readonly number[]): number[] => bytes(type, long(3, data));
const serverHello = (version: number, suite: number, extensions: readonly number[], random = '22'.repeat(32)): number[] =>
  message(2, bytes(3, version, random, long(1, [9, 9]), suite >> 8, suite & 0xff, 0, long(2, extensions)));
const heard = (...parts: number[][]): ReturnType<typeof readAnswer> => readAnswer(Uint8Array.from(parts.flat()));

describe('a ClientHello', () => {
  test('is one record with one message, whatever is offered', () => {
    assert(
      property(constantFrom(...VERSIONS), subarray([...SUITES.keys()], { minLength: 1 }), (version, suites) => {
        const hello = clientHello(offer({ version, suites }));
        expect(hello[0]).toBe(22);
        expect((hello[3]! << 8) | hello[4]!).toBe(hello.length - 5);
        expect((hello[7]! << 8) | hello[8]!).toBe(hello.length - 9);
      }),
    );
  });

  test('is under 256 bytes for a list as browsers have it, and never between 256 and 511, which some balancers hang on (RFC 7685)', () => {
    expect(clientHello(offer({ version: 'TLSv1.2' })).length).toBeLessThan(256);
    expect(clientHello(offer({ version: 'TLSv1.3', suites: [0x1301, 0x1302, 0x1303] })).length).toBeLessThan(256);
    for (let count = 1; count <= SUITES.size; count += 1) {
      const { length } = clientHello(offer({ suites: [...SUITES.keys()].slice(0, count) }));
      expect(length - 5 < 256 || length - 5 >= 512).toBe(true);
    }
  });

  test('of SSL 3 ends with its compression methods: servers of that age know no extensions', () => {
    expect(Array.from(clientHello(offer({ version: 'SSLv3', suites: [0x000a] })).slice(-8))).toEqual([0, 4, 0, 0x0a, 0, 0xff, 1, 0]);
  });

  test.each([
    ['TLSv1.3', [3, 1], [3, 3]],
    ['TLSv1.2', [3, 1], [3, 3]],
    ['TLSv1.1', [3, 1], [3, 2]],
    ['TLSv1', [3, 1], [3, 1]],
    ['SSLv3', [3, 0], [3, 0]],
  ] as const)('of %s has the numbers of RFC 8446 section 5.1', (version, onRecord, inHello) => {
    const hello = [...clientHello(offer({ version }))];
    expect([hello.slice(1, 3), hello.slice(9, 11)]).toEqual([onRecord, inHello]);
  });

  test('names the host, unless it is an address (RFC 6066 section 3)', () => {
    expect(Buffer.from(clientHello(offer())).includes('www.acme.com')).toBe(true);
    expect(Buffer.from(clientHello(offer({ host: '192.0.2.1' }))).includes('192.0.2.1')).toBe(false);
  });

  test('wants the groups in the order of browsers, the post-quantum one first', () => {
    const groups = Buffer.from([0, 10, 0, 14, 0, 12, 0x11, 0xec, 0, 0x1d, 0, 0x17, 0, 0x18, 0, 0x19, 0, 0x1e]);
    expect(Buffer.from(clientHello(offer({ groups: BROWSER_GROUPS }))).includes(groups)).toBe(true);
  });

  test('carries TLS_FALLBACK_SCSV on demand (RFC 7507)', () => {
    expect(Buffer.from(clientHello(offer({ fallback: true }))).includes(Buffer.from([0x56, 0x00]))).toBe(true);
    expect(Buffer.from(clientHello(offer())).includes(Buffer.from([0x56, 0x00]))).toBe(false);
  });
});

describe('an answer', () => {
  test('a HelloRetryRequest names the version and the group (RFC 8446 section 4.1.4)', () => {
    const extensions = bytes(0, 43, long(2, [3, 4]), 0, 51, long(2, [0x11, 0xec]));
    const answer = heard(record(22, serverHello(3, 0x1302, extensions, RETRY_RANDOM)));
    expect(answer).toMatchObject({
      hello: { version: 'TLSv1.3', suite: 0x1302, retry: true },
      group: 0x11ec,
      complete: true,
      problem: null,
    });
  });

  test('TLS 1.2: protocol, certificates in their order, staple and group, over records cut anywhere (RFC 5246 section 7.4)', () => {
    const flight = bytes(
      serverHello(3, 0xc02f, bytes(0, 16, long(2, long(2, long(1, [...Buffer.from('h2')]))))),
      message(11, long(3, bytes(long(3, [1, 1, 1]), long(3, [2, 2])))),
      message(22, [1, 0, 0, 0]),
      message(12, [3, 0, 0x1d, 1, 0]),
      message(14, []),
    );
    for (let cut = 1; cut < flight.length; cut += 1) {
      const answer = heard(record(22, flight.slice(0, cut)), record(22, flight.slice(cut)));
      expect(answer).toMatchObject({
        hello: { version: 'TLSv1.2', suite: 0xc02f, retry: false, alpn: 'h2' },
        group: 0x1d,
        stapled: true,
        complete: true,
        problem: null,
      });
      expect(answer.chain.map((each) => [...each])).toEqual([
        [1, 1, 1],
        [2, 2],
      ]);
    }
  });

  test.each([
    [[0, 0xff, 1], 16],
    [[1, 1, 1], 17],
    [[0x80, 0, 0], 24],
  ])('a prime of the bytes %j has %i bits', (prime, bits) => {
    const exchange = message(12, bytes(long(2, prime), long(2, [2]), long(2, [5])));
    expect(heard(record(22, serverHello(3, 0x009e, [])), record(22, exchange)).primeBits).toBe(bits);
  });

  test.each([
    ['of a server that has TLS 1.3', '444f574e47524401', true],
    ['of a server that has TLS 1.2', '444f574e47524400', true],
    ['of any other', '444f574e47524402', false],
  ])('the random %s says whether something newer was possible (RFC 8446 section 4.1.3)', (_name, end, marked) => {
    expect(heard(record(22, serverHello(3, 0xc02f, [], `${'22'.repeat(24)}${end}`))).hello?.marked).toBe(marked);
  });

  test('an old server answers without extensions, and with the version it has', () => {
    const body = bytes(3, 1, '33'.repeat(32), 0, 0, 0x2f, 0);
    expect(heard(record(22, message(2, body)))).toMatchObject({ hello: { version: 'TLSv1', suite: 0x2f }, complete: false, problem: null });
  });

  test('a fatal alert ends, a warning is followed by more (RFC 6066 section 3)', () => {
    expect(heard(record(21, [2, 70]))).toMatchObject({ alert: 70, hello: null, complete: true });
    expect(heard(record(21, [1, 112]), record(22, serverHello(3, 0x2f, [])))).toMatchObject({ alert: 112, hello: { suite: 0x2f } });
  });

  test.each([
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'this is not TLS'],
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n', 'this is not TLS'],
  ])('%s is a problem', (_name, text, problem) => {
    expect(readAnswer(Buffer.from(text))).toMatchObject({ problem, complete: true });
  });

  test('a message cut short inside, and a record of 60 kB, are problems', () => {
    expect(heard(record(22, message(2, [3, 3, 1, 2, 3]))).problem).toBe('a message ends too early');
    expect(heard([22, 3, 3, 0xf0, 0]).problem).toBe('a record is too long');
  });

  test('never throws, never hangs, on any bytes', () => {
    assert(property(uint8Array({ maxLength: 600 }), (some) => void readAnswer(some)));
    assert(property(uint8Array({ maxLength: 300 }), (some) => void readAnswer(Uint8Array.from(record(22, [...some])))));
    assert(
      property(constantFrom(2, 11, 12, 22), uint8Array({ maxLength: 300 }), (type, some) => {
        const hello = record(22, serverHello(3, 0xc02f, []));
        void readAnswer(Uint8Array.from([...hello, ...record(22, message(type, [...some]))]));
      }),
    );
  });

  test('what goes on without end is refused', () => {
    const warnings = Uint8Array.from(Array.from({ length: 40_000 }, () => record(21, [1, 0])).flat());
    expect(readAnswer(warnings)).toMatchObject({ problem: 'the answer is too long', complete: true });
  });
});

describe('suites', () => {
  test.each([
    [0x1301, 'TLS_AES_128_GCM_SHA256', 'TLSv1.3', null],
    [0xc02f, 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLSv1.2', null],
    [0xc013, 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'any', null],
    [0x002f, 'TLS_RSA_WITH_AES_128_CBC_SHA', 'any', 'unforgotten'],
    [0x009c, 'TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLSv1.2', null],
    [0x000a, 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'any', 'broken'],
    [0x0004, 'TLS_RSA_WITH_RC4_128_MD5', 'any', 'broken'],
    [0x0003, 'TLS_RSA_EXPORT_WITH_RC4_40_MD5', 'any', 'export'],
    [0xc006, 'TLS_ECDHE_ECDSA_WITH_NULL_SHA', 'any', 'unencrypted'],
    [0x00a6, 'TLS_DH_anon_WITH_AES_128_GCM_SHA256', 'TLSv1.2', 'anonymous'],
  ])('%i is %s', (code, name, era, weakness) => {
    expect([SUITES.get(code), eraOf(name), weaknessOf(name)]).toEqual([name, era, weakness]);
  });
});
