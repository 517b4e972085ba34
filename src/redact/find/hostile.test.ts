import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CODINGS } from './codings.ts';
import { secretsIn } from './secrets-in.ts';

const NOW = new Date('2026-11-22T00:00:00Z');
/** A tenth of what the budget of time is for: a pattern that is not linear shows all the same. */
const BYTES = 100_000;

/** Lines made to be slow. */
const BAITS = [
  '"+"',
  "'a' + ",
  '%41',
  '%25',
  '\\u0041',
  '\\\\\\\\',
  '&#65;',
  '&amp;#',
  '\u001b[31m',
  '${"a"}',
  '["a","a"].join("")',
  'password=',
  'token:',
  'secret="',
  'Bearer ',
  'postgres://a:',
  'https://a',
  'eyJhbGci',
  'sk_live_',
  'AKIA',
  '-----BEGIN PRIVATE KEY-----',
  'QUFB',
  'c2tfbGl2ZV8=\\n',
  '4142',
  '"sourcesContent":[',
  '"sources":["',
  '\\"',
  'x-api-key: ',
  Buffer.from('password="').toString('base64').slice(0, 12),
  `${Buffer.from(`${'a line of text that is read '.repeat(2)}\0`).toString('base64')}\n`,
  '<w:t>',
  ':\\/\\/a:a@',
  'key_',
  '/',
];

test('bait on one line costs at most ten seconds of CPU for a megabyte', () => {
  const slow = BAITS.flatMap((bait) => {
    const bytes = Buffer.alloc(BYTES, bait);
    const started = process.cpuUsage();
    secretsIn(bytes, NOW);
    const { user, system } = process.cpuUsage(started);
    const ms = (user + system) / 1_000;
    return ms > 1_000 ? [`${bait}: ${ms.toFixed(0)} ms`] : [];
  });
  expect(slow).toEqual([]);
});

test('a run of one word as long as the largest part of a file uses up no stack', () => {
  for (const bait of ['4142', 'QUFB', 'a', '/', 'key_', '9', '=', '-'])
    expect(secretsIn(Buffer.alloc(8 * 1024 * 1024, bait), NOW)).toEqual([]);
});

test('base64 in base64 is undone to a depth, and what is undone is bounded', () => {
  let text = 'a plain text of some length';
  for (let depth = 0; depth < 12; depth += 1) text = Buffer.from(text).toString('base64');
  expect(secretsIn(Buffer.from(text), NOW)).toEqual([]);
});

test('never throws on any text made of signs and codings', () => {
  const piece = fc.oneof(
    fc.constantFrom(...CODINGS.flatMap(({ signs }) => signs), ...BAITS),
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string({ maxLength: 60 }).map((text) => Buffer.from(text).toString('base64')),
    fc.string({ maxLength: 60 }).map((text) => Buffer.from(text).toString('hex')),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
      const bytes = Buffer.from(parts.join(''));
      for (const { start, end, line } of secretsIn(bytes, NOW)) expect(start >= 0 && end <= bytes.length + 1 && line > 0).toBe(true);
    }),
    { numRuns: 200 },
  );
});
