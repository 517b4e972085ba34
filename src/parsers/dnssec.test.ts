import { array, assert, constantFrom, property, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage, type Message } from './dns-message.ts';
import { RECORD_TYPES, type RecordOf } from './dns-message-record.ts';
import { validateZone } from './dnssec.ts';
import { covers, provesAbsence, provesNoDs } from './dnssec-denial.ts';
import { isDigestOf, keyTag, usableDs, verifies } from './dnssec-key.ts';
import { type SignedSet, verifySet } from './dnssec-set.ts';

const base64 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const shared = { class: 1, ttl: 3600 };
const dnskey = (name: string, flags: number, algorithm: number, key: string): RecordOf<'DNSKEY'> => ({
  ...shared,
  name,
  type: 'DNSKEY',
  flags,
  protocol: 3,
  algorithm,
  key: base64(key),
});

describe('the examples of the RFCs', () => {
  const RSA = dnskey(
    'dskey.example.com',
    256,
    5,
    'AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==',
  );
  test('a key has its tag and its digests (RFC 4034 section 5.4, RFC 4509 section 2.3)', () => {
    expect(keyTag(RSA)).toBe(60_485);
    const ds = { ...shared, name: RSA.name, type: 'DS', keyTag: 60_485, algorithm: 5 } as const;
    const sha1 = { ...ds, digestType: 1, digest: hex('2BB183AF5F22588179A53B0A98631FAD1A292118') };
    const sha256 = { ...ds, digestType: 2, digest: hex('D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A') };
    expect([isDigestOf(sha1, RSA), isDigestOf(sha256, RSA)]).toEqual([true, true]);
    expect(isDigestOf({ ...sha256, digest: sha1.digest }, RSA)).toBe(false);
    expect(usableDs([sha1, sha256])).toEqual([sha256]);
    expect(usableDs([sha1])).toEqual([sha1]);
    expect(
      usableDs([
        { ...sha256, algorithm: 1 },
        { ...sha256, digestType: 9 },
      ]),
    ).toEqual([]);
  });

  const P256 = dnskey('example.net', 257, 13, 'GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==');
  const ED25519 = dnskey('example.com', 257, 15, 'l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=');
  const A: SignedSet = {
    name: 'www.example.net',
    type: 1,
    records: [{ ...shared, name: 'www.example.net', type: 'A', address: '192.0.2.1' }],
    signatures: [
      {
        ...shared,
        name: 'www.example.net',
        type: 'RRSIG',
        covered: 1,
        algorithm: 13,
        labels: 3,
        originalTtl: 3600,
        expires: Date.UTC(2010, 8, 9, 10, 4, 39) / 1000,
        inception: Date.UTC(2010, 7, 12, 10, 4, 39) / 1000,
        keyTag: 55_648,
        signer: 'example.net',
        signature: base64('qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw=='),
      },
    ],
  };
  const MX: SignedSet = {
    name: 'example.com',
    type: 15,
    records: [{ ...shared, name: 'Example.com', type: 'MX', preference: 10, exchange: 'MAIL.example.com' }],
    signatures: [
      {
        ...A.signatures[0]!,
        name: 'example.com',
        covered: 15,
        algorithm: 15,
        labels: 2,
        expires: 1_440_021_600,
        inception: 1_438_207_200,
        keyTag: 3613,
        signer: 'EXAMPLE.com',
        signature: base64('oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg=='),
      },
    ],
  };
  const AUGUST = new Date('2010-08-20T00:00:00Z');

  test('their signatures are good, also in other case (RFC 6605 section 6.1, RFC 8080 section 6.1)', () => {
    expect(keyTag(P256)).toBe(55_648);
    expect(verifySet(A, { zone: 'example.net', keys: [P256], now: AUGUST })).toMatchObject({ ok: true, denied: null });
    expect(verifySet(MX, { zone: 'example.com', keys: [ED25519], now: new Date(1_439_000_000_000) })).toMatchObject({ ok: true });
  });

  const changed = (signature: Partial<RecordOf<'RRSIG'>>): SignedSet => ({ ...A, signatures: [{ ...A.signatures[0]!, ...signature }] });
  test.each<[string, SignedSet, RecordOf<'DNSKEY'>[], Date, string]>([
    ['nothing is signed', { ...A, signatures: [] }, [P256], AUGUST, 'A www.example.net has no signature'],
    ['the key is another', A, [ED25519], AUGUST, 'key 55648, which the zone does not have'],
    ['the key is revoked', A, [{ ...P256, flags: 0x181 }], AUGUST, 'which the zone does not have'],
    ['the signer is another', changed({ signer: 'net' }), [P256], AUGUST, 'not made by example.net'],
    ['it has too many labels', changed({ labels: 4 }), [P256], AUGUST, 'not made by example.net'],
    ['it is over', A, [P256], new Date('2010-09-10T00:00:00Z'), 'ended on 2010-09-09 10:04 UTC'],
    ['it has not begun', A, [P256], new Date('2010-08-01T00:00:00Z'), 'not valid before 2010-08-12 10:04 UTC'],
    ['a wildcard was not signed', changed({ labels: 2 }), [P256], AUGUST, 'does not fit the records'],
    ['the TTL was another', changed({ originalTtl: 60 }), [P256], AUGUST, 'does not fit the records'],
  ])('%s', (_what, set, keys, now, why) => {
    expect(verifySet(set, { zone: 'example.net', keys, now })).toMatchObject({ ok: false, why: expect.stringContaining(why) as string });
  });

  test('one good signature is enough, and the one that came furthest tells why none is', () => {
    const wrong = { ...A.signatures[0]!, keyTag: 1 };
    const both = { ...A, signatures: [wrong, ...A.signatures] };
    expect(verifySet(both, { zone: 'example.net', keys: [P256], now: AUGUST })).toMatchObject({ ok: true });
    expect(verifySet(both, { zone: 'example.net', keys: [P256], now: new Date('2011-01-01T00:00:00Z') })).toMatchObject({
      why: expect.stringContaining('ended on') as string,
    });
  });
});

