import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { loginForms, masker, writtenForms } from './known.ts';

const secret = ['a b', 'c/d', 'plain-words'].join('+');

test('a known secret is masked in every form in which it is told, though it has no shape', () => {
  const mask = masker([...loginForms('ada', secret), 'short']);
  for (const form of [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(`\0ada\0${secret}`).toString('base64'),
  ]) {
    const masked = mask(`refused: ${form}, in short`);
    expect(masked).toMatch(/^refused: …=*, in short$/);
  }
});

test('no secret, an empty one and one within another leave the rest as it is', () => {
  expect(masker([])('as it is')).toBe('as it is');
  expect(masker(['', secret, `${secret}-2`])(`x ${secret}-2 y`)).toBe('x … y');
});

test('whatever stands around a value, one of its forms is in the base64 of all', () => {
  const around = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(around, fc.string({ minLength: 8, unit: 'binary' }), around, (before, value, after) => {
      const whole = Buffer.concat([before, Buffer.from(value), after]);
      const forms = writtenForms(value).map(({ text }) => text);
      for (const coding of ['base64', 'base64url', 'hex'] as const)
        expect(forms.some((form) => whole.toString(coding).includes(form))).toBe(true);
    }),
  );
});
