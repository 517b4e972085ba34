import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact } from '../../redact/redact.ts';
import { scrub } from './scrub.ts';

const token = ['sk', 'live', '51HqLyjWDarjtT1zdp7dcXYZabcdEFGH'].join('_');

test('a frame that was clean before is not believed when a secret stands in it now (LOG-1)', () => {
  const event = (line: string) => ({
    exception: { values: [{ type: 'E', stacktrace: { frames: [{ function: 'pay', context_line: line }] } }] },
  });
  for (let i = 0; i < 2; i += 1) expect(scrub(event('pay(card)'))).toEqual(event('pay(card)'));
  for (let i = 0; i < 2; i += 1) expect(JSON.stringify(scrub(event(`pay("${token}")`)))).not.toContain(token);
});

test('people, cookies, bodies and credentials are not kept, in whatever shape the headers come', () => {
  const event = {
    user: { id: '7', email: 'ada@acme.test', ip_address: '192.0.2.1', username: 'ada' },
    request: {
      url: 'https://acme.test/',
      data: { card: '4242' },
      cookies: {},
      headers: [
        ['Cookie', 'a=b'],
        ['X-Forwarded-For', '192.0.2.1'],
        ['Accept', '*/*'],
      ],
    },
  };
  expect(scrub(event)).toEqual({
    user: { id: '7', email: '[not kept]', ip_address: '[not kept]', username: '[not kept]' },
    request: {
      url: 'https://acme.test/',
      data: '[not kept]',
      cookies: '[not kept]',
      headers: [
        ['Cookie', '[not kept]'],
        ['X-Forwarded-For', '[not kept]'],
        ['Accept', '*/*'],
      ],
    },
  });
  expect(scrub({ request: { headers: { 'X-Real-IP': '192.0.2.1', accept: 'y' } } })).toEqual({
    request: { headers: { 'X-Real-IP': '[not kept]', accept: 'y' } },
  });
});

test('whatever an event holds, no more and no less is masked than the redactor masks', () => {
  const secret = fc.constantFrom(token, 'password=hunter2hunter2', 'plain text');
  const frame = fc.dictionary(fc.constantFrom('function', 'filename', 'password', 'vars'), fc.oneof(secret, fc.jsonValue()));
  const exception = fc.array(
    fc.oneof(fc.record({ type: secret, stacktrace: fc.record({ frames: fc.array(frame, { maxLength: 3 }) }) }), fc.jsonValue()),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(fc.record({ message: secret, exception: fc.record({ values: exception }) }), (event) => {
      expect(JSON.parse(JSON.stringify(scrub(event)))).toEqual(JSON.parse(JSON.stringify(redact(event))));
    }),
  );
});

test('who an error message is about is not kept (LOG-1)', () => {
  const said = 'no user ada.lovelace@example.com';
  const kept = JSON.stringify(scrub({ message: said, exception: { values: [{ type: 'Error', value: said }] } }));
  expect(kept).not.toContain('lovelace');
  expect(kept).toContain('no user');
});
