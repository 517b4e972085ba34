import { expect, test } from 'vitest';
import type { Finding } from '../../core/finding.ts';
import type { FixStep } from '../../core/fix.ts';
import type { CheckId } from '../../core/vocabulary.ts';
import { sortFixes } from './sort.ts';

const finding = (check: CheckId, step: FixStep, more: Partial<Finding> = {}): Finding => ({
  id: `${check} ${JSON.stringify(step)}`,
  check,
  subject: 'site acme.test',
  severity: 'high',
  state: 'fail',
  title: check,
  found: 'seen',
  why: 'because',
  hurts: ['email'],
  requirements: ['AUD-4'],
  learn: ['https://acme.test/'],
  evidence: [],
  fix: { ...step, prompt: 'p', verify: 'v', minutes: 1 },
  ...more,
});
const spf = (add: string): FixStep => ({
  by: 'dns',
  zone: 'acme.test',
  remove: [{ name: 'acme.test', type: 'TXT', data: 'old' }],
  add: [{ name: 'acme.test', type: 'TXT', data: add }],
});
const hand: FixStep = { by: 'hand', steps: ['do it'] };

test('of steps that change one record only the first is taken, for the second was thought out for what was there', () => {
  const { dns } = sortFixes({ findings: [finding('email/spf-lookups', spf('a')), finding('email/spf-syntax', spf('b'))] });
  expect(dns.map(({ finding: { check } }) => check)).toEqual(['email/spf-lookups']);
});

test('what is in the code goes to the builder, what is at a registrar or host to the person (AUD-4)', () => {
  const file: FixStep = { by: 'file', path: 'vercel.json', patch: '{}' };
  const sorted = sortFixes({
    findings: [
      finding('cors/credentials', hand),
      finding('routing/page', hand),
      finding('dns/agreement', hand),
      finding('tls/expiry', hand),
      finding('dns/environment', file),
    ],
  });
  expect(sorted.code.map(({ check }) => check)).toEqual(['cors/credentials', 'routing/page', 'dns/environment']);
  expect(sorted.hand.map(({ check }) => check)).toEqual(['dns/agreement', 'tls/expiry']);
});

test('passes, accepted risks and what a cause explains need no step', () => {
  const { code, hand: person } = sortFixes({
    findings: [
      finding('cors/null', hand, { cause: 'x' }),
      finding('cors/any', hand, { ignored: { reason: 'agreed', until: '2027-01-01' } }),
      finding('tls/expiry', hand, { state: 'pass' }),
    ],
  });
  expect([...code, ...person]).toEqual([]);
});
