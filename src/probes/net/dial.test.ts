import { describe, expect, test } from 'vitest';
import { routeTo, testIo } from '../../../test/io.ts';
import { dial } from './dial.ts';

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
