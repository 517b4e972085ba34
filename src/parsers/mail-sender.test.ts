import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sendersIn } from './mail-sender.ts';

test.each([
  ["await resend.emails.send({ from: 'Acme <onboarding@resend.dev>', to })", ['onboarding@resend.dev']],
  ['const FROM_EMAIL = "Hello@Acme.com";', ['hello@acme.com']],
  ["DEFAULT_FROM_EMAIL = 'Coachly <coachly.app@gmail.com>'", ['coachly.app@gmail.com']],
  ['MAIL_FROM=hello@acme.com', ['hello@acme.com']],
  ['admin_email = "admin@email.com"', ['admin@email.com']],
  ['sender: { email: "hello@acme.com" }', ['hello@acme.com']],
  ["from: { name: 'Acme', address: 'hello@acme.com' },", ['hello@acme.com']],
  ["to: { email: 'ada@gmail.com' }", []],
  ['"from": "Acme <hello@acme.com>"', ['hello@acme.com']],
  ["import x from '@acme/mail'", []],
  ['// mail us at hello@acme.com', []],
  ['to: "ada@gmail.com"', []],
])('%s', (text, addresses) => {
  expect(sendersIn(text).map(({ address }) => address)).toEqual(addresses);
});

test('tells the line, and each address once', () => {
  expect(sendersIn("a\nfrom: 'x@acme.com'\nfrom: 'x@acme.com'")).toEqual([{ address: 'x@acme.com', line: 2 }]);
});

test('finds what is written, whatever stands around it', () => {
  const word = fc.stringMatching(/^[a-z]{1,10}$/);
  fc.assert(
    fc.property(word, word, fc.string({ maxLength: 30 }), (local, domain, around) => {
      const noise = around.replace(/[\n@]/g, '');
      expect(sendersIn(`${noise}\n  from: "${local}@${domain}.com",\n${noise}`).map(({ address }) => address)).toEqual([
        `${local}@${domain}.com`,
      ]);
    }),
  );
});

test('never throws and never hangs, on any text', () => {
  const part = fc.constantFrom('from', ': ', '"', 'a', '@', '.', 'sender=', ' ', '\n', '<', '('.repeat(50));
  fc.assert(
    fc.property(
      fc.array(fc.oneof(part, fc.string()), { maxLength: 500 }).map((parts) => parts.join('')),
      (text) => void sendersIn(text),
    ),
    { numRuns: 300 },
  );
});
