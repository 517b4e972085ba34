import { symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { testIo } from '../../../test/io.ts';
import { checkout } from '../../../test/secret-repository.ts';
import { alnum } from '../../../test/secret-samples.ts';
import { secretsScan } from './scan.ts';

test('sparse files, bombs, archives in archives and loops end soon, are counted, and hide nothing beside them', async () => {
  const key = ['sk', 'live', `51${alnum(70)}`].join('_');
  const bomb = gzipSync(Buffer.alloc(20_000_000), { level: 1 });
  const nested = [1, 2, 3, 4, 5, 6].reduce((bytes) => gzipSync(bytes), Buffer.from(key));
  const bombs = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`bomb${at}.gz`, bomb]));
  const small = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`small/${at}.js`, `const a = ${at};`]));
  await using repo = await checkout(
    {
      ...bombs,
      ...small,
      'nested.gz': nested,
      'sparse.txt': '',
      'large.txt': '',
      'line.js': Buffer.alloc(2_000_000, '%41'),
      'pay.ts': `"${key}"`,
    },
    { git: false },
  );
  await truncate(join(repo.root, 'sparse.txt'), 2 * 1024 ** 3);
  await truncate(join(repo.root, 'large.txt'), 300 * 1024 ** 2);
  await symlink('.', join(repo.root, 'loop'));
  const started = process.cpuUsage();
  const { found, looked } = await secretsScan.run(
    { repo: repo.root, tree: true, staged: false, history: false, build: false },
    testIo(),
    () => {},
  );
  const { user, system } = process.cpuUsage(started);
  expect(found.map(({ places }) => places.map(({ at }) => at))).toEqual([['pay.ts']]);
  expect(looked[0]).toMatchObject({ skipped: 14, truncated: false });
  expect((user + system) / 1e6).toBeLessThan(15);
});
