import { isIPv4, isIPv6 } from 'node:net';
import { array, assert, constantFrom, ipV4, ipV6, oneof, property } from 'fast-check';
import { expect, test } from 'vitest';
import { isIp4, isIp6 } from './spf-network.ts';

const piece = constantFrom('0', '1', '255', '256', '01', 'ff', 'fffff', ':', '::', '.', '1.2.3.4', '%eth0', '/8');
const text = oneof(
  ipV4(),
  ipV6(),
  array(piece, { maxLength: 18 }).map((pieces) => pieces.join('')),
);

test.each(['::', '::1', '1::', '::ffff:192.0.2.1', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:1.2.3.4', '1::8', '2001:DB8::'])(
  '%s is an IPv6 address',
  (address) => expect(isIp6(address)).toBe(true),
);
test.each(['', ':', ':::', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1.2.3.4::', '1.2.3.4', '::1%eth0', '12345::', 'g::'])(
  '%s is none',
  (address) => expect(isIp6(address)).toBe(false),
);

test('the same texts are addresses as for Node, zones aside', () => {
  assert(
    property(text, (address) => {
      expect(isIp4(address)).toBe(isIPv4(address));
      expect(isIp6(address)).toBe(isIPv6(address) && !address.includes('%'));
    }),
    { numRuns: 2_000 },
  );
});