describe('what does not exist', () => {
  const T = RECORD_TYPES;
  const nsec = (name: string, next: string, types: number[]): RecordOf<'NSEC'> => ({ ...shared, name, type: 'NSEC', next, types });
  /** The zone of RFC 5155 appendix A: salt aabbccdd, 12 further rounds; `next` is as in the text of that record. */
  const nsec3 = (owner: string, next: string, types: number[], flags = 1): RecordOf<'NSEC3'> => ({
    ...shared,
    name: `${owner}.example`,
    type: 'NSEC3',
    algorithm: 1,
    flags,
    iterations: 12,
    salt: hex('aabbccdd'),
    next: base32hex(next),
    types,
  });
  const APEX = nsec3('0p9mhaveqvm6t7vbl5lop2u3t2rp3tom', '2t7b4g4vsa5smi47k61mv5bv1a22bojr', [
    T.MX,
    T.DNSKEY,
    T.NS,
    T.SOA,
    T.NSEC3PARAM,
    T.RRSIG,
  ]);
  const ENCLOSER = nsec3('b4um86eghhds6nea196smvmlo4ors995', 'gjeqe526plbf1g8mklp59enfd789njgi', [T.MX, T.RRSIG]);
  const C = nsec3('35mthgpgcu1qg68fab165klnsnk3dpvl', 'b4um86eghhds6nea196smvmlo4ors995', [T.NS, T.DS, T.RRSIG]);

  test('names that lie between others are covered, the last leads back to the first', () => {
    expect(covers(nsec('a.test', 'c.test', []), 'b.test')).toBe(true);
    expect(covers(nsec('a.test', 'c.test', []), 'c.test')).toBe(false);
    expect(covers(nsec('x.test', 'test', []), 'z.test')).toBe(true);
    expect(covers(nsec('x.test', 'test', []), 'b.test')).toBe(false);
  });

  test('an unsigned delegation needs NS without DS, from the side of the parent', () => {
    expect(provesNoDs([nsec('acme.test', 'b.test', [T.NS, T.RRSIG])], 'acme.test')).toBe(true);
    expect(provesNoDs([nsec('acme.test', 'b.test', [T.NS, T.DS])], 'acme.test')).toBe(false);
    expect(provesNoDs([nsec('acme.test', 'b.test', [T.NS, T.SOA])], 'acme.test')).toBe(false);
    expect(provesNoDs([nsec('acme.test', 'b.test', [T.A])], 'acme.test')).toBe(false);
    expect(provesNoDs([nsec('a.test', 'b.test', [T.A])], 'acme.test')).toBe(false);
    expect(provesNoDs([], 'acme.test')).toBe(false);
  });

  test('the examples of RFC 5155 appendix B', () => {
    // B.1: x.w.example exists, c.x.w.example and *.x.w.example do not; without any of the three nothing is proven.
    const proof = [APEX, ENCLOSER, C];
    expect(provesAbsence(proof, 'a.c.x.w.example', T.A)).toBe(true);
    expect(
      proof.map((gone) =>
        provesAbsence(
          proof.filter((each) => each !== gone),
          'a.c.x.w.example',
          T.A,
        ),
      ),
    ).toEqual([false, false, false]);
    expect(provesAbsence([APEX], 'example', T.A)).toBe(true);
    expect(provesAbsence([APEX], 'example', T.MX)).toBe(false);
    // B.3: c.example is left out by opt-out, between 35mthgpg… and b4um86eg…
    expect(provesNoDs([C, APEX], 'c.example')).toBe(true);
    expect(provesNoDs([{ ...C, flags: 0 }, APEX], 'c.example')).toBe(false);
  });

  test('neither a name nor a wildcard in its place', () => {
    const proof = [nsec('acme.test', 'm.acme.test', [T.NS, T.SOA]), nsec('m.acme.test', 'acme.test', [T.A])];
    expect(provesAbsence(proof, 'z.acme.test', T.A)).toBe(true);
    expect(provesAbsence(proof.slice(1), 'z.acme.test', T.A)).toBe(false);
    const wild = [nsec('*.acme.test', 'm.acme.test', [T.TXT]), nsec('m.acme.test', 'acme.test', [T.A])];
    expect(provesAbsence(wild, 'z.acme.test', T.A)).toBe(true);
    expect(provesAbsence(wild, 'z.acme.test', T.TXT)).toBe(false);
    expect(provesAbsence([nsec('acme.test', 'a.b.acme.test', [])], 'b.acme.test', T.A), 'an empty name').toBe(true);
  });
});

