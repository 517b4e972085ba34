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
  expect(passOf({ unread: 0 })).toEqual({ is: 'pass' });
});
