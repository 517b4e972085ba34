import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEventStream } from './event-stream.ts';

const datas = (body: string): string[] => parseEventStream(body).map(({ data }) => data);

describe('an event stream (AI-3)', () => {
  // The examples of HTML, sections 9.2.1 and 9.2.6.
  test.each<[string, string[]]>([
    [
      'data: This is the first message.\n\ndata: This is the second message, it\ndata: has two lines.\n\n',
      ['This is the first message.', 'This is the second message, it\nhas two lines.'],
    ],
    ['data: YHOO\ndata: +2\ndata: 10\n\n', ['YHOO\n+2\n10']],
    [
      ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n',
      ['first event', 'second event', ' third event'],
    ],
    ['data\n\ndata\ndata\n\ndata:', ['', '\n']],
    ['data:test\n\ndata: test\n\n', ['test', 'test']],
    ['\ufeffdata: a\r\n\r\ndata: b\r\rdata: c\n\n', ['a', 'b', 'c']],
    ['data: never ended\n', []],
    ['data: a\n\ndata: cut of', ['a']],
    ['', []],
  ])('%j', (body, expected) => {
    expect(datas(body)).toEqual(expected);
  });

  test('names its events', () => {
    expect(parseEventStream('event: add\ndata: 73857293\n\ndata: x\n\n')).toEqual([
      { type: 'add', data: '73857293' },
      { type: 'message', data: 'x' },
    ]);
  });

  test('gives back what was written, whatever the line ends', () => {
    const lines = fc.array(
      fc.string().map((text) => text.replace(/[\r\n]/g, '')),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 6 }), fc.constantFrom('\n', '\r\n', '\r'), (events, end) => {
        const body = events.map((event) => `${event.map((line) => `data: ${line}${end}`).join('')}${end}`).join('');
        expect(datas(body)).toEqual(events.map((event) => event.join('\n')));
      }),
    );
  });

  test('never throws, never hangs, on any text', () => {
    const pieces = fc.array(fc.oneof(fc.constantFrom('data', ':', ' ', '\n', '\r', 'event', '\u0000'), fc.string({ unit: 'binary' })));
    fc.assert(fc.property(pieces, (parts) => Array.isArray(parseEventStream(parts.join('')))));
    expect(datas('data: a\n\n'.repeat(200_000))).toHaveLength(100_000);
  });
});
