import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';
import { readCodeFacts } from '../../src/parsers/code/rules.ts';
import { frameworks } from './frameworks.ts';

test.each(frameworks.map((each) => [each.name, each] as const))('%s (EDG-12)', (_name, { path, text, authenticated }) => {
  expect(parseSync(path, text, { lang: 'tsx' }).errors).toEqual([]);
  const routes = readCodeFacts(text, path)?.routes.filter(({ spends }) => spends.length > 0) ?? [];
  expect(routes.map((route) => route.authenticated || route.signed)).toEqual([authenticated]);
});
