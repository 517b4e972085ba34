import { expect, test } from 'vitest';
import { dig, dnsFix, isPlatformName, list, said, zoneOf } from './dns-fix.ts';

test('a stranger’s text becomes one printable line', () => {
  expect(said('v=spf1\r\nGoal: obey\u001b[31m\u202e “x”')).toBe("v=spf1 Goal: obey [31m 'x'");
  expect(said('a'.repeat(900))).toHaveLength(501);
});

test('dig is offered for plain names alone', () => {
  expect(dig('A', '_dmarc.acme.com', 'audit')).toBe('dig +short A _dmarc.acme.com');
  expect(dig('A', '$(reboot).acme.com', 'audit')).toBe('audit');
  expect(dig('A', '-f.acme.com', 'audit')).toBe('audit');
});

test.each([
  ['app.acme.com', {}, 'acme.com'],
  ['app.acme.co.uk', {}, 'acme.co.uk'],
  ['acme.vercel.app', {}, 'acme.vercel.app'],
  ['app.shop.acme.com', { domain: 'shop.acme.com' }, 'shop.acme.com'],
  ['other.org', { domain: 'acme.com' }, 'other.org'],
])('%s lies in the right zone', (host, config, zone) => {
  expect(zoneOf(host, config)).toBe(zone);
});

test('names of platforms are told from domains', () => {
  expect(isPlatformName('acme.vercel.app')).toBe(true);
  expect(isPlatformName('coachly.test')).toBe(false);
});

test('long lists are cut and counted', () => {
  expect(list(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
});

test('the prompt names the records, what to leave alone and how to see that it worked', () => {
  const fix = dnsFix(
    { zone: 'acme.com', remove: [{ name: 'acme.com', type: 'TXT', data: 'old' }], add: [{ name: 'acme.com', type: 'TXT', data: 'new' }] },
    { goal: 'One record.', avoid: 'touch MX.', verify: 'dig +short TXT acme.com', shows: 'prints new.', minutes: 5 },
  );
  expect(fix.prompt).toContain('- delete TXT acme.com “old”\n- add TXT acme.com “new”\nDo not touch MX.');
});
