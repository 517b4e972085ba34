import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSentryIssues } from './sentry-issues.ts';

/** The fields we read of the example in Sentry's reference, "List a Project's Issues". */
const ISSUE = {
  annotations: [],
  count: '150',
  culprit: 'raven.scripts.runner in main',
  firstSeen: '2018-11-06T21:19:55Z',
  id: '1',
  isPublic: false,
  lastSeen: '2018-11-06T21:19:55Z',
  level: 'error',
  permalink: 'https://sentry.io/the-interstellar-jurisdiction/pump-station/issues/1/',
  shortId: 'PUMP-STATION-1',
  stats: {
    '24h': [
      [1_541_455_200, 473],
      [1_541_458_800, 914],
    ],
  },
  status: 'unresolved',
  title: 'This is an example Python exception',
  userCount: 3,
};

describe("a project's issues (AUD-10)", () => {
  test('are read as the reference shows them: the events of the day, not of all time', () => {
    expect(parseSentryIssues(JSON.stringify([ISSUE]))).toEqual([
      {
        id: 'PUMP-STATION-1',
        title: 'This is an example Python exception',
        level: 'error',
        events: 1387,
        users: 3,
        firstSeen: '2018-11-06T21:19:55.000Z',
      },
    ]);
  });

  test.each([
    ['without statistics the count is taken', { stats: {} }, { events: 150 }],
    ['without a short id the id is', { shortId: null }, { id: '1' }],
    ['a first time that is none is not told', { firstSeen: 'yesterday' }, { firstSeen: null }],
    ['control characters are gone', { title: 'a\u001b[31mb' }, { title: 'a [31mb' }],
  ])('%s', (_what, change, expected) => {
    expect(parseSentryIssues(JSON.stringify([{ ...ISSUE, ...change }]))).toMatchObject([expected]);
  });

  test.each([
    ['{', 'it is no JSON'],
    ['{"detail":"Invalid token"}', 'it is no list of issues'],
  ])('%j is none', (text, problem) => {
    expect(parseSentryIssues(text)).toBe(problem);
  });

  test('counts are whole, never negative and never NaN', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (value, pair) => {
        const read = parseSentryIssues(JSON.stringify([{ ...ISSUE, count: value, userCount: value, stats: { '24h': [pair] } }]));
        const counts = typeof read === 'string' ? [Number.NaN] : read.flatMap(({ events, users }) => [events, users]);
        expect(counts.every((each) => Number.isInteger(each) && each >= 0)).toBe(true);
      }),
    );
  });

  test('never throws, never hangs, on any bytes', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseSentryIssues(text)));
  });
});
