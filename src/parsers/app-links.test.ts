import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAppLinks } from './app-links.ts';

const APP = 'ABCDE12345.com.example.app';
const PRINT = Array.from({ length: 32 }, (_, at) => (at + 16).toString(16).toUpperCase()).join(':');
const android = (target: object): object => ({
  relation: ['delegate_permission/common.handle_all_urls'],
  target: { namespace: 'android_app', package_name: 'com.example.app', sha256_cert_fingerprints: [PRINT], ...target },
});

describe('the file of Apple (Supporting associated domains)', () => {
  test.each([
    [
      'the example of Apple',
      { applinks: { details: [{ appIDs: [APP], components: [{ '/': '/buy/*' }] }] }, webcredentials: { apps: [APP] } },
    ],
    ['the older form with appID and paths', { applinks: { apps: [], details: [{ appID: APP, paths: ['*'] }] } }],
    ['passwords alone', { webcredentials: { apps: [APP] } }],
    ['no app yet', { applinks: { details: [] } }],
  ])('%s is sound', (_name, file) => {
    expect(readAppLinks('apple', JSON.stringify(file))).toEqual({ is: 'sound' });
  });

  test.each([
    ['an app without its team', { applinks: { details: [{ appIDs: ['com.example.app'] }] } }, /^applinks\.details/],
    ['an entry without an app', { applinks: { details: [{ paths: ['*'] }] } }, /^applinks\.details/],
    ['a list in place of an object', { webcredentials: [APP] }, /^webcredentials/],
  ])('%s is broken', (_name, file, problem) => {
    expect(readAppLinks('apple', JSON.stringify(file))).toEqual({ is: 'broken', problem: expect.stringMatching(problem) });
  });

  test('a file cut off is broken', () => {
    expect(readAppLinks('apple', '{"applinks":{"details":[')).toEqual({ is: 'broken', problem: 'it is not JSON' });
  });
});

describe('the file of Android (Digital Asset Links)', () => {
  test.each([
    ['one app', [android({})]],
    [
      'an app and a site',
      [android({}), { relation: ['delegate_permission/common.get_login_creds'], target: { namespace: 'web', site: 'https://acme.test' } }],
    ],
  ])('%s is sound', (_name, file) => {
    expect(readAppLinks('android', JSON.stringify(file))).toEqual({ is: 'sound' });
  });

  test.each([
    ['a statement that is no list', android({}), /^the file/],
    ['a fingerprint without colons', [android({ sha256_cert_fingerprints: [PRINT.replaceAll(':', '')] })], /32 pairs/],
    ['no fingerprint', [android({ sha256_cert_fingerprints: [] })], /no fingerprint/],
    ['a package that is none', [android({ package_name: 'app' })], /package name/],
  ])('%s is broken', (_name, file, problem) => {
    expect(readAppLinks('android', JSON.stringify(file))).toEqual({ is: 'broken', problem: expect.stringMatching(problem) });
  });
});

test.each([
  ['the page of a single-page app', '<!doctype html><script>{"applinks":1}</script>'],
  ['an API that answers everything', '{"error":"There is nothing here."}'],
  ['nothing', ''],
  ['a list of sites alone', '[{"relation":["x"],"target":{"namespace":"web","site":"https://acme.test"}}]'],
])('%s is no such file', (_name, text) => {
  expect(readAppLinks('apple', text)).toEqual({ is: 'absent' });
  expect(readAppLinks('android', text)).toEqual({ is: 'absent' });
});

test('never throws, never hangs on any text', () => {
  const piece = fc.oneof(
    fc.constantFrom('{', '[', '"applinks"', '"android_app"', ':', ',', '"details"', '}', ']', '\uFEFF'),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.constantFrom('apple', 'android'), fc.array(piece, { maxLength: 40 }), (file, pieces) => {
      expect(['absent', 'sound', 'broken']).toContain(readAppLinks(file, pieces.join('')).is);
    }),
  );
  for (const text of ['{'.repeat(100_000) + '"applinks"', ' '.repeat(200_000), `{"applinks":${'['.repeat(50_000)}`]) {
    const started = performance.now();
    readAppLinks('apple', text);
    expect(performance.now() - started).toBeLessThan(2_000);
  }
});
