import { expect, test } from 'vitest';
import { loginForms, masker } from './known.ts';

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
