// oxlint-disable no-control-regex -- these are the characters that must be gone
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOSTILE } from '../../test/sample-report.ts';
import { clip, escapeHtml, line, plain } from './text.ts';

/** Nothing that steers a terminal or a reader. */
const STEERS =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/u;
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...HOSTILE),
  fc
    .array(fc.constantFrom('\u001b', '[', ']', '8;;', '\u0007', 'm', '\u009b', '\\', '\n', 'a'), { maxLength: 20 })
    .map((parts) => parts.join('')),
);

describe('plain', () => {
  test.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]8;;https://evil.example\u0007click\u001b]8;;\u001b\\', 'click'],
    ['\u001b]0;title\u0007shown', 'shown'],
    ['\u009b31mred', 'red'],
    ['a\u001b\u001b[0m[31mb', 'a31mb'],
    ['txt.\u202egnp.exe', 'txt.gnp.exe'],
    ['a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
    ['tab\tbed', 'tab  bed'],
    ['zero\u200bwidth\ufeff\u{e0041}', 'zerowidth'],
    ['half \ud800 pair', 'half \ufffd pair'],
    ['😀👩‍👩‍👧‍👦 日本語 العربية é', '😀👩‍👩‍👧‍👦 日本語 العربية é'],
  ])('makes %j read %j', (text, wanted) => {
    expect(plain(text)).toBe(wanted);
  });

  test('leaves nothing that steers, whatever comes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(plain(text)).not.toMatch(STEERS);
        expect(plain(plain(text))).toBe(plain(text));
      }),
      { numRuns: 500 },
    );
  });

  test('takes time in line with the length, also for escapes that never end', () => {
    for (const piece of ['\u001b]', '\u001b[', '\u001b[0;', '\u009d', '\u001b']) {
      const started = performance.now();
      plain(piece.repeat(200_000));
      expect(performance.now() - started).toBeLessThan(2_000);
    }
  });
});

test('line is one line, and clip never cuts a character in two', () => {
  expect(line(' a\n\tb  c ')).toBe('a b c');
  expect(clip('ab😀cd', 4)).toBe('ab…');
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 30 }), (text, limit) => {
      expect(line(text, limit)).not.toContain('\n');
      expect(line(text, limit).length).toBeLessThanOrEqual(limit);
      expect(line(text, limit).isWellFormed()).toBe(true);
    }),
  );
});

test('escapeHtml leaves no character that could end text or an attribute', () => {
  expect(escapeHtml(`<a href="x" title='y'>&\``)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&#96;');
  fc.assert(
    fc.property(anyText, (text) => {
      expect(escapeHtml(text)).not.toMatch(/[<>"'`]|&(?!(?:amp|lt|gt|quot|#39|#96);)/);
    }),
  );
});
