import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { masked, maskedText } from './people.ts';

describe('maskedText', () => {
  test.each([
    ['login of ada.lovelace@example.com from 203.0.113.9', 'login of …@example.com from …'],
    ['from 203.0.113.9, 198.51.100.7:443 and 2001:db8:85a3::8a2e:370:7334.', 'from …, …:443 and ….'],
    ['x-forwarded-for=203.0.113.9%2C198.51.100.7', 'x-forwarded-for=…'],
    ['via http://203.0.113.9/a and /users/203.0.113.9/b and ::ffff:203.0.113.9', 'via http://…/a and /users/…/b and ::ffff:…'],
    ['call +49 30 901820 17 or +1 (415) 555-0100 now', 'call … or … now'],
    [
      'GET /a?page=3&first_name=Ada&customer%5Bphone%5D=0301234&zip=10115&q=x',
      'GET /a?page=3&first_name=…&customer%5Bphone%5D=…&zip=…&q=x',
    ],
    ['email=&zip=null', 'email=&zip=null'],
  ])('%s', (text, kept) => {
    expect(maskedText(text)).toBe(kept);
    expect(maskedText(kept)).toBe(kept);
  });

  test.each([
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.86',
    'listening on 127.0.0.1:3000, 10.0.4.2, 172.20.0.3, 192.168.1.9, 169.254.169.254, 0.0.0.0 and [::1]',
    'driver version 42.2.5.1 of v1.2.3.4-rc.1 from lib-1.2.3.4.tgz, 1.2.3.4.5, 999.1.1.1',
    'at Foo::Bar::baz 12:34:56 2026:11:25 2026-11-25T12:34:56.789+01:00 +0100 a+12345678',
    'order 4711 of 1764072000000 ms, +3.50 EUR, 1+23456789',
  ])('leaves what is about nobody: %s', (text) => {
    expect(maskedText(text)).toBe(text);
  });
});

describe('masked', () => {
  test('what stands under a key that names something personal is gone, in whatever spelling, and the rest is as it was', () => {
    const sent = {
      firstName: 'Ada',
      'user.full_name': 'Ada L',
      CUSTOMER_EMAIL: 'not even an address',
      phone: 301234567,
      addresses: [{ billing_address: { city: 'Berlin', street: 'Dorotheenstr. 1' } }],
      tags: [
        ['username', 'ada'],
        ['plan', 'pro'],
      ],
      cvv: 123,
      mobile: true,
      email: '',
      zip: '[Filtered]',
      filename: 'address.ts',
      function: 'phoneNumberOf',
      hostname: 'web-1',
      runtime: { name: 'node', version: 'v24.1.0' },
      'server.address': 'api.acme.test',
      strip: 'x',
      gzip: 'y',
      count: 3,
    };
    expect(masked(sent)).toEqual({
      ...sent,
      firstName: '…',
      'user.full_name': '…',
      CUSTOMER_EMAIL: '…',
      phone: '…',
      addresses: [{ billing_address: { city: '…', street: '…' } }],
      tags: [
        ['username', '…'],
        ['plan', 'pro'],
      ],
      cvv: '…',
    });
  });

  test('keeps the shape of any JSON, and twice is once', () => {
    const shape = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shape)
        : value !== null && typeof value === 'object'
          ? Object.values(value).map(shape)
          : value === null;
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const kept = masked(value);
        expect(shape(kept)).toEqual(shape(value));
        expect(masked(kept)).toEqual(kept);
      }),
    );
  });

  test.each(['1.1.1.', '2001:', '+1 ', 'a=b&', 'email=', '?first_name=a', '%2b1-'])('the time grows in line with the text: %s', (piece) => {
    const ms = (characters: number): number => {
      const text = piece.repeat(Math.ceil(characters / piece.length));
      const runs = Array.from({ length: 3 }, () => {
        const began = performance.now();
        maskedText(text);
        return performance.now() - began;
      });
      return Math.min(...runs);
    };
    expect(ms(400_000)).toBeLessThan(30 * ms(50_000) + 50); // quadratic would be 64 times
  });
});
