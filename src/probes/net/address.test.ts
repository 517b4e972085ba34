import { describe, expect, test } from 'vitest';
import { routeTo, testIo } from '../../../test/io.ts';
import { compareAddresses, dial, isPrivate } from './address.ts';

describe('addresses that nothing public may lead to', () => {
  test.each([
    '0.0.0.0',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '100.127.255.255',
    '100.100.100.200',
    '127.0.0.1',
    '127.53.1.1',
    '168.63.129.16',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.168.1.1',
    '224.0.0.251',
    '239.255.255.250',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '::FFFF:127.0.0.1',
    '0:0:0:0:0:ffff:7f00:1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '2002:0a00:0001::1',
    '2001::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fec0::1',
    'ff02::1',
    'localhost',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '010.0.0.1',
    '',
    '1.2.3.4%eth0',
    '[::1]',
  ])('%s', (address) => expect(isPrivate(address)).toBe(true));

  test.each([
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '128.0.0.1',
    '168.63.129.17',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.2.1',
    '192.167.255.255',
    '198.51.100.7',
    '223.255.255.255',
    '2606:4700::1111',
    '2001:db8::1',
    '2001:4860:4860::8888',
    '::ffff:1.1.1.1',
    '64:ff9b::101:101',
    '2002:0101:0101::1',
  ])('%s is public', (address) => expect(isPrivate(address)).toBe(false));
});

test('addresses sort by family and then by number', () => {
  const sorted = ['2001:db8::2', '192.0.2.10', 'x', '192.0.2.9', '2001:db8::10', '10.0.0.1'].sort(compareAddresses);
  expect(sorted).toEqual(['10.0.0.1', '192.0.2.9', '192.0.2.10', '2001:db8::2', '2001:db8::10', 'x']);
});

describe('where to connect', () => {
  test('a public address is called as it is', () => expect(dial(testIo(), '192.0.2.1', 443)).toEqual({ host: '192.0.2.1', port: 443 }));
  test('a private address is refused', () => expect(dial(testIo(), '10.0.0.1', 443)).toBeNull());
  test('a private address is called when the user allows it', () =>
    expect(dial(testIo({ allowPrivate: true }), '10.0.0.1', 443)).toEqual({ host: '10.0.0.1', port: 443 }));
  test('a routed address is called wherever the route leads', () => {
    const io = testIo({ route: routeTo({ '10.0.0.1:443': { host: '127.0.0.1', port: 8443 } }) });
    expect(dial(io, '10.0.0.1', 443)).toEqual({ host: '127.0.0.1', port: 8443 });
    expect(dial(io, '10.0.0.1', 80)).toBeNull();
  });
});
