import { expect, test } from 'vitest';
import { readCases } from '../../../test/read-cases.ts';
import { readCodeFacts } from './rules.ts';

const RULES: ReadonlySet<string> = new Set(['outward-wait', 'unbounded-query', 'cut-off-list', 'query-loop', 'whole-people']);

const foundIn = (code: string, path: string): string[] | undefined =>
  readCodeFacts(code, path)?.facts.flatMap(({ rule }) => (RULES.has(rule) ? [rule] : []));

test('reads and waits that hurt are told, and their safe twins are not (PERF-6, PERF-7, PERF-8)', () => {
  expect(readCases.map(({ name, path, code }) => [name, foundIn(code, path)])).toEqual(readCases.map(({ name, finds }) => [name, finds]));
});

test('how a file is laid out changes nothing', () => {
  const laid = (code: string): string[] => [code.replaceAll('\n', '\r\n'), code.replaceAll(/\s*\n\s*/g, ' '), `${'\n'.repeat(50)}${code}`];
  const differing = readCases.flatMap(({ name, path, code, finds }) =>
    laid(code).flatMap((each) => (String(foundIn(each, path)) === String(finds) ? [] : [name])),
  );
  expect(differing).toEqual([]);
});
