import { expect, test } from 'vitest';
import { byDns, byHand, dig } from './fix.ts';

const telling = { goal: 'One record.', not: 'touch MX.', verify: 'dig +short TXT acme.com', shows: 'prints new.', minutes: 5 };

test('dig is offered for plain names alone', () => {
  expect(dig('A', '_dmarc.acme.com', 'audit')).toBe('dig +short A _dmarc.acme.com');
  expect(dig('A', '$(reboot).acme.com', 'audit')).toBe('audit');
  expect(dig('A', '-f.acme.com', 'audit')).toBe('audit');
});

test('the prompt names the records whole, what to leave alone and how to see that it worked', () => {
  const long = `v=spf1 ${'ip4:192.0.2.1 '.repeat(60)}-all`;
  const fix = byDns(
    { zone: 'acme.com', remove: [{ name: 'acme.com', type: 'TXT', data: 'old' }], add: [{ name: 'acme.com', type: 'TXT', data: long }] },
    telling,
  );
  expect(fix.prompt).toContain(`- delete TXT acme.com “old”\n- add TXT acme.com “${long}”\nDo not: touch MX.`);
  expect(fix.prompt).toMatch(/\nIt works when: `dig \+short TXT acme.com` prints new\.$/);
});

test('a person’s steps are the change, unless the prompt says it shorter', () => {
  expect(byHand(['Open it.', 'Save.'], telling).prompt).toContain('one at a time:\n1. Open it.\n2. Save.\nDo not: touch MX.');
  const prompt = { goal: 'g', change: 'c', not: 'n', see: 's' };
  expect(byHand(['Open it.'], { prompt, verify: 'v', minutes: 1 }).prompt).toBe('Goal: g\nChange: c\nDo not: n\nIt works when: s');
});
