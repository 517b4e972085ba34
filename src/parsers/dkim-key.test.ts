import { generateKeyPairSync } from 'node:crypto';
import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDkimKey } from './dkim-key.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
const spki = rsa.export({ type: 'spki', format: 'der' }).toString('base64');
const pkcs1 = rsa.export({ type: 'pkcs1', format: 'der' }).toString('base64');
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

/** The keys of RFC 6376 appendix C and RFC 8463 appendix A.2. */
const RFC6376 =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB';
const RFC8463 = '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';

describe('keys', () => {
  test.each([
    ['the key of RFC 6376', `v=DKIM1; p=${RFC6376}`, { type: 'rsa', bits: 1024, form: 'spki' }],
    ['the key of RFC 8463', `v=DKIM1; k=ed25519; p=${RFC8463}`, { type: 'ed25519', bits: 256, form: 'raw' }],
    ['SPKI, without version', `k=rsa; p=${spki}`, { type: 'rsa', bits: 1024, form: 'spki' }],
    ['PKCS#1', `v=DKIM1; k=rsa; p=${pkcs1}`, { type: 'rsa', bits: 1024, form: 'pkcs1' }],
    ['key type left out', `p=${spki}`, { type: 'rsa', bits: 1024 }],
    ['white space inside', `v=DKIM1; p=${spki.slice(0, 20)} \t ${spki.slice(20)};`, { bits: 1024 }],
  ])('%s', (_what, text, expected) => {
    expect(parseDkimKey(text)).toMatchObject({ ...expected, revoked: false, problems: [] });
  });

  test('an empty key is withdrawn, a missing key is a mistake', () => {
    expect(parseDkimKey('v=DKIM1; p=')).toMatchObject({ revoked: true, bits: null, problems: [] });
    expect(parseDkimKey('v=DKIM1; k=rsa')).toMatchObject({ revoked: false, problems: [{ tag: 'p' }] });
  });

  test('flags, hashes and services', () => {
    expect(parseDkimKey(`p=${spki}; t=y:s; h=sha256; s=email`)).toMatchObject({
      testing: true,
      strict: true,
      hashes: ['sha256'],
      services: ['email'],
    });
    expect(parseDkimKey(`p=${spki}`)).toMatchObject({ testing: false, strict: false, hashes: null, services: ['*'] });
  });

  test.each([
    ['another version', `v=DKIM2; p=${spki}`, 'v'],
    ['a version that is not first', `k=rsa; v=DKIM1; p=${spki}`, 'v'],
    ['a key that is cut off', `p=${spki.slice(0, 100)}`, 'p'],
    ['a key that is not base64', 'p=(paste your key here)', 'p'],
    ['an EC key that says RSA', `k=rsa; p=${ec}`, 'p'],
    ['an ed25519 key packed as SPKI', `k=ed25519; p=${spki}`, 'p'],
    ['an unknown key type', `k=dsa; p=${spki}`, 'k'],
    ['two keys in one record', `p=${spki}; p=${spki}`, 'p'],
  ])('%s is a problem', (_what, text, tag) => {
    expect(parseDkimKey(text).problems).toMatchObject([{ tag }]);
  });
});

test('no text makes it throw or hang', () => {
  const piece = oneof(
    constantFrom(';', '=', 'p=', 'k=', 'v=DKIM1', 'rsa', 'ed25519', spki, pkcs1.slice(0, 40), ' ', ':'),
    string({ unit: 'binary' }),
  );
  assert(property(array(piece, { maxLength: 30 }), (pieces) => void parseDkimKey(pieces.join(''))));
  const started = performance.now();
  parseDkimKey(`p=${'A'.repeat(60_000)}`);
  parseDkimKey(`p=${' '.repeat(60_000)}!`);
  expect(performance.now() - started).toBeLessThan(1_000);
});
