import { expect, test } from 'vitest';
import { ENCODINGS, TEXTUAL } from '../../test/secret-encodings.ts';
import { drawValues } from '../../test/secret-values.ts';
import { makeSearch } from '../../test/secret-windows.ts';
import { UserError } from '../core/errors.ts';
import { readArguments } from './arguments.ts';
import { failure } from './failure.ts';
import { VERBS } from './grammar.ts';

const VALUES = drawValues(20);
const search = makeSearch(VALUES);
const audit = VERBS.find(({ name }) => name === 'audit')!;

function refusal(argv: readonly string[]): unknown {
  try {
    readArguments(audit, argv);
  } catch (error) {
    return error;
  }
  return null;
}

test('no secret is in what the command line refuses, wherever it was typed and however it was coded', () => {
  const told: string[] = [];
  for (const { value } of VALUES)
    for (const coding of TEXTUAL) {
      const typed = ENCODINGS[coding](value);
      for (const argv of [[`--${typed}`], ['--format', typed], ['--only', typed], ['acme.test', typed], [`--quiet=${typed}`]]) {
        const { code, stdout, stderr } = failure(refusal(argv), ['audit', ...argv, '--json']);
        expect(code).toBe(2);
        told.push(stdout, stderr);
      }
    }
  expect(search(told.join('\n'))).toEqual([]);
});

test('a bug shows its stack without the secret that it quotes', () => {
  const told = VALUES.map(({ name, value }) => failure(new TypeError(`cannot read ${name}="${value}"`), []));
  expect(told.every(({ code, stderr }) => code === 70 && stderr.includes('failure.test.ts'))).toBe(true);
  expect(search(told.map(({ stderr }) => stderr).join('\n'))).toEqual([]);
});

test('paths, domains and mistyped words are repeated as they were typed', () => {
  for (const typed of ['staging.my-company-app.example.com', '/home/ada/projects/coachly/report.html', 'coach-first-customrs', 'terminall'])
    expect(failure(new UserError('x', `There is no ${typed}.`, 'y'), ['audit', typed]).stderr).toContain(typed);
});
