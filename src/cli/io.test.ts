import { expect, test } from 'vitest';
import { realIo } from './io.ts';

const io = (options: Partial<Parameters<typeof realIo>[0]>): ReturnType<typeof realIo> =>
  realIo({ allowPrivate: false, ...options }, new AbortController().signal);

test.each([
  ['1.1.1.1', '1.1.1.1:53'],
  ['192.0.2.53:5353', '192.0.2.53:5353'],
  ['2001:db8::53', '[2001:db8::53]:53'],
  ['[2001:db8::53]:5353', '[2001:db8::53]:5353'],
  ['https://dns.quad9.net/dns-query', 'https://dns.quad9.net/dns-query'],
  ['https://192.0.2.53:8443/{?dns}', 'https://192.0.2.53:8443/{?dns}'],
])('the resolver %s is asked at %s', (typed, at) => {
  expect(io({ resolver: [typed] }).resolver).toEqual([at]);
});

test('an address that is to be found elsewhere is, however it is spelled', () => {
  const real = io({ connectTo: ['203.0.113.7:443:127.0.0.1:8443', '[2001:DB8:0:0::7]:443:[::1]:8443'] });
  expect(real.route('203.0.113.7', 443)).toEqual({ host: '127.0.0.1', port: 8443 });
  expect(real.route('2001:db8::7', 443)).toEqual({ host: '::1', port: 8443 });
  expect(real.route('203.0.113.7', 80)).toEqual({ host: '203.0.113.7', port: 80 });
});

test.each([
  [['dns.google']],
  [['1.1.1.1:0']],
  [['1.1.1.1:99999']],
  [['']],
  [['http://dns.google/dns-query']],
  [['https:dns.google']],
  [['https://']],
  [['https://me:you@dns.google/dns-query']],
  [['https://dns.google/dns-query?name=a']],
])('the resolver %j is refused', (resolver) => {
  expect(() => io({ resolver })).toThrow('is not an address');
});
