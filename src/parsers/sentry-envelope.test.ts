import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEnvelope } from './sentry-envelope.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const read = (text: string) => {
  const parsed = parseEnvelope(bytes(text));
  return parsed.ok
    ? { header: parsed.value.header, items: parsed.value.items.map(({ type, payload }) => [type, Buffer.from(payload).toString('utf8')]) }
    : parsed.problem;
};

describe('envelopes as develop.sentry.dev/sdk/data-model/envelopes writes them', () => {
  test.each<[string, string, unknown[]]>([
    [
      'a length counts bytes, and may hold line feeds',
      '{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc"}\n{"type":"attachment","length":10}\n\ufeffHello\r\n\n{"type":"event","length":2}\n{}\n',
      [
        ['attachment', '\ufeffHello\r\n'],
        ['event', '{}'],
      ],
    ],
    [
      'an item without length ends at the line',
      '{}\n{"type":"session"}\n{"started":"2020-02-07"}',
      [['session', '{"started":"2020-02-07"}']],
    ],
    [
      'an empty payload',
      '{}\n{"type":"attachment","length":0}\n\n{"type":"attachment","length":0}\n',
      [
        ['attachment', ''],
        ['attachment', ''],
      ],
    ],
    ['an empty payload at the end of the file', '{}\n{"type":"attachment","length":0}', [['attachment', '']]],
    [
      'an unknown type',
      '{}\n{"type":"from-the-future","length":2}\n{}\n{"type":"event"}\n{}\n',
      [
        ['from-the-future', '{}'],
        ['event', '{}'],
      ],
    ],
    ['a carriage return belongs to the payload', '{}\n{"type":"event"}\n{}\r\n', [['event', '{}\r']]],
    ['no items', '{}', []],
    ['a header that SDKs leave without type', '{}\n{}\nx', [['', 'x']]],
  ])('%s', (_, text, items) => {
    expect(read(text)).toMatchObject({ items });
  });

  test('line feeds inside a payload of known length are part of it', () => {
    expect(read('{}\n{"type":"attachment","length":5}\na\nb\nc\n{"type":"event"}\n{}')).toMatchObject({
      items: [
        ['attachment', 'a\nb\nc'],
        ['event', '{}'],
      ],
    });
  });

  test.each([
    ['', 'the first line is not a JSON object'],
    ['[]\n', 'the first line is not a JSON object'],
    ['{}\nnot json\n', 'the header of item 1 is not a JSON object'],
    ['{}\n{"type":"event","length":9}\n{}', 'item 1 ends before its length'],
    ['{}\n{"type":"event","length":1}\n{}\n', 'item 1 goes on past its length'],
    ['{}\n{"type":"event","length":-1}\n{}', 'item 1 has a length that is no number of bytes'],
    ['{}\n{"type":"event","length":"2"}\n{}', 'item 1 has a length that is no number of bytes'],
    [`{}${'\n{"type":"event"}\n{}'.repeat(1_001)}`, 'it has more than 1000 items'],
  ])('%j is refused', (text, problem) => {
    expect(read(text)).toBe(problem);
  });
});

describe('whatever comes', () => {
  test('what was written with lengths is read back, whatever bytes it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 }), (payloads) => {
        const parts = payloads.flatMap((payload) => [bytes(`{"type":"a","length":${payload.length}}\n`), payload, bytes('\n')]);
        const parsed = parseEnvelope(Buffer.concat([bytes('{}\n'), ...parts]));
        expect(parsed.ok && parsed.value.items.map(({ payload }) => [...payload])).toEqual(payloads.map((payload) => [...payload]));
      }),
    );
  });

  test('it never throws and never hangs, on any bytes', () => {
    const pieces = fc.constantFrom('{}', '\n', '{"type":"event"', ',"length":3}', '{"type":"event"}', '\r\n', '{"length":1e9}', 'x');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.array(pieces, { maxLength: 30 }).map((all) => bytes(all.join(''))),
        ),
        (any) => typeof parseEnvelope(any).ok === 'boolean',
      ),
    );
  });
});
