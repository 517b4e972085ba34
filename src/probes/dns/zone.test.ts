import { expect, test } from 'vitest';
import { lacksFamily } from './zone.ts';

const unreachable = (code: string) => ({ is: 'unreachable', why: '', code, ms: 0 }) as const;

test('a machine without IPv6 says nothing about a server it cannot ask', () => {
  expect(lacksFamily('2001:db8::1', unreachable('ENETUNREACH'))).toBe(true);
  expect(lacksFamily('2001:db8::1', unreachable('EADDRNOTAVAIL'))).toBe(true);
});

test('a refusal or silence is the server’s, whatever the family', () => {
  expect(lacksFamily('2001:db8::1', unreachable('ECONNREFUSED'))).toBe(false);
  expect(lacksFamily('192.0.2.1', unreachable('ECONNREFUSED'))).toBe(false);
  expect(lacksFamily('2001:db8::1', { is: 'timeout', why: '', code: null, ms: 0 })).toBe(false);
});
