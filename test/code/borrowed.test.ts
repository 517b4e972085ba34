import { expect, test } from 'vitest';
import { repoCode } from '../../src/probes/repo/code.ts';
import { testIo } from '../io.ts';
import { checkout } from '../secret-repository.ts';
import { borrowedCases } from './borrowed-cases.ts';

test('a function of another file counts for what it does, and by its name where it cannot be read (SEC-10)', async () => {
  // Each case is a product in a folder of its own, so that one look reads them all.
  const files = borrowedCases.flatMap(({ files: own }, at) =>
    Object.entries({ 'package.json': '{}', ...own }).map(([path, text]) => [`case-${at}/${path}`, text] as const),
  );
  await using repo = await checkout(Object.fromEntries(files), { git: false });
  const { routes, unread } = await repoCode.collect({ kind: 'repo', root: repo.root }, testIo());
  expect(unread).toBe(0);
  const told = borrowedCases.map(({ name, is }, at) => {
    const own = routes.filter(({ file }) => file.startsWith(`case-${at}/`));
    const asked = Object.keys(is) as (keyof typeof is)[]; // as: the members of the case
    return { name, routes: own.map((route) => Object.fromEntries(asked.map((each) => [each, route[each]]))) };
  });
  expect(told).toEqual(borrowedCases.map(({ name, is }) => ({ name, routes: [is] })));
});
