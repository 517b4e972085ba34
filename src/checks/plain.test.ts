import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { listed, plain, shortUrl } from './plain.ts';

test('line breaks, control and direction characters of a stranger become spaces', () => {
  expect(plain('a\r\nb\u001b[31m\u202ec')).toBe('a b [31m c');
  expect(plain('x'.repeat(200), 10)).toBe(`${'x'.repeat(9)}…`);
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

test('a list names what it leaves out', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'], 2)]).toEqual(['', 'a', 'a and b', 'a, b and 1 more']);
});
