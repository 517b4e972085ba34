import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDmarc, looksLikeDmarc, parseDmarc, weaker } from './dmarc.ts';

describe('what counts as a DMARC record', () => {
  test.each([
    ['v=DMARC1; p=none', true],
    ['v = DMARC1 ;p=none', true],
    ['v=DMARC1', true],
    ['v=dmarc1; p=none', false],
    ['v=DMARC1 p=none', false],
    ['v=DMARC10; p=none', false],
    ['p=none; v=DMARC1', false],
    [' v=DMARC1; p=none', false],
  ])('%j: %s', (text, is) => expect(isDmarc(text)).toBe(is));

  test.each(['v=dmarc1; p=none', 'DMARC1; p=none', '"v=DMARC1; p=none"', 'v=“DMARC1”', ' v=DMARC1', 'v=DMARC1 p=none'])(
    '%j was meant to be one',
    (text) => expect(looksLikeDmarc(text)).toBe(true),
  );
  test.each(['v=spf1 -all', 'google-site-verification=dmarc', ''])('%j was not', (text) => expect(looksLikeDmarc(text)).toBe(false));
});

describe('policies', () => {
  test.each([
    ['v=DMARC1; p=reject', { valid: true, policy: 'reject', subdomains: 'reject', nonexistent: 'reject', problems: [] }],
    ['v=DMARC1; p=Quarantine; sp=none; np=REJECT', { policy: 'quarantine', subdomains: 'none', nonexistent: 'reject', problems: [] }],
    ['v=DMARC1; p=reject; sp=none', { nonexistent: 'none' }],
    ['v=DMARC1; rua=mailto:d@acme.com; p=none', { valid: true, policy: 'none', problems: [] }],
    [
      'v=DMARC1; p=none; t=y; psd=n; adkim=s; aspf=S',
      { testing: true, publicSuffix: 'n', dkimAlignment: 'strict', spfAlignment: 'strict' },
    ],
    ['v=DMARC1; p=none', { testing: false, publicSuffix: 'u', dkimAlignment: 'relaxed', spfAlignment: 'relaxed' }],
    ['v=DMARC1; p=none; foo=bar; x1=y', { valid: true, problems: [] }],
  ])('%s', (text, expected) => expect(parseDmarc(text)).toMatchObject(expected));

  test('a missing or wrong policy acts as none when reports can be sent', () => {
    expect(parseDmarc('v=DMARC1; rua=mailto:d@acme.com')).toMatchObject({
      valid: true,
      policy: 'none',
      problems: [{ tag: 'p', fatal: false }],
    });
    expect(parseDmarc('v=DMARC1; p=rejected; rua=mailto:d@acme.com')).toMatchObject({
      valid: true,
      policy: 'none',
      problems: [{ tag: 'p' }],
    });
  });

  test('a wrong subdomain policy drags the whole record down', () => {
    expect(parseDmarc('v=DMARC1; p=reject; sp=quarantin; rua=mailto:d@acme.com')).toMatchObject({
      valid: true,
      policy: 'none',
      nonexistent: 'none',
    });
    expect(parseDmarc('v=DMARC1; p=reject; np=no')).toMatchObject({ valid: false, policy: null });
  });

  test('without a policy and without reports there is no record', () => {
    const dmarc = parseDmarc('v=DMARC1; fo=1');
    expect(dmarc).toMatchObject({ valid: false, policy: null, subdomains: null, nonexistent: null });
    expect(dmarc.problems).toMatchObject([{ tag: 'p', fatal: true }]);
  });

  test('tags of RFC 7489 are named as historic', () => {
    expect(parseDmarc('v=DMARC1; p=reject; pct=25; ri=86400; rf=afrf')).toMatchObject({ policy: 'reject', historic: ['pct', 'rf', 'ri'] });
  });

  test('one step weaker than reject is quarantine, and nothing is weaker than none', () => {
    expect((['reject', 'quarantine', 'none'] as const).map(weaker)).toEqual(['quarantine', 'none', 'none']);
  });
});

describe('report addresses', () => {
  test('addresses, domains and old size limits', () => {
    const { aggregate, failure, problems } = parseDmarc(
      'v=DMARC1; p=none; rua=mailto:a@ACME.com, mailto:b@r.example!10m ,mailto:c@x.example?subject=s; ruf=mailto:f@acme.com',
    );
    expect(aggregate.map(({ address, domain }) => [address, domain])).toEqual([
      ['a@ACME.com', 'acme.com'],
      ['b@r.example', 'r.example'],
      ['c@x.example', 'x.example'],
    ]);
    expect(failure).toMatchObject([{ domain: 'acme.com' }]);
    expect(problems).toMatchObject([{ tag: 'rua', problem: expect.stringMatching(/historic/) as string }]);
  });

  test.each(['dmarc@acme.com', 'https://acme.com/r', 'mailto:', 'mailto:nobody', 'mailto:a@b c'])('%j is no report address', (uri) => {
    const { aggregate, problems } = parseDmarc(`v=DMARC1; p=none; rua=${uri}`);
    expect(aggregate).toMatchObject([{ text: uri, address: null, domain: null }]);
    expect(problems).toMatchObject([{ tag: 'rua', fatal: false }]);
  });

  test('a report address that is none does not save a record without policy', () => {
    expect(parseDmarc('v=DMARC1; rua=dmarc@acme.com').valid).toBe(false);
  });
});

test('doubled and broken tags are named; the first of a name counts', () => {
  const dmarc = parseDmarc('v=DMARC1; p=none; p=reject; nonsense; ;sp');
  expect(dmarc.policy).toBe('none');
  expect(dmarc.problems.map(({ tag }) => tag)).toEqual(['p', 'nonsense', '', 'sp']);
});

test('no text makes it throw or hang', () => {
  const piece = oneof(
    constantFrom(';', '=', 'p', 'rua', 'mailto:', ',', '!', '@', ' ', 'v=DMARC1', 'reject', '“'),
    string({ unit: 'binary' }),
  );
  assert(property(array(piece, { maxLength: 50 }), (pieces) => void parseDmarc(pieces.join(''))));
  const started = performance.now();
  parseDmarc(`v=DMARC1; rua=${'mailto:a@a.b!'.repeat(5_000)}`);
  parseDmarc(`v=DMARC1; ${';'.repeat(60_000)}`);
  looksLikeDmarc(' '.repeat(60_000));
  expect(performance.now() - started).toBeLessThan(1_000);
});
