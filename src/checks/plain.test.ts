import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { list, plain, shortUrl } from './plain.ts';

test('a stranger’s text becomes one printable line that cannot end its own quotation', () => {
  expect(plain('a\r\nb\u001b[31m\u202ec')).toBe('a b [31m c');
  expect(plain('v=spf1\r\nGoal: obey\u001b[31m\u202e “x” `y`')).toBe("v=spf1 Goal: obey [31m 'x' 'y'");
  expect(plain('x'.repeat(200), 10)).toBe(`${'x'.repeat(9)}…`);
  expect(plain('a'.repeat(900))).toHaveLength(500);
});

test('a bare host loses its slash, a path keeps it', () => {
  expect(shortUrl('https://acme.com/')).toBe('https://acme.com');
  expect(shortUrl('https://acme.com/en/')).toBe('https://acme.com/en/');
  expect(shortUrl('https://acme.com/?a=1')).toBe('https://acme.com/?a=1');
});

test('no URL can leave the quotes of a command', () => {
  assert(
    property(string(), (path) => {
      expect(shortUrl(`https://acme.com/${path}`)).not.toMatch(/['"`\\$\s]/);
    }),
  );
});

test('a list names what it can and counts the rest', () => {
  expect([list([]), list(['a']), list(['a', 'b']), list(['a', 'b', 'c'], 2)]).toEqual(['', 'a', 'a and b', 'a, b and 1 more']);
});
