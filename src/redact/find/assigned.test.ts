import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ASSIGNED, mayAssign } from './assigned.ts';

const PATTERN = new RegExp(`${ASSIGNED.scan.whole}(?![A-Za-z0-9])`, 'iy');
const BITS = [
  'token secret api_key passw Value value _name xxxxxxxxxxxxxxxxxxxxxxxx --db- aB3dE6gH9jK2mN5p Zx9Zx9Zx9Zx9Zx9Zx9Zx9 /a/b/c.d ~!@#$^*'.split(
    ' ',
  ),
  `= : => || ?? > | %3D </key>\n\t<string> "value": \\" " ' \` ] ) . ( ; , \u001B[31m \u001B[0m`.split(' '),
  [' ', '\t', '\n', '\u00A0', ': |\n  ', 'bearer ', 'ENV ', 'in the long run'],
].flat();

test('names are only passed over where the pattern finds nothing behind them', () => {
  const counted = { spared: 0, found: 0 };
  const names = fc.constantFrom(...ASSIGNED.scan.has);
  fc.assert(
    fc.property(names, fc.array(fc.constantFrom(...BITS), { maxLength: 9 }), fc.constantFrom('', '--', 'ENV '), (name, after, before) => {
      const text = `${before}${name}${after.join('')}`;
      PATTERN.lastIndex = before.length;
      const isThere = PATTERN.test(text);
      const may = mayAssign(Buffer.from(text, 'latin1'), before.length);
      if (!may) counted.spared += 1;
      if (isThere) counted.found += 1;
      return may || !isThere;
    }),
    { numRuns: 30_000 },
  );
  expect(counted.found).toBeGreaterThan(500);
  expect(counted.spared).toBeGreaterThan(5_000);
});
