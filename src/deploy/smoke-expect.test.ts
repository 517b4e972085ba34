import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Reached } from './session.ts';
import { taken, unmet } from './smoke-expect.ts';

const reached = (text: string, more: Partial<Extract<Reached, { is: 'answer' }>> = {}): Reached => ({
  is: 'answer',
  url: 'https://acme.test/a?token=1',
  status: 200,
  headers: [['x-id', '7']],
  body: { wireBytes: 0, bytes: Buffer.alloc(0), truncated: false },
  connectMs: 0,
  firstByteMs: 0,
  totalMs: 0,
  text,
  hops: 0,
  ...more,
});

describe('what a smoke step expects and takes', () => {
  test.each([
    ['<input type=hidden name=csrf value=abc>', 'input:csrf', 'abc'],
    [`<INPUT value='a"b' NAME='csrf'>`, 'input:csrf', 'a"b'],
    ['<meta name="csrf-token" content="m&#39;n">', 'input:csrf-token', "m'n"],
    ['<input data-name="csrf" value="no"><input name="csrf" value="yes">', 'input:csrf', 'yes'],
    ['<input name="csrf">', 'input:csrf', undefined],
    ['{"a":[{"id":5}]}', 'json:/a/0/id', '5'],
    ['{"a":{}}', 'json:/a', undefined],
    ['', 'header:X-Id', '7'],
  ])('%s gives %s', (text, from, value) => {
    expect(taken(reached(text), from)).toBe(value);
  });

  test.each([
    [{}, { status: 204 }, undefined],
    [{}, { status: 302 }, 'answers 302, expected 2xx'],
    [{ status: 201 }, { status: 200 }, 'answers 200, expected 201'],
    [{ text: 'Welcome' }, {}, 'does not show "Welcome"'],
    [{ ends_at: 'https://acme.test/a' }, {}, undefined],
    [{ ends_at: 'https://acme.test/b' }, {}, 'ends at https://acme.test/a, expected https://acme.test/b'],
    [{ json: { '/ok': true } }, { text: '{"ok":false}' }, 'has false at /ok, expected true'],
  ])('%j of %j is %s', (expected, more, wrong) => {
    expect(unmet(reached('', more), expected)).toBe(wrong);
  });

  test('silence meets nothing', () => {
    expect(unmet({ is: 'silence', ms: 1, code: 'timeout', message: 'late' })).toBe('no answer (timeout)');
  });

  test('never throws, never hangs, on any text', () => {
    const parts = fc.constantFrom('<input ', 'name=', '"', "'", '>', 'value=', 'csrf', ' ', '&#', ';', '{', '<meta');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(parts).map((all) => all.join('')),
        ),
        (text) => {
          for (const from of ['input:csrf', 'json:/a/b', 'header:a']) taken(reached(text), from);
        },
      ),
    );
    taken(reached('<input '.repeat(100_000)), 'input:csrf');
    taken(reached(`<input ${'name='.repeat(100_000)}>`), 'input:csrf');
  });
});
