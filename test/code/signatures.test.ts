import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';
import { readCodeFacts } from '../../src/parsers/code/rules.ts';
import { signatures } from './signatures.ts';

test.each(signatures.map((each) => [each.name, each] as const))('%s (SEC-10)', (_name, { path, text, signed }) => {
  expect(parseSync(path, text, { lang: 'tsx' }).errors).toEqual([]);
  const hooks = readCodeFacts(text, path)?.routes.filter(({ webhook }) => webhook) ?? [];
  expect(hooks.map((hook) => hook.signed)).toEqual([signed]);
});
