import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { group } from './group.ts';
import { clusterPath, parameterise } from './parameterise.ts';
import { isNewer } from './release-order.ts';

const frame = (name: string, more: object = {}) => ({ filename: `/app/src/${name}.ts`, function: name, lineno: 7, in_app: true, ...more });
const error = (type: string, value: string, frames: readonly object[] = []) => ({ type, value, stacktrace: { frames } });
const same = (a: object, b: object): boolean => group({ ...a }).hashes.some((hash) => group({ ...b }).hashes.includes(hash));

describe('events belong together', () => {
  const base = { exception: { values: [error('TypeError', 'user 1 has no cart', [frame('main'), frame('pay')])] } };
  test.each<[string, object, boolean]>([
    [
      'on other lines',
      { exception: { values: [error('TypeError', 'user 2 has no cart', [frame('main', { lineno: 9 }), frame('pay', { lineno: 1 })])] } },
      true,
    ],
    [
      'with other frames of libraries between them',
      { exception: { values: [error('TypeError', 'x', [frame('main'), frame('express', { in_app: false }), frame('pay')])] } },
      true,
    ],
    [
      'of a recursion of another depth',
      { exception: { values: [error('TypeError', 'x', [frame('main'), frame('pay'), frame('pay')])] } },
      true,
    ],
    ['of another function', { exception: { values: [error('TypeError', 'user 1 has no cart', [frame('main'), frame('refund')])] } }, false],
    ['of another type', { exception: { values: [error('RangeError', 'user 1 has no cart', [frame('main'), frame('pay')])] } }, false],
    ['with a fingerprint of its own', { ...base, fingerprint: ['payments'] }, false],
    ['whose fingerprint is the default', { ...base, fingerprint: ['{{ default }}'] }, true],
  ])('%s: %#', (_, other, wanted) => {
    expect(same(base, other)).toBe(wanted);
  });

  test('without frames by their message without what differs', () => {
    expect(same({ message: 'order 17 failed for ada@acme.test' }, { message: 'order 18 failed for bob@acme.test' })).toBe(true);
    expect(same({ message: 'order 17 failed' }, { message: 'invoice 17 failed' })).toBe(false);
    expect(same({ fingerprint: ['{{ tags.shop }}'], tags: { shop: 'a' } }, { fingerprint: ['{{ tags.shop }}'], tags: { shop: 'b' } })).toBe(
      false,
    );
  });
});

test('the title is the outer exception, which comes last, also where it has no type', () => {
  expect(group({ exception: { values: [error('TypeError', 'the cause'), error('PaymentError', 'the shell\nsecond line')] } }).title).toBe(
    'PaymentError: the shell',
  );
  expect(group({ message: 'm', exception: { values: [{ value: 'only a value', mechanism: { synthetic: true } }] } }).title).toBe(
    'only a value',
  );
  expect(group({ logentry: { formatted: 'formatted' } }).title).toBe('formatted');
  expect(group({}).title).toBe('An event without a message');
  expect(group({ exception: { values: [error('E', 'v', [frame('main'), frame('pay')])] } }).place).toBe('pay in app/src/pay.ts:7');
});

test.each([
  ['user 42 not found', 'user <int> not found'],
  ['GET https://acme.test/a?b=1 took 12ms', 'GET <url> took <duration>'],
  ['mail to ada.l+x@mail.acme.co.uk', 'mail to <email>'],
  ['job 550e8400-e29b-41d4-a716-446655440000 at 2026-11-25T02:00:00.123Z', 'job <uuid> at <date>'],
  ['from 10.1.2.3:443 rate 0.25 commit 9fceb02d0ae598e95dc970b74767f19372d61af8', 'from <ip> rate <float> commit <hex>'],
  ['name="Ada" ok', 'name=<quoted> ok'],
])('%s is %s', (message, wanted) => {
  expect(parameterise(message)).toBe(wanted);
});

test.each([
  ['/users/1', '/users/:id'],
  ['https://acme.test/orders/550e8400-e29b-41d4-a716-446655440000/items?x=1', '/orders/:id/items'],
  ['/blog/my-long-post-title', '/blog/my-long-post-title'],
  ['', '/'],
])('the path %s is the route %s', (path, route) => {
  expect(clusterPath(path)).toBe(route);
});

test.each<[string | null, string | null, boolean]>([
  ['1.10.0', '1.9.0', true],
  ['app@1.9', 'app@1.10', false],
  ['1.9.0', '1.9.0', false],
  ['9fceb02', '3b18e51', true],
  [null, '1.0.0', true],
])('%s is newer than %s: %s', (release, than, newer) => {
  expect(isNewer(release, than)).toBe(newer);
});

test('whatever JSON comes, it is grouped, the same way each time', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('exception', 'message', 'logentry', 'fingerprint', 'tags', 'level', 'transaction'), fc.jsonValue()),
      (event) => {
        const grouped = group(event);
        expect(grouped.hashes.length).toBeGreaterThan(0);
        expect(group(event)).toEqual(grouped);
      },
    ),
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 600 }), (text) => typeof parameterise(text) === 'string' && typeof clusterPath(text) === 'string'),
  );
});
