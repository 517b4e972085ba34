import { expect, test } from 'vitest';
import { testIo } from '../../test/io.ts';
import { checkout } from '../../test/secret-repository.ts';
import { repoCode } from '../probes/repo/code.ts';
import { passOf } from './code-places.ts';

test('a pass vouches for no file that could not be read (SEC-10)', async () => {
  await using repo = await checkout(
    {
      'package.json': '{}',
      'src/ok.ts': 'export const a = 1;\n',
      'src/broken.ts': 'export const = {\n',
      'src/large.js': `//${'x'.repeat(1_000_000)}`,
    },
    { git: false },
  );
  const code = await repoCode.collect({ kind: 'repo', root: repo.root }, testIo());
  expect(passOf(code)).toEqual({
    is: 'pass',
    found: 'Nothing in the code that was read. 2 files could not be, such as src/broken.ts: look there yourself.',
  });
  expect(passOf({ unread: 0, truncated: false })).toEqual({ is: 'pass' });
});

test('nor for files behind more of them than are listed (SEC-10)', async () => {
  const many = Object.fromEntries(Array.from({ length: 20_001 }, (_, at) => [`a/${at}.txt`, '']));
  await using repo = await checkout({ 'package.json': '{}', ...many, 'z.ts': 'export const a = 1;\n' }, { git: false });
  const code = await repoCode.collect({ kind: 'repo', root: repo.root }, testIo());
  expect(passOf(code)).toEqual({
    is: 'pass',
    found: 'Nothing in the code that was read. The repository has more files than are listed: look there yourself.',
  });
  expect(passOf({ unread: 2, truncated: true }).found).toBe(
    'Nothing in the code that was read. 2 files could not be, and the repository has more files than are listed: look there yourself.',
  );
});