describe('strangers’ bytes', () => {
  test('no key and no signature make it throw', () => {
    const small = uint8Array({ maxLength: 130 });
    assert(
      property(constantFrom(5, 8, 10, 13, 14, 15, 16, 99), small, small, (algorithm, key, signature) => {
        return !verifies({ ...dnskey('a', 256, algorithm, ''), key }, Uint8Array.of(1, 2, 3), signature);
      }),
      { numRuns: 1_000 },
    );
    const lengths = new Map([
      [13, 64],
      [14, 96],
      [15, 32],
      [16, 57],
    ]);
    for (const [algorithm, size] of lengths)
      for (const fill of [0, 1, 255])
        expect(
          verifies({ ...dnskey('a', 256, algorithm, ''), key: new Uint8Array(size).fill(fill) }, Uint8Array.of(1), new Uint8Array(size)),
        ).toBeTypeOf('boolean');
  });

  test('no answers make it throw', () => {
    const record = constantFrom(43, 46, 47, 48, 50, 6, 1).chain((type) =>
      array(constantFrom(0, 1, 2, 3, 8, 13, 0x61), { maxLength: 30 }).map((data) => [
        1,
        0x61,
        0,
        0,
        type,
        0,
        1,
        0,
        0,
        0,
        1,
        0,
        data.length,
        ...data,
      ]),
    );
    const message = array(record, { maxLength: 4 }).map((records): Message => {
      const decoded = decodeMessage(Uint8Array.from([0, 1, 0x84, 0, 0, 0, 0, records.length, 0, 0, 0, 0, ...records.flat()]));
      return decoded.ok ? { ...decoded.value, authorities: decoded.value.answers } : { ...EMPTY };
    });
    assert(
      property(message, message, message, (ds, keys, answer) => {
        const asked = [{ name: 'a', type: 'A' as const, message: answer }];
        const { is } = validateZone({ zone: 'a', parent: '.', ds, parentKeys: keys, keys, answers: asked, now: new Date(0) });
        return is === 'insecure' || is === 'bogus';
      }),
      { numRuns: 2_000 },
    );
  });
});

const EMPTY: Message = {
  id: 1,
  response: true,
  opcode: 0,
  authoritative: true,
  truncated: false,
  recursionDesired: false,
  recursionAvailable: false,
  rcode: 0,
  questions: [],
  answers: [],
  authorities: [],
  additionals: [],
  edns: null,
};

function base32hex(text: string): Uint8Array {
  const bits = Array.from(text, (char) => Number.parseInt(char, 32).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
