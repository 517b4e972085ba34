import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDmarc } from '../parsers/dmarc.ts';
import { cleanRecord, dmarcSaw, policyOf } from './dmarc-walk.ts';

test('several records at a name count as none, and the walk goes on', () => {
  const saw = dmarcSaw([], {
    walk: [
      { name: '_dmarc.app.acme.com', records: ['v=DMARC1; p=reject', 'v=DMARC1; p=none'] },
      { name: '_dmarc.acme.com', records: ['v=DMARC1; p=reject; sp=quarantine; t=y'] },
    ],
  });
  expect(policyOf(saw)).toMatchObject({ name: '_dmarc.acme.com', own: false, effective: 'none' });
});

test('TXT records of other kinds at the name do not matter', () => {
  expect(policyOf(dmarcSaw(['dmarc-verification=abc', 'v=DMARC1; p=none']))?.effective).toBe('none');
});

test.each([
  [['v=DMARC1; p=reject; pct=25; rua=dmarc@acme.com'], 'v=DMARC1; p=reject; rua=mailto:dmarc@acme.com'],
  [
    ['v=DMARC1; p=reject; rua=mailto:a@x.org', 'v=DMARC1; p=none; rua=mailto:b@x.org,mailto:a@x.org'],
    'v=DMARC1; p=none; rua=mailto:a@x.org,mailto:b@x.org',
  ],
  [['v=DMARC1; sp=nonsense; adkim=s; aspf=r'], 'v=DMARC1; p=none; adkim=s; aspf=r; rua=mailto:dmarc@acme.com'],
  [
    ['v=DMARC1; p=quarantine; rua=mailto:a@x.org!10m; ruf=mailto:f@x.org; fo=1:d'],
    'v=DMARC1; p=quarantine; fo=1:d; rua=mailto:a@x.org; ruf=mailto:f@x.org',
  ],
])('%j is cleaned', (records, clean) => {
  expect(cleanRecord(records, 'acme.com')).toBe(clean);
});

test('a cleaned record is always without a problem', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('p=reject', 'sp=none', 'np=x', 't=y', 'psd=q', 'pct=5', 'rua=a@b.example', 'rua=mailto:x@y.example', 'fo=9', 'adkim=z'),
  );
  fc.assert(
    fc.property(fc.array(fc.array(piece, { maxLength: 8 }), { maxLength: 3 }), (records) => {
      const clean = parseDmarc(
        cleanRecord(
          records.map((pieces) => `v=DMARC1; ${pieces.join('; ')}`),
          'acme.com',
        ),
      );
      expect(clean).toMatchObject({ valid: true, problems: [] });
    }),
    { numRuns: 300 },
  );
});
