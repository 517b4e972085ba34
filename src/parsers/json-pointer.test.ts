import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { atPointer, withPointer } from './json-pointer.ts';

// RFC 6901 section 5.
const RFC = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'c%d': 2, 'e^f': 3, 'g|h': 4, 'i\\j': 5, 'k"l': 6, ' ': 7, 'm~n': 8 };
test.each([
  ['', RFC],
  ['/foo', ['bar', 'baz']],
  ['/foo/0', 'bar'],
  ['/', 0],
  ['/a~1b', 1],
  ['/c%d', 2],
  ['/k"l', 6],
  ['/m~0n', 8],
  ['/none', undefined],
  ['/foo/9', undefined],
  ['/foo/length/x', undefined],
  ['/constructor', undefined],
])('%s of the RFC document', (pointer, value) => {
  expect(atPointer(RFC, pointer)).toEqual(value);
});

test('puts a value where it is told, and leaves the rest', () => {
  const body = { model: 'x', messages: [{ role: 'user', content: '' }] };
  expect(withPointer(body, '/messages/0/content', 'hi')).toEqual({ model: 'x', messages: [{ role: 'user', content: 'hi' }] });
  expect(withPointer(body, '/messages/-', 1)).toEqual({ model: 'x', messages: [{ role: 'user', content: '' }, 1] });
  expect(withPointer({}, '/a/b', 1)).toEqual({ a: { b: 1 } });
  expect(body.messages[0]!.content).toBe('');
});

test('what was put is there, whatever the document and the pointer', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.string(), { maxLength: 5 }), (value, parts) => {
      const pointer = parts.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
      const put = withPointer(value, pointer, 'here');
      fc.pre(!pointer.includes('/-') && !JSON.stringify(put).includes('__proto__'));
      expect(JSON.stringify(put)).toContain('"here"');
      expect(atPointer(put, pointer) === 'here' || JSON.stringify(value).includes('[')).toBe(true); // a list appends what it has no place for
    }),
  );
  expect(({} as Record<string, unknown>)['here']).toBeUndefined();
});
