import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandReader, type Word } from './imap-command.ts';

function read(...pieces: string[]): { commands: Word[][]; asked: number } {
  const commands: Word[][] = [];
  let asked = 0;
  const take = commandReader(
    (words) => commands.push(words),
    () => (asked += 1),
    () => undefined,
  );
  for (const piece of pieces) take(Buffer.from(piece, 'latin1'));
  return { commands, asked };
}

describe('IMAP commands (RFC 3501 section 4)', () => {
  test.each<[string, Word[]]>([
    ['a LOGIN ada "pass word"\r\n', ['a', 'LOGIN', 'ada', 'pass word']],
    ['a LOGIN ada "a\\"b\\\\c"\r\n', ['a', 'LOGIN', 'ada', 'a"b\\c']],
    ['a UID FETCH 1:* (UID BODY.PEEK[]<0.100>)\r\n', ['a', 'UID', 'FETCH', '1:*', ['UID', 'BODY.PEEK[]<0.100>']]],
    ['a LIST "" "*" RETURN (SPECIAL-USE (X))\r\n', ['a', 'LIST', '', '*', 'RETURN', ['SPECIAL-USE', ['X']]]],
    ['a LOGIN {3+}\r\nada {2+}\r\n"(\r\n', ['a', 'LOGIN', 'ada', '"(']],
  ])('%j', (text, words) => {
    expect(read(text).commands).toEqual([words]);
  });

  test('waits for a literal once, and goes on when it comes', () => {
    expect(read('a LOGIN ada {6}\r\n', '', 'se')).toEqual({ commands: [], asked: 1 });
    expect(read('a LOGIN ada {6}\r\n', 'secret\r\n')).toEqual({ commands: [['a', 'LOGIN', 'ada', 'secret']], asked: 1 });
  });

  test('are the same whatever the pieces they come in', () => {
    const text = 'a LOGIN ada "x y"\r\nb UID SEARCH HEADER "X-Y" {4+}\r\nz\r\nz\r\nc NOOP\r\n';
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 6 }), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        expect(read(...at.slice(1).map((end, i) => text.slice(at[i], end))).commands).toEqual(read(text).commands);
      }),
    );
  });

  test('never throw and never hang, on any bytes', () => {
    const part = fc.constantFrom('a ', '(', ')', '"', '\\', '{3}', '{9999999}', '{3+}', '\r\n', 'BODY[', ']', ' ');
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string({ unit: 'binary' })), { maxLength: 40 }), (parts) => void read(...parts)),
      { numRuns: 500 },
    );
  });
});
