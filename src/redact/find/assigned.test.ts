import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ASSIGNED, mayAssign } from './assigned.ts';

const PATTERN = new RegExp(`${ASSIGNED.scan.whole}(?![A-Za-z0-9])`, 'iy');
const PIECES = fc.constantFrom(
  ...['token', 'secret', 'api_key', 'passw', 'bearer ', 'Value', 'value', '_name', 'x'.repeat(20), '--db-', 'ENV '],
  ...[
    '=',
    ':',
    ' = ',
    ': ',
    '=>',
    '||',
    '??',
    ', ',
    '>',
    '|',
    ': |\n  ',
    '%3D',
    '</key>\n<string>',
    '"value": ',
    '\\"',
    '"',
    "'",
    '`',
    ']',
    ')',
  ],
  ...[
    ' ',
    '\t',
    '\n',
    '\u00a0',
    '.',
    '(',
    ';',
    '\x1b[31m',
    '\x1b[0m',
    'in the long run',
    'aB3dE6gH9jK2mN5p',
    'Zx9'.repeat(8),
    '/a/b/c.d',
    '~!@#$^*',
  ],
);

test('names are only passed over where the pattern finds nothing behind them', () => {
  let spared = 0;
  let found = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...ASSIGNED.scan.has),
      fc.array(PIECES, { maxLength: 9 }),
      fc.constantFrom('', '--', 'ENV '),
      (name, after, before) => {
        const text = `${before}${name}${after.join('')}`;
        PATTERN.lastIndex = before.length;
        const isThere = PATTERN.test(text);
        const may = mayAssign(Buffer.from(text, 'latin1'), before.length);
        expect(may || !isThere, JSON.stringify(text)).toBe(true);
        if (!may) spared += 1;
        if (isThere) found += 1;
      },
    ),
    { numRuns: 30_000 },
  );
  expect(found).toBeGreaterThan(500);
  expect(spared).toBeGreaterThan(5_000);
});
